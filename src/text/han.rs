//! Traditional → Simplified, one character at a time, from `dictionaries/han.csv`.
//!
//! Only this direction: one Simplified character stands for several Traditional ones (发 for 發 and 髮), so the other way would
//! have to guess. For comparing names a table of characters is enough and ten times as fast as phrase conversion.

use std::collections::HashMap;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../dictionaries/han.csv");

/// The pairs of the table: Traditional, Simplified. Sample rows: `們,们` `輝,辉` `裡,里`.
fn pairs() -> impl Iterator<Item = (char, char)> {
    TABLE.lines().skip(1).filter_map(|row| {
        let (hant, hans) = row.split_once(',')?;
        Some((hant.chars().next()?, hans.chars().next()?))
    })
}

/// Returns the Simplified form of a character, or the character itself.
pub(crate) fn simplify(c: char) -> char {
    static MAP: OnceLock<HashMap<char, char>> = OnceLock::new();
    if (c as u32) < 0x3400 {
        return c;
    }
    let map = MAP.get_or_init(|| pairs().collect());
    // A few Simplified characters are Traditional ones of others: 薴 → 苧 → 苎. Spellings must meet, so the chain is followed.
    let mut c = c;
    for _ in 0..3 {
        match map.get(&c) {
            Some(simple) => c = *simple,
            None => break,
        }
    }
    c
}

/// Says whether a character is written only in Simplified Chinese: some Traditional one maps to it and it is not Traditional itself.
pub(crate) fn only_simplified(c: char) -> bool {
    // Characters such as 台, 里, 后, 干, 云 are ordinary Traditional characters too, so frequency alone would mislead: the table of
    // targets is used only where the target is no Traditional character of its own in everyday text.
    const SHARED: &str = "台里后干云几斗谷发面只系松表制复向回卷出范郁御征准升折游吁当并布占志沈丑厂广参万与个冬余余众克借厘叹吃吊同周哄咨嘱困坛坏夫奸姜家密岩峰帘床弦弥征彩怜恒懒扎托抵据捻据插携旋晒暗暖曲朴朱杆杯杰板果柜梁棱凄欲沾泄洒浚涂涌淡湿溪滩灶点炉烟熏犹玩症瘅睾确碱秋秘种筑签粗系累绷罗群胡脏膻致舍良芸苏荐荡获萝葱蒙蔑虫蜡裙词谥贮踊踪辟郁采里钟铲针链锈阴雇霉飓馆验体卤党准";
    static SET: OnceLock<std::collections::HashSet<char>> = OnceLock::new();
    SET.get_or_init(|| {
        let hant: std::collections::HashSet<char> = pairs().map(|(t, _)| t).collect();
        pairs()
            .map(|(_, s)| s)
            .filter(|s| !hant.contains(s) && !SHARED.contains(*s))
            .collect()
    })
    .contains(&c)
}

/// Says whether a character is written only in Traditional Chinese.
pub(crate) fn only_traditional(c: char) -> bool {
    simplify(c) != c
}
