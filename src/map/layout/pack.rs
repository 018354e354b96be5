//! Parts of a drawing → places for the parts, one close beside the other (polyominoes; Freivalds, Dogrusoz and Kikusts 2002).
//!
//! Each part is a set of squares that its boxes and ties cover. The largest stands in the middle, and each next one in the free place nearest
//! to it.

use super::Point;
use super::overlap::Size;
use std::collections::BTreeMap;

/// A part of a drawing.
pub(super) struct Piece {
    /// Its boxes.
    pub(super) boxes: Vec<(Point, Size)>,
    /// Its ties.
    pub(super) ties: Vec<(Point, Point)>,
    /// Whether it stays where it is.
    pub(super) fixed: bool,
}

/// So many squares in all.
const SQUARES: f64 = 8_000.0;

/// So many squares in a row of what is put down.
const IN_A_ROW: f64 = 250.0;

/// Squares of one piece: from its first column and row on, those covered.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Polyomino {
    column: i32,
    row: i32,
    covered: Vec<(i32, i32)>,
}

/// Returns by how much each piece has to be moved; `aspect` is the width by the height of the whole.
pub(super) fn pack(pieces: &[Piece], aspect: f64) -> Vec<Point> {
    if pieces.len() < 2 {
        return vec![Point::default(); pieces.len()];
    }
    let step = step(pieces);
    let shapes: Vec<Polyomino> = pieces.iter().map(|p| squares(p, step)).collect();
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by_key(|i| {
        (
            !pieces[*i].fixed,
            std::cmp::Reverse(shapes[*i].covered.len()),
            *i,
        )
    });
    let mut board = Board::new(&shapes, pieces);
    let mut moves = vec![Point::default(); pieces.len()];
    // The board only fills up: a shape that did not fit somewhere will not fit there later.
    let mut tried: BTreeMap<&[(i32, i32)], usize> = BTreeMap::new();
    let spiral = spiral(board.side, aspect);
    for i in order {
        let shape = &shapes[i];
        if pieces[i].fixed {
            board.fill(shape, shape.column, shape.row);
            continue;
        }
        let middle = shape.middle();
        let from = tried.get(shape.covered.as_slice()).copied().unwrap_or(0);
        let found = spiral[from..].iter().position(|(x, y)| {
            let (column, row) = (x + board.centre.0 - middle.0, y + board.centre.1 - middle.1);
            board.free(shape, column, row)
        });
        let at = from + found.unwrap_or(0);
        tried.insert(&shape.covered, at);
        let (x, y) = spiral.get(at).copied().unwrap_or((0, 0));
        let (mut column, row) = (x + board.centre.0 - middle.0, y + board.centre.1 - middle.1);
        if found.is_none() {
            column = board.right;
        }
        board.fill(shape, column, row);
        moves[i] = Point {
            x: f64::from(column - shape.column) * step,
            y: f64::from(row - shape.row) * step,
        };
    }
    moves
}

/// Returns the side of a square: so that there are not too many in all, nor in a row.
fn step(pieces: &[Piece]) -> f64 {
    let extent = |boxes: &mut dyn Iterator<Item = (Point, Size)>| {
        let (low, high) = bounds(boxes);
        ((high.0 - low.0).max(0.0), (high.1 - low.1).max(0.0))
    };
    let (mut area, mut longest) = (0.0, 0.0_f64);
    for piece in pieces {
        let (width, height) = extent(&mut piece.boxes.iter().copied());
        area += width * height;
        longest = longest.max(width).max(height);
    }
    let fixed = pieces.iter().filter(|p| p.fixed);
    let (width, height) = extent(&mut fixed.flat_map(|p| p.boxes.iter().copied()));
    let boxes = pieces.iter().flat_map(|p| &p.boxes);
    let narrow = boxes.map(|(_, s)| s.0.min(s.1)).fold(f64::MAX, f64::min);
    (area / SQUARES)
        .sqrt()
        .max(longest.max(width).max(height) / IN_A_ROW)
        .max(narrow.min(1e9) / 2.0)
        .max(1e-3)
}

/// Returns the upper left and the lower right corner of some boxes together.
pub(super) fn bounds(boxes: impl Iterator<Item = (Point, Size)>) -> ((f64, f64), (f64, f64)) {
    boxes.fold(
        ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN)),
        |(low, high), (p, s)| {
            let (w, h) = (s.0 / 2.0, s.1 / 2.0);
            (
                (low.0.min(p.x - w), low.1.min(p.y - h)),
                (high.0.max(p.x + w), high.1.max(p.y + h)),
            )
        },
    )
}

