//! One row of a dictionary → an entity with its names.
//!
//! ```csv
//! id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes
//! nvidia,Company,NVIDIA,英伟达,輝達,Nvidia Corporation|NVDA^word^case,,1993,,US maker of GPUs
//! kimi,Product,Kimi,Kimi,Kimi,Kimi智能助手,moonshot-ai,2023,,
//! meta,Company,Meta^word^case,,,Facebook,,2004,,
//! ```

use super::Table;
use crate::entity::Kind;
use crate::text::fold;
use crate::warning::{Code, Warning};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An entity of a dictionary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Its stable slug.
    pub id: String,
    /// Its kind.
    pub kind: Kind,
    /// Its preferred name in English.
    pub en: String,
    /// Its preferred name in Simplified Chinese.
    pub zh_hans: String,
    /// Its preferred name in Traditional Chinese.
    pub zh_hant: String,
    /// All its names, the preferred ones first, each key once.
    pub aliases: Vec<Alias>,
    /// Makers, owners, parents or employers, by id.
    pub of: Vec<String>,
    /// When it was founded or released, as printed.
    pub since: String,
    /// When it ended.
    pub until: String,
    /// A short fact.
    pub notes: String,
    /// The dictionary it stands in.
    pub file: String,
    /// The line it stands on.
    pub line: u32,
}

/// A name of an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// The name as it is written.
    pub text: String,
    /// What it asks for.
    pub marks: Marks,
}

/// What a name asks for before it counts in running text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Marks {
    /// Another sign of the entity in the same item.
    pub context: bool,
    /// Word boundaries, in Han text too.
    pub word: bool,
    /// This case.
    pub case: bool,
    /// Where the name is used: `tw`, `hk`, `cn`.
    pub region: Option<Region>,
}

/// Where a name is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Region {
    /// Taiwan.
    Tw,
    /// Hong Kong.
    Hk,
    /// Mainland China.
    Cn,
}

impl Entity {
    /// Drops the names that must stay apart from one before them.
    pub(super) fn part(&mut self, apart: impl Fn(&str, &str) -> bool) {
        let mut kept: Vec<String> = Vec::new();
        self.aliases.retain(|alias| {
            let key = fold::key(&alias.text);
            let fits = !kept.iter().any(|other| apart(&key, other));
            if fits {
                kept.push(key);
            }
            fits
        });
    }

    /// Adds a spelling, unless one that folds alike is there.
    pub(super) fn add_name(&mut self, name: &str) {
        let key = fold::key(name);
        if !self.aliases.iter().any(|a| fold::key(&a.text) == key) {
            self.aliases.push(Alias {
                text: name.to_string(),
                marks: Marks::default(),
            });
        }
    }

    /// The name in tables: English, else Simplified, else Traditional, else the id.
    pub fn canonical(&self) -> &str {
        [&self.en, &self.zh_hans, &self.zh_hant]
            .into_iter()
            .find(|name| !name.is_empty())
            .map_or(&self.id, String::as_str)
    }
}

/// Everything of the row that can change a graph: what the dictionaries' hash is made of.
impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\t{}\t{}\t{}\t{}\t",
            self.id, self.kind, self.en, self.zh_hans, self.zh_hant
        )?;
        for alias in &self.aliases {
            write!(f, "{}{:?}|", alias.text, alias.marks)?;
        }
        writeln!(
            f,
            "\t{}\t{}\t{}\t{}\t{}:{}",
            self.of.join("|"),
            self.since,
            self.until,
            self.notes,
            self.file,
            self.line
        )
    }
}

const COLUMNS: [&str; 10] = [
    "id", "type", "en", "zh-hans", "zh-hant", "aliases", "of", "since", "until", "notes",
];

