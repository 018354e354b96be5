//! The words of a report in three languages: one table, a row a phrase; `{n}` stands for what is put in.

use crate::language::Language;
use std::collections::BTreeMap;

/// A key, then English, Simplified and Traditional Chinese. Sorted by use, from the top of a report to its end.
#[rustfmt::skip]
const PHRASES: &[(&str, [&str; 3])] = &[
    ("title", ["AI trends", "AI 趋势报告", "AI 趨勢報告"]),
    ("colon", [": ", "：", "："]),
    ("comma", [", ", "、", "、"]),
    ("compared", ["Compared with", "对比", "對比"]),
    ("digests", ["digests", "份日报", "份日報"]),
    ("items", ["items", "条", "則"]),
    ("entities", ["entities", "个实体", "個實體"]),
    ("before", ["before", "上期", "上期"]),
    ("name", ["name", "名称", "名稱"]),
    ("chance", ["by chance", "偶然概率", "偶然機率"]),
    ("sources", ["for example", "例如", "例如"]),
    ("most_named", ["Most named", "提及最多", "提及最多"]),
    ("rising", ["Rising", "上升", "上升"]),
    ("falling", ["Falling", "下降", "下降"]),
    ("new", ["New", "新出现", "新出現"]),
    ("pairs", ["Named together", "常被同时提及", "常被同時提及"]),
    ("topics", ["Topics by week", "每周主题", "每週主題"]),
    ("topic", ["topic", "主题", "主題"]),
    ("papers", ["Papers", "论文", "論文"]),
    ("quality", ["About the data", "数据说明", "資料說明"]),
    ("none", ["Nothing stands out here: too few items, or no difference that chance would not explain.", "没有突出的变化：条目太少，或差异可能出于偶然。", "沒有突出的變化：則數太少，或差異可能出於偶然。"]),
    ("rule", ["An entity rises or falls only with at least 5 items in both periods together, from at least 2 digests, and where chance is an unlikely reason (false discovery rate 0.05).", "只有两期合计至少 5 条、来自至少 2 份日报，并且差异不大可能出于偶然（错误发现率 0.05）时，才称为上升或下降。", "只有兩期合計至少 5 則、來自至少 2 份日報，並且差異不太可能出於偶然（錯誤發現率 0.05）時，才稱為上升或下降。"]),
    ("days_without", ["days of the period without a digest", "天没有日报", "天沒有日報"]),
    ("undated", ["items of the graph without a date, in no period", "条没有日期，不计入任何时段", "則沒有日期，不計入任何期間"]),
    ("unknown_kind", ["names whose type is not known", "个名称类型未知", "個名稱類型未知"]),
    ("warned", ["digests of the period that gave warnings", "份日报带有警告", "份日報帶有警告"]),
    ("build", ["Build", "构建", "建置"]),

    // What the page says first.
    ("short", ["In short", "要点", "要點"]),
    ("say_coverage", ["In {days} days {digests} digests told {items} news items, which name {entities} companies, models, people and other things.", "{days} 天内，{digests} 份日报共收录 {items} 条新闻，提到 {entities} 个公司、模型、人物等。", "{days} 天內，{digests} 份日報共收錄 {items} 則新聞，提到 {entities} 個公司、模型、人物等。"]),
    ("say_before", ["The {days} days before had {items}.", "此前 {days} 天为 {items} 条。", "此前 {days} 天為 {items} 則。"]),
    ("say_rose", ["{name} rose from {before} to {items} items", "{name}从 {before} 条升至 {items} 条", "{name}從 {before} 則升至 {items} 則"]),
    ("say_fell", ["{name} fell from {before} to {items} items", "{name}从 {before} 条降至 {items} 条", "{name}從 {before} 則降至 {items} 則"]),
    ("say_ratio", [" (×{ratio}, 95 % {low}–{high})", "（×{ratio}，95% 区间 {low}–{high}）", "（×{ratio}，95% 區間 {low}–{high}）"]),
    ("say_top", ["Named most: {names}.", "提及最多：{names}。", "提及最多：{names}。"]),
    ("say_new", ["Named for the first time: {names}.", "首次出现：{names}。", "首次出現：{names}。"]),
    ("say_count", ["{name} ({items} items)", "{name}（{items} 条）", "{name}（{items} 則）"]),
    ("say_nothing", ["No name rose or fell by more than chance would explain.", "没有名称的升降超出偶然所能解释的范围。", "沒有名稱的升降超出偶然所能解釋的範圍。"]),
    ("say_gaps", ["{missing} of the {days} days have no digest: figures of those days are missing, not nought.", "{days} 天中有 {missing} 天没有日报：这些天是缺数据，而不是没有新闻。", "{days} 天中有 {missing} 天沒有日報：這些天是缺資料，而不是沒有新聞。"]),
    ("say_left_out", ["Digests that could not be read and are left out: {n}.", "{n} 份日报无法读取，未计入。", "{n} 份日報無法讀取，未計入。"]),
    ("stop", [".", "。", "。"]),

    ("how", ["How to read this", "如何阅读", "如何閱讀"]),
    ("how_item", ["Counted are news items: one entry of a digest is one item, however often it says a name.", "计数单位是新闻条目：日报中的一则算一条，无论其中提到某名称多少次。", "計數單位是新聞條目：日報中的一則算一則，無論其中提到某名稱多少次。"]),
    ("how_ratio", ["×3.0 means: three times the share of all items that it had in the period before. The figures after 95 % say between which values the true ratio plausibly lies; a wide range means little data.", "×3.0 表示占全部条目的比例是上一时段的三倍。95% 后的数字是真实比值可能所在的范围；范围宽，说明数据少。", "×3.0 表示占全部條目的比例是上一期間的三倍。95% 後的數字是真實比值可能所在的範圍；範圍寬，說明資料少。"]),
    ("how_small", ["Small numbers prove little. What is called rising or falling has passed a test for chance; what is merely listed has not.", "小数字证明不了什么。称为上升或下降的，都通过了偶然性检验；仅仅列出的则没有。", "小數字證明不了什麼。稱為上升或下降的，都通過了偶然性檢定；僅僅列出的則沒有。"]),
    ("how_source", ["The small lines are the sources: each leads to the page that the digest cites. The digests choose the news; this page only counts it.", "小字是来源，点开即为日报所引的网页。新闻由日报选取，本页只做统计。", "小字是來源，點開即為日報所引的網頁。新聞由日報選取，本頁只做統計。"]),
    ("how_spark", ["The little bars are the last five periods, the oldest first.", "小柱图为最近五个时段，最早的在左。", "小柱圖為最近五個期間，最早的在左。"]),

    // Sections and columns.
    ("ratio", ["ratio", "倍数", "倍數"]),
    ("interval", ["ratio of shares, with its 95 % interval", "占比之比及 95% 区间", "占比之比及 95% 區間"]),
    ("momentum", ["last five periods", "最近五期", "最近五期"]),
    ("bursts", ["Bursts", "突发", "突發"]),
    ("burst_note", ["from {start} to {end}", "{start} 至 {end}", "{start} 至 {end}"]),
    ("new_pairs", ["Named together for the first time", "首次同时提及", "首次同時提及"]),
    ("claims", ["What the digests claim", "日报所述", "日報所述"]),
    ("moves", ["Moves", "动向", "動向"]),
    ("models", ["Models and their makers", "模型与开发者", "模型與開發者"]),
    ("maker", ["maker", "开发者", "開發者"]),
    ("competitors", ["Who is named with whom", "同行同现", "同業同現"]),
    ("competitors_note", ["Items that name both.", "同时提到两者的条目数。", "同時提到兩者的則數。"]),
    ("communities", ["Circles", "群组", "群組"]),
    ("formed", ["new", "新形成", "新形成"]),
    ("grown", ["grown", "扩大", "擴大"]),
    ("shrunk", ["shrunk", "缩小", "縮小"]),
    ("merged", ["merged", "合并", "合併"]),
    ("steady", ["steady", "稳定", "穩定"]),
    ("asserted", ["", "", ""]),
    ("denied", ["denied", "被否认", "遭否認"]),
    ("reported", ["reported, not confirmed", "据报道，未证实", "據報導，未證實"]),
    ("stream", ["Topics over time", "主题走势", "主題走勢"]),
    ("stream_note", ["The thickness of a band is its items in that week.", "色带的厚度为该周的条目数。", "色帶的厚度為該週的則數。"]),
    ("heat_note", ["Items in each week; darker is more.", "各周条目数，颜色越深越多。", "各週則數，顏色越深越多。"]),
    ("by_source", ["Where the links lead", "链接来源", "連結來源"]),
    ("by_digest", ["Digests read", "所读日报", "所讀日報"]),
    ("left_out", ["Left out", "未计入", "未計入"]),
    ("without", ["Days without a digest", "没有日报的日期", "沒有日報的日期"]),
    ("previous", ["Earlier periods", "更早的时段", "更早的期間"]),
    ("period", ["period", "时段", "期間"]),
    ("focus", ["Only items about {what}", "仅限与“{what}”有关的新闻", "僅限與「{what}」有關的新聞"]),
    ("contents", ["Contents", "目录", "目錄"]),
    ("source", ["Source", "来源", "來源"]),
    ("made", ["Written by aikg from the digests; every number can be counted again from them.", "由 aikg 根据日报生成；每个数字都可据此重新核对。", "由 aikg 根據日報產生；每個數字都可據此重新核對。"]),

    // A series.
    ("series", ["AI trends, period by period", "AI 趋势：逐期报告", "AI 趨勢：逐期報告"]),
    ("series_note", ["{n} reports, the newest first.", "共 {n} 份报告，最新的在前。", "共 {n} 份報告，最新的在前。"]),
    ("top", ["most named", "提及最多", "提及最多"]),
];

