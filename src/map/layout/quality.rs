//! A drawing → how good it is.

use super::network::Network;
use super::{Edge, Node, Point};
use rayon::prelude::*;

/// What is measured.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quality {
    /// Over all connected pairs, (s·|x−y|/d − 1)² with the best s, added up: how badly distances fit those of the graph.
    pub stress: f64,
    /// The same, divided by the number of pairs.
    pub stress_per_pair: f64,
    /// The mean length of edges, as a share of the drawing's diagonal.
    pub edge_share: f64,
    /// The same of the largest connected part alone: how parts are packed says nothing of a drawing.
    pub edge_share_of_largest: f64,
    /// Width by height.
    pub aspect: f64,
    /// Width and height.
    pub size: (f64, f64),
}

/// Measures a drawing; every tie counts as one step.
pub fn quality(nodes: &[Node], edges: &[Edge], places: &[Point]) -> Quality {
    let network = Network::new(nodes.len(), edges);
    let n = network.count().min(places.len());
    // Σ (s·x/d − 1)² = s²·A − 2·s·B + C is least at s = B/A.
    let (a, b, c) = (0..n)
        .into_par_iter()
        .map_init(
            || vec![0.0_f32; n],
            |far, i| {
                network.distances(i, far);
                let mut sums = (0.0, 0.0, 0.0);
                for j in i + 1..n {
                    if far[j].is_finite() {
                        let ratio = places[i].distance(places[j]) / f64::from(far[j]);
                        sums.0 += ratio * ratio;
                        sums.1 += ratio;
                        sums.2 += 1.0;
                    }
                }
                sums
            },
        )
        .collect::<Vec<_>>()
        .into_iter()
        .fold((0.0, 0.0, 0.0), |s, t| (s.0 + t.0, s.1 + t.1, s.2 + t.2));
    let stress = if a > 0.0 { c - b * b / a } else { c };
    let all: Vec<u32> = (0..n as u32).collect();
    let largest = network.parts().into_iter().next().unwrap_or_default();
    let (size, edge_share) = spread(&network, places, &all);
    let (_, edge_share_of_largest) = spread(&network, places, &largest);
    Quality {
        stress,
        stress_per_pair: if c > 0.0 { stress / c } else { 0.0 },
        edge_share,
        edge_share_of_largest,
        aspect: if size.1 > 0.0 { size.0 / size.1 } else { 1.0 },
        size,
    }
}

/// Returns the size of the drawing of some whole parts, and the mean length of their edges as a share of its diagonal.
fn spread(network: &Network, places: &[Point], nodes: &[u32]) -> ((f64, f64), f64) {
    let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
    let (mut long, mut count) = (0.0, 0.0);
    for i in nodes.iter().map(|i| *i as usize) {
        let here = places[i];
        low = (low.0.min(here.x), low.1.min(here.y));
        high = (high.0.max(here.x), high.1.max(here.y));
        for to in network.neighbours(i) {
            long += here.distance(places[*to as usize]);
            count += 1.0;
        }
    }
    let size = ((high.0 - low.0).max(0.0), (high.1 - low.1).max(0.0));
    let diagonal = (size.0 * size.0 + size.1 * size.1).sqrt();
    let share = if count > 0.0 && diagonal > 0.0 {
        long / count / diagonal
    } else {
        0.0
    };
    (size, share)
}

/// Counts the pairs of ties that cross; of a large graph the first ties only.
pub(super) fn crossings(network: &Network, places: &[Point]) -> usize {
    let ties: Vec<(usize, usize)> = network.pairs().take(3_000).collect();
    let side = |a: Point, b: Point, c: Point| (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    let mut count = 0;
    for (at, (a, b)) in ties.iter().enumerate() {
        let (a, b) = (*a, *b);
        let (from, to) = (places[a], places[b]);
        for (c, d) in &ties[at + 1..] {
            let (c, d) = (*c, *d);
            if a == c || a == d || b == c || b == d {
                continue;
            }
            let (other, end) = (places[c], places[d]);
            if side(from, to, other) * side(from, to, end) < 0.0
                && side(other, end, from) * side(other, end, to) < 0.0
            {
                count += 1;
            }
        }
    }
    count
}
