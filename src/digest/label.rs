//! What the labels of digests mean: `關鍵實體`, `关键词` and `Key entities` are all the entity list.
//!
//! The families of digests differ in labels and heading levels, not in kind; a new family should need rows of
//! `dictionaries/labels.csv` and no code. Sample rows: `field,關鍵實體,entities` `section,編輯洞察,aside` `key,companies,companies`.

use crate::builtin;
use crate::text::{fold, sha256};
use crate::warning::{Code, Warning};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a labelled field of an item holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// Elements of an entity list.
    Entities,
    /// Links to the sources.
    Source,
    /// A link that may be a paper.
    Paper,
    /// The title of a paper.
    PaperTitle,
    /// A link to the original text, often with its date.
    Original,
    /// How important the item is.
    Importance,
    /// Its category.
    Topic,
    /// Its tags.
    Tags,
    /// Its date.
    Date,
    /// Prose.
    Text,
    /// Votes, video links and the like.
    Skip,
    /// A note that there is nothing.
    Empty,
}

/// What a heading stands over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Editorials and further reading: no items.
    Aside,
    /// Keywords of the whole issue.
    Keywords,
    /// One-line items.
    Briefs,
}

/// What a key of the YAML head holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// The title.
    Title,
    /// The date.
    Date,
    /// Tags.
    Tags,
    /// Entities of any kind.
    Keywords,
    /// Companies and organisations.
    Companies,
    /// Models.
    Models,
    /// People.
    People,
    /// Topics.
    Topics,
    /// Prose.
    Text,
}

/// What a word beside a paper's title or in a link to a paper says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TitleWord {
    /// A paper: 论文.
    Paper,
    /// Another text that has a title: a talk.
    Other,
    /// That a title follows: 题为.
    Titled,
    /// Stands before titles in the names of pages.
    Lead,
    /// Ends titles that are short: Technical Report.
    Genre,
    /// Makes a headline of what might be a title.
    News,
    /// Calls the reader to a link; no title is made of such words alone.
    Link,
    /// A journal.
    Journal,
    /// The beginning of the names of journals.
    Journals,
}

/// Why a word of a heading tells where news stands on the page, not what they are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// When: 今日, weekly.
    Time,
    /// How much it counts: 要闻, top.
    Rank,
    /// How briefly it is told: 速览, quick hits.
    Length,
    /// That it is what is left: 其他, more.
    Rest,
    /// That it is news: 资讯, updates.
    News,
    /// Nothing by itself: the, AI, 的.
    Filler,
}

/// The table of labels.
#[derive(Debug, Default)]
pub struct Labels {
    fields: HashMap<String, Field>,
    sections: HashMap<String, Section>,
    keys: HashMap<String, Key>,
    /// Words around titles of papers, in lower case and Simplified.
    words: BTreeMap<TitleWord, BTreeSet<String>>,
    /// Words of headings that name no subject, in lower case and Simplified.
    layout: BTreeMap<String, Layout>,
    /// Rows that were not understood.
    pub warnings: Vec<Warning>,
}

impl Labels {
    /// The built-in table.
    pub fn builtin() -> Self {
        let mut labels = Self::default();
        labels.add("dictionaries/labels.csv", builtin::dictionary("labels.csv"));
        labels
    }

    /// Adds the rows of a table; a row with a label known already replaces it. A bad row is a warning and the rest is read.
    pub fn add(&mut self, file: &str, csv_text: &str) {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .from_reader(csv_text.as_bytes());
        for record in reader.records() {
            match record {
                Ok(row) => {
                    let line = row
                        .position()
                        .map_or(0, |p| u32::try_from(p.line()).unwrap_or(0));
                    if let Err(reason) = self.add_row(&row) {
                        self.warnings
                            .push(Warning::new(file, line, Code::DictionaryRow, reason));
                    }
                }
                Err(error) => {
                    let line = error
                        .position()
                        .map_or(0, |p| u32::try_from(p.line()).unwrap_or(0));
                    self.warnings.push(Warning::new(
                        file,
                        line,
                        Code::DictionaryRow,
                        error.to_string(),
                    ));
                }
            }
        }
    }

