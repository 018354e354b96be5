//! Names: every known spelling → its entities, from the dictionaries.

mod automaton;
mod cue;
mod row;
mod rule;
mod verdict;
mod why;

pub use automaton::Hit;
pub use cue::has_cue;
pub use row::{Alias, Entity, Marks};
pub use rule::Understood;
pub use why::{Step, why};

use crate::builtin;
use crate::entity::Kind;
use crate::text::{fold, sha256};
use crate::warning::{Code, Warning};
use automaton::Automaton;
use std::collections::{BTreeMap, HashMap};
use verdict::Forbidden;

/// The dictionaries, ready to be asked.
#[derive(Debug)]
pub struct Lexicon {
    entities: Vec<Entity>,
    by_id: HashMap<String, u32>,
    /// For each key the names that fold to it.
    names: Vec<Vec<Name>>,
    by_key: HashMap<String, u32>,
    /// Keys with the mainland's words for regional ones, where that changes them: to the slots of the keys they came from.
    by_region: HashMap<String, u32>,
    automaton: Automaton,
    forbidden: Forbidden,
    /// Rows that were left out.
    pub warnings: Vec<Warning>,
    /// SHA-256 over all rows, in hex: the same dictionaries have the same hash.
    pub hash: String,
}

/// A name of an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
        Self::new(&builtin_tables())
    }

    /// Reads tables in order; a row with an id known already replaces the earlier row. A bad row is a warning, and the rest is read.
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
        let by_id: HashMap<String, u32> = (0..)
            .zip(&entities)
            .map(|(i, e)| (e.id.clone(), i))
            .collect();
        for entity in &entities {
            for id in entity.of.iter().filter(|id| !by_id.contains_key(*id)) {
                warnings.push(Warning::new(
                    entity.file.clone(),
                    entity.line,
                    Code::DictionaryRow,
                    format!("{} is of {id}, which no dictionary has", entity.id),
                ));
            }
        }
        let mut rows = String::new();
        let mut names: Vec<Vec<Name>> = Vec::new();
        let mut by_key: HashMap<String, u32> = HashMap::new();
        let mut keys: Vec<String> = Vec::new();
        for (number, entity) in (0u32..).zip(&entities) {
            rows.push_str(&entity.to_string());
            for (place, alias) in (0u32..).zip(&entity.aliases) {
                let key = fold::key(&alias.text);
                if key.is_empty() {
                    continue;
                }
                let slot = *by_key.entry(key.clone()).or_insert_with(|| {
                    names.push(Vec::new());
                    keys.push(key);
                    u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
                });
                if let Some(list) = names.get_mut(slot as usize)
                    && !list.iter().any(|n| n.entity == number)
                {
                    list.push(Name {
                        entity: number,
                        alias: place,
                    });
                }
            }
        }
        rows.push_str(&forbidden.text());
        let hash = sha256(rows.as_bytes());
        let mut by_region: HashMap<String, u32> = HashMap::new();
        for (slot, key) in (0u32..).zip(&keys) {
            if let Some(mainland) = rule::regional(key) {
                by_region.entry(mainland).or_insert(slot);
            }
        }
        // Ordinary words come after the names: a hit of one has no names and swallows those inside it.
        let stop = cue::stop_words();
        keys.extend(stop.into_iter().filter(|word| !by_key.contains_key(word)));
        let automaton = Automaton::new(&keys);
        warnings.sort();
        Self {
            entities,
            by_id,
            names,
            by_key,
            by_region,
            automaton,
            forbidden,
            warnings,
            hash,
        }
    }

    /// How many entities there are.
    pub fn len(&self) -> usize {
        self.entities.len()
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entities.is_empty()
    }

    /// How many different keys the names fold to.
    pub fn keys(&self) -> usize {
        self.by_key.len()
    }

    /// All entities, sorted by id.
    pub fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// An entity by number.
    pub fn entity(&self, number: u32) -> Option<&Entity> {
        self.entities.get(number as usize)
    }

    /// An entity's number by its id.
    pub fn by_id(&self, id: &str) -> Option<u32> {
        self.by_id.get(id).copied()
    }

    /// An alias of a name.
    pub fn alias(&self, name: Name) -> Option<&Alias> {
        self.entity(name.entity)?.aliases.get(name.alias as usize)
    }

    /// The names that fold to a key.
    pub fn names(&self, key: &str) -> &[Name] {
        self.by_key
            .get(key)
            .and_then(|&slot| self.names.get(slot as usize))
            .map_or(&[], Vec::as_slice)
    }

    /// The names of a pattern that [`Lexicon::hits`] found; none for an ordinary word that swallows the names inside it.
    pub fn names_of(&self, hit: &Hit) -> &[Name] {
        self.names
            .get(hit.pattern as usize)
            .map_or(&[], Vec::as_slice)
    }

    /// The entity that a name means when it stands alone, by its dictionary entry or by a rule, and that rule.
    pub fn understand(&self, name: &str, wanted: Option<Kind>) -> Option<Understood> {
        let key = fold::key(name);
        rule::understand(self, name, &key, wanted).filter(|found| {
            let names = self
                .entity(found.name.entity)
                .map_or(&[][..], |e| &e.aliases);
            self.forbidden.is_empty()
                || !names
                    .iter()
                    .any(|alias| self.is_forbidden(&key, &fold::key(&alias.text)))
        })
    }

    /// Says whether a table keeps two names, given as keys, apart.
    pub fn is_forbidden(&self, a: &str, b: &str) -> bool {
        self.forbidden.parts(a, b)
    }

    /// The meaning of a name that folds to this key once both have the mainland's words.
    fn regional_meaning(&self, key: &str, wanted: Option<Kind>) -> Option<Name> {
        let slot = *self.by_region.get(key)?;
        self.best(self.names.get(slot as usize)?, wanted)
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
        self.best(self.names(key), wanted)
    }

    fn best(&self, names: &[Name], wanted: Option<Kind>) -> Option<Name> {
        names.iter().copied().min_by_key(|&name| {
            let entity = self.entity(name.entity);
            let marks = self.alias(name).map(|a| a.marks).unwrap_or_default();
            (
                wanted.is_some() && entity.map(|e| e.kind) != wanted,
                marks.context,
                entity.map(|e| e.kind),
                name.entity,
            )
        })
    }

    /// Finds every dictionary name in a folded text, overlapping ones included, in order of their ends.
    pub fn hits(&self, folded: &str, each: impl FnMut(Hit)) {
        self.automaton.find(folded, each);
    }
}
