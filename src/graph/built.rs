//! A built graph as its tables tell it: what maps and reports are made from.

use super::derive::Total;
use super::{Manifest, Named, names, table};
use crate::entity::{Kind, coined_id};
use crate::error::{Error, Result, suggest};
use crate::lexicon::Lexicon;
use crate::text::{fold, markup};
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::{BTreeSet, HashMap};
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
    by_id: FxHashMap<String, u32>,
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
    /// The last date it is named.
    pub last_seen: Option<Date>,
    /// How many items name it.
    pub items: u32,
    /// How often it is named.
    pub mentions: u32,
    /// How often it is named as that which an item has its news from; known where the items are read.
    pub sourced: u32,
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
    /// The entities it names.
    pub named: Named,
}

#[derive(Deserialize)]
struct EntityRow {
    entity: String,
    canonical: String,
    r#type: String,
    aliases: String,
    first_seen: String,
    last_seen: String,
    items: u32,
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
    surface: String,
    entity: String,
    #[serde(rename = "origin", deserialize_with = "is_source")]
    sourced: bool,
    passage: u32,
}

fn is_source<'de, D: serde::Deserializer<'de>>(origin: D) -> std::result::Result<bool, D::Error> {
    Ok(<&str>::deserialize(origin)? == "source")
}

#[derive(Deserialize)]
struct PaperRow {
    digest: String,
    item: u32,
    identifier: String,
    title: String,
    entity: String,
}

impl Built {
    /// Puts together a graph from its parts: entities sorted by id, items by digest and number.
    pub fn of(manifest: Manifest, entities: Vec<BuiltEntity>, items: Vec<BuiltItem>) -> Self {
        let by_id = (0u32..)
            .zip(&entities)
            .map(|(n, e): (u32, &BuiltEntity)| (e.id.clone(), n))
            .collect();
        Self {
            manifest,
            entities,
            items,
            by_id,
        }
    }

    /// Reads the tables of the graph in `dir`.
    ///
    /// # Errors
    /// There is no graph, or a table is damaged.
    pub fn open(dir: &Path) -> Result<Self> {
        Self::open_as_of(dir, None)
    }

    /// Reads the tables of the graph in `dir` as if it had no digest but those dated on or before a day: entities are counted anew,
    /// and those that no such digest names are not there. Which name means which entity stays as it is.
    ///
    /// # Errors
    /// There is no graph, no digest is that old, or a table is damaged.
    pub fn open_as_of(dir: &Path, date: Option<Date>) -> Result<Self> {
        let mut built = Self::entities_of(dir)?;
        let mut recount = None;
        if let Some(date) = date {
            built.manifest = built.manifest.as_of(date)?;
            recount = Some(Recount::new(&built));
        }
        read(dir, "items.csv", |row: ItemRow| {
            if recount.as_ref().is_some_and(|r| !r.has(&row.digest)) {
                return Ok(());
            }
            built.items.push(BuiltItem {
                digest: row.digest,
                number: row.item,
                heading: row.heading,
                date: row.date.parse().ok(),
                topics: table::values(&row.topics),
                sources: table::values(&row.sources),
                named: Named::default(),
            });
            Ok(())
        })?;
        if date.is_none() && built.name_items(dir) {
            return Ok(built);
        }
        let by_id = &built.by_id;
        let places: FxHashMap<(&str, u32), usize> = (0..)
            .zip(&built.items)
            .map(|(place, item)| ((item.digest.as_str(), item.number), place))
            .collect();
        let mut named: Vec<Vec<(u32, Option<u32>)>> = vec![Vec::new(); built.items.len()];
        let mut note = |digest: &str, item: u32, number: u32, passage: Option<u32>| {
            let place = places.get(&(digest, item));
            if let Some(named) = place.and_then(|p| named.get_mut(*p)) {
                named.push((number, passage));
            }
        };
        let mut sourced: Vec<u32> = Vec::new();
        read(dir, "mentions.csv", |row: MentionRow| {
            let Some(number) = by_id.get(&row.entity).copied() else {
                return Ok(());
            };
            if row.sourced && recount.as_ref().is_none_or(|r| r.has(&row.digest)) {
                sourced.push(number);
            }
            if let Some(recount) = &mut recount {
                recount.mention(&row.digest, row.item, number, &row.surface);
            }
            note(&row.digest, row.item, number, Some(row.passage));
            Ok(())
        })?;
        read(dir, "papers.csv", |row: PaperRow| {
            let Some(number) = by_id.get(&row.entity).copied() else {
                return Ok(());
            };
            if let Some(recount) = &mut recount
                && row.item > 0
                && !row.identifier.is_empty()
            {
                recount.title(&row.digest, number, &row.title);
            }
            note(&row.digest, row.item, number, None);
            Ok(())
        })?;
        drop(places);
        for (item, named) in built.items.iter_mut().zip(named) {
            item.named = named.into_iter().collect();
        }
        for number in sourced {
            if let Some(entity) = built.entities.get_mut(number as usize) {
                entity.sourced += 1;
            }
        }
        if let Some(recount) = recount {
            recount.settle(&mut built);
        }
        Ok(built)
    }

