//! Tags, categories and sections → concepts: those of the dictionaries with all that are broader, and each other tag as one of its own.

use super::{Registry, Spellings, most_frequent};
use crate::entity::Kind;
use crate::lexicon::{self, Lexicon};
use crate::text::fold;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A subject heading of a graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The local part of its IRI.
    pub id: String,
    /// Its name.
    pub label: String,
    /// Its place in the lexicon, for a known one.
    pub known: Option<u32>,
}

impl Topic {
    /// The concept of a row of the dictionaries.
    pub(crate) fn known(number: u32, row: &lexicon::Entity) -> Self {
        Self {
            id: row.id.clone(),
            label: row.canonical().to_string(),
            known: Some(number),
        }
    }
}

/// The local part of the IRI of the topic that a tag, a category or a person's words stand for.
pub fn topic_id(name: &str, lexicon: &Lexicon) -> String {
    let key = fold::key(name);
    known(&key, lexicon).map_or_else(|| slug(&key), |(_, row)| row.id.clone())
}

/// The topic of this id and all that are narrower, at any remove, as the dictionaries have them.
pub fn narrower(id: &str, lexicon: &Lexicon) -> BTreeSet<String> {
    let mut found = BTreeSet::from([id.to_string()]);
    loop {
        let before = found.len();
        for row in lexicon.entities() {
            if matches!(row.kind, Kind::Topic | Kind::Method)
                && row.of.iter().any(|of| found.contains(of))
            {
                found.insert(row.id.clone());
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// The topics that a row of the dictionaries is narrower than.
pub(crate) fn broader<'a>(
    row: &'a lexicon::Entity,
    lexicon: &'a Lexicon,
) -> impl Iterator<Item = (u32, &'a lexicon::Entity)> {
    let number = |id: &String| lexicon.by_id(id);
    row.of
        .iter()
        .filter_map(number)
        .filter_map(|n| Some((n, lexicon.entity(n)?)))
        .filter(|(_, row)| row.kind == Kind::Topic)
}

/// The dictionaries' subject of a key. A tag that is spelt as the id of a topic means it, whatever its names are: ids stand once.
fn known<'a>(key: &str, lexicon: &'a Lexicon) -> Option<(u32, &'a lexicon::Entity)> {
    let by_id = || lexicon.by_id(&slug(key));
    let number = lexicon.subject(key).or_else(by_id)?;
    let row = lexicon.entity(number)?;
    matches!(row.kind, Kind::Topic | Kind::Method).then_some((number, row))
}

/// Adds the concepts of a graph: of its tags, of its entities that are topics, and all that are broader, so that
/// `skos:broader*` leads from any of them to the top.
pub(super) fn add(registry: &mut Registry, tags: BTreeMap<String, Spellings>, lexicon: &Lexicon) {
    let mut topics: BTreeMap<String, Topic> = BTreeMap::new();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    for (key, spellings) in tags {
        let topic = match known(&key, lexicon) {
            Some((number, row)) => Topic::known(number, row),
            None => Topic {
                id: slug(&key),
                label: most_frequent(&spellings),
                known: None,
            },
        };
        if topic.id.is_empty() {
            continue;
        }
        ids.insert(key, topic.id.clone());
        topics.entry(topic.id.clone()).or_insert(topic);
    }
    for entity in registry.entities.iter().filter(|e| e.kind == Kind::Topic) {
        // A name that a list has and a tag too is one subject.
        if entity.known.is_none() && ids.contains_key(&fold::key(&entity.canonical)) {
            continue;
        }
        topics.entry(entity.id.clone()).or_insert_with(|| Topic {
            id: entity.id.clone(),
            label: entity.canonical.clone(),
            known: entity.known,
        });
    }
    let mut above: Vec<u32> = topics.values().filter_map(|t| t.known).collect();
    while let Some(number) = above.pop() {
        let Some(row) = lexicon.entity(number) else {
            continue;
        };
        for (number, row) in broader(row, lexicon) {
            topics.entry(row.id.clone()).or_insert_with(|| {
                above.push(number);
                Topic::known(number, row)
            });
        }
    }
    let by_id: HashMap<&String, u32> = (0u32..).zip(topics.keys()).map(|(n, id)| (id, n)).collect();
    for (key, id) in ids {
        if let Some(number) = by_id.get(&id) {
            registry.topic_by_key.insert(key, *number);
        }
    }
    registry.topics = topics.into_values().collect();
}

/// The local part of the IRI of a tag that no dictionary knows: its key with a hyphen for whatever an IRI cannot hold.
fn slug(key: &str) -> String {
    let safe: String = key
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '.' {
                c
            } else {
                '-'
            }
        })
        .collect();
    safe.trim_matches(['-', '.']).to_string()
}
