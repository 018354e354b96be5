//! Extracts → entities: which entity each name means, over all digests.
//!
//! [`Evidence`] is gathered from each extract alone and merged in any order; [`resolve`] then decides once, so that neither the order of
//! the digests nor the way they were split changes an id.

mod change;
mod entry;
mod same;
mod topic;

pub(crate) use change::{changed, keys};
pub(crate) use entry::Entry;
pub(crate) use topic::broader;
pub use topic::{Topic, narrower, topic_id};

use crate::digest::paper;
use crate::document::{Citation, Origin};
use crate::entity::{Kind, coined_id};
use crate::extract::Extract;
use crate::lexicon::Lexicon;
use crate::mention::{self, ENOUGH, Meaning, SameName};
use crate::text::{fold, markup};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// How often each spelling of a name occurs.
pub type Spellings = BTreeMap<String, u32>;

/// What extracts tell about names; grows with the number of names, not with the text.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Names of the dictionaries, by entity id.
    known: BTreeMap<String, Tally>,
    /// Names in no dictionary, by key.
    coined: BTreeMap<String, CoinedTally>,
    /// Pairs of names that lists give to one thing.
    same: BTreeMap<SameName, u32>,
    /// Papers, by identifier: the titles that items give them.
    papers: BTreeMap<String, PaperTally>,
    /// Tags and categories, by key.
    topics: BTreeMap<String, Spellings>,
}

/// What is counted for a name.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Tally {
    spellings: Spellings,
    items: u32,
    mentions: u32,
    first: Option<Date>,
    last: Option<Date>,
}

#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CoinedTally {
    tally: Tally,
    /// How strongly lists and places in texts say that it is of a kind.
    kinds: BTreeMap<Kind, u32>,
    /// How often an entity list has it: then it is an entity, whatever it names.
    listed: u32,
}

/// What a list's own word for a kind weighs against the votes of places in texts.
const LISTED: u32 = 20;

#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PaperTally {
    titles: Spellings,
    /// How often its title is a name in a text.
    named: u32,
    items: u32,
    first: Option<Date>,
    last: Option<Date>,
}

impl Tally {
    fn see(&mut self, date: Option<Date>) {
        widen(&mut self.first, &mut self.last, date);
    }

    fn merge(&mut self, other: Tally) {
        add_up(&mut self.spellings, other.spellings);
        self.items = self.items.saturating_add(other.items);
        self.mentions = self.mentions.saturating_add(other.mentions);
        self.see(other.first);
        self.see(other.last);
    }
}

impl CoinedTally {
    fn merge(&mut self, other: CoinedTally) {
        self.tally.merge(other.tally);
        self.listed = self.listed.saturating_add(other.listed);
        add_up(&mut self.kinds, other.kinds);
    }
}

impl PaperTally {
    fn merge(&mut self, other: PaperTally) {
        add_up(&mut self.titles, other.titles);
        self.named = self.named.saturating_add(other.named);
        self.items = self.items.saturating_add(other.items);
        widen(&mut self.first, &mut self.last, other.first);
        widen(&mut self.first, &mut self.last, other.last);
    }
}

/// Adds counts by key. A count that does not fit stays the greatest there is: so it is the same in any order.
fn add_up<K: Ord>(own: &mut BTreeMap<K, u32>, other: BTreeMap<K, u32>) {
    for (key, n) in other {
        let sum = own.entry(key).or_default();
        *sum = sum.saturating_add(n);
    }
}

fn widen(first: &mut Option<Date>, last: &mut Option<Date>, date: Option<Date>) {
    if let Some(date) = date {
        *first = Some(first.map_or(date, |f| f.min(date)));
        *last = Some(last.map_or(date, |l| l.max(date)));
    }
}

