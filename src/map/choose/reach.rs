//! Which entities a map shows: the strongest, those around others, those on the ways between them, those that belong to them.

use super::gather::Gathered;
use super::{Options, Shape, Tie};
use crate::entity::Kind;
use crate::graph::Built;
use petgraph::algo::astar;
use petgraph::graphmap::UnGraphMap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

type Ties = BTreeMap<(u32, u32), Tie>;

/// Each entity with its ties: the other end and the strength.
type Neighbours = BTreeMap<u32, Vec<(u32, f64)>>;

/// The entities that can be shown, the most fitting first.
pub(super) fn ranked(gathered: &Gathered, built: &Built, options: &Options) -> Vec<u32> {
    match options.shape {
        Shape::Around if options.centers.is_empty() => strongest(gathered),
        Shape::Around => around(gathered, options),
        Shape::Paths => between(&gathered.ties, &options.centers)
            .into_iter()
            .flatten()
            .fold(Vec::new(), |mut seen, n| {
                if !seen.contains(&n) {
                    seen.push(n);
                }
                seen
            }),
        Shape::Profile => belongings(gathered, built, options),
    }
}

fn neighbours(ties: &Ties) -> Neighbours {
    let mut neighbours = Neighbours::new();
    for ((a, b), tie) in ties {
        neighbours.entry(*a).or_default().push((*b, tie.strength));
        neighbours.entry(*b).or_default().push((*a, tie.strength));
    }
    neighbours
}

/// How often an entity is named in the period where it is named more.
fn named(gathered: &Gathered, n: u32) -> u32 {
    gathered
        .entities
        .get(&n)
        .map_or(0, |p| p.items.max(p.before))
}

/// All entities that have a tie, those first that most items name.
fn strongest(gathered: &Gathered) -> Vec<u32> {
    let tied: BTreeSet<u32> = gathered.ties.keys().flat_map(|(a, b)| [*a, *b]).collect();
    let mut ranked: Vec<u32> = tied.into_iter().collect();
    ranked.sort_by_key(|n| (Reverse(named(gathered, *n)), *n));
    ranked
}

/// The entities within the wanted number of steps, ring by ring, in each ring the most strongly tied first.
fn around(gathered: &Gathered, options: &Options) -> Vec<u32> {
    let neighbours = neighbours(&gathered.ties);
    let mut ranked = options.centers.clone();
    let mut seen: BTreeSet<u32> = ranked.iter().copied().collect();
    let mut ring = ranked.clone();
    for _ in 0..options.depth {
        let mut strength: BTreeMap<u32, f64> = BTreeMap::new();
        for (next, weight) in ring.iter().filter_map(|n| neighbours.get(n)).flatten() {
            if !seen.contains(next) {
                *strength.entry(*next).or_default() += weight;
            }
        }
        let mut next: Vec<(u32, f64)> = strength.into_iter().collect();
        next.sort_by(|a, b| {
            b.1.total_cmp(&a.1)
                .then_with(|| named(gathered, b.0).cmp(&named(gathered, a.0)))
                .then(a.0.cmp(&b.0))
        });
        ring = next.into_iter().map(|(n, _)| n).collect();
        seen.extend(&ring);
        ranked.extend(&ring);
    }
    ranked
}

/// How many ways there are between two entities at the most.
const WAYS: usize = 6;

/// What a step costs.
const STEP: u64 = 1000;

/// Ways from each center to the next: the shortest first, each by other entities than those before it as far as there are others.
fn between(ties: &Ties, centers: &[u32]) -> Vec<Vec<u32>> {
    let mut network: UnGraphMap<u32, f64> = UnGraphMap::new();
    for center in centers {
        network.add_node(*center);
    }
    network.extend(ties.iter().map(|((a, b), tie)| (*a, *b, tie.strength)));
    let mut ways = Vec::new();
    for pair in centers.windows(2) {
        let [from, to] = pair else { continue };
        let mut worn: BTreeMap<u32, u64> = BTreeMap::new();
        let mut first = None;
        for _ in 0..WAYS {
            let Some((cost, way)) = shortest(&network, *from, *to, &worn) else {
                break;
            };
            // Ways round half the world tell nothing; but whom two that are tied have in common does.
            let most = first.map_or(cost, |first: u64| 2 * first + 2 * STEP);
            if cost > most || ways.contains(&way) {
                break;
            }
            first = first.or(Some(cost));
            if way.len() == 2 {
                network.remove_edge(*from, *to);
            }
            for n in way.iter().filter(|n| !pair.contains(n)) {
                *worn.entry(*n).or_default() += STEP;
            }
            ways.push(way);
        }
    }
    // Where there is no way, the ends stand alone.
    ways.push(centers.to_vec());
    ways
}

/// The cheapest way: a step costs [`STEP`], more where the tie is weak, and what `worn` says of the entity it leads to.
fn shortest(
    network: &UnGraphMap<u32, f64>,
    from: u32,
    to: u32,
    worn: &BTreeMap<u32, u64>,
) -> Option<(u64, Vec<u32>)> {
    let cost = |(a, b, strength): (u32, u32, &f64)| {
        let weak = (900.0 / (1.0 + strength.max(0.0))) as u64;
        // Half for each end, so that a way pays once for each entity that it goes through.
        let wear = |n: u32| worn.get(&n).copied().unwrap_or(0) / 2;
        STEP + weak + wear(a) + wear(b)
    };
    astar(network, from, |n| n == to, cost, |_| 0)
}

/// The ties that stand on one of the ways.
pub(super) fn on_paths(ties: Ties, options: &Options) -> Ties {
    let mut steps: BTreeSet<(u32, u32)> = BTreeSet::new();
    for way in between(&ties, &options.centers) {
        for pair in way.windows(2) {
            if let [a, b] = pair {
                steps.insert((*a.min(b), *a.max(b)));
            }
        }
    }
    ties.into_iter()
        .filter(|(pair, _)| steps.contains(pair))
        .collect()
}

/// The centers, and what belongs to them: by the dictionaries or a claim, and the people and papers that items name with them.
fn belongings(gathered: &Gathered, built: &Built, options: &Options) -> Vec<u32> {
    let mut found: BTreeMap<u32, (bool, f64)> = BTreeMap::new();
    for (pair, tie) in &gathered.ties {
        for (center, other) in [(pair.0, pair.1), (pair.1, pair.0)] {
            if !options.centers.contains(&center) || options.centers.contains(&other) {
                continue;
            }
            let Some(entity) = built.entity(other) else {
                continue;
            };
            let owned = tie.owner == Some(other == pair.0);
            let is_made = !matches!(entity.kind, Kind::Company | Kind::Organization);
            let claimed = tie
                .claims
                .iter()
                .any(|c| c.forward == (center == pair.0) || is_made);
            let near = matches!(entity.kind, Kind::Person | Kind::Paper) && tie.items >= 2;
            if owned || (is_made && (claimed || near)) {
                found.insert(other, (owned || claimed, tie.strength));
            }
        }
    }
    let mut ranked: Vec<(u32, (bool, f64))> = found.into_iter().collect();
    ranked.sort_by(|a, b| {
        b.1.0
            .cmp(&a.1.0)
            .then_with(|| b.1.1.total_cmp(&a.1.1))
            .then(a.0.cmp(&b.0))
    });
    let mut all = options.centers.clone();
    all.extend(ranked.into_iter().map(|(n, _)| n));
    all
}