    /// SHA-256 over all rows, in hex: the same labels have the same hash.
    pub fn hash(&self) -> String {
        let mut rows: Vec<String> = Vec::new();
        rows.extend(self.fields.iter().map(|(l, r)| format!("field {l} {r:?}")));
        rows.extend(
            self.sections
                .iter()
                .map(|(l, r)| format!("section {l} {r:?}")),
        );
        rows.extend(self.keys.iter().map(|(l, r)| format!("key {l} {r:?}")));
        let words = self.words.iter();
        rows.extend(words.map(|(role, all)| format!("title {role:?} {all:?}")));
        rows.extend(self.layout.iter().map(|(w, r)| format!("layout {w} {r:?}")));
        rows.sort_unstable();
        sha256(rows.join("\n").as_bytes())
    }

    fn add_row(&mut self, row: &csv::StringRecord) -> Result<(), String> {
        let (Some(place), Some(label), Some(role)) = (row.get(0), row.get(1), row.get(2)) else {
            return Err("a row has three columns: where,label,role".to_string());
        };
        let printed = label;
        let label = label_key(label);
        let unknown = || format!("{place} has no role named {role}");
        match place {
            "field" => {
                let field = match role {
                    "entities" => Field::Entities,
                    "source" => Field::Source,
                    "paper" => Field::Paper,
                    "paper-title" => Field::PaperTitle,
                    "original" => Field::Original,
                    "importance" => Field::Importance,
                    "topic" => Field::Topic,
                    "tags" => Field::Tags,
                    "date" => Field::Date,
                    "text" => Field::Text,
                    "skip" => Field::Skip,
                    "empty" => Field::Empty,
                    _ => return Err(unknown()),
                };
                self.fields.insert(label, field);
            }
            "section" => {
                let section = match role {
                    "aside" => Section::Aside,
                    "keywords" => Section::Keywords,
                    "briefs" => Section::Briefs,
                    _ => return Err(unknown()),
                };
                self.sections.insert(label, section);
            }
            "key" => {
                let key = match role {
                    "title" => Key::Title,
                    "date" => Key::Date,
                    "tags" => Key::Tags,
                    "keywords" => Key::Keywords,
                    "companies" => Key::Companies,
                    "models" => Key::Models,
                    "people" => Key::People,
                    "topics" => Key::Topics,
                    "text" => Key::Text,
                    _ => return Err(unknown()),
                };
                self.keys.insert(label, key);
            }
            "title" => {
                let word = match role {
                    "paper" => TitleWord::Paper,
                    "other" => TitleWord::Other,
                    "titled" => TitleWord::Titled,
                    "lead" => TitleWord::Lead,
                    "genre" => TitleWord::Genre,
                    "news" => TitleWord::News,
                    "link" => TitleWord::Link,
                    "journal" => TitleWord::Journal,
                    "journals" => TitleWord::Journals,
                    _ => return Err(unknown()),
                };
                let words = self.words.entry(word).or_default();
                words.insert(plain(printed));
            }
            "layout" => {
                let why = match role {
                    "time" => Layout::Time,
                    "rank" => Layout::Rank,
                    "length" => Layout::Length,
                    "rest" => Layout::Rest,
                    "news" => Layout::News,
                    "filler" => Layout::Filler,
                    _ => return Err(unknown()),
                };
                self.layout.insert(plain(printed), why);
            }
            _ => {
                return Err(format!(
                    "where is field, section, key, title or layout, not {place}"
                ));
            }
        }
        Ok(())
    }

    /// The bytes of the longest label. Longer texts are sentences; folding every line of every digest would cost more than reading it.
    pub(crate) const LONGEST: usize = 48;

    pub(crate) fn field(&self, label: &str) -> Option<Field> {
        if label.len() > Self::LONGEST {
            return None;
        }
        self.fields.get(&label_key(label)).copied()
    }

    pub(crate) fn section(&self, heading: &str) -> Option<Section> {
        if let Some(section) = self.sections.get(&label_key(heading)) {
            return Some(*section);
        }
        // `編輯洞察（Editor's Insight）`: the name before the bracket.
        let cut = heading.find(['(', '（'])?;
        self.sections.get(&label_key(&heading[..cut])).copied()
    }

    pub(crate) fn key(&self, key: &str) -> Option<Key> {
        self.keys.get(&label_key(key)).copied()
    }

