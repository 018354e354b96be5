//! Places → places whose distances fit those of the graph.
//!
//! Small graphs: stochastic gradient descent over all pairs, one after another (Zheng, Pawar and Goodman 2019). Large ones: majorisation (Gansner, Koren and
//! North 2005) over ties and pivots, each of which stands for the nodes around it (Ortmann, Klimenta and Brandes 2017).

use super::Point;
use super::network::Network;
use super::pivot::Pivots;
use super::random::Random;
use rayon::prelude::*;

/// Up to so many nodes all pairs count.
pub(super) const ALL_PAIRS: usize = 500;

/// Two nodes, how far apart they should be, and how far each moves: a weight for either.
struct Term {
    a: u32,
    b: u32,
    far: f32,
    weight: f32,
}

/// Improves the places of a connected graph, all pairs at once; `steps` from large moves down to small ones.
pub(super) fn all_pairs(network: &Network, places: &mut [Point], steps: usize, seed: u64) {
    let n = network.count();
    let mut terms = Vec::with_capacity(n * n / 2);
    let mut far = vec![0.0; n];
    let mut longest = 0.0_f64;
    for a in 0..n {
        network.distances(a, &mut far);
        for (b, far) in far.iter().enumerate().skip(a + 1) {
            longest = longest.max(f64::from(*far));
            terms.push(Term {
                a: a as u32,
                b: b as u32,
                far: *far,
                weight: 1.0 / (far * far),
            });
        }
    }
    let mut random = Random::new(seed);
    for eta in etas(longest, steps) {
        random.shuffle(&mut terms);
        for term in &terms {
            let (a, b) = (term.a as usize, term.b as usize);
            let mu = (eta * f64::from(term.weight)).min(1.0);
            let (dx, dy) = correction(places[a], places[b], f64::from(term.far), mu / 2.0);
            places[a].x -= dx;
            places[a].y -= dy;
            places[b].x += dx;
            places[b].y += dy;
        }
    }
}

/// How far to go along the line of two places so that they come to stand `far` apart.
#[inline]
fn correction(a: Point, b: Point, far: f64, share: f64) -> (f64, f64) {
    let (dx, dy) = (a.x - b.x, a.y - b.y);
    let now = (dx * dx + dy * dy).sqrt();
    if now < 1e-9 {
        return (-share * far, 0.0);
    }
    let factor = share * (now - far) / now;
    (dx * factor, dy * factor)
}

/// The sizes of steps: falling by the same factor each time, from moves that satisfy every pair to moves of a tenth for neighbours.
fn etas(longest: f64, steps: usize) -> impl Iterator<Item = f64> {
    let last = 0.1_f64;
    let first = (longest * longest).max(1.0);
    let fall = if steps > 1 {
        libm::pow(last / first, 1.0 / (steps - 1) as f64)
    } else {
        1.0
    };
    let mut eta = first / fall;
    (0..steps).map(move |_| {
        eta *= fall;
        eta
    })
}

/// How strongly each node counts its distance to each pivot: the pivot stands for the nodes around it.
pub(super) fn strengths(pivots: &Pivots, n: usize) -> Vec<f32> {
    let k = pivots.nodes.len();
    let mut around: Vec<Vec<f32>> = vec![Vec::new(); k];
    for i in 0..n {
        let row = pivots.row(i);
        let mut nearest = 0;
        for (j, far) in row.iter().enumerate() {
            if *far < row[nearest] {
                nearest = j;
            }
        }
        around[nearest].push(row[nearest]);
    }
    for list in &mut around {
        list.sort_unstable_by(f32::total_cmp);
    }
    let mut strengths = vec![0.0_f32; n * k];
    strengths
        .par_chunks_mut(k)
        .enumerate()
        .for_each(|(i, cells)| {
            for (j, (cell, far)) in cells.iter_mut().zip(pivots.row(i)).enumerate() {
                if *far > 0.0 {
                    let count = around[j].partition_point(|f| *f <= far / 2.0).max(1);
                    *cell = count as f32 / (far * far);
                }
            }
        });
    strengths
}

/// Moves each node to where its ties and pivots, each for itself, would have it on average, all at once (stress majorisation; Gansner, Koren and
/// North 2005), `rounds` times. Sums run in a fixed order, so threads change nothing.
pub(super) fn majorise(network: &Network, pivots: &Pivots, places: &mut Vec<Point>, rounds: usize) {
    let n = network.count();
    let k = pivots.nodes.len();
    let strengths = strengths(pivots, n);
    let mut next = places.clone();
    for _ in 0..rounds {
        next.par_iter_mut()
            .enumerate()
            .with_min_len(256)
            .for_each(|(i, place)| {
                let here = places[i];
                let (mut x, mut y, mut all) = (0.0, 0.0, 0.0);
                let mut pull = |to: Point, far: f64, weight: f64| {
                    let (dx, dy) = (here.x - to.x, here.y - to.y);
                    let now = (dx * dx + dy * dy).sqrt();
                    let factor = if now > 1e-9 { far / now } else { 0.0 };
                    x += weight * (to.x + dx * factor);
                    y += weight * (to.y + dy * factor);
                    all += weight;
                };
                for j in 0..k {
                    pull(
                        places[pivots.nodes[j] as usize],
                        f64::from(pivots.far[i * k + j]),
                        f64::from(strengths[i * k + j]),
                    );
                }
                for (to, length) in network.ties(i) {
                    pull(places[to], length, 1.0 / (length * length));
                }
                if all > 0.0 {
                    *place = Point {
                        x: x / all,
                        y: y / all,
                    };
                }
            });
        std::mem::swap(places, &mut next);
    }
}