impl Evidence {
    /// Adds what one digest tells.
    pub fn add(&mut self, extract: &Extract) {
        let dates: HashMap<u32, Option<Date>> =
            extract.items.iter().map(|i| (i.number, i.date)).collect();
        let mut last_item: HashMap<&Meaning, u32> = HashMap::new();
        for surfaced in &extract.mentions {
            let mention = &surfaced.mention;
            let tally = match &mention.meaning {
                Meaning::Known(id) => self.known.entry(id.clone()).or_default(),
                Meaning::Coined { key, kind } => {
                    let coined = self.coined.entry(key.clone()).or_default();
                    coined.listed += u32::from(mention.origin == Origin::List);
                    if let Some(kind) = kind {
                        *coined.kinds.entry(*kind).or_default() += LISTED;
                    }
                    &mut coined.tally
                }
                Meaning::Paper(identifier) => {
                    let paper = self.papers.entry(identifier.clone()).or_default();
                    paper.named += 1;
                    continue;
                }
            };
            let spelling = markup::one_line(&surfaced.surface);
            *tally.spellings.entry(spelling).or_default() += 1;
            tally.mentions += 1;
            tally.see(dates.get(&mention.item).copied().unwrap_or(extract.date));
            // Mentions come sorted by item, so an item is new when it is not the last one seen.
            if mention.item > 0
                && last_item.insert(&mention.meaning, mention.item) != Some(mention.item)
            {
                tally.items += 1;
            }
        }
        // A vote without weight says nothing, and would leave an entry that nothing takes away again.
        for vote in extract.votes.iter().filter(|v| v.weight > 0) {
            let coined = self.coined.entry(vote.key.clone()).or_default();
            *coined.kinds.entry(vote.kind).or_default() += vote.weight;
        }
        for same in &extract.same {
            *self.same.entry(same.clone()).or_default() += 1;
        }
        for (date, citation) in citations(extract).filter(|(_, c)| !c.identifier.is_empty()) {
            let paper = self.papers.entry(citation.identifier.clone()).or_default();
            if !citation.title.is_empty() {
                *paper.titles.entry(citation.title.clone()).or_default() += 1;
            }
            paper.items += 1;
            widen(&mut paper.first, &mut paper.last, date);
        }
        let topics = extract.items.iter().flat_map(|i| &i.topics);
        for topic in topics.chain(&extract.tags) {
            let spellings = self.topics.entry(fold::key(topic)).or_default();
            *spellings.entry(markup::one_line(topic)).or_default() += 1;
        }
    }

    /// Adds other evidence; the order does not matter.
    pub fn merge(&mut self, other: Evidence) {
        for entry in other.into_entries() {
            self.put(entry);
        }
    }
}

impl Evidence {
    /// The kind that most lists give a name in no dictionary.
    fn kind_of(&self, key: &str) -> Option<Kind> {
        self.coined.get(key)?.likeliest()
    }
}

impl CoinedTally {
    /// The kind that lists and texts say most strongly; what a list has and nothing types is a subject.
    fn likeliest(&self) -> Option<Kind> {
        match self.strongest() {
            Some((kind, weight)) if weight >= ENOUGH => Some(kind),
            _ => (self.listed > 0).then_some(Kind::Topic),
        }
    }

    fn strongest(&self) -> Option<(Kind, u32)> {
        self.kinds
            .iter()
            .max_by_key(|(kind, n)| (**n, std::cmp::Reverse(**kind)))
            .map(|(kind, n)| (*kind, *n))
    }

    /// Says whether a list has the name, or texts say clearly enough what it is.
    fn is_entity(&self) -> bool {
        self.listed > 0
            || (self.tally.mentions > 0 && self.strongest().is_some_and(|(_, n)| n >= ENOUGH))
    }
}

/// The citations of an extract, each with the date of what cites it.
fn citations(extract: &Extract) -> impl Iterator<Item = (Option<Date>, &Citation)> {
    extract
        .items
        .iter()
        .flat_map(|item| item.citations.iter().map(move |c| (item.date, c)))
}