    /// Says whether a heading or tag tells where news stands on the page, and nothing of what they are about: `今日要闻`, `Quick hits`,
    /// `More AI news`. Every word of it does; Latin words are whole, Han characters are made up of the words of the table.
    pub(crate) fn is_layout(&self, heading: &str) -> bool {
        if heading.len() > Self::LONGEST {
            return false;
        }
        let mut says = false;
        for word in plain(heading).split(|c: char| !c.is_alphanumeric()) {
            // What is left of a possessive, and numbers in front.
            let empty = word == "s"
                || word
                    .chars()
                    .all(|c| c.is_numeric() || "一二三四五六七八九十".contains(c));
            if empty {
                continue;
            }
            match self.laid_out(word) {
                Some(more) => says |= more,
                None => return false,
            }
        }
        says
    }

    /// Whether a word is made up of words of the table, and whether one of them is more than filler.
    fn laid_out(&self, word: &str) -> Option<bool> {
        let own = |part: &str| self.layout.get(part).map(|why| *why != Layout::Filler);
        if !word.chars().any(crate::text::script::is_han) {
            return own(word);
        }
        // The ends that can be reached from the start, each with whether more than filler leads there.
        let mut reached: BTreeMap<usize, bool> = BTreeMap::from([(0, false)]);
        let ends: Vec<usize> = word.char_indices().map(|(at, _)| at).skip(1).collect();
        for end in ends.into_iter().chain([word.len()]) {
            let says = reached
                .iter()
                .filter_map(|(start, says)| Some(own(word.get(*start..end)?)? || *says))
                .max();
            reached.extend(says.map(|says| (end, says)));
        }
        reached.get(&word.len()).copied()
    }
}

impl Labels {
    fn words(&self, role: TitleWord) -> impl Iterator<Item = &str> {
        self.words
            .get(&role)
            .into_iter()
            .flatten()
            .map(String::as_str)
    }

    /// Says whether a text is one of the words.
    pub(crate) fn is_word(&self, text: &str, role: TitleWord) -> bool {
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric());
        let set = self.words.get(&role);
        bare.is_empty() || set.is_some_and(|s| s.contains(&plain(bare)))
    }

    /// Says whether a text begins with one of the words.
    pub(crate) fn begins_with(&self, text: &str, role: TitleWord) -> bool {
        let start: String = text.chars().take(24).collect();
        let start = plain(&start);
        self.words(role).any(|w| starts(&start, w))
    }

    /// Says whether a text ends with one of the words.
    pub(crate) fn ends_with(&self, text: &str, role: TitleWord) -> bool {
        self.without_end(text, role).is_some()
    }

    /// The text without the word that ends it.
    pub(crate) fn without_end<'t>(&self, text: &'t str, role: TitleWord) -> Option<&'t str> {
        let text = text.trim_end();
        let near = tail(text, 24);
        let end = plain(near);
        let ends = |w: &&str| {
            end.strip_suffix(w)
                .is_some_and(|rest| is_apart(rest.chars().last(), w.chars().next()))
        };
        let word = self.words(role).filter(ends).max_by_key(|w| w.len())?;
        Some(tail_cut(text, word.chars().count()))
    }

    /// The text without the words that begin it.
    pub(crate) fn without_start<'t>(&self, text: &'t str, role: TitleWord) -> &'t str {
        let start: String = text.chars().take(48).collect();
        let start = plain(&start);
        let words = self.words(role).filter(|w| start.starts_with(w));
        let Some(word) = words.max_by_key(|w| w.len()) else {
            return text;
        };
        let count = word.chars().count();
        let at = text
            .char_indices()
            .nth(count)
            .map_or(text.len(), |(at, _)| at);
        text.get(at..).unwrap_or_default()
    }

    /// Says whether the last of the words of two roles near the end of a text is of the first.
    pub(crate) fn last_is(&self, text: &str, role: TitleWord, other: TitleWord) -> bool {
        let near = plain(tail(text, 60));
        let last = |role| {
            let places = self.words(role).filter_map(|w| {
                let found = near.match_indices(w).filter(|(at, _)| {
                    let before = near.get(..*at).and_then(|t| t.chars().last());
                    let after = near.get(at + w.len()..).and_then(|t| t.chars().next());
                    is_apart(before, w.chars().next()) && is_apart(w.chars().last(), after)
                });
                found.map(|(at, _)| at).max()
            });
            places.max()
        };
        last(role).is_some_and(|at| last(other).is_none_or(|o| o < at))
    }

    /// Says whether one of the words stands in a text.
    pub(crate) fn holds(&self, text: &str, role: TitleWord) -> bool {
        let text = plain(text);
        self.words(role).any(|w| {
            text.match_indices(w).any(|(at, _)| {
                let before = text.get(..at).and_then(|t| t.chars().last());
                let after = text.get(at + w.len()..).and_then(|t| t.chars().next());
                is_apart(before, w.chars().next()) && is_apart(w.chars().last(), after)
            })
        })
    }

    /// Says whether a text is the name of a journal.
    pub(crate) fn is_journal(&self, text: &str) -> bool {
        let text = plain(text);
        let short = text.split_whitespace().count() <= 5 && text.chars().count() <= 48;
        self.words(TitleWord::Journal).any(|w| w == text)
            || (short && self.words(TitleWord::Journals).any(|w| text.starts_with(w)))
    }
}

