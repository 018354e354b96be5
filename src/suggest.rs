//! Digests → rows for the dictionaries: names met often that no dictionary has, with what speaks for them.

use crate::entity::Kind;
use crate::extract::{self, Knowledge};
use crate::input::{self, Found};
use crate::link::{self, Entity, Evidence};
use crate::mention::Finder;
use crate::text::fold;
use crate::text::script::{self, Script};
use crate::warning::{Code, Warning};
use rayon::prelude::*;

/// Which names are wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Only these kinds; empty for all that a dictionary is for.
    pub kinds: Vec<Kind>,
    /// In how many items a name must stand.
    pub least: u32,
    /// At most so many rows.
    pub top: usize,
}

/// A row that a dictionary could have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// A slug that no dictionary has.
    pub id: String,
    /// The likeliest kind.
    pub kind: Kind,
    /// The most frequent spelling in each of English, Simplified and Traditional Chinese.
    pub names: [String; 3],
    /// The other spellings.
    pub aliases: Vec<String>,
    /// The family that it is a version of.
    pub of: String,
    /// How often it was met, and when.
    pub notes: String,
    items: u32,
}

/// Reads digests and returns rows, the most frequent first, and what was odd.
pub fn rows(found: &Found, knowledge: &Knowledge, wanted: &Wanted) -> (Vec<Row>, Vec<Warning>) {
    let parts: Vec<Result<Evidence, Warning>> = found
        .inputs
        .par_iter()
        .map_init(Finder::default, |finder, one| {
            let source = input::read(one).map_err(|(line, reason)| {
                Warning::new(one.name.clone(), line, Code::InputLeftOut, reason)
            })?;
            let mut evidence = Evidence::default();
            evidence.add(&extract::extract(&one.name, &source, knowledge, finder));
            Ok(evidence)
        })
        .collect();
    let mut all = Evidence::default();
    let mut warnings = found.warnings.clone();
    for part in parts {
        match part {
            Ok(evidence) => all.merge(evidence),
            Err(warning) => warnings.push(warning),
        }
    }
    let registry = link::resolve(all, &knowledge.lexicon);
    let fits = |e: &&Entity| {
        let kind = match wanted.kinds.as_slice() {
            [] => !matches!(e.kind, Kind::Other | Kind::Topic | Kind::Paper),
            kinds => kinds.contains(&e.kind),
        };
        e.known.is_none() && e.identifier.is_none() && kind && e.items >= wanted.least
    };
    let mut rows: Vec<Row> = registry
        .entities
        .iter()
        .filter(fits)
        .map(|e| row(e, knowledge))
        .collect();
    rows.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| a.id.cmp(&b.id)));
    rows.truncate(wanted.top);
    rows.sort_by(|a, b| {
        (a.kind, std::cmp::Reverse(a.items), &a.id).cmp(&(
            b.kind,
            std::cmp::Reverse(b.items),
            &b.id,
        ))
    });
    (rows, warnings)
}

fn row(entity: &Entity, knowledge: &Knowledge) -> Row {
    let mut spellings: Vec<(&String, u32)> =
        entity.spellings.iter().map(|(s, n)| (s, *n)).collect();
    spellings.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let mut names = [String::new(), String::new(), String::new()];
    let mut aliases: Vec<String> = Vec::new();
    for (spelling, _) in spellings {
        let place = match script::detect(spelling, Script::En) {
            Script::En => 0,
            Script::ZhHans => 1,
            Script::ZhHant => 2,
        };
        let key = fold::key(spelling);
        if names[place].is_empty() {
            names[place].clone_from(spelling);
        } else if !names
            .iter()
            .chain(&aliases)
            .any(|known| fold::key(known) == key)
        {
            aliases.push(spelling.clone());
        }
    }
    let seen = match (entity.first, entity.last) {
        (Some(first), Some(last)) if first != last => format!(", {first} to {last}"),
        (Some(day), _) | (None, Some(day)) => format!(", {day}"),
        (None, None) => String::new(),
    };
    let family = knowledge.lexicon.family(&fold::key(&entity.canonical));
    Row {
        id: slug(entity),
        kind: entity.kind,
        names,
        aliases,
        of: family.map_or_else(String::new, |f| f.id.clone()),
        notes: format!(
            "{} mentions in {} items{seen}",
            entity.mentions, entity.items
        ),
        items: entity.items,
    }
}

/// An id from the Latin letters of the name; a name without any keeps the one it was minted, with a mark to change it.
fn slug(entity: &Entity) -> String {
    let name = entity
        .spellings
        .keys()
        .find(|s| s.chars().filter(char::is_ascii_alphanumeric).count() >= 2)
        .unwrap_or(&entity.canonical);
    let words: Vec<String> = name
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '.')
        .map(|word| word.trim_matches('.').to_string())
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        format!("new-{}", entity.id.trim_start_matches("x-"))
    } else {
        words.join("-")
    }
}

/// The rows as a dictionary.
pub fn csv(rows: &[Row]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // A vector takes all that is written.
    let _ = writer.write_record([
        "id", "type", "en", "zh-hans", "zh-hant", "aliases", "of", "since", "until", "notes",
    ]);
    for row in rows {
        let [en, hans, hant] = &row.names;
        let aliases = row.aliases.iter().map(|a| a.replace(['|', '^'], " "));
        let aliases: Vec<String> = aliases.collect();
        let _ = writer.write_record([
            &row.id,
            row.kind.name(),
            en,
            hans,
            hant,
            &aliases.join("|"),
            &row.of,
            "",
            "",
            &row.notes,
        ]);
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}
