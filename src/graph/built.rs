//! A built graph as its tables tell it: what maps and reports are made from.

use super::Manifest;
use super::table;
use crate::entity::{Kind, coined_id};
use crate::error::{Error, Result, suggest};
use crate::lexicon::Lexicon;
use crate::text::fold;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

/// A built graph.
#[derive(Debug)]
pub struct Built {
    /// What it was made from.
    pub manifest: Manifest,
    /// Its entities, sorted by id.
    pub entities: Vec<BuiltEntity>,
    /// Its items, sorted by digest and number.
    pub items: Vec<BuiltItem>,
    by_id: HashMap<String, u32>,
}

/// A row of `entities.csv`.
#[derive(Debug, Clone)]
pub struct BuiltEntity {
    /// The local part of its IRI.
    pub id: String,
    /// Its name.
    pub canonical: String,
    /// Its kind.
    pub kind: Kind,
    /// The spellings seen.
    pub aliases: Vec<String>,
    /// The first date it is named.
    pub first_seen: Option<Date>,
    /// How often it is named.
    pub mentions: u32,
}

/// A row of `items.csv` with the entities that the item names.
#[derive(Debug, Clone)]
pub struct BuiltItem {
    /// The digest's name.
    pub digest: String,
    /// From 1.
    pub number: u32,
    /// Its heading.
    pub heading: String,
    /// Its date.
    pub date: Option<Date>,
    /// Its topics, by id.
    pub topics: Vec<String>,
    /// Its links.
    pub sources: Vec<String>,
    /// The entities it names, by number, each with the passages that name it.
    pub named: BTreeMap<u32, BTreeSet<u32>>,
}

#[derive(Deserialize)]
struct EntityRow {
    entity: String,
    canonical: String,
    r#type: String,
    aliases: String,
    first_seen: String,
    mentions: u32,
}

#[derive(Deserialize)]
struct ItemRow {
    digest: String,
    item: u32,
    heading: String,
    date: String,
    topics: String,
    sources: String,
}

#[derive(Deserialize)]
struct MentionRow {
    digest: String,
    item: u32,
    entity: String,
    passage: u32,
}

#[derive(Deserialize)]
struct PaperRow {
    digest: String,
    item: u32,
    entity: String,
}

impl Built {
    /// Reads the tables of the graph in `dir`.
    ///
    /// # Errors
    /// There is no graph, or a table is damaged.
    pub fn open(dir: &Path) -> Result<Self> {
        let mut built = Self::entities_of(dir)?;
        let mut places: HashMap<(String, u32), usize> = HashMap::new();
        read(dir, "items.csv", |row: ItemRow| {
            places.insert((row.digest.clone(), row.item), built.items.len());
            built.items.push(BuiltItem {
                digest: row.digest,
                number: row.item,
                heading: row.heading,
                date: row.date.parse().ok(),
                topics: table::values(&row.topics),
                sources: table::values(&row.sources),
                named: BTreeMap::new(),
            });
            Ok(())
        })?;
        let by_id = &built.by_id;
        let items = &mut built.items;
        let mut note = |digest: String, item: u32, entity: &str, passage: Option<u32>| {
            let place = places.get(&(digest, item)).copied();
            if let Some(item) = place.and_then(|p| items.get_mut(p))
                && let Some(number) = by_id.get(entity)
            {
                item.named.entry(*number).or_default().extend(passage);
            }
        };
        read(dir, "mentions.csv", |row: MentionRow| {
            note(row.digest, row.item, &row.entity, Some(row.passage));
            Ok(())
        })?;
        read(dir, "papers.csv", |row: PaperRow| {
            note(row.digest, row.item, &row.entity, None);
            Ok(())
        })?;
        Ok(built)
    }

    /// Reads only the entities of the graph in `dir`.
    ///
    /// # Errors
    /// There is no graph, or a table is damaged.
    pub fn entities_of(dir: &Path) -> Result<Self> {
        let manifest = Manifest::of(dir)?;
        let mut entities = Vec::new();
        read(dir, "entities.csv", |row: EntityRow| {
            entities.push(BuiltEntity {
                kind: row.r#type.parse()?,
                id: row.entity,
                canonical: row.canonical,
                aliases: table::values(&row.aliases),
                first_seen: row.first_seen.parse().ok(),
                mentions: row.mentions,
            });
            Ok(())
        })?;
        let by_id = (0u32..)
            .zip(&entities)
            .map(|(n, e): (u32, &BuiltEntity)| (e.id.clone(), n))
            .collect();
        Ok(Self {
            manifest,
            entities,
            items: Vec::new(),
            by_id,
        })
    }

