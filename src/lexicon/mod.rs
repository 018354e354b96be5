//! Names: every known spelling → its entities, from the dictionaries.

mod cue;
mod image;
mod memo;
mod opening;
mod row;
mod rule;
mod segment;
mod sense;
mod subject;
mod trie;
mod verdict;
mod why;

pub use cue::{cue_kinds, is_everyday_english};
pub use memo::Memo;
pub use row::{Alias, Entity, Marks};
pub use rule::person::{may_be_surname, split as split_person};
pub use rule::{Understood, noun_at_end, noun_closing, noun_opening};
pub use sense::Senses;
pub use trie::{Hit, Scratch};
pub use why::{Step, why};

use crate::builtin;
use crate::entity::Kind;
use crate::text::{fold, sha256};
use crate::warning::{Code, Warning};
use image::Image;
use rustc_hash::FxHashMap;
use segment::Words;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};
use trie::Trie;
use verdict::Forbidden;

/// The dictionaries, ready to be asked.
#[derive(Debug)]
pub struct Lexicon {
    image: Image<'static>,
    /// Rows, decoded when first asked for.
    rows: Vec<OnceLock<Option<Entity>>>,
    /// The trie, made when the first text comes.
    trie: OnceLock<Trie>,
    /// Slots of names that have another sense.
    sensed: OnceLock<BTreeSet<u64>>,
    /// First names of people.
    first_names: OnceLock<BTreeSet<String>>,
    /// Numbers of entities by id, made when the first is asked for.
    numbers: OnceLock<FxHashMap<String, u32>>,
    /// What names that were asked for lead to, for no wanted kind and for each.
    understood: Vec<Memo<Option<Understood>>>,
    /// The keys under which names were coined.
    coined: Memo<String>,
    /// What the forms of names say of their kinds.
    pub(crate) forms: Memo<Arc<[(Kind, u32)]>>,
    /// The trie as bytes, where it was made before.
    prepared: Option<&'static [u8]>,
    /// Rows that were left out.
    pub warnings: Vec<Warning>,
}

/// A name of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// The entity, by its place in [`Lexicon::entity`].
    pub entity: u32,
    /// The alias within the entity.
    pub alias: u32,
}

/// A dictionary file: its name, as messages give it, and its text.
#[derive(Debug, Clone)]
pub struct Table {
    /// The name in messages and reasons: `dictionaries/companies.csv`.
    pub name: String,
    /// The rows.
    pub text: String,
}

/// The tables that hold entities.
const ENTITY_TABLES: [&str; 12] = [
    "companies.csv",
    "datasets.csv",
    "events.csv",
    "hardware.csv",
    "methods.csv",
    "models.csv",
    "organizations.csv",
    "papers.csv",
    "people.csv",
    "places.csv",
    "products.csv",
    "topics.csv",
];

/// The rows of a built-in table of three columns.
fn rows_of_three(file: &str) -> impl Iterator<Item = [&'static str; 3]> {
    let rows = builtin::dictionary(file).lines().skip(1);
    rows.filter_map(|row| {
        let mut cells = row.split(',');
        Some([cells.next()?, cells.next()?, cells.next()?])
    })
}

/// Says whether a file of this name is read into the lexicon: a table of entities, `same.csv` or `forbid.csv`.
pub fn is_table(name: &str) -> bool {
    is_entity_table(name) || matches!(name, "same.csv" | "forbid.csv")
}

/// Says whether a file of this name holds entities.
pub fn is_entity_table(name: &str) -> bool {
    ENTITY_TABLES.contains(&name)
}

/// The built-in entity tables.
pub fn builtin_tables() -> Vec<Table> {
    builtin::dictionaries()
        .into_iter()
        .filter(|file| is_table(file.name))
        .map(|file| Table {
            name: format!("dictionaries/{}", file.name),
            text: file.text.to_string(),
        })
        .collect()
}

impl Lexicon {
    /// The built-in dictionaries.
    pub fn builtin() -> Self {
        #[cfg(prepared)]
        if let Some(image) =
            Image::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.image")))
        {
            let trie = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.trie"));
            return Self::open(image, Some(trie), Vec::new());
        }
        Self::new(&builtin_tables())
    }

    /// The dictionaries, their trie and the ordinary words in the form that [`Lexicon::builtin`] reads.
    pub fn to_bytes(&self) -> [Vec<u8>; 3] {
        [
            self.image.to_bytes(),
            self.trie().to_bytes(),
            Words::ordinary().to_bytes(),
        ]
    }

