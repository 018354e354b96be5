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

#[cfg(test)]
mod tests {
    use super::super::tests::{coined, counts, lexicon};
    use super::super::{Evidence, resolve};
    use super::*;

    fn tags(tags: &[&str]) -> BTreeMap<String, Spellings> {
        let tag = |t: &&str| (fold::key(t), counts(&[(t, 1)]));
        tags.iter().map(tag).collect()
    }

    fn topics(evidence: Evidence) -> Vec<(String, String, bool)> {
        let registry = resolve(evidence, lexicon());
        let topics = registry.topics.into_iter();
        topics.map(|t| (t.id, t.label, t.known.is_some())).collect()
    }

    fn told(id: &str, label: &str, known: bool) -> (String, String, bool) {
        (id.to_string(), label.to_string(), known)
    }

    #[test]
    fn a_tag_is_the_topic_that_has_its_name_or_one_of_its_own() {
        let id = |name: &str| topic_id(name, lexicon());
        assert_eq!(id("机器"), "machines");
        assert_eq!(id("MACHINES"), "machines");
        assert_eq!(id("Greasing"), "greasing", "a method is a subject");
        assert_eq!(
            id("Acme"),
            "acme",
            "a company is none: the tag is one of its own"
        );
        assert_eq!(id("Acme Corp"), "acmecorp");
        assert_eq!(id("A/B, C (D)"), "a-b-c-d");
        assert_eq!(id("v1.5"), "v1.5");
    }

    #[test]
    fn narrower_topics_are_found_at_any_remove() {
        let all = |id: &str| narrower(id, lexicon()).into_iter().collect::<Vec<_>>();
        assert_eq!(all("machines"), ["greasing", "machines", "oils"]);
        assert_eq!(all("oils"), ["greasing", "oils"]);
        assert_eq!(all("poetry"), ["poetry"]);
        assert_eq!(all("unheard of"), ["unheard of"]);
    }

    #[test]
    fn broader_are_topics_alone() {
        let lexicon = lexicon();
        let of = |id: &str| {
            let row = lexicon.entity(lexicon.by_id(id).unwrap()).unwrap();
            broader(row, lexicon)
                .map(|(_, row)| row.id.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(of("greasing"), ["oils"]);
        assert_eq!(of("oils"), ["machines"]);
        assert!(of("machines").is_empty());
    }

    #[test]
    fn a_graph_has_its_tags_and_all_that_is_broader() {
        let evidence = Evidence {
            topics: tags(&["Greasing", "my tag", "!!"]),
            ..Evidence::default()
        };
        assert_eq!(
            topics(evidence.clone()),
            [
                told("greasing", "greasing", true),
                told("machines", "machines", true),
                told("mytag", "my tag", false),
                told("oils", "oils", true),
            ],
            "marks alone are no topic"
        );
        let registry = resolve(evidence, lexicon());
        assert_eq!(registry.topic_of("My Tag").unwrap().label, "my tag");
        assert_eq!(registry.topic_of("greasing").unwrap().id, "greasing");
        assert!(registry.topic_of("oils").is_none(), "no digest says so");
    }

    #[test]
    fn a_subject_that_a_list_has_is_a_topic_and_one_with_a_tag_of_its_name() {
        let evidence = Evidence {
            coined: BTreeMap::from([
                ("mytag".to_string(), coined("My Tag", Kind::Topic, 20)),
                ("another".to_string(), coined("Another", Kind::Topic, 20)),
                ("zorb".to_string(), coined("Zorb", Kind::Model, 20)),
            ]),
            topics: tags(&["my tag"]),
            ..Evidence::default()
        };
        let found = topics(evidence);
        let labels: BTreeSet<&str> = found.iter().map(|t| t.1.as_str()).collect();
        assert_eq!(labels, BTreeSet::from(["my tag", "Another"]));
        assert_eq!(found.len(), 2);
        let of_a_list = Evidence {
            known: BTreeMap::from([("oils".to_string(), super::super::Tally::default())]),
            ..Evidence::default()
        };
        assert_eq!(
            topics(of_a_list),
            [
                told("machines", "machines", true),
                told("oils", "oils", true)
            ]
        );
    }
}