    /// An entity by number.
    pub fn entity(&self, number: u32) -> Option<&BuiltEntity> {
        self.entities.get(number as usize)
    }

    /// An entity's number by its id.
    pub fn by_id(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// The entity that a person means by a name: its id, a name of the dictionaries, or a spelling seen in this graph.
    ///
    /// # Errors
    /// No entity of this graph is so named; the nearest name is told.
    pub fn find(&self, name: &str, lexicon: &Lexicon) -> Result<u32> {
        let bare = name.strip_prefix("ent:").unwrap_or(name);
        let key = fold::key(bare);
        let known = || {
            let found = lexicon.understand(bare, None)?;
            self.by_id(&lexicon.entity(found.name.entity)?.id)
        };
        let spelled = || {
            (0u32..)
                .zip(&self.entities)
                .filter(|(_, e)| {
                    fold::key(&e.canonical) == key || e.aliases.iter().any(|a| fold::key(a) == key)
                })
                .max_by_key(|(n, e)| (e.mentions, std::cmp::Reverse(*n)))
                .map(|(n, _)| n)
        };
        self.by_id(bare)
            .or_else(known)
            .or_else(|| self.by_id(&coined_id(&lexicon.coined_key(bare))))
            .or_else(spelled)
            .ok_or_else(|| Error::NoEntity {
                name: name.to_string(),
                suggestion: suggest(
                    name,
                    self.entities
                        .iter()
                        .flat_map(|e| e.aliases.iter().chain([&e.canonical]))
                        .map(String::as_str),
                ),
            })
    }

    /// The entities among which a name does not choose: the dictionaries give it to several of this graph, or, where they have it not,
    /// digests do. None where it is an id, or the one name under which an entity is shown.
    pub fn ambiguous(&self, name: &str, lexicon: &Lexicon) -> Vec<u32> {
        let bare = name.strip_prefix("ent:").unwrap_or(name);
        let key = fold::key(bare);
        if self.by_id(bare).is_some() {
            return Vec::new();
        }
        let mut found: BTreeSet<u32> = lexicon
            .names(&key)
            .iter()
            // A name that needs company to mean something does not stand alone.
            .filter(|name| lexicon.alias(**name).is_some_and(|a| !a.marks.context))
            .filter_map(|name| self.by_id(&lexicon.entity(name.entity)?.id))
            .collect();
        if found.is_empty() && self.by_id(&coined_id(&lexicon.coined_key(bare))).is_none() {
            found = (0u32..)
                .zip(&self.entities)
                .filter(|(_, e)| e.aliases.iter().any(|a| fold::key(a) == key))
                .map(|(n, _)| n)
                .collect();
        }
        let shown = |n: &u32| {
            self.entity(*n)
                .is_some_and(|e| fold::key(&e.canonical) == key)
        };
        if found.len() < 2 || found.iter().filter(|n| shown(n)).count() == 1 {
            return Vec::new();
        }
        found.into_iter().collect()
    }

    /// The topics of the items of the graph in `dir`, by id.
    ///
    /// # Errors
    /// A table is damaged.
    pub fn topics_of(dir: &Path) -> Result<BTreeSet<String>> {
        let mut topics = BTreeSet::new();
        read(dir, "items.csv", |row: ItemRow| {
            topics.extend(table::values(&row.topics));
            Ok(())
        })?;
        Ok(topics)
    }

    /// First and last date of the items.
    pub fn dates(&self) -> Option<(Date, Date)> {
        let dates = || self.items.iter().filter_map(|i| i.date);
        Some((dates().min()?, dates().max()?))
    }
}

/// Reads the rows of a table.
fn read<R: for<'de> Deserialize<'de>>(
    dir: &Path,
    name: &str,
    mut each: impl FnMut(R) -> std::result::Result<(), String>,
) -> Result<()> {
    let path: PathBuf = dir.join("tables").join(name);
    let file = std::fs::File::open(&path).map_err(crate::error::reading(&path))?;
    let mut reader = csv::Reader::from_reader(std::io::BufReader::new(file));
    let damaged = |line: u64, reason: String| Error::Damaged {
        path: path.clone(),
        line,
        reason,
    };
    let mut record = csv::StringRecord::new();
    let headers = reader
        .headers()
        .map_err(|e| damaged(1, e.to_string()))?
        .clone();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(true) => {
                let row: R = record
                    .deserialize(Some(&headers))
                    .map_err(|e| damaged(line, e.to_string()))?;
                each(row).map_err(|reason| damaged(line, reason))?;
            }
            Ok(false) => return Ok(()),
            Err(error) => return Err(damaged(line, error.to_string())),
        }
    }
}
