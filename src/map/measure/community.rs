//! Who belongs together: communities by the Leiden algorithm (Traag, Waltman and van Eck 2019) on modularity.
//!
//! Three phases, again and again: nodes move to the community of the best gain; each community is refined into parts that are surely connected;
//! the parts become the nodes of a smaller graph. Nodes are taken in an order that a fixed seed gives, equal gains go to the smaller number, so the
//! answer is one for all machines. (Crates for this exist; theirs changes with their version, and a map should not.)

use super::net::Net;
use super::partition::{connected, modularity, number, renumbered};
use crate::map::layout::Random;
use std::collections::VecDeque;

/// Finds communities: a number for each node, the largest community 0, of equal ones that with the smallest member first. Above a `resolution` of 1
/// they are smaller, below larger.
pub fn communities(net: &Net, resolution: f64) -> Vec<usize> {
    let n = net.count();
    let mut best: Option<(f64, Vec<usize>)> = None;
    // The order decides between partitions of nearly the same modularity: a few are tried.
    for seed in 0..if n <= 5_000 { 8 } else { 1 } {
        let mut membership: Vec<usize> = (0..n).collect();
        let mut random = Random::new(seed);
        // Until nothing moves any more; each round begins with what the last one found.
        for _ in 0..10 {
            let before = modularity(net, &membership, resolution);
            membership = number(&connected(
                net,
                &improve(net, membership, resolution, &mut random),
            ));
            if modularity(net, &membership, resolution) <= before + 1e-12 {
                break;
            }
        }
        let quality = modularity(net, &membership, resolution);
        if best
            .as_ref()
            .is_none_or(|(most, _)| quality > *most + 1e-12)
        {
            best = Some((quality, membership));
        }
    }
    best.map(|(_, membership)| membership).unwrap_or_default()
}

/// A graph whose nodes stand for parts of the first one.
struct Level {
    net: Net,
    /// Weights of all ties of the nodes that each stands for.
    mass: Vec<f64>,
    /// Twice the weight of all ties.
    all: f64,
    resolution: f64,
}

impl Level {
    /// How much modularity a node has in a community beside having none: the ties to it less those to be expected.
    fn gain(&self, node: usize, ties: f64, mass: f64) -> f64 {
        ties - self.resolution * self.mass[node] * mass / self.all
    }
}

/// One round from the given communities: levels up to where no node moves.
fn improve(net: &Net, mut start: Vec<usize>, resolution: f64, random: &mut Random) -> Vec<usize> {
    let n = net.count();
    let mass: Vec<f64> = (0..n).map(|i| net.degree(i)).collect();
    let all: f64 = mass.iter().sum();
    if all == 0.0 {
        return (0..n).collect();
    }
    let mut level = Level {
        net: net.clone(),
        mass,
        all,
        resolution,
    };
    // Which node of this level each first one is in.
    let mut at: Vec<usize> = (0..n).collect();
    loop {
        move_nodes(&level, &mut start, random);
        let refined = refine(&level, &start, random);
        let count = refined.iter().max().map_or(0, |m| m + 1);
        if count == level.net.count() {
            return at.iter().map(|i| start[*i]).collect();
        }
        let ties = (0..level.net.count()).flat_map(|i| {
            let (level, refined) = (&level, &refined);
            level
                .net
                .ties(i)
                .filter(move |(to, _)| i < *to)
                .map(move |(to, w)| (refined[i], refined[to], w))
        });
        let smaller = Net::new(count, ties);
        let mut mass = vec![0.0; count];
        let mut communities = vec![0; count];
        for (i, part) in refined.iter().enumerate() {
            mass[*part] += level.mass[i];
            communities[*part] = start[i];
        }
        for one in &mut at {
            *one = refined[*one];
        }
        // A community's number is below the count of nodes again.
        start = number(&renumbered(&communities));
        level = Level {
            net: smaller,
            mass,
            all,
            resolution,
        };
    }
}

/// Moves each node to the community of the largest gain, and looks again at the neighbours of what moved.
fn move_nodes(level: &Level, membership: &mut [usize], random: &mut Random) {
    let n = level.net.count();
    let mut mass = vec![0.0; n];
    let mut sizes = vec![0_usize; n];
    for i in 0..n {
        mass[membership[i]] += level.mass[i];
        sizes[membership[i]] += 1;
    }
    let mut empty: Vec<usize> = (0..n).rev().filter(|c| sizes[*c] == 0).collect();
    let mut order: Vec<usize> = (0..n).collect();
    random.shuffle(&mut order);
    let mut queue = VecDeque::from(order);
    let mut waiting = vec![true; n];
    let mut ties = vec![0.0; n];
    // Rounding could let two nodes change places for ever.
    let mut moves = 100 * n;
    while let Some(node) = queue.pop_front() {
        waiting[node] = false;
        let own = membership[node];
        mass[own] -= level.mass[node];
        let mut near = vec![own];
        for (to, weight) in level.net.ties(node) {
            let community = membership[to];
            if ties[community] == 0.0 && community != own {
                near.push(community);
            }
            ties[community] += weight;
        }
        near[1..].sort_unstable();
        let mut best = (level.gain(node, ties[own], mass[own]), own);
        // A community of its own gains nothing and loses nothing.
        if best.0 < -1e-12
            && sizes[own] > 1
            && let Some(free) = empty.last()
        {
            best = (0.0, *free);
        }
        for community in &near[1..] {
            let gain = level.gain(node, ties[*community], mass[*community]);
            if gain > best.0 + 1e-12 {
                best = (gain, *community);
            }
        }
        for community in &near {
            ties[*community] = 0.0;
        }
        let to = best.1;
        mass[to] += level.mass[node];
        if to == own || moves == 0 {
            if to != own {
                mass[to] -= level.mass[node];
                mass[own] += level.mass[node];
            }
            continue;
        }
        moves -= 1;
        membership[node] = to;
        sizes[own] -= 1;
        sizes[to] += 1;
        if sizes[to] == 1 {
            empty.pop();
        }
        if sizes[own] == 0 {
            empty.push(own);
        }
        for (other, _) in level.net.ties(node) {
            if membership[other] != to && !waiting[other] {
                waiting[other] = true;
                queue.push_back(other);
            }
        }
    }
}

