//! Sentences → claims: who did what, by rules that stand in a table.
//!
//! [`Rules`] are read from `dictionaries/relations.csv`; [`Rules::find`] looks for their cues in each sentence of an item and for the names that
//! fit around them. Kinds of names in no dictionary may be learnt later: such claims are kept, and [`Predicate::fits`] decides when all
//! digests are read.

mod candidate;
mod elided;
mod frame;
mod kinds;
mod paper;
mod predicate;
mod rule;
mod scene;
mod sentence;
mod table;
mod walk;
mod words;

pub use kinds::Kinds;
pub use predicate::Predicate;
pub use table::Rules;

use crate::text::Span;
use serde::{Deserialize, Serialize};

/// Whether something is said to be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Polarity {
    /// It is said to be so.
    Asserted,
    /// It is said not to be so.
    Denied,
    /// Others are said to say so, or it is planned.
    Reported,
}

impl Polarity {
    /// The name as it stands in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asserted => "asserted",
            Self::Denied => "denied",
            Self::Reported => "reported",
        }
    }
}

/// What a claim is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Subject {
    /// A name, by its place among the mentions.
    Mention(u32),
    /// A paper that the item cites and no name stands for, by its place among the item's citations.
    Paper(u32),
}

/// What a sentence says of two names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// The item's number.
    pub item: u32,
    /// The subject.
    pub subject: Subject,
    /// What is said.
    pub predicate: Predicate,
    /// The object, by its place among the mentions.
    pub object: u32,
    /// Whether it is said to be so.
    pub polarity: Polarity,
    /// How many of a hundred such claims are right.
    pub confidence: u8,
    /// The rule that read it.
    pub rule: String,
    /// The bytes that say it.
    pub span: Span,
    /// The same bytes as text.
    pub evidence: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Item, Origin, Passage};
    use crate::lexicon::Lexicon;
    use crate::mention::{self, Finder, Meaning, Mention};
    use std::sync::LazyLock;

    static KNOWN: LazyLock<(Lexicon, Rules)> =
        LazyLock::new(|| (Lexicon::builtin(), Rules::builtin()));

    /// The claims of a sentence, each as subject, predicate, object and polarity.
    fn claims(text: &str) -> Vec<String> {
        let (lexicon, rules) = &*KNOWN;
        let run = Span::new(0, text.len());
        let item = Item {
            number: 1,
            passages: vec![Passage {
                origin: Origin::Text,
                runs: vec![run],
            }],
            ..Item::default()
        };
        let mut mentions = mention::in_text(text, &item, lexicon, &mut Finder::default(), &[]);
        mentions.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
        let place = |subject: Subject| match subject {
            Subject::Mention(place) => place,
            Subject::Paper(_) => u32::MAX,
        };
        let id = |place: u32| match mentions.get(place as usize).map(|m: &Mention| &m.meaning) {
            Some(Meaning::Known(id)) => id.clone(),
            _ => String::from("?"),
        };
        let mut all: Vec<String> = rules
            .find(text, &item, &mentions, 0, lexicon)
            .iter()
            .map(|c| {
                assert_eq!(c.span.of(text), c.evidence);
                let polarity = match c.polarity {
                    Polarity::Asserted => "",
                    other => other.name(),
                };
                let said = [
                    &id(place(c.subject)),
                    c.predicate.name(),
                    &id(c.object),
                    polarity,
                ];
                said.join(" ").trim_end().to_string()
            })
            .collect();
        all.sort();
        all
    }

    #[test]
    fn every_row_is_read() {
        assert_eq!(Rules::builtin().warnings, []);
    }

    #[test]
    fn voice_decides_the_direction() {
        let wanted = ["google acquires wiz"];
        for text in [
            "谷歌收购Wiz",
            "Wiz被谷歌收购",
            "Wiz 遭 Google 併購",
            "Google 併購了 Wiz",
            "Google acquires Wiz",
            "Wiz was acquired by Google",
            "Google's acquisition of Wiz",
        ] {
            assert_eq!(claims(text), wanted, "{text}");
        }
    }

    #[test]
    fn each_of_a_list_acts() {
        let wanted = [
            "google collaborates_with meta",
            "google develops pytorch",
            "meta develops pytorch",
        ];
        for text in [
            "Google 和 Meta 联合推出 PyTorch",
            "Google 與 Meta 聯合推出 PyTorch",
            "Google and Meta jointly released PyTorch",
        ] {
            assert_eq!(claims(text), wanted, "{text}");
        }
        let wanted = ["openai develops codex", "openai develops sora"];
        for text in [
            "OpenAI发布了Sora模型和Codex工具",
            "OpenAI 推出 Sora、Codex",
            "OpenAI launched Sora and Codex",
        ] {
            assert_eq!(claims(text), wanted, "{text}");
        }
    }

    #[test]
    fn denials_and_hearsay_are_told_apart() {
        for (text, wanted) in [
            ("英伟达否认投资OpenAI", "nvidia invests_in openai denied"),
            ("GPT-5未能超越Gemini 3", "gpt-5 outperforms gemini-3 denied"),
            ("OpenAI has not acquired Wiz", "openai acquires wiz denied"),
            ("據傳 Google 將收購 Wiz", "google acquires wiz reported"),
            ("Google may acquire Wiz", "google acquires wiz reported"),
            ("谷歌未来将收购Wiz", "google acquires wiz"),
        ] {
            assert_eq!(claims(text), [wanted], "{text}");
        }
    }

    #[test]
    fn owners_and_titles_stand_beside_names() {
        for (text, wanted) in [
            ("谷歌的Gemini", "google develops gemini"),
            ("Google’s Gemini", "google develops gemini"),
            ("華為CANN", "huawei develops cann"),
            ("台積電執行長魏哲家", "cc-wei affiliated_with tsmc"),
            (
                "Sam Altman, CEO of OpenAI",
                "sam-altman affiliated_with openai",
            ),
            (
                "Claude, developed by Anthropic",
                "anthropic develops claude",
            ),
        ] {
            assert_eq!(claims(text), [wanted], "{text}");
        }
    }

    #[test]
    fn a_word_before_a_name_may_take_it() {
        assert_eq!(
            claims("Mistral AI发布基于Llama 2的Codestral"),
            [
                "codestral based_on llama-2",
                "mistral-ai develops codestral"
            ]
        );
        assert_eq!(claims("OpenAI的发布会在微软总部举行"), Vec::<String>::new());
    }
}