/// An entity of a graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// The local part of its IRI.
    pub id: String,
    /// Its name in tables.
    pub canonical: String,
    /// Its kind.
    pub kind: Kind,
    /// The spellings seen in this graph.
    pub spellings: Spellings,
    /// Its place in the lexicon, for a known one.
    pub known: Option<u32>,
    /// The identifier, for a paper that has one.
    pub identifier: Option<String>,
    /// How many items name it.
    pub items: u32,
    /// How often it is named.
    pub mentions: u32,
    /// The first date it is named.
    pub first: Option<Date>,
    /// The last date it is named.
    pub last: Option<Date>,
    /// For each spelling of a coined entity that was joined to it by evidence, the rule.
    pub joined: BTreeMap<String, &'static str>,
}

impl Entity {
    /// Says whether the registry's graph tells the same of both, counts aside.
    pub(crate) fn is_told_as(&self, other: &Entity) -> bool {
        self.canonical == other.canonical
            && self.kind == other.kind
            && self.known == other.known
            && self.identifier == other.identifier
            && self.joined == other.joined
            && self.spellings.keys().eq(other.spellings.keys())
    }
}

/// All entities and topics of a graph, and what each name means.
#[derive(Debug, Default)]
pub struct Registry {
    /// Sorted by id.
    pub entities: Vec<Entity>,
    /// Sorted by id.
    pub topics: Vec<Topic>,
    by_id: HashMap<String, u32>,
    by_key: HashMap<String, u32>,
    topic_by_key: HashMap<String, u32>,
}

impl Registry {
    /// The entity that a meaning stands for.
    pub fn entity_of(&self, meaning: &Meaning) -> Option<u32> {
        match meaning {
            Meaning::Known(id) => self.by_id.get(id).copied(),
            Meaning::Coined { key, .. } => self.by_key.get(key).copied(),
            Meaning::Paper(identifier) => self.by_id(&paper::entity_id(identifier)),
        }
    }