    fn open(
        image: Image<'static>,
        prepared: Option<&'static [u8]>,
        warnings: Vec<Warning>,
    ) -> Self {
        Self {
            rows: (0..image.row_ends.len()).map(|_| OnceLock::new()).collect(),
            trie: OnceLock::new(),
            first_names: OnceLock::new(),
            sensed: OnceLock::new(),
            numbers: OnceLock::new(),
            understood: (0..=Kind::ALL.len()).map(|_| Memo::default()).collect(),
            coined: Memo::default(),
            forms: Memo::default(),
            image,
            prepared,
            warnings,
        }
    }

    /// Reads tables in order; a row with an id known already replaces the earlier row, and takes it out where it has no names. A bad row is
    /// a warning, and the rest is read.
    pub fn new(tables: &[Table]) -> Self {
        let mut warnings = Vec::new();
        let mut rows: BTreeMap<String, Entity> = BTreeMap::new();
        let mut same: Vec<(&Table, u32, String, String)> = Vec::new();
        let mut forbidden = Forbidden::default();
        for table in tables {
            let file = table.name.rsplit('/').next().unwrap_or_default();
            if file == "forbid.csv" {
                forbidden.add(table, &mut warnings);
                continue;
            }
            if file == "same.csv" {
                let rows = verdict::rows(table, ["name", "id"], &mut warnings);
                same.extend(
                    rows.into_iter()
                        .map(|(line, name, id)| (table, line, name, id)),
                );
                continue;
            }
            for row in row::read(table) {
                match row {
                    // A row without names takes out the one with its id.
                    Ok(entity) if entity.aliases.is_empty() => {
                        if rows.remove(&entity.id).is_none() {
                            warnings.push(Warning::new(
                                entity.file,
                                entity.line,
                                Code::DictionaryRow,
                                format!(
                                    "{} has no name, and no row before it has this id to take out",
                                    entity.id
                                ),
                            ));
                        }
                    }
                    Ok(entity) => {
                        rows.insert(entity.id.clone(), entity);
                    }
                    Err(warning) => warnings.push(warning),
                }
            }
        }
        for (table, line, name, id) in same {
            match rows.get_mut(&id) {
                Some(entity) => entity.add_name(&name),
                None => warnings.push(Warning::new(
                    table.name.clone(),
                    line,
                    Code::DictionaryRow,
                    format!("{name} is to be {id}, which no dictionary has"),
                )),
            }
        }
        let mut entities: Vec<Entity> = rows.into_values().collect();
        if !forbidden.is_empty() {
            for entity in &mut entities {
                entity.part(|a, b| forbidden.parts(a, b));
            }
        }
        let ids: BTreeMap<String, u64> = (0..)
            .zip(&entities)
            .map(|(i, e)| (e.id.clone(), i))
            .collect();
        for entity in &entities {
            for id in entity.of.iter().filter(|id| !ids.contains_key(*id)) {
                warnings.push(Warning::new(
                    entity.file.clone(),
                    entity.line,
                    Code::DictionaryRow,
                    format!("{} is of {id}, which no dictionary has", entity.id),
                ));
            }
        }
        warnings.sort();
        let image = freeze(&entities, &ids, forbidden);
        Self::open(image, None, warnings)
    }

    /// SHA-256 over all rows, in hex: the same dictionaries have the same hash.
    pub fn hash(&self) -> &str {
        &self.image.hash
    }

    /// How many entities there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many different keys the names fold to.
    pub fn keys(&self) -> usize {
        image::len(&self.image.keys)
    }

    /// All entities, sorted by id.
    pub fn entities(&self) -> impl Iterator<Item = &Entity> {
        (0..).map_while(|n| self.entity(n))
    }

    /// An entity by number.
    pub fn entity(&self, number: u32) -> Option<&Entity> {
        let number = number as usize;
        self.rows
            .get(number)?
            .get_or_init(|| self.image.row(number))
            .as_ref()
    }

    /// An entity's number by its id.
    pub fn by_id(&self, id: &str) -> Option<u32> {
        let numbers = self
            .numbers
            .get_or_init(|| image::all(&self.image.ids).into_iter().collect());
        numbers.get(id).copied()
    }

    /// An alias of a name.
    pub fn alias(&self, name: Name) -> Option<&Alias> {
        self.entity(name.entity)?.aliases.get(name.alias as usize)
    }

    /// The names that fold to a key.
    pub fn names(&self, key: &str) -> &[Name] {
        image::find(&self.image.keys, key).map_or(&[], |slot| self.image.names(slot))
    }

    /// Says whether a table gives the name of a hit another sense.
    pub fn has_sense(&self, hit: &Hit) -> bool {
        let slots = self.sensed.get_or_init(|| {
            sense::keys()
                .filter_map(|key| image::find(&self.image.keys, key))
                .collect()
        });
        slots.contains(&hit.pattern.into())
    }

