//! Nodes and edges → rows of neighbours: who is tied to whom, and how far apart the two should stand.

use super::Edge;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// A graph without loops or parallel edges, each tie in both directions.
#[derive(Debug, Clone, Default)]
pub(super) struct Network {
    start: Vec<usize>,
    to: Vec<u32>,
    weight: Vec<f64>,
    length: Vec<f64>,
    even: bool,
}

impl Network {
    /// Takes the edges that are ties between two of `count` nodes; weights of parallel ones are added up.
    pub(super) fn new(count: usize, edges: &[Edge]) -> Self {
        let mut ties: Vec<(u32, u32, f64)> = edges
            .iter()
            .filter(|e| e.a < count && e.b < count && e.a != e.b)
            .map(|e| {
                let weight = if e.weight.is_finite() { e.weight } else { 1.0 };
                (e.a as u32, e.b as u32, weight.clamp(1e-9, 1e9))
            })
            .flat_map(|(a, b, w)| [(a, b, w), (b, a, w)])
            .collect();
        // The weight is part of the order, so that sums do not depend on the order of the edges.
        ties.sort_unstable_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)));
        ties.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
            }
            same
        });
        Self::of_sorted(count, &ties)
    }

    fn of_sorted(count: usize, ties: &[(u32, u32, f64)]) -> Self {
        let mut start = vec![0; count + 1];
        for (a, _, _) in ties {
            start[*a as usize + 1] += 1;
        }
        for i in 0..count {
            start[i + 1] += start[i];
        }
        Self {
            start,
            to: ties.iter().map(|t| t.1).collect(),
            weight: ties.iter().map(|t| t.2).collect(),
            length: vec![1.0; ties.len()],
            even: true,
        }
    }

    /// Returns how many nodes there are.
    pub(super) fn count(&self) -> usize {
        self.start.len().saturating_sub(1)
    }

    /// Returns the neighbours of a node, in order.
    pub(super) fn neighbours(&self, node: usize) -> &[u32] {
        &self.to[self.start[node]..self.start[node + 1]]
    }

    /// Returns the neighbours of a node with the length of the tie to each.
    pub(super) fn ties(&self, node: usize) -> impl Iterator<Item = (usize, f64)> {
        let row = self.start[node]..self.start[node + 1];
        row.map(|e| (self.to[e] as usize, self.length[e]))
    }

    /// Returns every tie once, the smaller node first.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        (0..self.count()).flat_map(|a| {
            self.neighbours(a)
                .iter()
                .map(move |b| (a, *b as usize))
                .filter(|(a, b)| a < b)
        })
    }

    /// Makes ties longer where the two share few neighbours or have many, and shorter where the tie is strong: so clusters stand apart, and the
    /// leaves of a hub have room around it (after the `subset` model of Graphviz; Gansner, Koren and North 2005).
    pub(super) fn lengthen(&mut self) {
        let mut weights = self.weight.clone();
        weights.sort_unstable_by(f64::total_cmp);
        let median = weights.get(weights.len() / 2).copied().unwrap_or(1.0);
        let mut length = Vec::with_capacity(self.to.len());
        for a in 0..self.count() {
            for e in self.start[a]..self.start[a + 1] {
                let b = self.to[e] as usize;
                let (of_a, of_b) = (self.neighbours(a), self.neighbours(b));
                let fewest = of_a.len().min(of_b.len());
                let most = of_a.len().max(of_b.len()) as f64;
                let shared = shared(of_a, of_b) as f64;
                // Of the neighbours that the two could share, those that they do not.
                let apart = if fewest > 1 {
                    1.0 - shared / (fewest - 1) as f64
                } else {
                    0.0
                };
                let strong = (self.weight[e] / median).sqrt().sqrt();
                length.push((0.8 + 0.8 * apart + 0.05 * most.sqrt()) / strong.clamp(0.7, 1.4));
            }
        }
        self.length = length;
        self.even = false;
    }

    /// Returns the connected parts, each in order, the largest first, then that with the smallest member.
    pub(super) fn parts(&self) -> Vec<Vec<u32>> {
        let mut seen = vec![false; self.count()];
        let mut parts = Vec::new();
        for node in 0..self.count() {
            if seen[node] {
                continue;
            }
            seen[node] = true;
            let mut part = vec![node as u32];
            let mut next = 0;
            while let Some(one) = part.get(next).copied() {
                next += 1;
                for other in self.neighbours(one as usize) {
                    if !seen[*other as usize] {
                        seen[*other as usize] = true;
                        part.push(*other);
                    }
                }
            }
            part.sort_unstable();
            parts.push(part);
        }
        parts.sort_by_key(|part| (Reverse(part.len()), part.first().copied()));
        parts
    }

    /// Returns the network of one connected part, its nodes numbered by their places in `part`; `place` has room for all nodes.
    pub(super) fn part(&self, part: &[u32], place: &mut [u32]) -> Self {
        for (i, node) in part.iter().enumerate() {
            place[*node as usize] = i as u32;
        }
        let mut one = Self {
            start: vec![0],
            even: self.even,
            ..Self::default()
        };
        for node in part {
            let row = self.start[*node as usize]..self.start[*node as usize + 1];
            one.to
                .extend(self.to[row.clone()].iter().map(|to| place[*to as usize]));
            one.weight.extend_from_slice(&self.weight[row.clone()]);
            one.length.extend_from_slice(&self.length[row]);
            one.start.push(one.to.len());
        }
        one
    }

    /// Measures how far every node is from one, along ties; what cannot be reached stays infinite.
    pub(super) fn distances(&self, from: usize, far: &mut [f32]) {
        far.fill(f32::INFINITY);
        far[from] = 0.0;
        if self.even {
            let mut queue = VecDeque::from([from as u32]);
            while let Some(node) = queue.pop_front() {
                let next = far[node as usize] + 1.0;
                for to in self.neighbours(node as usize) {
                    if far[*to as usize] == f32::INFINITY {
                        far[*to as usize] = next;
                        queue.push_back(*to);
                    }
                }
            }
            return;
        }
        // The bits of positive floats compare as the floats do.
        let mut heap = BinaryHeap::from([(Reverse(0_u32), from as u32)]);
        while let Some((Reverse(bits), node)) = heap.pop() {
            let sofar = f32::from_bits(bits);
            if sofar > far[node as usize] {
                continue;
            }
            for (to, length) in self.ties(node as usize) {
                let next = sofar + length as f32;
                if next < far[to] {
                    far[to] = next;
                    heap.push((Reverse(next.to_bits()), to as u32));
                }
            }
        }
    }
}

/// Counts what two sorted lists share.
fn shared(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                i += 1;
                j += 1;
            }
        }
    }
    count
}
