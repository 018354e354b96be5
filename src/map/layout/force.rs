//! Places → places in which ties pull, all nodes push, and far nodes stay as far apart as the graph has them.
//!
//! Pull and push are those of a spring-electrical model (Fruchterman and Reingold 1991; Hu 2005): a tie pulls with the square of its length, two nodes
//! push with the inverse of their distance. The pull of the pivots (see [`super::stress`]) keeps the large shape, which makes stress less. Each
//! round moves every node at once to the middle of what acts on it, with some momentum, so rounds are few and threads change nothing.

use super::Point;
use super::network::Network;
use super::pivot::Pivots;
use super::quadtree::Quadtree;
use super::stress::strengths;
use rayon::prelude::*;

/// How strongly nodes push; only the drawing's size depends on it.
const PUSH: f64 = 0.2;
/// How strongly the pivots pull in all, beside the ties.
const PIVOTS: f64 = 0.2;
/// How many pivots count in a round; the next round takes the next ones.
const AT_ONCE: usize = 10;
/// How much of a move is made, and how much of the last one once more.
const STEP: f64 = 0.5;
const MOMENTUM: f64 = 0.7;
/// The longest move.
const FARTHEST: f64 = 2.0;
/// Cells are taken as one whose side is below so many times their distance.
const OPEN: f64 = 1.0;

/// Moves the nodes of a connected graph for some rounds.
pub(super) fn relax(network: &Network, pivots: &Pivots, places: &mut Vec<Point>, rounds: usize) {
    let n = places.len();
    let k = pivots.nodes.len();
    let strengths = strengths(pivots, n);
    let total: f64 = strengths.iter().map(|s| f64::from(*s)).sum();
    let ties = network.pairs().count() as f64 * 2.0;
    let at_once = AT_ONCE.min(k);
    let share = PIVOTS * ties / total.max(1e-9) * k as f64 / at_once as f64;
    let masses = masses(network);
    let mut tree = Quadtree::default();
    let mut pushes = Vec::new();
    let mut next = places.clone();
    let mut last = places.clone();
    for round in 0..rounds {
        tree.build(places, &masses);
        tree.pushes(OPEN, &mut pushes);
        let scale = scale(pivots, places);
        let turn: Vec<usize> = (0..at_once).map(|j| (j + round * at_once) % k).collect();
        let move_one = |(i, place): (usize, &mut Point)| {
            let here = places[i];
            let mut x = PUSH * masses[i] * pushes[i].0;
            let mut y = PUSH * masses[i] * pushes[i].1;
            let mut all = 1e-3;
            for (to, length) in network.ties(i) {
                let there = places[to];
                let pull = here.distance(there).max(0.3) / (length * length);
                x += pull * (there.x - here.x);
                y += pull * (there.y - here.y);
                all += pull;
            }
            for j in &turn {
                let pivot = places[pivots.nodes[*j] as usize];
                let now = here.distance(pivot);
                if now > 1e-9 {
                    let pull = share * f64::from(strengths[i * k + j]);
                    let factor = scale * f64::from(pivots.far[i * k + j]) / now - 1.0;
                    x += pull * (here.x - pivot.x) * factor;
                    y += pull * (here.y - pivot.y) * factor;
                    all += pull;
                }
            }
            let (dx, dy) = (x / all, y / all);
            let long = (dx * dx + dy * dy).sqrt();
            let step = if long > FARTHEST {
                STEP * FARTHEST / long
            } else {
                STEP
            };
            *place = Point {
                x: here.x + dx * step + MOMENTUM * (here.x - last[i].x),
                y: here.y + dy * step + MOMENTUM * (here.y - last[i].y),
            };
        };
        next.par_iter_mut()
            .enumerate()
            .with_min_len(256)
            .for_each(move_one);
        last.copy_from_slice(places);
        std::mem::swap(places, &mut next);
    }
}

/// How strongly each node pushes. Where some have far more ties than most, nodes with many push less, else the leaves around each hub
/// would be a ball that pushes all others away.
fn masses(network: &Network) -> Vec<f64> {
    let n = network.count() as f64;
    let degrees = || (0..network.count()).map(|i| network.neighbours(i).len() as f64);
    let mean = degrees().sum::<f64>() / n;
    let uneven = degrees().map(|d| d * d).sum::<f64>() / n / (mean * mean).max(1e-9);
    let power = -(0.3 * (uneven - 1.3)).clamp(0.0, 0.4);
    degrees().map(|d| libm::pow(d.max(1.0), power)).collect()
}

/// Returns by what to multiply the graph's distances so that they fit those of the drawing.
pub(super) fn scale(pivots: &Pivots, places: &[Point]) -> f64 {
    let (mut squares, mut sum) = (0.0, 0.0);
    // A part of the nodes tells it well enough.
    for i in (0..places.len()).step_by(places.len() / 1000 + 1) {
        for (pivot, far) in pivots.nodes.iter().zip(pivots.row(i)) {
            if *far > 0.0 {
                let ratio = places[i].distance(places[*pivot as usize]) / f64::from(*far);
                squares += ratio * ratio;
                sum += ratio;
            }
        }
    }
    if sum > 1e-9 { squares / sum } else { 1.0 }
}
