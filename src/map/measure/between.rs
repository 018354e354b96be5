//! Who stands between others: the share of shortest paths that lead through a node (Brandes 2001).

use super::net::Net;

/// Up to so many nodes paths from all nodes are counted.
pub const EXACT: usize = 2_000;
/// Of larger graphs, paths from so many nodes at even distances in their numbering (Brandes and Pich 2007), multiplied to stand for all.
const SAMPLED: usize = 500;

/// Returns the betweenness of every node, from 0 to 1: of all pairs of others, the share whose shortest paths lead through it. A path is as
/// long as it has ties, whatever their weights. Exact up to [`EXACT`] nodes, else an estimate from a fixed sample.
pub fn betweenness(net: &Net) -> Vec<f64> {
    let n = net.count();
    let sources: Vec<usize> = if n <= EXACT {
        (0..n).collect()
    } else {
        (0..SAMPLED).map(|i| i * n / SAMPLED).collect()
    };
    let mut between = vec![0.0; n];
    let mut paths = vec![0.0; n];
    let mut far = vec![usize::MAX; n];
    let mut through = vec![0.0; n];
    let mut order: Vec<usize> = Vec::with_capacity(n);
    for source in &sources {
        for i in order.drain(..) {
            (paths[i], far[i], through[i]) = (0.0, usize::MAX, 0.0);
        }
        (paths[*source], far[*source]) = (1.0, 0);
        order.push(*source);
        let mut next = 0;
        while let Some(node) = order.get(next).copied() {
            next += 1;
            for (to, _) in net.ties(node) {
                if far[to] == usize::MAX {
                    far[to] = far[node] + 1;
                    order.push(to);
                }
                if far[to] == far[node] + 1 {
                    paths[to] += paths[node];
                }
            }
        }
        for node in order.iter().rev().copied() {
            for (to, _) in net.ties(node) {
                if far[to] == far[node] + 1 {
                    through[node] += paths[node] / paths[to] * (1.0 + through[to]);
                }
            }
            if node != *source {
                between[node] += through[node];
            }
        }
    }
    // Each of the (n−1)(n−2)/2 pairs is met from both ends.
    let pairs = n.saturating_sub(1) as f64 * n.saturating_sub(2) as f64;
    let share = if pairs > 0.0 {
        n as f64 / sources.len() as f64 / pairs
    } else {
        0.0
    };
    between.iter().map(|b| (b * share).min(1.0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_and_a_star_have_known_values() {
        let path = betweenness(&Net::new(4, [(0, 1, 1.0), (1, 2, 5.0), (2, 3, 1.0)]));
        for (found, wanted) in path.iter().zip([0.0, 2.0 / 3.0, 2.0 / 3.0, 0.0]) {
            assert!((found - wanted).abs() < 1e-12, "{path:?}");
        }
        let star = betweenness(&Net::new(5, (1..5).map(|i| (0, i, 1.0))));
        assert_eq!(star, [1.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(betweenness(&Net::new(2, [(0, 1, 1.0)])), [0.0, 0.0]);
    }

    #[test]
    fn a_sample_of_a_ring_is_near_the_truth() {
        let n = 2_400;
        let ring = betweenness(&Net::new(n, (0..n).map(|i| (i, (i + 1) % n, 1.0))));
        let mean = ring.iter().sum::<f64>() / n as f64;
        assert!((mean - 0.25).abs() < 0.01, "{mean}");
    }
}
