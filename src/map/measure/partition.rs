//! Nodes in groups: how good the groups are, whether they are connected, and stable numbers for them.

use super::net::Net;

/// Returns the modularity of communities (Newman and Girvan 2004), 0 where there is no tie.
pub fn modularity(net: &Net, membership: &[usize], resolution: f64) -> f64 {
    let n = net.count();
    let mut within = vec![0.0; n];
    let mut degrees = vec![0.0; n];
    let mut all = 0.0;
    for i in 0..n {
        for (to, weight) in net.ties(i) {
            if membership[i] == membership[to] {
                within[membership[i]] += weight;
            }
            degrees[membership[i]] += weight;
            all += weight;
        }
    }
    if all == 0.0 {
        return 0.0;
    }
    let parts = within.iter().zip(&degrees);
    parts
        .map(|(w, d)| w / all - resolution * (d / all) * (d / all))
        .sum()
}

/// Finds the connected parts: a number for each node, numbered as communities are.
pub fn parts(net: &Net) -> Vec<usize> {
    number(&connected(net, &vec![0; net.count()]))
}

/// Cuts communities into their connected parts, which never makes modularity less.
pub(super) fn connected(net: &Net, membership: &[usize]) -> Vec<usize> {
    let mut parts = vec![usize::MAX; membership.len()];
    let mut count = 0;
    for first in 0..membership.len() {
        if parts[first] != usize::MAX {
            continue;
        }
        parts[first] = count;
        let mut stack = vec![first];
        while let Some(node) = stack.pop() {
            for (to, _) in net.ties(node) {
                if parts[to] == usize::MAX && membership[to] == membership[node] {
                    parts[to] = count;
                    stack.push(to);
                }
            }
        }
        count += 1;
    }
    parts
}

/// Numbers communities by size, then by their smallest member.
pub(super) fn number(membership: &[usize]) -> Vec<usize> {
    let mut sizes = vec![(0_usize, usize::MAX); membership.len()];
    for (i, c) in membership.iter().enumerate() {
        sizes[*c] = (sizes[*c].0 + 1, sizes[*c].1.min(i));
    }
    let mut order: Vec<usize> = (0..membership.len()).filter(|c| sizes[*c].0 > 0).collect();
    order.sort_by_key(|c| (std::cmp::Reverse(sizes[*c].0), sizes[*c].1));
    let mut place = vec![0; membership.len()];
    for (number, c) in order.iter().enumerate() {
        place[*c] = number;
    }
    membership.iter().map(|c| place[*c]).collect()
}

/// Numbers from 0 on in the order in which they are first met.
pub(super) fn renumbered(numbers: &[usize]) -> Vec<usize> {
    let mut place = std::collections::BTreeMap::new();
    for number in numbers {
        let next = place.len();
        place.entry(*number).or_insert(next);
    }
    numbers.iter().map(|number| place[number]).collect()
}
