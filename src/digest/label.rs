//! What the labels of digests mean: `關鍵實體`, `关键词` and `Key entities` are all the entity list.
//!
//! The families of digests differ in labels and heading levels, not in kind; a new family should need rows of
//! `dictionaries/labels.csv` and no code. Sample rows: `field,關鍵實體,entities` `section,編輯洞察,aside` `key,companies,companies`.

use crate::builtin;
use crate::text::{fold, sha256};
use crate::warning::{Code, Warning};
use std::collections::HashMap;

/// What a labelled field of an item holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    /// Elements of an entity list.
    Entities,
    /// Links to the sources.
    Source,
    /// A link that may be a paper.
    Paper,
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

/// The table of labels.
#[derive(Debug, Default)]
pub struct Labels {
    fields: HashMap<String, Field>,
    sections: HashMap<String, Section>,
    keys: HashMap<String, Key>,
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
        rows.sort_unstable();
        sha256(rows.join("\n").as_bytes())
    }

    fn add_row(&mut self, row: &csv::StringRecord) -> Result<(), String> {
        let (Some(place), Some(label), Some(role)) = (row.get(0), row.get(1), row.get(2)) else {
            return Err("a row has three columns: where,label,role".to_string());
        };
        let label = label_key(label);
        let unknown = || format!("{place} has no role named {role}");
        match place {
            "field" => {
                let field = match role {
                    "entities" => Field::Entities,
                    "source" => Field::Source,
                    "paper" => Field::Paper,
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
            _ => return Err(format!("where is field, section or key, not {place}")),
        }
        Ok(())
    }

    pub(crate) fn field(&self, label: &str) -> Option<Field> {
        // Longer texts are sentences; folding every line of every digest would cost more than reading it.
        if label.len() > 48 {
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
    fold::fold(bare).text
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
