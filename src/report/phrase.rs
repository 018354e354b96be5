//! The words of a report in three languages.

use crate::entity::Kind;
use crate::lexicon::Entity;

/// The language of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// Simplified Chinese.
    ZhHans,
    /// Traditional Chinese.
    ZhHant,
}

/// The fixed words of a report.
pub(super) struct Phrases {
    pub(super) title: &'static str,
    pub(super) compared: &'static str,
    pub(super) digests: &'static str,
    pub(super) items: &'static str,
    pub(super) entities: &'static str,
    pub(super) before: &'static str,
    pub(super) name: &'static str,
    pub(super) chance: &'static str,
    pub(super) sources: &'static str,
    pub(super) most_named: &'static str,
    pub(super) rising: &'static str,
    pub(super) falling: &'static str,
    pub(super) new: &'static str,
    pub(super) pairs: &'static str,
    pub(super) topics: &'static str,
    pub(super) topic: &'static str,
    pub(super) papers: &'static str,
    pub(super) quality: &'static str,
    pub(super) none: &'static str,
    pub(super) rule: &'static str,
    pub(super) days_without: &'static str,
    pub(super) undated: &'static str,
    pub(super) unknown_kind: &'static str,
    pub(super) warned: &'static str,
    pub(super) build: &'static str,
}

const EN: Phrases = Phrases {
    title: "AI trends",
    compared: "Compared with",
    digests: "digests",
    items: "items",
    entities: "entities",
    before: "before",
    name: "name",
    chance: "by chance",
    sources: "for example",
    most_named: "Most named",
    rising: "Rising",
    falling: "Falling",
    new: "New",
    pairs: "Named together",
    topics: "Topics by week",
    topic: "topic",
    papers: "Papers",
    quality: "About the data",
    none: "Nothing stands out here: too few items, or no difference that chance would not explain.",
    rule: "An entity rises or falls only with at least 5 items in both periods together, from at least 2 digests, and where chance is an unlikely reason (false discovery rate 0.1).",
    days_without: "days of the period without a digest",
    undated: "items of the graph without a date, in no period",
    unknown_kind: "names whose type is not known",
    warned: "digests of the period that gave warnings",
    build: "Build",
};

const ZH_HANS: Phrases = Phrases {
    title: "AI 趋势报告",
    compared: "对比",
    digests: "份日报",
    items: "条",
    entities: "个实体",
    before: "上期",
    name: "名称",
    chance: "偶然概率",
    sources: "例如",
    most_named: "提及最多",
    rising: "上升",
    falling: "下降",
    new: "新出现",
    pairs: "常被同时提及",
    topics: "每周主题",
    topic: "主题",
    papers: "论文",
    quality: "数据说明",
    none: "没有突出的变化：条目太少，或差异可能出于偶然。",
    rule: "只有两期合计至少 5 条、来自至少 2 份日报，并且差异不大可能出于偶然（错误发现率 0.1）时，才称为上升或下降。",
    days_without: "天没有日报",
    undated: "条没有日期，不计入任何时段",
    unknown_kind: "个名称类型未知",
    warned: "份日报带有警告",
    build: "构建",
};

const ZH_HANT: Phrases = Phrases {
    title: "AI 趨勢報告",
    compared: "對比",
    digests: "份日報",
    items: "則",
    entities: "個實體",
    before: "上期",
    name: "名稱",
    chance: "偶然機率",
    sources: "例如",
    most_named: "提及最多",
    rising: "上升",
    falling: "下降",
    new: "新出現",
    pairs: "常被同時提及",
    topics: "每週主題",
    topic: "主題",
    papers: "論文",
    quality: "資料說明",
    none: "沒有突出的變化：則數太少，或差異可能出於偶然。",
    rule: "只有兩期合計至少 5 則、來自至少 2 份日報，並且差異不太可能出於偶然（錯誤發現率 0.1）時，才稱為上升或下降。",
    days_without: "天沒有日報",
    undated: "則沒有日期，不計入任何期間",
    unknown_kind: "個名稱類型未知",
    warned: "份日報帶有警告",
    build: "建置",
};

impl Language {
    pub(super) fn phrases(self) -> &'static Phrases {
        match self {
            Language::En => &EN,
            Language::ZhHans => &ZH_HANS,
            Language::ZhHant => &ZH_HANT,
        }
    }

    /// The name that a dictionary row has in this language, else another.
    pub fn name_of(self, row: &Entity) -> &str {
        let order = match self {
            Language::En => [&row.en, &row.zh_hans, &row.zh_hant],
            Language::ZhHans => [&row.zh_hans, &row.en, &row.zh_hant],
            Language::ZhHant => [&row.zh_hant, &row.zh_hans, &row.en],
        };
        // A Traditional report says NVIDIA's name as Taiwan writes it; where it has none, English is nearer than Simplified.
        let order = match self {
            Language::ZhHant if row.zh_hant.is_empty() && !row.en.is_empty() => {
                [&row.en, &row.zh_hans, &row.zh_hant]
            }
            _ => order,
        };
        order
            .into_iter()
            .find(|n| !n.is_empty())
            .map_or(&row.id, String::as_str)
    }

    /// The name of a kind.
    pub(super) fn kind(self, kind: Kind) -> &'static str {
        let names: [&str; 3] = match kind {
            Kind::Company => ["Companies", "公司", "公司"],
            Kind::Organization => ["Organisations", "机构", "機構"],
            Kind::Person => ["People", "人物", "人物"],
            Kind::Model => ["Models", "模型", "模型"],
            Kind::Product => ["Products", "产品", "產品"],
            Kind::Hardware => ["Hardware", "硬件", "硬體"],
            Kind::Paper => ["Papers", "论文", "論文"],
            Kind::Dataset => ["Data sets and benchmarks", "数据集与基准", "資料集與基準"],
            Kind::Method => ["Methods", "方法", "方法"],
            Kind::Topic => ["Topics", "主题", "主題"],
            Kind::Event => ["Events", "活动", "活動"],
            Kind::Place => ["Places", "地点", "地點"],
            Kind::Other => ["Others", "其他", "其他"],
        };
        names[self as usize]
    }
}
