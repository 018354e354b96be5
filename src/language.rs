//! The three languages that aikg speaks to people in: names of entities, kinds and predicates in each.

use crate::entity::Kind;
use crate::lexicon::Entity;
use crate::relation::Predicate;

/// The language that people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English.
    En,
    /// Simplified Chinese.
    ZhHans,
    /// Traditional Chinese.
    ZhHant,
}

impl Language {
    /// The tag of BCP 47, as `zh-Hant`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
        }
    }

    /// One of three texts: English, Simplified, Traditional.
    pub fn of(self, texts: [&'static str; 3]) -> &'static str {
        texts[self as usize]
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
    pub fn kind(self, kind: Kind) -> &'static str {
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

    /// What a claim says, as short as a line on a map.
    pub fn predicate(self, predicate: Predicate) -> &'static str {
        self.of(match predicate {
            Predicate::Acquires => ["acquires", "收购", "收購"],
            Predicate::AffiliatedWith => ["works for", "任职于", "任職於"],
            Predicate::Authored => ["wrote", "撰写", "撰寫"],
            Predicate::BasedOn => ["based on", "基于", "基於"],
            Predicate::CollaboratesWith => ["works with", "合作", "合作"],
            Predicate::CompetesWith => ["competes with", "竞争", "競爭"],
            Predicate::Develops => ["makes", "推出", "推出"],
            Predicate::EvaluatedOn => ["measured on", "评测于", "評測於"],
            Predicate::Founded => ["founded", "创办", "創辦"],
            Predicate::InvestsIn => ["invests in", "投资", "投資"],
            Predicate::Outperforms => ["outperforms", "优于", "優於"],
            Predicate::PartOf => ["part of", "隶属", "隸屬"],
            Predicate::Proposes => ["proposes", "提出", "提出"],
            Predicate::PublishedIn => ["appears in", "发表于", "發表於"],
            Predicate::RunsOn => ["runs on", "运行于", "運行於"],
        })
    }
}
