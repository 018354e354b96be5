//! The words on a map in three languages.

use super::super::choose::Change;
use crate::language::Language;
use crate::relation::Polarity;

/// What a map says around its names.
#[derive(Debug, Clone, Copy)]
pub struct Words(pub Language);

impl Words {
    pub(super) fn title(self) -> &'static str {
        self.0
            .of(["Who is tied to whom", "谁与谁相关", "誰與誰相關"])
    }

    /// The second line of a map: what it shows and what it was made from.
    pub(super) fn counts(self, entities: usize, ties: usize, items: u32, digests: usize) -> String {
        match self.0 {
            Language::En => {
                format!("{entities} entities, {ties} ties from {items} items of {digests} digests")
            }
            Language::ZhHans => {
                format!("{entities} 个实体，{ties} 条联系，出自 {digests} 份日报的 {items} 条新闻")
            }
            Language::ZhHant => {
                format!("{entities} 個實體，{ties} 條聯繫，出自 {digests} 份日報的 {items} 則新聞")
            }
        }
    }

    pub(super) fn left_out(self, entities: usize, ties: usize, hubs: usize) -> String {
        let mut parts = Vec::new();
        let word = |texts: [&'static str; 3]| self.0.of(texts);
        for (n, texts) in [
            (
                entities,
                ["weaker entities", "个较弱的实体", "個較弱的實體"],
            ),
            (ties, ["weaker ties", "条较弱的联系", "條較弱的聯繫"]),
            (
                hubs,
                [
                    "sources, platforms and common methods",
                    "个来源、平台与通用方法",
                    "個來源、平台與通用方法",
                ],
            ),
        ] {
            if n > 0 {
                parts.push(format!("{n} {}", word(texts)));
            }
        }
        if parts.is_empty() {
            return String::new();
        }
        let list = parts.join(word([", ", "、", "、"]));
        match self.0 {
            Language::En => format!("left out: {list}"),
            Language::ZhHans => format!("未画出：{list}"),
            Language::ZhHant => format!("未畫出：{list}"),
        }
    }

    pub(super) fn compared(
        self,
        from: impl std::fmt::Display,
        to: impl std::fmt::Display,
    ) -> String {
        let word = self.0.of(["compared with", "对比", "對比"]);
        format!("{word} {from} – {to}")
    }

    pub(super) fn items(self, n: u32) -> String {
        match (self.0, n) {
            (Language::En, 1) => "1 item".to_string(),
            (Language::En, n) => format!("{n} items"),
            (Language::ZhHans, n) => format!("{n} 条"),
            (Language::ZhHant, n) => format!("{n} 則"),
        }
    }

    pub(super) fn both(self, n: u32) -> String {
        match (self.0, n) {
            (Language::En, 1) => "1 item names both".to_string(),
            (Language::En, n) => format!("{n} items name both"),
            (Language::ZhHans, n) => format!("{n} 条新闻同时提到"),
            (Language::ZhHant, n) => format!("{n} 則新聞同時提到"),
        }
    }

    /// A line of the legend.
    pub fn legend(self) -> &'static str {
        self.0.of([
            "line: named together · solid arrow: claimed · dashed: whose it is",
            "线：同时被提及 · 实箭头：有陈述 · 虚线：归属",
            "線：同時被提及 · 實箭頭：有陳述 · 虛線：歸屬",
        ])
    }

    /// The name of ties of entities that items name together.
    pub fn co_mention(self) -> &'static str {
        self.0.of(["named together", "同时提及", "同時提及"])
    }

    /// The name of ties that the dictionaries tell.
    pub fn owner(self) -> &'static str {
        self.0.of(["belongs to", "属于", "屬於"])
    }

    /// How sure a claim is; empty for one that is asserted.
    pub fn polarity(self, polarity: Polarity) -> &'static str {
        match polarity {
            Polarity::Asserted => "",
            Polarity::Denied => self.0.of(["denied", "否认", "否認"]),
            Polarity::Reported => self.0.of(["reported", "据传", "據傳"]),
        }
    }

    /// A change in a word; empty for none.
    pub fn change(self, change: Option<Change>) -> &'static str {
        match change {
            Some(Change::New) => self.0.of(["new", "新", "新"]),
            Some(Change::Gone) => self.0.of(["gone", "消失", "消失"]),
            Some(Change::Grown) => self.0.of(["up", "上升", "上升"]),
            Some(Change::Shrunk) => self.0.of(["down", "下降", "下降"]),
            Some(Change::Steady) | None => "",
        }
    }
}