/// Reads the rows of a table; each bad one is a warning.
pub(super) fn read(table: &Table) -> Vec<Result<Entity, Warning>> {
    let warn = |line: u32, reason: String| {
        Warning::new(table.name.clone(), line, Code::DictionaryRow, reason)
    };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(table.text.trim_start_matches('\u{FEFF}').as_bytes());
    match reader.headers() {
        Ok(head) if head.iter().eq(COLUMNS) => {}
        Ok(head) => {
            let found: Vec<&str> = head.iter().collect();
            return vec![Err(warn(
                1,
                format!(
                    "the columns are {}, not {}",
                    COLUMNS.join(","),
                    found.join(",")
                ),
            ))];
        }
        Err(error) => return vec![Err(warn(1, error.to_string()))],
    }
    reader
        .records()
        .map(|record| match record {
            Ok(row) => {
                let line = row
                    .position()
                    .map_or(0, |p| u32::try_from(p.line()).unwrap_or(u32::MAX));
                entity(&row, &table.name, line).map_err(|reason| warn(line, reason))
            }
            Err(error) => {
                let line = error
                    .position()
                    .map_or(0, |p| u32::try_from(p.line()).unwrap_or(u32::MAX));
                Err(warn(line, error.to_string()))
            }
        })
        .collect()
}

fn entity(row: &csv::StringRecord, file: &str, line: u32) -> Result<Entity, String> {
    if row.len() != COLUMNS.len() {
        return Err(format!(
            "a row has {} columns, this one {}; a name with a comma wants quotes",
            COLUMNS.len(),
            row.len()
        ));
    }
    let cell = |i: usize| row.get(i).unwrap_or_default().trim();
    let id = cell(0);
    let well_formed = !id.is_empty()
        && id
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'-'));
    if !well_formed {
        return Err(format!("the id {id:?} is not made of a-z, 0-9, . and -"));
    }
    let coined = id
        .strip_prefix("x-")
        .is_some_and(|rest| rest.len() == 16 && rest.bytes().all(|b| b.is_ascii_hexdigit()));
    if coined {
        return Err(format!(
            "the id {id} has the form that is kept for names in no dictionary"
        ));
    }
    let kind: Kind = cell(1).parse()?;
    let preferred: Vec<Alias> = (2..5)
        .map(|i| alias(cell(i)))
        .collect::<Result<_, String>>()?;
    let mut aliases: Vec<Alias> = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    let others = cell(5)
        .split('|')
        .map(alias)
        .collect::<Result<Vec<_>, _>>()?;
    for alias in preferred.iter().cloned().chain(others) {
        let key = fold::key(&alias.text);
        if !alias.text.is_empty() && !keys.contains(&key) {
            keys.push(key);
            aliases.push(alias);
        }
    }
    let text = |i: usize| {
        preferred
            .get(i)
            .map_or_else(String::new, |a| a.text.clone())
    };
    Ok(Entity {
        id: id.to_string(),
        kind,
        en: text(0),
        zh_hans: text(1),
        zh_hant: text(2),
        aliases,
        of: cell(6)
            .split('|')
            .filter(|s| !s.is_empty())
            .map(str::to_string)
            .collect(),
        since: cell(7).to_string(),
        until: cell(8).to_string(),
        notes: cell(9).to_string(),
        file: file.to_string(),
        line,
    })
}

/// Reads `字节^context^cn`.
fn alias(cell: &str) -> Result<Alias, String> {
    let mut parts = cell.trim().split('^');
    let text = parts.next().unwrap_or_default().trim().to_string();
    let mut marks = Marks::default();
    for mark in parts {
        match mark.trim() {
            "context" => marks.context = true,
            "word" => marks.word = true,
            "case" => marks.case = true,
            "tw" => marks.region = Some(Region::Tw),
            "hk" => marks.region = Some(Region::Hk),
            "cn" => marks.region = Some(Region::Cn),
            other => {
                return Err(format!(
                    "{text} has the mark ^{other}; the marks are ^context ^word ^case ^tw ^hk ^cn"
                ));
            }
        }
    }
    Ok(Alias { text, marks })
}