/// Finds the squares that a piece covers, with those that it encloses.
fn squares(piece: &Piece, step: f64) -> Polyomino {
    let cell = |v: f64| libm::floor(v / step).clamp(-1e8, 1e8) as i32;
    let (low, high) = bounds(piece.boxes.iter().copied());
    let (column, row) = (cell(low.0), cell(low.1));
    let (columns, rows) = (
        cell(high.0 - 1e-9) - column + 1,
        cell(high.1 - 1e-9) - row + 1,
    );
    let (width, height) = (columns.max(1) as usize, rows.max(1) as usize);
    let mut covered = vec![false; width * height];
    let mut cover = |x: i32, y: i32| {
        let (x, y) = (
            (x - column).clamp(0, columns.max(1) - 1),
            (y - row).clamp(0, rows.max(1) - 1),
        );
        covered[y as usize * width + x as usize] = true;
    };
    for (p, s) in &piece.boxes {
        for x in cell(p.x - s.0 / 2.0)..=cell(p.x + s.0 / 2.0 - 1e-9) {
            for y in cell(p.y - s.1 / 2.0)..=cell(p.y + s.1 / 2.0 - 1e-9) {
                cover(x, y);
            }
        }
    }
    for (a, b) in &piece.ties {
        let steps = libm::ceil(a.distance(*b) / step * 2.0).clamp(1.0, 1e4);
        for i in 0..=steps as u32 {
            let t = f64::from(i) / steps;
            cover(cell(a.x + (b.x - a.x) * t), cell(a.y + (b.y - a.y) * t));
        }
    }
    // A square that has covered ones on all four sides is enclosed: nothing foreign should stand there.
    let mut sides = vec![0_u8; width * height];
    for y in 0..height {
        mark(&covered, &mut sides, (0..width).map(|x| y * width + x), 1);
        mark(
            &covered,
            &mut sides,
            (0..width).rev().map(|x| y * width + x),
            2,
        );
    }
    for x in 0..width {
        mark(&covered, &mut sides, (0..height).map(|y| y * width + x), 4);
        mark(
            &covered,
            &mut sides,
            (0..height).rev().map(|y| y * width + x),
            8,
        );
    }
    let covered = (0..width * height)
        .filter(|i| sides[*i] == 15)
        .map(|i| ((i % width) as i32, (i / width) as i32))
        .collect();
    Polyomino {
        column,
        row,
        covered,
    }
}

/// Marks the squares of a row from its first covered one on.
fn mark(covered: &[bool], sides: &mut [u8], row: impl Iterator<Item = usize>, side: u8) {
    for i in row.skip_while(|i| !covered[*i]) {
        sides[i] |= side;
    }
}

impl Polyomino {
    fn size(&self) -> (i32, i32) {
        self.covered
            .iter()
            .fold((0, 0), |m, c| (m.0.max(c.0 + 1), m.1.max(c.1 + 1)))
    }

    fn middle(&self) -> (i32, i32) {
        let (width, height) = self.size();
        (width / 2, height / 2)
    }
}

/// Which squares are taken.
struct Board {
    side: i32,
    /// The square in the middle of all that was put down first.
    centre: (i32, i32),
    /// The first column right of everything.
    right: i32,
    taken: Vec<bool>,
    corner: (i32, i32),
}

impl Board {
    fn new(shapes: &[Polyomino], pieces: &[Piece]) -> Self {
        let count: f64 = shapes.iter().map(|s| s.covered.len() as f64).sum();
        let mut longest = 1;
        let (mut low, mut high) = ((i32::MAX, i32::MAX), (i32::MIN, i32::MIN));
        for (shape, piece) in shapes.iter().zip(pieces) {
            let (width, height) = shape.size();
            longest = longest.max(width).max(height);
            if piece.fixed {
                low = (low.0.min(shape.column), low.1.min(shape.row));
                high = (
                    high.0.max(shape.column + width),
                    high.1.max(shape.row + height),
                );
            }
        }
        let centre = if low.0 <= high.0 {
            ((low.0 + high.0) / 2, (low.1 + high.1) / 2)
        } else {
            (0, 0)
        };
        let spread = if low.0 <= high.0 {
            (high.0 - low.0).max(high.1 - low.1)
        } else {
            0
        };
        // Room for all pieces around the middle, even where little of it can be used.
        let side = (count.sqrt() as i32 * 3 + 2 * longest + spread + 8).min(3_000);
        Self {
            side,
            centre,
            right: high.0.max(0),
            taken: vec![false; (side * side) as usize],
            corner: (centre.0 - side / 2, centre.1 - side / 2),
        }
    }

    fn index(&self, column: i32, row: i32) -> Option<usize> {
        let (x, y) = (column - self.corner.0, row - self.corner.1);
        let inside = (0..self.side).contains(&x) && (0..self.side).contains(&y);
        inside.then(|| (y * self.side + x) as usize)
    }

    fn free(&self, shape: &Polyomino, column: i32, row: i32) -> bool {
        shape.covered.iter().all(|(x, y)| {
            self.index(column + x, row + y)
                .is_some_and(|i| !self.taken[i])
        })
    }

    fn fill(&mut self, shape: &Polyomino, column: i32, row: i32) {
        for (x, y) in &shape.covered {
            if let Some(i) = self.index(column + x, row + y) {
                self.taken[i] = true;
            }
            self.right = self.right.max(column + x + 1);
        }
    }
}

/// Returns the squares of a board, from its middle outwards in frames of the wanted proportions.
fn spiral(side: i32, aspect: f64) -> Vec<(i32, i32)> {
    let half = side / 2;
    let mut order: Vec<(u64, i32, i32)> = Vec::with_capacity((side * side) as usize);
    for y in -half..=half {
        for x in -half..=half {
            let (across, down) = (f64::from(x) / aspect.sqrt(), f64::from(y) * aspect.sqrt());
            // Between a frame and an ellipse: corners are filled, but late.
            let far = across.abs().max(down.abs()) + 0.25 * (across * across + down * down).sqrt();
            order.push(((far * 1024.0) as u64, x, y));
        }
    }
    order.sort_unstable();
    order.into_iter().map(|(_, x, y)| (x, y)).collect()
}