    /// The names of a pattern that [`Lexicon::hits`] found; none for an ordinary word that swallows the names inside it.
    pub fn names_of(&self, hit: &Hit) -> &[Name] {
        self.image.names(hit.pattern.into())
    }

    /// The entity that a name means when it stands alone, by its dictionary entry or by a rule, and that rule.
    pub fn understand(&self, name: &str, wanted: Option<Kind>) -> Option<Understood> {
        let memo = self
            .understood
            .get(wanted.map_or(0, |kind| kind as usize + 1));
        match memo {
            Some(memo) => memo.get(name, || self.lead(name, wanted)),
            None => self.lead(name, wanted),
        }
    }

    fn lead(&self, name: &str, wanted: Option<Kind>) -> Option<Understood> {
        let key = fold::key(name);
        rule::understand(self, name, &key, wanted).filter(|found| {
            let names = self
                .entity(found.name.entity)
                .map_or(&[][..], |e| &e.aliases);
            self.image.forbidden.is_empty()
                || !names
                    .iter()
                    .any(|alias| self.is_forbidden(&key, &fold::key(&alias.text)))
        })
    }

    /// Says whether a table keeps two names, given as keys, apart.
    pub fn is_forbidden(&self, a: &str, b: &str) -> bool {
        self.image.forbidden.parts(a, b)
    }

    /// The meaning of a name that folds to this key once both have the mainland's words.
    fn regional_meaning(&self, key: &str, wanted: Option<Kind>) -> Option<Name> {
        let slot = image::find(&self.image.regions, key)?;
        self.best(self.image.names(slot), wanted, "")
    }

    /// The firm whose name folds to this key without the words that all firms bear, where it is one.
    fn stem_meaning(&self, stem: &str) -> Option<Name> {
        self.only(image::find(&self.image.stems, stem)?)
    }

    /// The person whose Han name is romanised so, where it is one.
    fn romanised_meaning(&self, key: &str) -> Option<Name> {
        self.only(image::find(&self.image.readings, key)?)
    }

    fn only(&self, entity: u64) -> Option<Name> {
        let entity = u32::try_from(entity).ok()?;
        (entity != AMBIGUOUS).then_some(Name { entity, alias: 0 })
    }

    /// The key under which a name in no dictionary is coined: spellings that the rules would join get one.
    pub fn coined_key(&self, name: &str) -> String {
        self.coined.get(name, || rule::coined_key(self, name))
    }

    /// Says whether people of the dictionaries bear this first name.
    pub fn is_first_name(&self, name: &str) -> bool {
        let names = self.first_names.get_or_init(|| {
            let people = self.entities().filter(|e| e.kind == Kind::Person);
            let written = people.flat_map(|e| e.aliases.iter().map(|a| a.text.as_str()));
            let full = written.filter(|name| name.is_ascii());
            full.filter_map(|name| name.split_once(' '))
                .filter(|(first, _)| first.len() >= 3 && !first.ends_with('.'))
                .map(|(first, _)| first.to_string())
                .collect()
        });
        names.contains(name)
    }

    /// The family that a name in no dictionary is a version of.
    pub fn family(&self, key: &str) -> Option<&Entity> {
        self.entity(rule::family(self, key)?.entity)
    }

    /// Says whether one entity belongs to another, at any remove, or both belong to one.
    fn belongs(&self, entity: u32, owner: u32) -> bool {
        let owners = |number: u32| {
            let mut all: Vec<u32> = Vec::new();
            let mut next = vec![number];
            // Owners may own each other; five steps are more than any firm needs.
            for _ in 0..5 {
                next = next
                    .iter()
                    .filter_map(|n| self.entity(*n))
                    .flat_map(|e| &e.of)
                    .filter_map(|id| self.by_id(id))
                    .filter(|n| !all.contains(n))
                    .collect();
                all.extend(&next);
            }
            all
        };
        if entity == owner {
            return false;
        }
        let own = owners(entity);
        let is_maker = |n: u32| {
            self.entity(n)
                .is_some_and(|e| matches!(e.kind, Kind::Company | Kind::Organization))
        };
        own.contains(&owner)
            || (!is_maker(owner)
                && !is_maker(entity)
                && owners(owner).iter().any(|o| own.contains(o)))
    }

    /// The entity that a name means when it stands alone: a list element, an argument of a command.
    ///
    /// Where several entities share the name, one of the `wanted` kind comes first, then one for which it is no mere context name, then
    /// the order of [`Kind::ALL`].
    pub fn meaning(&self, key: &str, wanted: Option<Kind>) -> Option<Name> {
        self.best(self.names(key), wanted, "")
    }

    /// The same, where one that is written as `spelling` comes before others of its rank: Huagang before Hua Gang.
    fn meaning_of(&self, key: &str, wanted: Option<Kind>, spelling: &str) -> Option<Name> {
        self.best(self.names(key), wanted, spelling)
    }

