//! Which entities and ties a map shows.

use crate::entity::Kind;
use crate::graph::{Built, BuiltItem, pairs_of};
use crate::lexicon::Lexicon;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What the map is asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Entities that stand in the middle, by number; none for the strongest of all.
    pub centers: Vec<u32>,
    /// How many steps away from them.
    pub depth: u8,
    /// How many entities at the most.
    pub top: usize,
    /// Only these kinds; none for all that act or are made.
    pub kinds: Vec<Kind>,
    /// Only items with one of these topics, by id.
    pub topics: Option<BTreeSet<String>>,
    /// Only items from this day on.
    pub from: Option<Date>,
    /// Only items up to this day.
    pub to: Option<Date>,
    /// Only ties of at least this many items; `None` for two where enough ties have that, else one.
    pub min_weight: Option<u32>,
}

/// What a map shows.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The entities by number, with the number of items that name them.
    pub entities: BTreeMap<u32, u32>,
    /// The pairs that items name together, the smaller number first.
    pub ties: BTreeMap<(u32, u32), Tie>,
    /// What belongs to whom, by the dictionaries: from the made to the maker.
    pub owners: BTreeSet<(u32, u32)>,
    /// The entities in the middle.
    pub centers: Vec<u32>,
    /// How many items were looked at.
    pub items: usize,
    /// First and last date of those items.
    pub period: Option<(Date, Date)>,
    /// How many entities were left out because of the limit.
    pub left_out: usize,
}

/// A tie between two entities.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tie {
    /// How many items name both.
    pub weight: u32,
    /// Some of those items, as places in [`Built::items`].
    pub evidence: Vec<usize>,
}

/// How many items a tie keeps as its evidence.
const EVIDENCE: usize = 3;

/// Ties drawn for each entity at the most, so that a map is no hairball.
const TIES_FOR_EACH: usize = 4;

/// So many ties of two items make a map; a single item that names two entities says little of them.
const ENOUGH: usize = 12;

/// Chooses what to draw.
pub fn choose(built: &Built, lexicon: &Lexicon, options: &Options) -> Choice {
    let wanted = |number: u32| {
        options.centers.contains(&number)
            || built.entity(number).is_some_and(|e| {
                if options.kinds.is_empty() {
                    e.kind.is_core()
                } else {
                    options.kinds.contains(&e.kind)
                }
            })
    };
    let mut items: BTreeMap<u32, u32> = BTreeMap::new();
    let mut ties: BTreeMap<(u32, u32), Tie> = BTreeMap::new();
    let mut choice = Choice {
        centers: options.centers.clone(),
        ..Choice::default()
    };
    for (place, item) in built.items.iter().enumerate() {
        if !fits(item, options) {
            continue;
        }
        choice.items += 1;
        if let Some(day) = item.date {
            let (first, last) = choice.period.unwrap_or((day, day));
            choice.period = Some((first.min(day), last.max(day)));
        }
        for number in item.named.keys().filter(|n| wanted(**n)) {
            *items.entry(*number).or_default() += 1;
        }
        for pair in pairs_of(&item.named, wanted) {
            let tie = ties.entry(pair).or_default();
            tie.weight += 1;
            if tie.evidence.len() < EVIDENCE {
                tie.evidence.push(place);
            }
        }
    }
    let least = options.min_weight.unwrap_or_else(|| {
        let strong = ties.values().filter(|t| t.weight >= 2).count();
        if options.centers.is_empty() && strong >= ENOUGH {
            2
        } else {
            1
        }
    });
    ties.retain(|_, tie| tie.weight >= least);
    let ranked = if options.centers.is_empty() {
        strongest(&items, &ties)
    } else {
        around(options, &items, &ties)
    };
    choice.left_out = ranked.len().saturating_sub(options.top);
    let kept: BTreeSet<u32> = ranked.into_iter().take(options.top.max(1)).collect();
    choice.entities = kept
        .iter()
        .map(|n| (*n, items.get(n).copied().unwrap_or(0)))
        .collect();
    ties.retain(|(a, b), _| kept.contains(a) && kept.contains(b));
    choice.ties = thin(ties);
    choice.owners = owners(built, lexicon, &kept);
    // Whoever is tied only to entities that were left out would stand alone.
    let tied: BTreeSet<u32> = choice
        .ties
        .keys()
        .chain(&choice.owners)
        .flat_map(|(a, b)| [*a, *b])
        .chain(options.centers.iter().copied())
        .collect();
    let before = choice.entities.len();
    choice.entities.retain(|n, _| tied.contains(n));
    choice.left_out += before - choice.entities.len();
    choice
}