/// Cuts every community into parts: each node that is well tied to its community joins, once, the part in it of the largest gain. Parts grow along ties, so
/// they are connected.
fn refine(level: &Level, membership: &[usize], random: &mut Random) -> Vec<usize> {
    let n = level.net.count();
    let mut of_community = vec![0.0; n];
    for i in 0..n {
        of_community[membership[i]] += level.mass[i];
    }
    let well_tied = |ties: f64, mass: f64, whole: f64| {
        ties >= level.resolution * mass * (whole - mass) / level.all - 1e-12
    };
    let within = |i: usize| -> f64 {
        let own = level
            .net
            .ties(i)
            .filter(|(to, _)| membership[*to] == membership[i]);
        own.map(|(_, weight)| weight).sum()
    };
    let mut part: Vec<usize> = (0..n).collect();
    let mut mass = level.mass.clone();
    // Ties of each part to the rest of its community.
    let mut outward: Vec<f64> = (0..n).map(within).collect();
    let mut alone = vec![true; n];
    let mut ties = vec![0.0; n];
    let mut order: Vec<usize> = (0..n).collect();
    random.shuffle(&mut order);
    for node in order {
        let whole = of_community[membership[node]];
        if !alone[node] || !well_tied(outward[node], level.mass[node], whole) {
            continue;
        }
        let mut near = Vec::new();
        for (to, weight) in level.net.ties(node) {
            if membership[to] == membership[node] {
                if ties[part[to]] == 0.0 {
                    near.push(part[to]);
                }
                ties[part[to]] += weight;
            }
        }
        near.sort_unstable();
        let mut best = (0.0, node);
        for one in &near {
            let gain = level.gain(node, ties[*one], mass[*one]);
            if gain > best.0 + 1e-12 && well_tied(outward[*one], mass[*one], whole) {
                best = (gain, *one);
            }
        }
        let to = best.1;
        if to != node {
            outward[to] += outward[node] - 2.0 * ties[to];
            mass[to] += level.mass[node];
            mass[node] = 0.0;
            part[node] = to;
            alone[to] = false;
            alone[node] = false;
        }
        for one in near {
            ties[one] = 0.0;
        }
    }
    renumbered(&part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Zachary's karate club (1977).
    const KARATE: &str = "0-1 0-2 0-3 0-4 0-5 0-6 0-7 0-8 0-10 0-11 0-12 0-13 0-17 0-19 0-21 0-31 1-2 1-3 1-7 1-13 1-17 1-19 1-21 1-30 2-3 2-7 2-8 2-9 \
        2-13 2-27 2-28 2-32 3-7 3-12 3-13 4-6 4-10 5-6 5-10 5-16 6-16 8-30 8-32 8-33 9-33 13-33 14-32 14-33 15-32 15-33 18-32 18-33 19-33 20-32 20-33 \
        22-32 22-33 23-25 23-27 23-29 23-32 23-33 24-25 24-27 24-31 25-31 26-29 26-33 27-33 28-31 28-33 29-32 29-33 30-32 30-33 31-32 31-33 32-33";

    fn karate() -> Net {
        let number = |text: &str| text.parse::<usize>().unwrap();
        let ties = KARATE
            .split_whitespace()
            .map(|pair| pair.split_once('-').unwrap());
        Net::new(34, ties.map(|(a, b)| (number(a), number(b), 1.0)))
    }

    #[test]
    fn the_karate_club_has_its_four_communities() {
        let net = karate();
        let found = communities(&net, 1.0);
        // The best that there is (Brandes and others 2008).
        assert!(
            (modularity(&net, &found, 1.0) - 0.419_789_6).abs() < 1e-6,
            "{found:?}"
        );
        assert_eq!(found.iter().max(), Some(&3));
        assert_eq!(found[33], 0, "the largest comes first");
        assert_eq!(communities(&net, 0.05), vec![0; 34]);
    }

    #[test]
    fn two_triangles_and_what_stands_alone() {
        let ties = [(0, 1), (1, 2), (0, 2), (3, 4), (4, 5), (3, 5), (2, 3)];
        let net = Net::new(7, ties.map(|(a, b)| (a, b, 1.0)));
        assert_eq!(communities(&net, 1.0), [0, 0, 0, 1, 1, 1, 2]);
        assert!((modularity(&net, &[0, 0, 0, 1, 1, 1, 2], 1.0) - 5.0 / 14.0).abs() < 1e-12);
        assert!(communities(&Net::default(), 1.0).is_empty());
        assert_eq!(communities(&Net::new(3, []), 1.0), [0, 1, 2]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn communities_are_connected_numbered_by_size_and_no_worse_than_none(
            count in 1..60_usize,
            ties in proptest::collection::vec((0..60_usize, 0..60_usize, 0.1..9.0), 0..150),
            resolution in 0.2..3.0,
        ) {
            let net = Net::new(count, ties);
            let found = communities(&net, resolution);
            prop_assert_eq!(&found, &number(&connected(&net, &found)));
            let alone: Vec<usize> = (0..count).collect();
            prop_assert!(modularity(&net, &found, resolution) >= modularity(&net, &alone, resolution) - 1e-9);
            prop_assert_eq!(&found, &communities(&net, resolution));
        }
    }
}