    fn best(&self, names: &[Name], wanted: Option<Kind>, spelling: &str) -> Option<Name> {
        names.iter().copied().min_by_key(|&name| {
            let entity = self.entity(name.entity);
            let alias = self.alias(name);
            (
                wanted.is_some() && entity.map(|e| e.kind) != wanted,
                alias.is_some_and(|a| a.marks.context),
                alias.is_none_or(|a| a.text != spelling),
                entity.map(|e| e.kind),
                name.entity,
            )
        })
    }

    /// Finds the dictionary names that start where a word may start, overlapping ones included, in order of their starts.
    pub fn hits(&self, text: &str, scratch: &mut Scratch, each: impl FnMut(Hit)) {
        self.trie().find(text, scratch, each);
    }

    fn trie(&self) -> &Trie {
        self.trie.get_or_init(|| {
            if let Some(trie) = self.prepared {
                return Trie::from_bytes(trie);
            }
            let mut keys = image::all(&self.image.keys);
            // A hit of an ordinary word has no names and swallows those inside it.
            let mut ordinary = cue::stop_words();
            ordinary.retain(|word| image::find(&self.image.keys, word).is_none());
            ordinary.sort_unstable();
            ordinary.dedup();
            let beyond = u32::try_from(keys.len()).unwrap_or(u32::MAX);
            keys.extend(ordinary.into_iter().map(|word| (word, beyond)));
            keys.sort_unstable();
            Trie::new(keys)
        })
    }
}

/// Puts rows, sorted by id, into the form that is asked.
fn freeze(
    entities: &[Entity],
    ids: &BTreeMap<String, u64>,
    forbidden: Forbidden,
) -> Image<'static> {
    let mut text = String::new();
    let mut by_key: BTreeMap<String, Vec<Name>> = BTreeMap::new();
    let (mut rows, mut row_ends) = (Vec::new(), Vec::new());
    for (number, entity) in (0u32..).zip(entities) {
        text.push_str(&entity.to_string());
        rows.extend(postcard::to_stdvec(entity).unwrap_or_default());
        row_ends.push(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        for (place, alias) in (0u32..).zip(&entity.aliases) {
            let key = fold::key(&alias.text);
            if key.is_empty() {
                continue;
            }
            let names = by_key.entry(key).or_default();
            if !names.iter().any(|n| n.entity == number) {
                names.push(Name {
                    entity: number,
                    alias: place,
                });
            }
        }
    }
    text.push_str(&forbidden.text());
    let mut regions: BTreeMap<String, u64> = BTreeMap::new();
    for (slot, key) in (0u64..).zip(by_key.keys()) {
        if let Some(mainland) = rule::wording::regional(key) {
            regions.entry(mainland).or_insert(slot);
        }
    }
    let words = Words::ordinary();
    let mut stems = BTreeMap::new();
    let mut readings = BTreeMap::new();
    for (number, entity) in (0u64..).zip(entities) {
        for alias in &entity.aliases {
            let key = fold::key(&alias.text);
            match entity.kind {
                Kind::Company if !alias.marks.context => {
                    let stem = rule::stem(&key);
                    // 华山资本 is not meant by 华山.
                    if stem != key && !by_key.contains_key(stem) && words.count(stem) == 0 {
                        claim(&mut stems, stem.to_string(), number);
                    }
                }
                Kind::Person => {
                    for reading in rule::person::readings(&key) {
                        claim(&mut readings, reading, number);
                    }
                }
                _ => {}
            }
        }
    }
    let (mut names, mut name_ends) = (Vec::new(), Vec::new());
    for list in by_key.values() {
        names.extend(list);
        name_ends.push(u32::try_from(names.len()).unwrap_or(u32::MAX));
    }
    Image {
        hash: sha256(text.as_bytes()),
        ids: image::map(ids.iter().map(|(id, n)| (id, *n))),
        keys: image::map(by_key.keys().zip(0u64..)),
        regions: image::map(regions.iter().map(|(key, n)| (key, *n))),
        stems: image::map(stems.iter().map(|(key, n)| (key, *n))),
        readings: image::map(readings.iter().map(|(key, n)| (key, *n))),
        rows: rows.into(),
        row_ends,
        names,
        name_ends,
        forbidden,
    }
}

/// Stands for a name that several entities claim.
const AMBIGUOUS: u32 = u32::MAX;

/// Notes that a name leads to an entity; what leads to two leads to none.
fn claim(claims: &mut BTreeMap<String, u64>, key: String, entity: u64) {
    claims
        .entry(key)
        .and_modify(|known| {
            if *known != entity {
                *known = AMBIGUOUS.into();
            }
        })
        .or_insert(entity);
}