    /// Fills in what items name from the file that the build left for that; `false`, and nothing filled in, where it is not to be used.
    fn name_items(&mut self, dir: &Path) -> bool {
        let Some(kept) = names::read(dir, &self.manifest.build) else {
            return false;
        };
        let count = self.entities.len();
        let known = |n: u32| (n as usize) < count;
        let fits = kept.iter().all(|(_, names)| {
            names.named.iter().all(|(_, n, _)| known(*n))
                && names.sourced.iter().all(|(n, _)| known(*n))
        });
        let inputs = self
            .manifest
            .inputs
            .iter()
            .map(|input| input.digest.as_str());
        if !fits || !kept.iter().map(|(digest, _)| digest.as_str()).eq(inputs) {
            return false;
        }
        // Items and names are sorted by digest and number.
        let mut items = self.items.iter_mut().peekable();
        for (digest, names) in &kept {
            for named in names.named.chunk_by(|a, b| a.0 == b.0) {
                let at = (digest.as_str(), named.first().map_or(0, |n| n.0));
                while items
                    .next_if(|i| (i.digest.as_str(), i.number) < at)
                    .is_some()
                {}
                if let Some(item) = items.next_if(|i| (i.digest.as_str(), i.number) == at) {
                    item.named = named
                        .iter()
                        .map(|(_, e, p)| (*e, p.checked_sub(1)))
                        .collect();
                }
            }
            for (entity, often) in &names.sourced {
                if let Some(entity) = self.entities.get_mut(*entity as usize) {
                    entity.sourced += often;
                }
            }
        }
        true
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
                last_seen: row.last_seen.parse().ok(),
                items: row.items,
                mentions: row.mentions,
                sourced: 0,
            });
            Ok(())
        })?;
        Ok(Self::of(manifest, entities, Vec::new()))
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

/// What is counted again when later digests do not count.
struct Recount {
    /// The digests that count, each with its date.
    digests: HashMap<String, Option<Date>>,
    /// By number, as in the whole graph.
    entities: Vec<Recounted>,
}

#[derive(Clone, Default)]
struct Recounted {
    total: Total,
    spellings: BTreeSet<String>,
}

impl Recount {
    fn new(built: &Built) -> Self {
        let inputs = &built.manifest.inputs;
        Self {
            digests: inputs
                .iter()
                .map(|i| (i.digest.clone(), i.date.parse().ok()))
                .collect(),
            entities: vec![Recounted::default(); built.entities.len()],
        }
    }

    fn has(&self, digest: &str) -> bool {
        self.digests.contains_key(digest)
    }

    /// Counts a mention; what items say is counted when all of them are read, what a head says at once.
    fn mention(&mut self, digest: &str, item: u32, number: u32, surface: &str) {
        let Some(date) = self.digests.get(digest).copied() else {
            return;
        };
        if let Some(entity) = self.entities.get_mut(number as usize) {
            entity.spellings.insert(markup::one_line(surface));
            let date = date.filter(|_| item == 0);
            entity.total.add(0, 1, date);
        }
    }

    fn title(&mut self, digest: &str, number: u32, title: &str) {
        if self.has(digest)
            && !title.is_empty()
            && let Some(entity) = self.entities.get_mut(number as usize)
        {
            entity.spellings.insert(title.to_string());
        }
    }

    /// Gives the entities their new counts and takes out those that are not named.
    fn settle(mut self, built: &mut Built) {
        for item in &built.items {
            for number in item.named.entities() {
                if let Some(entity) = self.entities.get_mut(number as usize) {
                    entity.total.add(item.number, 0, item.date);
                }
            }
        }
        let mut renumbered: Vec<Option<u32>> = Vec::with_capacity(built.entities.len());
        let mut kept = 0;
        let entities = std::mem::take(&mut built.entities);
        for (mut entity, recounted) in entities.into_iter().zip(self.entities) {
            let total = recounted.total;
            if total.items == 0 && total.mentions == 0 {
                renumbered.push(None);
                continue;
            }
            renumbered.push(Some(kept));
            kept += 1;
            entity.aliases = recounted.spellings.into_iter().collect();
            entity.first_seen = total.first;
            entity.last_seen = total.last;
            entity.items = total.items;
            entity.mentions = total.mentions;
            built.entities.push(entity);
        }
        for item in &mut built.items {
            let places = item.named.places();
            let renumbered = places.filter_map(|(number, passage)| {
                Some(((*renumbered.get(number as usize)?)?, passage))
            });
            item.named = renumbered.collect();
        }
        built.by_id = (0u32..)
            .zip(&built.entities)
            .map(|(n, e)| (e.id.clone(), n))
            .collect();
        let totals = &mut built.manifest.totals;
        totals.entities = built.entities.len() as u64;
        let papers = built.entities.iter().filter(|e| e.kind == Kind::Paper);
        totals.papers = papers.count() as u64;
    }
}

/// Reads the rows of a table.
pub(crate) fn read<R: for<'de> Deserialize<'de>>(
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