/// The form in which words meet text: lower case, Simplified, one character for each.
fn plain(text: &str) -> String {
    let simplified = fold::simplified(text);
    let lower = simplified
        .chars()
        .map(|c| c.to_lowercase().next().unwrap_or(c));
    lower.collect()
}

/// Says whether a text begins with a word and not with a longer one.
fn starts(text: &str, word: &str) -> bool {
    text.strip_prefix(word)
        .is_some_and(|rest| is_apart(word.chars().last(), rest.chars().next()))
}

/// Says whether two characters that meet belong to different words; Han characters always may.
fn is_apart(left: Option<char>, right: Option<char>) -> bool {
    let latin = |c: Option<char>| c.is_some_and(crate::text::script::is_wordish);
    !(latin(left) && latin(right))
}

/// The last characters of a text.
fn tail(text: &str, count: usize) -> &str {
    let at = text.char_indices().rev().take(count).last();
    at.and_then(|(at, _)| text.get(at..)).unwrap_or_default()
}

/// A text without its last characters.
fn tail_cut(text: &str, count: usize) -> &str {
    let at = text.char_indices().rev().take(count).last();
    at.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// The form in which labels are compared: folded, without leading numbers, emoji and brackets.
fn label_key(label: &str) -> String {
    // `一、今日要闻`: a number in front is no part of the label.
    let numbered =
        label.trim_start_matches(['一', '二', '三', '四', '五', '六', '七', '八', '九', '十']);
    let label = match numbered.chars().next() {
        Some('、' | '.' | '．' | ' ') => numbered,
        _ => label,
    };
    let bare = label.trim_matches(|c: char| !c.is_alphabetic() && !crate::text::script::is_han(c));
    fold::text(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_all_scripts_mean_the_same() {
        let labels = Labels::builtin();
        assert!(labels.warnings.is_empty(), "{:?}", labels.warnings);
        for label in [
            "關鍵實體",
            "关键实体",
            "Key Entities",
            "💡关键词",
            "**关键词**",
        ] {
            assert_eq!(labels.field(label), Some(Field::Entities), "{label}");
        }
        assert_eq!(labels.section("⚡ 本期速览"), Some(Section::Briefs));
        assert_eq!(
            labels.section("編輯洞察（Editor’s Insight）"),
            Some(Section::Aside)
        );
        assert_eq!(labels.field("今天的天氣"), None);
    }

    #[test]
    fn headings_that_only_lay_out_a_page_are_told_from_subjects() {
        let labels = Labels::builtin();
        for heading in [
            "Top news",
            "Quick hits",
            "🔥 Today’s Top AI Stories",
            "In brief",
            "At a glance",
            "This week's highlights",
            "Other news",
            "今日要闻",
            "今日要聞",
            "一、今日焦點",
            "速覽",
            "⚡ 本期速览",
            "AI资讯速递",
            "AI 快訊",
            "其他",
            "更多动态",
            "要闻（Top News）",
        ] {
            assert!(labels.is_layout(heading), "{heading}");
        }
        for heading in [
            "AI",
            "Research",
            "Other research",
            "Product updates",
            "Newsweek",
            "Top tweets",
            "Funding news",
            "模型发布",
            "产品动态",
            "行业动态",
            "观点与分析",
            "今日论文",
            "",
            "1.",
        ] {
            assert!(!labels.is_layout(heading), "{heading}");
        }
    }

    #[test]
    fn a_bad_row_is_named_and_the_rest_is_read() {
        let mut labels = Labels::default();
        labels.add(
            "own/labels.csv",
            "where,label,role\nfield,Akteure,entities\nfield,Quatsch,nonsense\nnowhere,a,b\n",
        );
        assert_eq!(labels.field("Akteure"), Some(Field::Entities));
        let lines: Vec<u32> = labels.warnings.iter().map(|w| w.line).collect();
        assert_eq!(lines, [3, 4]);
    }
}