fn fits(item: &BuiltItem, options: &Options) -> bool {
    let in_time = match item.date {
        Some(day) => {
            options.from.is_none_or(|from| day >= from) && options.to.is_none_or(|to| day <= to)
        }
        None => options.from.is_none() && options.to.is_none(),
    };
    in_time
        && options
            .topics
            .as_ref()
            .is_none_or(|wanted| item.topics.iter().any(|t| wanted.contains(t)))
}

/// All entities that have a tie, those first that most items name.
fn strongest(items: &BTreeMap<u32, u32>, ties: &BTreeMap<(u32, u32), Tie>) -> Vec<u32> {
    let tied: BTreeSet<u32> = ties.keys().flat_map(|(a, b)| [*a, *b]).collect();
    let mut ranked: Vec<u32> = items.keys().copied().filter(|n| tied.contains(n)).collect();
    ranked.sort_by_key(|n| (std::cmp::Reverse(items.get(n).copied()), *n));
    ranked
}

/// The entities within the wanted number of steps, ring by ring, in each ring the most strongly tied first.
fn around(
    options: &Options,
    items: &BTreeMap<u32, u32>,
    ties: &BTreeMap<(u32, u32), Tie>,
) -> Vec<u32> {
    let mut neighbours: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
    for ((a, b), tie) in ties {
        neighbours.entry(*a).or_default().push((*b, tie.weight));
        neighbours.entry(*b).or_default().push((*a, tie.weight));
    }
    let mut ranked = options.centers.clone();
    let mut seen: BTreeSet<u32> = ranked.iter().copied().collect();
    let mut ring = ranked.clone();
    for _ in 0..options.depth {
        let mut strength: BTreeMap<u32, u32> = BTreeMap::new();
        for (next, weight) in ring.iter().filter_map(|n| neighbours.get(n)).flatten() {
            if !seen.contains(next) {
                *strength.entry(*next).or_default() += weight;
            }
        }
        let mut next: Vec<(u32, u32)> = strength.into_iter().collect();
        next.sort_by_key(|(n, s)| {
            let count = items.get(n).copied().unwrap_or(0);
            (std::cmp::Reverse(*s), std::cmp::Reverse(count), *n)
        });
        ring = next.into_iter().map(|(n, _)| n).collect();
        seen.extend(&ring);
        ranked.extend(&ring);
    }
    ranked
}

/// A pair with its weight before it.
type Weighted = (u32, (u32, u32));

/// Keeps of each entity its strongest ties; a tie stays if either end keeps it.
fn thin(ties: BTreeMap<(u32, u32), Tie>) -> BTreeMap<(u32, u32), Tie> {
    let mut of: BTreeMap<u32, Vec<Weighted>> = BTreeMap::new();
    for (pair, tie) in &ties {
        of.entry(pair.0).or_default().push((tie.weight, *pair));
        of.entry(pair.1).or_default().push((tie.weight, *pair));
    }
    let mut keep: BTreeSet<(u32, u32)> = BTreeSet::new();
    for list in of.values_mut() {
        list.sort_by_key(|(weight, pair)| (std::cmp::Reverse(*weight), *pair));
        keep.extend(list.iter().take(TIES_FOR_EACH).map(|(_, pair)| *pair));
    }
    ties.into_iter()
        .filter(|(pair, _)| keep.contains(pair))
        .collect()
}

fn owners(built: &Built, lexicon: &Lexicon, kept: &BTreeSet<u32>) -> BTreeSet<(u32, u32)> {
    let mut owners = BTreeSet::new();
    for number in kept {
        let row = built
            .entity(*number)
            .and_then(|e| lexicon.entity(lexicon.by_id(&e.id)?));
        for owner in row.iter().flat_map(|row| &row.of) {
            if let Some(owner) = built.by_id(owner).filter(|o| kept.contains(o)) {
                owners.insert((*number, owner));
            }
        }
    }
    owners
}