/// The phrases of a language, by key.
pub(super) fn phrases(language: Language) -> BTreeMap<&'static str, &'static str> {
    PHRASES
        .iter()
        .map(|(key, texts)| (*key, language.of(*texts)))
        .collect()
}

/// A phrase with its values put in.
pub(super) fn say(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    let phrase = PHRASES
        .iter()
        .find(|(k, _)| *k == key)
        .map_or("", |(_, texts)| language.of(*texts));
    put(phrase, values)
}

/// English words that stand behind a count, and what they are behind a one.
const SINGULAR: [(&str, &str); 5] = [
    ("items", "item"),
    ("digests", "digest"),
    ("days", "day"),
    ("entities", "entity"),
    ("warnings", "warning"),
];

/// A word as it stands behind a count: "items", but "1 item".
pub(super) fn after(word: &str, count: &str) -> String {
    let one = SINGULAR
        .iter()
        .find(|(many, _)| *many == word && count == "1");
    one.map_or(word, |(_, one)| one).to_string()
}

/// Puts values into the places of a phrase.
pub(crate) fn put(phrase: &str, values: &[(&str, &str)]) -> String {
    // In one pass, so that a value cannot hold a place for another.
    let mut out = String::with_capacity(phrase.len());
    let mut rest = phrase;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let close = rest[open..].find('}').map_or(rest.len(), |c| open + c);
        let place = &rest[open + 1..close];
        let value = values.iter().find(|(k, _)| *k == place);
        let value = value.map_or("", |(_, v)| v);
        out.push_str(value);
        rest = rest.get(close + 1..).unwrap_or("");
        if let Some(behind) = rest.strip_prefix(' ') {
            let end = behind.find(|c: char| !c.is_ascii_lowercase());
            let (word, behind) = behind.split_at(end.unwrap_or(behind.len()));
            out.push(' ');
            out.push_str(&after(word, value));
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_phrase_has_the_same_places_in_all_languages() {
        let places = |text: &str| {
            let mut found: Vec<String> = text
                .split('{')
                .skip(1)
                .map(|t| t.split('}').next().unwrap().to_string())
                .collect();
            found.sort();
            found
        };
        let mut keys = std::collections::BTreeSet::new();
        for (key, texts) in PHRASES {
            assert!(keys.insert(*key), "{key} stands twice");
            for text in texts {
                assert_eq!(places(text), places(texts[0]), "{key}: {text}");
                assert_eq!(text.is_empty(), texts[0].is_empty(), "{key}");
            }
        }
    }

    #[test]
    fn a_value_is_no_place() {
        let values = [("name", "{items}"), ("items", "3")];
        assert_eq!(say(Language::En, "say_count", &values), "{items} (3 items)");
    }

    #[test]
    fn one_is_no_plural() {
        let values = [("name", "Kimi"), ("items", "1"), ("before", "12")];
        let say = |language, key| say(language, key, &values);
        assert_eq!(say(Language::En, "say_count"), "Kimi (1 item)");
        assert_eq!(say(Language::En, "say_fell"), "Kimi fell from 12 to 1 item");
        assert_eq!(say(Language::ZhHant, "say_count"), "Kimi（1 則）");
    }
}
