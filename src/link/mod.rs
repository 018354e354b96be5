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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Table;
    use crate::mention::SameRule;
    use std::sync::LazyLock;

    /// Two companies, a paper, and subjects one below the other.
    pub(super) fn lexicon() -> &'static Lexicon {
        static ONE: LazyLock<Lexicon> = LazyLock::new(small);
        &ONE
    }

    fn small() -> Lexicon {
        let head = "id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes\n";
        let table = |name: &str, rows: &str| Table {
            name: name.to_string(),
            text: format!("{head}{rows}"),
        };
        let lexicon = Lexicon::new(&[
            table(
                "companies.csv",
                "acme,Company,Acme,顶峰,頂峰,Acme Corp,,,,\nbolt,Company,Bolt,,,,,,,\n",
            ),
            table("papers.csv", "arxiv-2601.00001,Paper,On Bolts,,,,,,,\n"),
            table("methods.csv", "greasing,Method,greasing,,,,oils,,,\n"),
            table(
                "topics.csv",
                "machines,Topic,machines,机器,,,,,,\noils,Topic,oils,,,,machines,,,\npoetry,Topic,poetry,,,,,,,\n",
            ),
        ]);
        assert!(lexicon.warnings.is_empty(), "{:?}", lexicon.warnings);
        lexicon
    }

    pub(super) fn day(text: &str) -> Option<Date> {
        Some(text.parse().unwrap())
    }

    pub(super) fn counts(all: &[(&str, u32)]) -> Spellings {
        all.iter().map(|(s, n)| (s.to_string(), *n)).collect()
    }

    pub(super) fn tally(spellings: &[(&str, u32)], items: u32, first: &str, last: &str) -> Tally {
        Tally {
            spellings: counts(spellings),
            items,
            mentions: spellings.iter().map(|(_, n)| n).sum(),
            first: day(first),
            last: day(last),
        }
    }

    /// A name of a list, of a kind that so many votes say.
    pub(super) fn coined(spelling: &str, kind: Kind, votes: u32) -> CoinedTally {
        CoinedTally {
            tally: tally(&[(spelling, 2)], 1, "2026-01-02", "2026-01-03"),
            kinds: BTreeMap::from([(kind, votes)]),
            listed: 1,
        }
    }

    pub(super) fn same(first: &str, second: &str, rule: SameRule) -> SameName {
        SameName {
            first: first.to_string(),
            second: second.to_string(),
            rule,
        }
    }

    fn paper(titles: &[(&str, u32)]) -> PaperTally {
        PaperTally {
            titles: counts(titles),
            named: 1,
            items: 3,
            first: day("2026-01-02"),
            last: day("2026-01-05"),
        }
    }

    /// A bit of everything.
    pub(super) fn evidence() -> Evidence {
        Evidence {
            known: BTreeMap::from([(
                "acme".to_string(),
                tally(&[("Acme", 2), ("頂峰", 1)], 2, "2026-01-02", "2026-01-04"),
            )]),
            coined: BTreeMap::from([
                ("zorb".to_string(), coined("Zorb", Kind::Model, 20)),
                ("zorblax".to_string(), coined("Zorblax", Kind::Model, 20)),
            ]),
            same: BTreeMap::from([(same("zorb", "zorblax", SameRule::List), 1)]),
            papers: BTreeMap::from([("arXiv:2601.00002".to_string(), paper(&[("Of Oils", 2)]))]),
            topics: BTreeMap::from([("oils".to_string(), counts(&[("Oils", 2)]))]),
        }
    }

    #[test]
    fn counts_add_up_in_any_order() {
        let one = evidence();
        let mut other = evidence();
        other.known.insert(
            "acme".to_string(),
            tally(&[("Acme", 1)], 1, "2026-01-01", "2026-01-09"),
        );
        other.coined.remove("zorb");
        let (mut there, mut back) = (one.clone(), other.clone());
        there.merge(other.clone());
        back.merge(one.clone());
        assert_eq!(there, back);
        assert_eq!(
            there.known["acme"],
            tally(&[("Acme", 3), ("頂峰", 1)], 3, "2026-01-01", "2026-01-09")
        );
        let zorblax = &there.coined["zorblax"];
        assert_eq!((zorblax.listed, zorblax.kinds[&Kind::Model]), (2, 40));
        assert_eq!(zorblax.tally.mentions, 4);
        let oils = &there.papers["arXiv:2601.00002"];
        assert_eq!((oils.named, oils.items, oils.titles["Of Oils"]), (2, 6, 4));
        assert_eq!(
            (oils.first, oils.last),
            (day("2026-01-02"), day("2026-01-05"))
        );
        assert_eq!(there.topics["oils"], counts(&[("Oils", 4)]));
        assert_eq!(there.same.values().sum::<u32>(), 2);
        let mut full = counts(&[("x", u32::MAX)]);
        add_up(&mut full, counts(&[("x", 1), ("y", 1)]));
        assert_eq!(full, counts(&[("x", u32::MAX), ("y", 1)]));
    }

    #[test]
    fn a_digest_tells_items_mentions_and_the_first_and_the_last_day() {
        let knowledge = crate::extract::Knowledge {
            lexicon: small(),
            ..crate::extract::Knowledge::builtin()
        };
        let text = "# A 2026-02-01\n\n## Acme 一\n\nAcme 与 Bolt。见 arXiv:2601.00002。\n\n**關鍵實體**：Acme、Zorb\n\n**標籤**：Oils\n\n## 二\n\n2026-02-03\n\nBolt、Bolt。见 arXiv:2601.00002。\n\n**關鍵實體**：Zorb\n";
        let extract =
            crate::extract::extract("d.md", text, &knowledge, &mut mention::Finder::default());
        let mut told = Evidence::default();
        told.add(&extract);
        told.add(&extract);
        let acme = &told.known["acme"];
        assert_eq!((acme.items, acme.mentions), (2, 6));
        assert_eq!(acme.spellings, counts(&[("Acme", 6)]));
        assert_eq!(
            (acme.first, acme.last),
            (day("2026-02-01"), day("2026-02-01"))
        );
        let bolt = &told.known["bolt"];
        assert_eq!((bolt.items, bolt.mentions), (4, 6), "in both items");
        let zorb = &told.coined["zorb"];
        assert_eq!(
            (zorb.listed, zorb.tally.items, zorb.tally.mentions),
            (4, 4, 4)
        );
        let cited = &told.papers["arXiv:2601.00002"];
        assert_eq!((cited.items, cited.named), (4, 0));
        assert_eq!(cited.first, day("2026-02-01"));
        assert!(
            told.topics.values().any(|s| s == &counts(&[("Oils", 2)])),
            "{:?}",
            told.topics
        );
    }

    #[test]
    fn what_is_said_most_strongly_is_its_kind() {
        let of = |listed: u32, mentions: u32, kinds: &[(Kind, u32)]| {
            let mut coined = coined("x", Kind::Other, 0);
            (coined.listed, coined.tally.mentions) = (listed, mentions);
            coined.kinds = kinds.iter().copied().collect();
            (coined.likeliest(), coined.is_entity())
        };
        use Kind::{Company, Model, Topic};
        assert_eq!(of(0, 1, &[]), (None, false));
        assert_eq!(of(1, 1, &[]), (Some(Topic), true), "a list has it");
        assert_eq!(of(0, 1, &[(Model, 4)]), (Some(Model), true));
        assert_eq!(
            of(0, 0, &[(Model, 4)]),
            (Some(Model), false),
            "no one names it"
        );
        assert_eq!(of(0, 1, &[(Model, 3)]), (None, false), "not clear enough");
        assert_eq!(of(1, 1, &[(Model, 3)]), (Some(Topic), true));
        assert_eq!(of(1, 1, &[(Company, 4), (Model, 5)]).0, Some(Model));
        assert_eq!(of(1, 1, &[(Company, 5), (Model, 5)]).0, Some(Company));
    }

    #[test]
    fn every_name_finds_its_entity() {
        let mut told = evidence();
        told.coined.insert(
            "bob".to_string(),
            CoinedTally {
                listed: 0,
                ..coined("Bob", Kind::Person, 1)
            },
        );
        let registry = resolve(told, lexicon());
        let entity =
            |meaning: Meaning| Some(registry.entity(registry.entity_of(&meaning)?)?.clone());
        let acme = entity(Meaning::Known("acme".to_string())).unwrap();
        assert_eq!(
            (acme.canonical.as_str(), acme.kind),
            ("Acme", Kind::Company)
        );
        assert_eq!((acme.items, acme.mentions), (2, 3));
        assert_eq!(
            (acme.first, acme.last),
            (day("2026-01-02"), day("2026-01-04"))
        );
        assert_eq!(acme.known, lexicon().by_id("acme"));
        let of_key = |key: &str| Meaning::Coined {
            key: key.to_string(),
            kind: None,
        };
        let zorb = entity(of_key("zorb")).unwrap();
        assert_eq!(zorb.id, coined_id("zorb"));
        assert_eq!((zorb.canonical.as_str(), zorb.kind), ("Zorb", Kind::Model));
        assert_eq!(zorb.spellings, counts(&[("Zorb", 2), ("Zorblax", 2)]));
        assert_eq!((zorb.items, zorb.mentions), (2, 4));
        assert_eq!(
            zorb.joined,
            BTreeMap::from([("Zorblax".to_string(), "brackets")])
        );
        assert_eq!(entity(of_key("zorblax")).unwrap(), zorb);
        assert_eq!(entity(of_key("bob")), None, "nothing says that he is one");
        assert_eq!(entity(of_key("nothing")), None);
        let oils = entity(Meaning::Paper("arXiv:2601.00002".to_string())).unwrap();
        assert_eq!(
            (oils.canonical.as_str(), oils.kind),
            ("Of Oils", Kind::Paper)
        );
        assert_eq!(oils.identifier.as_deref(), Some("arXiv:2601.00002"));
        assert_eq!((oils.items, oils.mentions), (3, 1));
        assert_eq!(
            oils.joined,
            BTreeMap::from([("Of Oils".to_string(), "title")])
        );
        assert_eq!(
            (oils.first, oils.last),
            (day("2026-01-02"), day("2026-01-05"))
        );
        let cited = Citation {
            identifier: "arXiv:2601.00002".to_string(),
            ..Citation::default()
        };
        assert_eq!(registry.paper(&cited), registry.by_id(&oils.id));
        assert_eq!(registry.topic_of("OILS").unwrap().id, "oils");
        assert!(registry.topic_of("poetry").is_none(), "no digest has it");
        let ids: Vec<&str> = registry.entities.iter().map(|e| e.id.as_str()).collect();
        assert!(ids.is_sorted() && ids.len() == 3);
    }

    #[test]
    fn a_name_joined_to_a_known_one_is_counted_there() {
        let told = Evidence {
            coined: BTreeMap::from([("zorb".to_string(), coined("Zorb", Kind::Company, 20))]),
            same: BTreeMap::from([(same("zorb", "acme", SameRule::List), 1)]),
            ..Evidence::default()
        };
        let registry = resolve(told, lexicon());
        let acme = registry.entity(registry.by_id("acme").unwrap()).unwrap();
        assert_eq!(
            (acme.canonical.as_str(), acme.kind, acme.items),
            ("Acme", Kind::Company, 1)
        );
        assert_eq!(
            acme.joined,
            BTreeMap::from([("Zorb".to_string(), "brackets")])
        );
        assert_eq!(registry.entities.len(), 1);
    }

    #[test]
    fn sentences_do_not_join_what_lists_call_two_things() {
        let entities = |kind: Kind| {
            let told = Evidence {
                coined: BTreeMap::from([
                    ("north".to_string(), coined("North", Kind::Company, 20)),
                    ("beishan".to_string(), coined("Beishan", kind, 20)),
                ]),
                same: BTreeMap::from([(same("north", "beishan", SameRule::Brackets), 2)]),
                ..Evidence::default()
            };
            resolve(told, lexicon()).entities.len()
        };
        assert_eq!((entities(Kind::Company), entities(Kind::Model)), (1, 2));
    }

    #[test]
    fn a_group_has_the_name_and_the_kind_of_its_head() {
        let of = |head: CoinedTally, other: CoinedTally| {
            // The key of the head comes after that of the other.
            let told = Evidence {
                coined: BTreeMap::from([("zz".to_string(), head), ("aa".to_string(), other)]),
                same: BTreeMap::from([(same("zz", "aa", SameRule::List), 1)]),
                ..Evidence::default()
            };
            let registry = resolve(told, lexicon());
            assert_eq!(registry.entities.len(), 1);
            let entity = &registry.entities[0];
            (entity.canonical.clone(), entity.kind)
        };
        let mut head = coined("Head", Kind::Model, 20);
        head.tally.spellings = counts(&[("head", 1), ("HEAD", 3), ("Head", 3)]);
        let other = coined("Other", Kind::Product, 20);
        let (name, kind) = of(head, other.clone());
        assert_eq!(
            (name.as_str(), kind),
            ("HEAD", Kind::Model),
            "the most frequent, then the first"
        );
        let untold = CoinedTally {
            listed: 0,
            ..coined("Head", Kind::Model, 1)
        };
        assert_eq!(of(untold, other), ("Other".to_string(), Kind::Product));
    }

    #[test]
    fn a_title_in_a_text_is_the_paper_that_has_it_unless_two_have() {
        let of = |papers: &[(&str, &[(&str, u32)])], kind: Kind| {
            let told = Evidence {
                coined: BTreeMap::from([("ofoils".to_string(), coined("Of Oils", kind, 20))]),
                papers: papers
                    .iter()
                    .map(|(id, titles)| (id.to_string(), paper(titles)))
                    .collect(),
                ..Evidence::default()
            };
            let registry = resolve(told, lexicon());
            let number = registry.entity_of(&Meaning::Coined {
                key: "ofoils".to_string(),
                kind: None,
            });
            registry.entity(number.unwrap()).unwrap().id.clone()
        };
        let title: &[(&str, u32)] = &[("Of Oils", 1)];
        let one = ("arXiv:2601.00002", title);
        assert_eq!(of(&[one], Kind::Paper), "arxiv-2601.00002");
        assert_eq!(
            of(&[one], Kind::Model),
            coined_id("ofoils"),
            "a model's name"
        );
        let two = ("arXiv:2601.00003", title);
        assert_eq!(of(&[one, two], Kind::Paper), coined_id("ofoils"));
        // One paper with one title in two spellings is one.
        let spelt: &[(&str, u32)] = &[("Of Oils", 1), ("OF OILS", 1)];
        assert_eq!(
            of(&[("arXiv:2601.00002", spelt)], Kind::Paper),
            "arxiv-2601.00002"
        );
    }

    #[test]
    fn a_paper_without_a_title_has_its_identifier_for_a_name() {
        let told = |identifier: &str, titles: &[(&str, u32)]| Evidence {
            papers: BTreeMap::from([(identifier.to_string(), paper(titles))]),
            ..Evidence::default()
        };
        let name = |told: Evidence| resolve(told, lexicon()).entities[0].canonical.clone();
        assert_eq!(name(told("arXiv:2601.00009", &[])), "arXiv:2601.00009");
        assert_eq!(name(told("arXiv:2601.00009", &[("A", 1), ("B", 2)])), "B");
        assert_eq!(
            name(told("arXiv:2601.00001", &[("A", 1)])),
            "On Bolts",
            "the dictionaries know it"
        );
        let known = resolve(
            Evidence {
                known: BTreeMap::from([(
                    "arxiv-2601.00001".to_string(),
                    tally(&[("On Bolts", 9)], 9, "2026-01-01", "2026-01-09"),
                )]),
                ..told("arXiv:2601.00001", &[])
            },
            lexicon(),
        );
        let bolts = &known.entities[0];
        assert_eq!(
            (bolts.items, bolts.mentions),
            (9, 10),
            "named in as many as cite it, or more"
        );
        assert_eq!(
            (bolts.first, bolts.last),
            (day("2026-01-01"), day("2026-01-09"))
        );
    }

    #[test]
    fn entities_are_told_alike_whatever_their_counts() {
        let registry = resolve(evidence(), lexicon());
        let one = registry.entities[0].clone();
        let but = |change: fn(&mut Entity)| {
            let mut other = one.clone();
            change(&mut other);
            one.is_told_as(&other)
        };
        assert!(but(
            |e| (e.items, e.mentions, e.first, e.last) = (99, 99, None, None)
        ));
        assert!(but(|e| e.spellings.values_mut().for_each(|n| *n += 1)));
        assert!(!but(|e| e.canonical.push('x')));
        assert!(!but(|e| e.kind = Kind::Event));
        assert!(!but(|e| e.known = Some(u32::MAX)));
        assert!(!but(|e| e.identifier = Some("x".to_string())));
        assert!(!but(
            |e| e.joined = BTreeMap::from([("x".to_string(), "title")])
        ));
        assert!(!but(|e| e.spellings = counts(&[("x", 1)])));
    }
}
