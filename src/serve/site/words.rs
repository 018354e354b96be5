//! What pages say in three languages: one table, a row a phrase; `{n}` stands for what is put in.

use crate::language::Language;
use crate::report::phrase::put;
use minijinja::value::Value;

/// A key, then English, Simplified and Traditional Chinese.
#[rustfmt::skip]
const PHRASES: &[(&str, [&str; 3])] = &[
    // On every page.
    ("site", ["AI news, as a graph", "AI 新闻图谱", "AI 新聞圖譜"]),
    ("skip", ["Skip to content", "跳到正文", "跳到正文"]),
    ("nav", ["Main", "主导航", "主導覽"]),
    ("nav_home", ["Home", "首页", "首頁"]),
    ("nav_trends", ["Trends", "趋势", "趨勢"]),
    ("nav_topics", ["Topics", "主题", "主題"]),
    ("nav_digests", ["Digests", "日报", "日報"]),
    ("nav_map", ["Map", "地图", "地圖"]),
    ("nav_queries", ["Queries", "查询", "查詢"]),
    ("nav_about", ["About", "关于", "關於"]),
    ("languages", ["Language", "语言", "語言"]),
    ("search", ["Search", "搜索", "搜尋"]),
    ("search_hint", ["A name in any spelling: NVIDIA, 輝達, 英伟达", "任何写法的名称：NVIDIA、輝達、英伟达", "任何寫法的名稱：NVIDIA、輝達、英伟达"]),
    ("colon", [": ", "：", "："]),
    ("comma", [", ", "、", "、"]),
    ("stop", [".", "。", "。"]),
    ("made", ["Made by aikg from the digests. The digests choose the news; these pages count and link them.", "由 aikg 根据日报生成。新闻由日报选取，本站只做统计与链接。", "由 aikg 根據日報產生。新聞由日報選取，本站只做統計與連結。"]),
    ("build", ["Build", "构建", "建置"]),
    ("as_of", ["As of {date}: later digests do not count.", "截至 {date}：更晚的日报不计入。", "截至 {date}：更晚的日報不計入。"]),
    ("as_of_short", ["as of {date}", "截至 {date}", "截至 {date}"]),
    ("n_items", ["{n} items", "{n} 条", "{n} 則"]),
    ("one_item", ["1 item", "1 条", "1 則"]),
    ("and_more", ["{n} more", "另有 {n} 个", "另有 {n} 個"]),
    ("to_page", ["Open its page →", "打开实体页 →", "開啟實體頁 →"]),
    ("lead_undated", ["{digests} digests told {items} news items. Here are the {entities} companies, models, people and papers they name, each with what was said of it and where.", "{digests} 份日报共 {items} 条新闻，提到 {entities} 个公司、模型、人物与论文：说了什么、出自哪里，都在这里。", "{digests} 份日報共 {items} 則新聞，提到 {entities} 個公司、模型、人物與論文：說了什麼、出自哪裡，都在這裡。"]),
    ("table", ["Table", "表格", "表格"]),
    ("show_all", ["All {n}", "全部 {n} 条", "全部 {n} 則"]),
    ("source", ["source", "来源", "來源"]),
    ("week", ["week", "周", "週"]),
    ("month", ["month", "月", "月"]),
    ("lead", ["{digests} digests told {items} news items from {from} to {to}. Here are the {entities} companies, models, people and papers they name, each with what was said of it, when, and where.", "{from} 至 {to}，{digests} 份日报共 {items} 条新闻，提到 {entities} 个公司、模型、人物与论文：谁说了什么、何时说的、出自哪里，都在这里。", "{from} 至 {to}，{digests} 份日報共 {items} 則新聞，提到 {entities} 個公司、模型、人物與論文：誰說了什麼、何時說的、出自哪裡，都在這裡。"]),
    ("try_it", ["For example", "例如", "例如"]),
    ("this_week", ["The last 7 days", "最近 7 天", "最近 7 天"]),
    ("this_month", ["The last 28 days", "最近 28 天", "最近 28 天"]),
    ("head_rising", ["Rising", "上升", "上升"]),
    ("head_falling", ["Falling", "下降", "下降"]),
    ("head_bursts", ["Bursts", "突发", "突發"]),
    ("head_most_named", ["Named most", "提及最多", "提及最多"]),
    ("head_pairs", ["Named together", "常被同时提及", "常被同時提及"]),
    ("head_papers", ["Papers", "论文", "論文"]),
    ("new_names", ["New names", "首次出现", "首次出現"]),
    ("newest", ["Newest items", "最新条目", "最新條目"]),
    ("kinds", ["Kinds", "类型", "類型"]),
    ("kind", ["Kind", "类型", "類型"]),
    ("kind_none", ["Nothing of this kind is named.", "没有提到此类名称。", "沒有提到此類名稱。"]),
    ("found_for", ["Found for “{what}”", "“{what}”的搜索结果", "「{what}」的搜尋結果"]),
    ("none_found", ["No name found", "没有找到名称", "沒有找到名稱"]),
    ("n_found", ["{n} names", "{n} 个名称", "{n} 個名稱"]),
    ("none_named", ["Nothing here is so named.", "这里没有这个名称。", "這裡沒有這個名稱。"]),
    ("nearest", ["The nearest names", "最接近的名称", "最接近的名稱"]),
    ("several", ["This name means several things", "这个名称有多个含义", "這個名稱有多個含義"]),
    ("the_name", ["The name", "名称", "名稱"]),
    ("names_with", ["Names that have it in them", "包含它的名称", "包含它的名稱"]),
    ("headings_with", ["Items with it in their heading: {n}", "标题中有它的条目：{n}", "標題中有它的條目：{n}"]),
    ("first_seen", ["First seen", "首次出现", "首次出現"]),
    ("last_seen", ["Last seen", "最近出现", "最近出現"]),
    ("named_in", ["Named in", "提及条目", "提及條目"]),
    ("named_times", ["Mentions", "提及次数", "提及次數"]),
    ("belongs_to", ["Belongs to", "属于", "屬於"]),
    ("since", ["Since", "始于", "始於"]),
    ("until", ["Until", "终于", "終於"]),
    ("timeline", ["Items over time", "条目走势", "條目走勢"]),
    ("timeline_weeks", ["Items by week from {from} to {to}: {all} in all, most in {when}, {most}", "{from} 至 {to} 各周条目：共 {all} 条，最多的一周是 {when}，{most} 条", "{from} 至 {to} 各週條目：共 {all} 則，最多的一週是 {when}，{most} 則"]),
    ("timeline_months", ["Items by month from {from} to {to}: {all} in all, most in {when}, {most}", "{from} 至 {to} 各月条目：共 {all} 条，最多的一月是 {when}，{most} 条", "{from} 至 {to} 各月條目：共 {all} 則，最多的一月是 {when}，{most} 則"]),
    ("by_week", ["by week", "按周", "按週"]),
    ("by_month", ["by month", "按月", "按月"]),
    ("claims", ["What digests claim", "日报所述", "日報所述"]),
    ("claims_new", ["Claimed for the first time", "首次陈述", "首次陳述"]),
    ("claim_page", ["claim", "陈述", "陳述"]),
    ("the_items", ["Items", "条目", "條目"]),
    ("near", ["Nearest", "关系最近", "關係最近"]),
    ("around", ["{name} and those nearest to it", "{name}与关系最近者", "{name}與關係最近者"]),
    ("to_map", ["Look around in the map →", "在地图中查看 →", "在地圖中查看 →"]),
    ("tied", ["Tied by claims", "由陈述相连", "由陳述相連"]),
    ("tie_to", ["{says}", "{says}", "{says}"]),
    ("tie_from", ["{says} {name}", "{says}{name}", "{says}{name}"]),
    ("tie_owned", ["belongs to it", "属于它", "屬於它"]),
    ("named_with", ["Named with", "同时提及", "同時提及"]),
    ("names_why", ["Its names, and why", "名称及依据", "名稱及依據"]),
    ("spelling", ["Spelling", "写法", "寫法"]),
    ("reason", ["Why it leads here", "依据", "依據"]),
    ("row", ["Row", "词典行", "詞典行"]),
    ("as_query", ["as a query", "作为查询", "作為查詢"]),
    ("rule_name", ["its preferred name", "首选名称", "首選名稱"]),
    ("rule_coined", ["in no dictionary; its own spelling", "词典未收；以其自身写法为准", "詞典未收；以其自身寫法為準"]),
    ("rule_other", ["rule {rule}", "规则 {rule}", "規則 {rule}"]),
    ("rule_curated", ["in the dictionary", "词典所载", "詞典所載"]),
    ("rule_folded", ["alike but for case, width or script", "仅大小写、全半角或繁简不同", "僅大小寫、全半形或繁簡不同"]),
    ("rule_brackets", ["a digest writes X (Y)", "日报写作 X（Y）", "日報寫作 X（Y）"]),
    ("rule_apposition", ["a digest sets the two beside each other", "日报将两者并列", "日報將兩者並列"]),
    ("rule_short_form", ["a digest says that it is the short form", "日报称其为简称", "日報稱其為簡稱"]),
    ("rule_head_noun", ["a noun after the name that only says what it is", "名称后只说明类别的名词", "名稱後只說明類別的名詞"]),
    ("rule_owner", ["with its owner’s name before it", "前面带有所属者的名称", "前面帶有所屬者的名稱"]),
    ("rule_regional", ["the word of another region", "其他地区的用词", "其他地區的用詞"]),
    ("rule_plural", ["its plural", "复数形式", "複數形式"]),
    ("rule_title", ["the title of the paper", "论文标题", "論文標題"]),
    ("rule_version", ["a version written otherwise", "版本的另一写法", "版本的另一寫法"]),
    ("a_digest", ["Digest", "日报", "日報"]),
    ("n_mentions", ["{n} mentions", "{n} 次提及", "{n} 次提及"]),
    ("n_warnings", ["{n} warnings", "{n} 条警告", "{n} 則警告"]),
    ("n_claims", ["{n} claims", "{n} 条陈述", "{n} 則陳述"]),
    ("no_text", ["The text of the digest is not kept: these are its headings, what it names, and the words of its claims.", "图谱不保存日报正文：这里是标题、所提名称与陈述的原话。", "圖譜不保存日報正文：這裡是標題、所提名稱與陳述的原話。"]),
    ("item_n", ["Item {n}", "第 {n} 条", "第 {n} 則"]),
    ("to_item", ["names and claims", "名称与陈述", "名稱與陳述"]),
    ("beside", ["Before and after", "前后", "前後"]),
    ("date", ["Date", "日期", "日期"]),
    ("col_items", ["Items", "条目", "條目"]),
    ("col_mentions", ["Mentions", "提及", "提及"]),
    ("section", ["Section", "栏目", "欄目"]),
    ("links", ["Links", "链接", "連結"]),
    ("item_names", ["What it names", "提到的名称", "提到的名稱"]),
    ("names_none", ["It names nothing that is known.", "没有提到已知的名称。", "沒有提到已知的名稱。"]),
    ("entity", ["Entity", "实体", "實體"]),
    ("entities", ["Entities", "实体", "實體"]),
    ("written", ["As written", "原文写法", "原文寫法"]),
    ("times", ["Times", "次数", "次數"]),
    ("a_claim", ["Claim", "陈述", "陳述"]),
    ("how_said", ["Said as", "说法", "說法"]),
    ("asserted", ["asserted", "断言", "斷言"]),
    ("denied", ["denied", "被否认", "遭否認"]),
    ("reported", ["reported, not confirmed", "据报道，未证实", "據報導，未證實"]),
    ("confidence", ["Confidence", "置信度", "信心度"]),
    ("rule", ["Rule", "规则", "規則"]),
    ("bytes", ["Bytes of the file", "文件字节", "檔案位元組"]),
    ("in_item", ["Where it stands", "出处", "出處"]),
    ("same_claim", ["Also claimed in", "其他出处", "其他出處"]),
    ("topic", ["Topic", "主题", "主題"]),
    ("other_tags", ["Other tags of the digests", "日报的其他标签", "日報的其他標籤"]),
    ("topics_none", ["No item has a topic.", "没有条目带主题。", "沒有條目帶主題。"]),
    ("as_entity", ["also an entity:", "也是实体：", "也是實體："]),
    ("momentum", ["Items of the last periods, this one last", "最近各期的条目数，本期在末", "最近各期的則數，本期在末"]),
    ("ratio", ["Ratio of shares, with its 95 % interval", "占比之比及 95% 区间", "占比之比及 95% 區間"]),
    ("heat", ["Items in each week; darker is more", "各周条目数，颜色越深越多", "各週則數，顏色越深越多"]),
    ("topics_by_week", ["Topics by week", "每周主题", "每週主題"]),
    ("no_dates", ["No item of this graph has a date.", "图谱中没有带日期的条目。", "圖譜中沒有帶日期的條目。"]),
    ("no_rise", ["No name rose by more than chance would explain.", "没有名称的上升超出偶然所能解释的范围。", "沒有名稱的上升超出偶然所能解釋的範圍。"]),
    ("periods", ["Periods", "时段", "期間"]),
    ("period", ["Period", "时段", "期間"]),
    ("compared", ["Compared with {from} – {to} ({n} items).", "对比 {from} – {to}（{n} 条）。", "對比 {from} – {to}（{n} 則）。"]),
    ("how_trend", ["What is called rising or falling has passed a test for chance; what is merely listed has not.", "称为上升或下降的，都通过了偶然性检验；仅仅列出的则没有。", "稱為上升或下降的，都通過了偶然性檢定；僅僅列出的則沒有。"]),
    ("map_form", ["What to draw", "绘制内容", "繪製內容"]),
    ("map_entity", ["In the middle", "中心", "中心"]),
    ("map_depth", ["Steps", "步数", "步數"]),
    ("map_top", ["Entities", "实体数", "實體數"]),
    ("map_from", ["From", "自", "自"]),
    ("map_to", ["To", "至", "至"]),
    ("map_hubs", ["Also outlets, platforms and methods that everybody uses", "包括媒体、平台与通用方法", "包括媒體、平台與通用方法"]),
    ("map_draw", ["Draw", "绘制", "繪製"]),
    ("map_empty", ["Nothing to draw: no entity has a tie here. A longer period or fewer conditions may help.", "无可绘制：这里没有相连的实体。可放宽时段或条件。", "無可繪製：這裡沒有相連的實體。可放寬期間或條件。"]),
    ("no_entity", ["Nothing here is named {name}", "这里没有“{name}”", "這裡沒有「{name}」"]),
    ("no_entity_near", ["Nothing here is named {name}; the nearest name is {near}", "这里没有“{name}”；最接近的名称是“{near}”", "這裡沒有「{name}」；最接近的名稱是「{near}」"]),
    ("no_date", ["{date} is no date; 2026, 2026-01, 2026-01-05 or 2026-W02 would be", "“{date}”不是日期；可写 2026、2026-01、2026-01-05 或 2026-W02", "「{date}」不是日期；可寫 2026、2026-01、2026-01-05 或 2026-W02"]),
    ("queries_lead", ["Questions that people ask, with their answers a click away; or write your own in SPARQL:", "常见问题，一点即答；也可以用 SPARQL 自己写：", "常見問題，一點即答；也可以用 SPARQL 自己寫："]),
    ("contents", ["Contents", "目录", "目錄"]),
    ("editor", ["SPARQL editor", "SPARQL 编辑器", "SPARQL 編輯器"]),
    ("editor_lead", ["The prefixes below need no declaration; without GRAPH all named graphs are seen as one.", "下列前缀无需声明；不写 GRAPH 时，所有命名图视为一个。", "下列前綴無需宣告；不寫 GRAPH 時，所有具名圖視為一個。"]),
    ("run", ["Run", "运行", "執行"]),
    ("run_hint", ["Ctrl + Enter", "Ctrl + Enter", "Ctrl + Enter"]),
    ("needed", ["needed", "必填", "必填"]),
    ("examples", ["Examples:", "示例：", "範例："]),
    ("any", ["any", "不限", "不限"]),
    ("answer", ["Answer", "结果", "結果"]),
    ("n_rows", ["{n} rows", "{n} 行", "{n} 列"]),
    ("cut", ["The first {n} rows; a download has all.", "仅显示前 {n} 行；下载可得全部。", "僅顯示前 {n} 列；下載可得全部。"]),
    ("download", ["Download:", "下载：", "下載："]),
    ("yes", ["Yes", "是", "是"]),
    ("no", ["No", "否", "否"]),
    ("no_rows", ["No rows.", "没有结果。", "沒有結果。"]),
    ("chart_of", ["Chart of {what}", "{what} 图表", "{what} 圖表"]),
    ("map_of_rows", ["The rows as a map", "以地图显示结果", "以地圖顯示結果"]),
    ("error_at", ["Line {line}, column {column}", "第 {line} 行，第 {column} 列", "第 {line} 行，第 {column} 欄"]),
    ("whole", ["The whole message", "完整信息", "完整訊息"]),
    ("too_long", ["The query did not end within {n} s and was stopped.", "查询在 {n} 秒内没有结束，已停止。", "查詢在 {n} 秒內沒有結束，已停止。"]),
    ("no_service", ["The query asks other servers (SERVICE), which pages do not.", "查询要求访问其他服务器（SERVICE），网页不允许。", "查詢要求存取其他伺服器（SERVICE），網頁不允許。"]),
    ("damaged", ["The graph cannot be read at this place. Another build may be replacing it; try again.", "此处的图谱无法读取，可能正在重新构建，请稍后再试。", "此處的圖譜無法讀取，可能正在重新建置，請稍後再試。"]),
    ("meant", ["Meant was perhaps", "可能是指", "可能是指"]),
    ("edit", ["Open in the editor", "在编辑器中打开", "在編輯器中開啟"]),
    ("prefixes", ["Prefixes", "前缀", "前綴"]),
    ("group_claims", ["Claims", "陈述", "陳述"]),
    ("group_companies", ["Companies", "公司", "公司"]),
    ("group_data_quality", ["Data quality", "数据质量", "資料品質"]),
    ("group_entities", ["Entities", "实体", "實體"]),
    ("group_models_and_hardware", ["Models and hardware", "模型与硬件", "模型與硬體"]),
    ("group_papers", ["Papers", "论文", "論文"]),
    ("group_people", ["People", "人物", "人物"]),
    ("group_sources", ["Sources", "来源", "來源"]),
    ("group_ties", ["Ties", "关联", "關聯"]),
    ("group_time", ["Time", "时间", "時間"]),
    ("group_topics", ["Topics", "主题", "主題"]),
    ("about_lead", ["A graph of companies, models, papers and people, read from daily AI-news digests. Every name keeps the reason why it leads to its entity, every claim its words and their place.", "从每日 AI 新闻日报读出的公司、模型、论文与人物图谱。每个名称都有归并的依据，每条陈述都有原话与出处。", "從每日 AI 新聞日報讀出的公司、模型、論文與人物圖譜。每個名稱都有歸併的依據，每則陳述都有原話與出處。"]),
    ("about_in", ["What is in it", "内容", "內容"]),
    ("quads", ["Quads", "四元组", "四元組"]),
    ("quality", ["How good the data are", "数据质量", "資料品質"]),
    ("q_warnings", ["{n} warnings in {digests} digests", "{digests} 份日报共 {n} 条警告", "{digests} 份日報共 {n} 則警告"]),
    ("q_undated", ["{n} items without a date: they are in no period", "{n} 条没有日期，不计入任何时段", "{n} 則沒有日期，不計入任何期間"]),
    ("q_unlinked", ["{n} items without a link", "{n} 条没有链接", "{n} 則沒有連結"]),
    ("q_unknown", ["{n} names whose kind is not known", "{n} 个名称类型未知", "{n} 個名稱類型未知"]),
    ("q_coined", ["{n} entities that stand in no dictionary: found by the form of their names", "{n} 个实体未收入词典，由名称形式识别", "{n} 個實體未收入詞典，由名稱形式辨識"]),
    ("q_which", ["Digests with warnings", "带警告的日报", "帶警告的日報"]),
    ("q_queries", ["Queries about the quality of the data", "数据质量查询", "資料品質查詢"]),
    ("about_ask", ["How to ask it", "如何查询", "如何查詢"]),
    ("about_ask_text", ["Every page is made from the graph, and so can you: in SPARQL 1.1 at /sparql, by named query at /api/queries, or here:", "每一页都出自图谱，你也可以直接查询：/sparql 支持 SPARQL 1.1，/api/queries 提供命名查询，或在这里：", "每一頁都出自圖譜，你也可以直接查詢：/sparql 支援 SPARQL 1.1，/api/queries 提供具名查詢，或在這裡："]),
    ("about_iri", ["The page of an entity, a topic, a digest, an item or a claim has the path of its IRI below https://w3id.org/aikg.", "实体、主题、日报、条目与陈述的页面路径，即其 IRI 在 https://w3id.org/aikg 之下的路径。", "實體、主題、日報、條目與陳述的頁面路徑，即其 IRI 在 https://w3id.org/aikg 之下的路徑。"]),
    ("ontology", ["The ontology", "本体", "本體"]),
    ("software", ["Software", "软件", "軟體"]),
    ("dictionaries", ["Dictionaries", "词典", "詞典"]),
    ("import", ["Import", "导入", "匯入"]),
    ("missing", ["Not found", "未找到", "未找到"]),
    ("missing_note", ["There is no page here. What was meant may be found by its name.", "这里没有页面。可以按名称搜索。", "這裡沒有頁面。可以按名稱搜尋。"]),
    ("search_again", ["Search by name", "按名称搜索", "按名稱搜尋"]),
    ("fault", ["Something went wrong", "出错了", "出錯了"]),
    ("pages", ["Pages", "页码", "頁碼"]),
    ("page_before", ["newer", "较新", "較新"]),
    ("page_after", ["older", "较旧", "較舊"]),
    ("page_of", ["page {page} of {pages}", "第 {page} 页，共 {pages} 页", "第 {page} 頁，共 {pages} 頁"]),
];

/// The phrases of a language, by key; they are ours, so they are not escaped.
pub(super) fn all(language: Language) -> Vec<(&'static str, Value)> {
    let phrase = |(key, texts): &(&'static str, [&'static str; 3])| {
        let text = language.of(*texts).to_string();
        (*key, Value::from_safe_string(text))
    };
    PHRASES.iter().map(phrase).collect()
}

/// A phrase with its values put in; nothing for a key that is not there.
pub(super) fn say(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    let known = PHRASES.iter().find(|(k, _)| *k == key);
    let phrase = known.map_or("", |(_, texts)| language.of(*texts));
    put(phrase, values)
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
                assert!(!text.contains(['<', '&', '"', '\'']), "{key}: {text}");
            }
        }
        // Every phrase that a template asks for is there.
        for template in super::super::frame::texts() {
            for rest in template.split("{{ t.").skip(1) {
                let key = rest.split([' ', '}', '|']).next().unwrap();
                assert!(keys.contains(key), "no phrase {key}");
            }
            for rest in template.split("say(\"").skip(1) {
                let key = rest.split('"').next().unwrap();
                assert!(keys.contains(key), "no phrase {key}");
            }
        }
    }
}
