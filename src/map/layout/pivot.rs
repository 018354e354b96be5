//! Distances from a few nodes → first places of all: Pivot MDS (Brandes and Pich 2007).

use super::Point;
use super::network::Network;
use super::random::Random;
use rayon::prelude::*;

/// Some nodes, and how far every node is from each of them.
pub(super) struct Pivots {
    /// The nodes, in the order in which they were chosen.
    pub(super) nodes: Vec<u32>,
    /// A row for each node: its distance to each pivot.
    pub(super) far: Vec<f32>,
}

impl Pivots {
    /// Chooses `count` nodes, each the farthest from those before it, and measures.
    pub(super) fn new(network: &Network, count: usize) -> Self {
        let n = network.count();
        let count = count.min(n).max(1);
        let mut columns: Vec<Vec<f32>> = Vec::with_capacity(count);
        let mut nodes = Vec::with_capacity(count);
        // The first few one after another, each where the others are not; the rest from all over, so that dense places have more of them.
        let mut nearest = vec![f32::INFINITY; n];
        let mut next = (0..n)
            .max_by_key(|i| (network.neighbours(*i).len(), std::cmp::Reverse(*i)))
            .unwrap_or(0);
        while nodes.len() < count.min(SPREAD) {
            let mut column = vec![0.0; n];
            network.distances(next, &mut column);
            nodes.push(next as u32);
            for (near, far) in nearest.iter_mut().zip(&column) {
                *near = near.min(*far);
            }
            columns.push(column);
            next = (0..n)
                .max_by(|a, b| nearest[*a].total_cmp(&nearest[*b]).then(b.cmp(a)))
                .unwrap_or(0);
        }
        if nodes.len() < count {
            let mut rest: Vec<u32> = (0..n as u32).filter(|i| !nodes.contains(i)).collect();
            Random::new(7).shuffle(&mut rest);
            rest.truncate(count - nodes.len());
            columns.par_extend(rest.par_iter().map(|node| {
                let mut column = vec![0.0; n];
                network.distances(*node as usize, &mut column);
                column
            }));
            nodes.extend(rest);
        }
        let mut far = vec![0.0; n * nodes.len()];
        far.par_chunks_mut(nodes.len())
            .enumerate()
            .for_each(|(i, row)| {
                for (cell, column) in row.iter_mut().zip(&columns) {
                    *cell = column[i];
                }
            });
        Self { nodes, far }
    }

    /// Returns the distances of a node to the pivots.
    pub(super) fn row(&self, node: usize) -> &[f32] {
        let k = self.nodes.len();
        &self.far[node * k..(node + 1) * k]
    }
}

/// How many pivots are chosen to be far from all others.
const SPREAD: usize = 30;

/// Returns places whose distances are near those of the graph: the two main directions of the doubly centred squared distances.
pub(super) fn places(pivots: &Pivots, n: usize) -> Vec<Point> {
    let k = pivots.nodes.len();
    let mut columns = vec![0.0; k];
    let mut all = 0.0;
    let rows: Vec<f64> = (0..n)
        .map(|i| {
            let mut sum = 0.0;
            for (column, far) in columns.iter_mut().zip(pivots.row(i)) {
                let square = f64::from(*far) * f64::from(*far);
                *column += square;
                sum += square;
            }
            all += sum;
            sum / k as f64
        })
        .collect();
    let mean = all / (n * k) as f64;
    for column in &mut columns {
        *column /= n as f64;
    }
    let mut centred = vec![0.0; n * k];
    for i in 0..n {
        for (j, far) in pivots.row(i).iter().enumerate() {
            let square = f64::from(*far) * f64::from(*far);
            centred[i * k + j] = -0.5 * (square - rows[i] - columns[j] + mean);
        }
    }
    let mut product = vec![0.0; k * k];
    for row in centred.chunks(k) {
        for (a, x) in row.iter().enumerate() {
            for (cell, y) in product[a * k..(a + 1) * k].iter_mut().zip(row) {
                *cell += x * y;
            }
        }
    }
    let first = main_direction(&product, k, None);
    let second = main_direction(&product, k, Some(&first));
    centred
        .chunks(k)
        .map(|row| Point {
            x: dot(row, &first),
            y: dot(row, &second),
        })
        .collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// Finds the direction in which a matrix stretches most, at right angles to another one, by power iteration.
fn main_direction(matrix: &[f64], k: usize, not: Option<&[f64]>) -> Vec<f64> {
    let mut random = Random::new(11);
    let mut now: Vec<f64> = (0..k).map(|_| random.unit() - 0.5).collect();
    for _ in 0..100 {
        if let Some(not) = not {
            let along = dot(&now, not);
            for (x, y) in now.iter_mut().zip(not) {
                *x -= along * y;
            }
        }
        let mut next: Vec<f64> = matrix.chunks(k).map(|row| dot(row, &now)).collect();
        let long = dot(&next, &next).sqrt();
        if !(long > 1e-12 && long.is_finite()) {
            return now;
        }
        for x in &mut next {
            *x /= long;
        }
        now = next;
    }
    now
}
