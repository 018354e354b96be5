//! Traditional → Simplified, one character at a time, from `dictionaries/han.csv`.
//!
//! Only this direction: one Simplified character stands for several Traditional ones (发 for 發 and 髮), so the other way would
//! have to guess. For comparing names a table of characters is enough and ten times as fast as phrase conversion.

use super::CharSet;
use std::collections::HashMap;
use std::sync::LazyLock;

const TABLE: &str = include_str!("../../dictionaries/han.csv");

/// The pairs of the table: Traditional, Simplified. Sample rows: `們,们` `輝,辉` `裡,里`.
fn pairs() -> impl Iterator<Item = (char, char)> {
    TABLE.lines().skip(1).filter_map(|row| {
        let (hant, hans) = row.split_once(',')?;
        Some((hant.chars().next()?, hans.chars().next()?))
    })
}

/// The block that holds nearly all Han characters.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// The Simplified forms: an array for the usual block, which is asked for every character of a text.
struct Simplified {
    usual: Vec<char>,
    rare: HashMap<char, char>,
}

impl Simplified {
    fn of(steps: &HashMap<char, char>) -> Self {
        // A few Simplified characters are Traditional ones of others: 薴 → 苧 → 苎. Spellings must meet, so the chain is followed.
        let end = |c: char| {
            let next = |c: &char| steps.get(c).copied();
            std::iter::successors(Some(c), next)
                .take(4)
                .last()
                .unwrap_or(c)
        };
        let usual = (FIRST..=LAST).map(|c| end(char::from_u32(c).unwrap_or_default()));
        Self {
            usual: usual.collect(),
            rare: pairs().map(|(hant, _)| (hant, end(hant))).collect(),
        }
    }
}

static SIMPLIFIED: LazyLock<Simplified> = LazyLock::new(|| Simplified::of(&pairs().collect()));

/// Returns the Simplified form of a character, or the character itself.
#[inline]
pub(crate) fn simplify(c: char) -> char {
    let Some(place) = (c as u32).checked_sub(FIRST) else {
        return c;
    };
    let table = &*SIMPLIFIED;
    match table.usual.get(place as usize) {
        Some(simple) => *simple,
        None => table.rare.get(&c).copied().unwrap_or(c),
    }
}

/// Says whether a character is written only in Simplified Chinese: some Traditional one maps to it and it is not Traditional itself.
pub(crate) fn only_simplified(c: char) -> bool {
    // Characters such as 台, 里, 后, 干, 云 are ordinary Traditional characters too, so frequency alone would mislead: the table of
    // targets is used only where the target is no Traditional character of its own in everyday text.
    const SHARED: &str = "台里后干云几斗谷发面只系松表制复向回卷出范郁御征准升折游吁当并布占志沈丑厂广参万与个冬余余众克借厘叹吃吊同周哄咨嘱困坛坏夫奸姜家密岩峰帘床弦弥征彩怜恒懒扎托抵据捻据插携旋晒暗暖曲朴朱杆杯杰板果柜梁棱凄欲沾泄洒浚涂涌淡湿溪滩灶点炉烟熏犹玩症瘅睾确碱秋秘种筑签粗系累绷罗群胡脏膻致舍良芸苏荐荡获萝葱蒙蔑虫蜡裙词谥贮踊踪辟郁采里钟铲针链锈阴雇霉飓馆验体卤党准";
    static SET: LazyLock<CharSet> = LazyLock::new(|| {
        let hant: CharSet = pairs().map(|(t, _)| t).collect();
        pairs()
            .map(|(_, s)| s)
            .filter(|s| !hant.has(*s) && !SHARED.contains(*s))
            .collect()
    });
    SET.has(c)
}

/// Says whether a character is written only in Traditional Chinese.
pub(crate) fn only_traditional(c: char) -> bool {
    simplify(c) != c
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traditional_becomes_simplified_and_all_else_stays() {
        for (from, to) in [
            ('輝', '辉'),
            ('們', '们'),
            ('辉', '辉'),
            ('a', 'a'),
            ('あ', 'あ'),
            ('人', '人'),
        ] {
            assert_eq!(simplify(from), to);
        }
        // One that is Traditional for a character which is Traditional itself: the chain is followed.
        assert_eq!(simplify('薴'), '苎');
        // Beyond the usual block.
        let rare = pairs().find(|(hant, _)| (*hant as u32) > LAST).unwrap();
        assert_eq!(simplify(rare.0), rare.1);
        assert_eq!(simplify('\u{2A6D6}'), '\u{2A6D6}');
    }

    #[test]
    fn a_character_of_one_script_tells_which() {
        for simplified in ['辉', '们', '这', '说'] {
            assert!(
                only_simplified(simplified) && !only_traditional(simplified),
                "{simplified}"
            );
        }
        for traditional in ['輝', '們', '這', '說'] {
            assert!(
                only_traditional(traditional) && !only_simplified(traditional),
                "{traditional}"
            );
        }
        // 台, 后 and 里 are ordinary in both.
        for both in ['台', '后', '里', '人', '一', 'a', 'あ'] {
            assert!(!only_simplified(both) && !only_traditional(both), "{both}");
        }
    }
}
