//! Places → what pushes each away from all others, far ones taken together: a quadtree (Barnes and Hut 1986) in one flat array.
//!
//! Places are sorted along a Morton curve, so every cell is a range of them, cells follow each other as a walk meets them, and what is read
//! together stands together. Places are taken in groups that are neighbours on the curve: one walk for all, then sums that the compiler can do side
//! by side. Each sum has a fixed order: threads change nothing.

use super::Point;
use rayon::prelude::*;

/// Places in a group, and in a cell that is cut no further.
const GROUP: usize = 8;

/// A square and what is in it.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// Mean place.
    x: f64,
    y: f64,
    /// Their masses together.
    mass: f64,
    /// The square's side.
    side: f64,
    /// Where they stand in the sorted list.
    from: u32,
    to: u32,
    /// The cell that follows when this one is not opened.
    skip: u32,
    /// Whether it is cut no further.
    leaf: bool,
}

/// All places in squares in squares.
#[derive(Debug, Default)]
pub(super) struct Quadtree {
    cells: Vec<Cell>,
    /// Codes along the curve with the numbers of the places.
    codes: Vec<(u64, u32)>,
    xs: Vec<f64>,
    ys: Vec<f64>,
    masses: Vec<f64>,
    pushes: Vec<(f64, f64)>,
}

/// How often a square can be cut.
const DEPTH: u32 = 21;

impl Quadtree {
    /// Sorts places into squares; `masses` say how strongly each pushes.
    pub(super) fn build(&mut self, places: &[Point], masses: &[f64]) {
        let (mut left, mut top) = (f64::MAX, f64::MAX);
        let (mut right, mut bottom) = (f64::MIN, f64::MIN);
        for place in places {
            left = left.min(place.x);
            right = right.max(place.x);
            top = top.min(place.y);
            bottom = bottom.max(place.y);
        }
        let side = (right - left).max(bottom - top).max(1e-9);
        let scale = f64::from(1_u32 << DEPTH) / (side * 1.000_001);
        self.codes.clear();
        self.codes.extend(places.iter().enumerate().map(|(i, p)| {
            // A float that is out of bounds or no number is cut to the bounds.
            let column = ((p.x - left) * scale) as u32;
            let row = ((p.y - top) * scale) as u32;
            (spread(column) | spread(row) << 1, i as u32)
        }));
        self.codes.sort_unstable();
        self.xs.clear();
        self.ys.clear();
        self.masses.clear();
        for (_, i) in &self.codes {
            self.xs.push(places[*i as usize].x);
            self.ys.push(places[*i as usize].y);
            self.masses.push(masses[*i as usize]);
        }
        self.cells.clear();
        self.cut(0, places.len(), 0, side);
    }

    fn cut(&mut self, from: usize, to: usize, depth: u32, side: f64) -> [f64; 3] {
        let own = self.cells.len();
        self.cells.push(Cell {
            x: 0.0,
            y: 0.0,
            mass: 0.0,
            side,
            from: from as u32,
            to: to as u32,
            skip: 0,
            leaf: to - from <= GROUP || depth == DEPTH,
        });
        let mut sum = [0.0; 3];
        if self.cells[own].leaf {
            for i in from..to {
                let mass = self.masses[i];
                sum[0] += mass * self.xs[i];
                sum[1] += mass * self.ys[i];
                sum[2] += mass;
            }
        } else {
            let shift = 2 * (DEPTH - 1 - depth);
            let mut start = from;
            while start < to {
                let quarter = self.codes[start].0 >> shift;
                let end =
                    start + self.codes[start..to].partition_point(|(c, _)| c >> shift == quarter);
                let part = self.cut(start, end, depth + 1, side / 2.0);
                for (sum, part) in sum.iter_mut().zip(part) {
                    *sum += part;
                }
                start = end;
            }
        }
        let skip = self.cells.len() as u32;
        let cell = &mut self.cells[own];
        cell.x = sum[0] / sum[2];
        cell.y = sum[1] / sum[2];
        cell.mass = sum[2];
        cell.skip = skip;
        sum
    }

    /// Returns for each place the sum of m(x−y)/|x−y|² over all others, of mass m each; cells are taken as one whose side is below `open` times their
    /// distance.
    pub(super) fn pushes(&mut self, open: f64, out: &mut Vec<(f64, f64)>) {
        let n = self.xs.len();
        let mut sorted = std::mem::take(&mut self.pushes);
        sorted.resize(n, (0.0, 0.0));
        sorted
            .par_chunks_mut(GROUP)
            .enumerate()
            .with_min_len(8)
            .for_each_init(Vec::new, |list, (group, sums)| {
                self.push(group * GROUP, open, list, sums)
            });
        out.resize(n, (0.0, 0.0));
        for ((_, i), push) in self.codes.iter().zip(&sorted) {
            out[*i as usize] = *push;
        }
        self.pushes = sorted;
    }

    /// Adds up what pushes the places of one group.
    fn push(&self, from: usize, open: f64, list: &mut Vec<[f64; 3]>, sums: &mut [(f64, f64)]) {
        let to = from + sums.len();
        let mut xs = [0.0; GROUP];
        let mut ys = [0.0; GROUP];
        xs[..sums.len()].copy_from_slice(&self.xs[from..to]);
        ys[..sums.len()].copy_from_slice(&self.ys[from..to]);
        let (mut left, mut top) = (xs[0], ys[0]);
        let (mut right, mut bottom) = (xs[0], ys[0]);
        for i in 1..sums.len() {
            left = left.min(xs[i]);
            right = right.max(xs[i]);
            top = top.min(ys[i]);
            bottom = bottom.max(ys[i]);
        }
        list.clear();
        let mut next = 0;
        while let Some(cell) = self.cells.get(next) {
            // From the nearest point of the group's rectangle.
            let dx = (left - cell.x).max(cell.x - right).max(0.0);
            let dy = (top - cell.y).max(cell.y - bottom).max(0.0);
            if cell.side * cell.side < open * open * (dx * dx + dy * dy) {
                list.push([cell.x, cell.y, cell.mass]);
                next = cell.skip as usize;
            } else if cell.leaf {
                for i in cell.from as usize..cell.to as usize {
                    list.push([self.xs[i], self.ys[i], self.masses[i]]);
                }
                next = cell.skip as usize;
            } else {
                next += 1;
            }
        }
        let mut fx = [0.0; GROUP];
        let mut fy = [0.0; GROUP];
        for [x, y, mass] in list.iter() {
            for i in 0..GROUP {
                let (dx, dy) = (xs[i] - x, ys[i] - y);
                // The place itself is at no distance and gives nothing.
                let push = mass / (dx * dx + dy * dy + 1e-12);
                fx[i] += dx * push;
                fy[i] += dy * push;
            }
        }
        for (i, sum) in sums.iter_mut().enumerate() {
            *sum = (fx[i], fy[i]);
        }
    }
}

/// Puts a zero between the bits of a number.
fn spread(bits: u32) -> u64 {
    let mut x = u64::from(bits) & 0x1F_FFFF;
    x = (x | x << 16) & 0x0000_FFFF_0000_FFFF;
    x = (x | x << 8) & 0x00FF_00FF_00FF_00FF;
    x = (x | x << 4) & 0x0F0F_0F0F_0F0F_0F0F;
    x = (x | x << 2) & 0x3333_3333_3333_3333;
    (x | x << 1) & 0x5555_5555_5555_5555
}