    /// An entity's number by its id.
    pub fn by_id(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// An entity by number.
    pub fn entity(&self, number: u32) -> Option<&Entity> {
        self.entities.get(number as usize)
    }

    /// The entity of a paper.
    pub fn paper(&self, citation: &Citation) -> Option<u32> {
        self.entity_of(&mention::meaning(citation))
    }

    /// The topic that a tag or category stands for.
    pub fn topic_of(&self, tag: &str) -> Option<&Topic> {
        let number = *self.topic_by_key.get(&fold::key(tag))?;
        self.topics.get(number as usize)
    }
}

/// Decides which entity each name means.
pub fn resolve(evidence: Evidence, lexicon: &Lexicon) -> Registry {
    let groups = same::groups(&evidence.same, &|key| evidence.kind_of(key), lexicon);
    let mut entities: BTreeMap<String, Entity> = BTreeMap::new();
    for (id, tally) in evidence.known {
        entities.insert(id.clone(), known(&id, tally, lexicon));
    }
    let mut ids: Vec<(String, String)> = Vec::new();
    let papers = evidence.papers;
    let titles = titles(&papers);
    for (key, coined) in evidence.coined {
        let target = groups.get(&key);
        if !coined.is_entity() {
            continue;
        }
        let titled = titles
            .get(&key)
            .filter(|_| coined.likeliest() == Some(Kind::Paper));
        if let Some(Some(identifier)) = titled {
            let id = paper::entity_id(identifier);
            ids.push((key.clone(), id.clone()));
            let entity = entities
                .entry(id.clone())
                .or_insert_with(|| known(&id, Tally::default(), lexicon));
            add(entity, coined.tally);
            continue;
        }
        let id = match target {
            Some((same::Target::Known(id), _)) => id.clone(),
            Some((same::Target::Coined(head), _)) => coined_id(head),
            None => coined_id(&key),
        };
        ids.push((key.clone(), id.clone()));
        let is_head =
            target.is_none_or(|(t, _)| matches!(t, same::Target::Coined(head) if *head == key));
        let entity = entities
            .entry(id.clone())
            .or_insert_with(|| match lexicon.by_id(&id) {
                Some(_) => known(&id, Tally::default(), lexicon),
                None => Entity {
                    id: id.clone(),
                    canonical: String::new(),
                    kind: Kind::Other,
                    spellings: Spellings::new(),
                    known: None,
                    identifier: None,
                    items: 0,
                    mentions: 0,
                    first: None,
                    last: None,
                    joined: BTreeMap::new(),
                },
            });
        if entity.known.is_none() {
            if is_head || entity.canonical.is_empty() {
                entity.canonical = most_frequent(&coined.tally.spellings);
            }
            if let Some(kind) = coined.likeliest()
                && (is_head || entity.kind == Kind::Other)
            {
                entity.kind = kind;
            }
        }
        if !is_head {
            for spelling in coined.tally.spellings.keys() {
                let rule = target.map_or("brackets", |(_, rule)| rule.name());
                entity.joined.insert(spelling.clone(), rule);
            }
        }
        add(entity, coined.tally);
    }
    for (identifier, tally) in papers {
        add_paper(&mut entities, &identifier, tally, lexicon);
    }
    let mut registry = Registry::default();
    for (number, entity) in (0u32..).zip(entities.into_values()) {
        registry.by_id.insert(entity.id.clone(), number);
        registry.entities.push(entity);
    }
    for (key, id) in ids {
        if let Some(number) = registry.by_id(&id) {
            registry.by_key.insert(key, number);
        }
    }
    topic::add(&mut registry, evidence.topics, lexicon);
    registry
}

fn known(id: &str, tally: Tally, lexicon: &Lexicon) -> Entity {
    let number = lexicon.by_id(id);
    let row = number.and_then(|n| lexicon.entity(n));
    let mut entity = Entity {
        id: id.to_string(),
        canonical: row.map_or(id, |r| r.canonical()).to_string(),
        kind: row.map_or(Kind::Other, |r| r.kind),
        spellings: Spellings::new(),
        known: number,
        identifier: id
            .strip_prefix("arxiv-")
            .map(|number| format!("arXiv:{number}")),
        items: 0,
        mentions: 0,
        first: None,
        last: None,
        joined: BTreeMap::new(),
    };
    add(&mut entity, tally);
    entity
}

fn add(entity: &mut Entity, tally: Tally) {
    for (spelling, n) in tally.spellings {
        *entity.spellings.entry(spelling).or_default() += n;
    }
    entity.items += tally.items;
    entity.mentions += tally.mentions;
    widen(&mut entity.first, &mut entity.last, tally.first);
    widen(&mut entity.first, &mut entity.last, tally.last);
}

fn add_paper(
    entities: &mut BTreeMap<String, Entity>,
    identifier: &str,
    tally: PaperTally,
    lexicon: &Lexicon,
) {
    let id = paper::entity_id(identifier);
    let entity = entities
        .entry(id.clone())
        .or_insert_with(|| known(&id, Tally::default(), lexicon));
    entity.identifier = Some(identifier.to_string());
    entity.kind = Kind::Paper;
    if entity.known.is_none() {
        entity.canonical = if tally.titles.is_empty() {
            identifier.to_string()
        } else {
            most_frequent(&tally.titles)
        };
    }
    for (title, n) in tally.titles {
        entity.joined.insert(title.clone(), "title");
        *entity.spellings.entry(title).or_default() += n;
    }
    entity.mentions += tally.named;
    entity.items = entity.items.max(tally.items);
    widen(&mut entity.first, &mut entity.last, tally.first);
    widen(&mut entity.first, &mut entity.last, tally.last);
}

/// For each title, folded, the identifier of the paper that items give it to; none where it is that of several.
fn titles(papers: &BTreeMap<String, PaperTally>) -> BTreeMap<String, Option<&str>> {
    let mut all: BTreeMap<String, Option<&str>> = BTreeMap::new();
    for (identifier, tally) in papers {
        for title in tally.titles.keys() {
            all.entry(fold::key(title))
                .and_modify(|known| *known = known.filter(|id| id == identifier))
                .or_insert(Some(identifier.as_str()));
        }
    }
    all
}

fn most_frequent(spellings: &Spellings) -> String {
    spellings
        .iter()
        .max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))
        .map_or_else(String::new, |(spelling, _)| spelling.clone())
}
