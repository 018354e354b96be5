//! Nodes and ties → places on a plane, the same on every machine.
//!
//! A connected part of at most some hundred nodes is drawn by stress over all pairs of nodes, from several starts; a large one by Pivot MDS, then
//! sparse stress, then springs and pushes with a Barnes-Hut tree ([`part`]). The distances to the pivots give the large shape at once, which multilevel
//! methods find by coarsening. Then boxes are moved apart ([`overlap`]) and the parts put side by side ([`pack`]). A drawing that knows an earlier one
//! keeps its places ([`kept`]).
//!
//! Only `+ - * /` and square roots of the processor are used, other functions come from `libm`, sums have a fixed order and random numbers a fixed
//! seed: neither machine nor threads change a bit.
//!
//! ```
//! use aikg::map::layout::{Edge, Node, Options, layout};
//! let node = Node { width: 80.0, height: 30.0, place: None };
//! let places = layout(&[node; 3], &[Edge { a: 0, b: 1, weight: 2.0 }], &Options::default());
//! assert_eq!(places.len(), 3);
//! ```

mod force;
mod kept;
mod network;
mod overlap;
mod pack;
mod part;
mod pivot;
mod quadtree;
mod quality;
mod random;
mod stress;

pub use quality::{Quality, quality};
pub(crate) use random::Random;

use network::Network;
use overlap::Size;
use pack::{Piece, pack};

/// A place on the plane; y grows downwards.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Point {
    /// From left to right.
    pub x: f64,
    /// From top to bottom.
    pub y: f64,
}

impl Point {
    /// Returns how far another place is.
    pub fn distance(self, other: Self) -> f64 {
        let (dx, dy) = (self.x - other.x, self.y - other.y);
        (dx * dx + dy * dy).sqrt()
    }
}

/// What is to be placed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Node {
    /// Its width in points.
    pub width: f64,
    /// Its height in points.
    pub height: f64,
    /// Where its centre was in an earlier drawing: it stays near there.
    pub place: Option<(f64, f64)>,
}

/// A tie between two nodes, by number; one between a node and itself, or from or to no node, counts for nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Edge {
    /// One end.
    pub a: usize,
    /// The other end.
    pub b: usize,
    /// How strong it is, above 0.
    pub weight: f64,
}

/// What a drawing should be like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Points between two boxes.
    pub gap: f64,
    /// Width by height of the whole.
    pub aspect: f64,
    /// Whether boxes may overlap, as in a picture of thousands of nodes as dots; its proportions are then those that the ties give.
    pub overlaps: bool,
    /// How long ties are.
    pub lengths: Lengths,
}

/// How long ties are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lengths {
    /// All the same.
    Even,
    /// Strong ones, and those between nodes that share neighbours, are shorter: clusters stand apart.
    ByTies,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            gap: 8.0,
            aspect: 1.4,
            overlaps: false,
            lengths: Lengths::ByTies,
        }
    }
}

/// Places nodes so that who is tied stands close; returns their centres. Boxes do not overlap unless they may.
pub fn layout(nodes: &[Node], edges: &[Edge], options: &Options) -> Vec<Point> {
    let gap = sane(options.gap, 1e4);
    let aspect = if options.aspect.is_finite() {
        options.aspect.clamp(0.1, 10.0)
    } else {
        1.4
    };
    let sizes: Vec<Size> = nodes
        .iter()
        .map(|n| (sane(n.width, 1e6) + gap, sane(n.height, 1e6) + gap))
        .collect();
    let mut network = Network::new(nodes.len(), edges);
    if options.lengths == Lengths::ByTies {
        network.lengthen();
    }
    let parts = network.parts();
    let earlier = kept::earlier(nodes);
    let mut numbers = vec![0; nodes.len()];
    let mut places = vec![Point::default(); nodes.len()];
    let mut pieces = Vec::with_capacity(parts.len());
    for members in &parts {
        let own = network.part(members, &mut numbers);
        let sizes: Vec<Size> = members.iter().map(|i| sizes[*i as usize]).collect();
        let known: Vec<Option<Point>> = members.iter().map(|i| earlier[*i as usize]).collect();
        let mut drawn = match kept::add(&own, &known, &sizes) {
            Some(drawn) => drawn,
            None => {
                let mut drawn = shape(part::draw(&own), &sizes, aspect, options.overlaps);
                kept::bring_near(&mut drawn, &known);
                drawn
            }
        };
        overlap::mend(&mut drawn);
        pieces.push(Piece {
            boxes: drawn.iter().copied().zip(sizes).collect(),
            ties: own.pairs().map(|(a, b)| (drawn[a], drawn[b])).collect(),
            fixed: known.iter().any(Option::is_some),
        });
        for (i, place) in members.iter().zip(drawn) {
            places[*i as usize] = place;
        }
    }
    for (members, by) in parts.iter().zip(pack(&pieces, aspect)) {
        for i in members {
            places[*i as usize].x += by.x;
            places[*i as usize].y += by.y;
        }
    }
    if !options.overlaps && !overlap::overlaps(&places, &sizes).is_empty() {
        overlap::remove(&mut places, &sizes);
        kept::back(&mut places, &earlier);
    }
    places
}

/// Cuts a size to what can be drawn.
fn sane(size: f64, most: f64) -> f64 {
    if size.is_finite() {
        size.clamp(0.0, most)
    } else {
        0.0
    }
}

/// Turns lengths of ties into points, gives a part the wanted proportions and moves its boxes apart.
fn shape(drawn: Vec<Point>, sizes: &[Size], aspect: f64, overlaps: bool) -> Vec<Point> {
    let n = sizes.len().max(1) as f64;
    let width = sizes.iter().map(|s| s.0).sum::<f64>() / n;
    let height = sizes.iter().map(|s| s.1).sum::<f64>() / n;
    let area: f64 = sizes.iter().map(|s| s.0 * s.1).sum();
    let (across, down) = extent(&drawn, &vec![(0.0, 0.0); drawn.len()]);
    // As long as a box is large, and so that all boxes have room.
    let room = (ROOM * area / ((across + 1.0) * (down + 1.0))).sqrt();
    let mut unit = ((width * height).sqrt().max(1.0) * TIE).max(room);
    if overlaps {
        return stretched(&drawn, unit, unit);
    }
    let mut factor = 1.0_f64;
    let mut done = Vec::new();
    // Boxes are wider than high, so moving them apart changes the proportions: once more with what is known then.
    for _ in 0..if sizes.len() > 1_000 { 1 } else { 3 } {
        let (across, down) = match done.is_empty() {
            true => (across * unit + width, down * unit + height),
            false => extent(&done, sizes),
        };
        // Where boxes fill little of the drawing, ties can be shorter.
        if !done.is_empty() {
            unit *= (area / (across * down * FILLED).max(1e-9))
                .sqrt()
                .clamp(0.6, 1.0);
        }
        factor = (factor * (aspect * down / across.max(1e-9)).sqrt()).clamp(0.5, 2.0);
        done = stretched(&drawn, unit * factor, unit / factor);
        overlap::remove(&mut done, sizes);
    }
    done
}

/// How long a tie is, by the size of a box.
const TIE: f64 = 1.2;
/// The share of a drawing that boxes should fill.
const FILLED: f64 = 0.25;
/// How many times the area of all boxes a drawing has before they are moved apart, at the least.
const ROOM: f64 = 2.0;

fn stretched(places: &[Point], x: f64, y: f64) -> Vec<Point> {
    places
        .iter()
        .map(|p| Point {
            x: p.x * x,
            y: p.y * y,
        })
        .collect()
}

/// Returns the width and the height of a drawing.
fn extent(places: &[Point], sizes: &[Size]) -> (f64, f64) {
    let (low, high) = pack::bounds(places.iter().copied().zip(sizes.iter().copied()));
    ((high.0 - low.0).max(0.0), (high.1 - low.1).max(0.0))
}

#[cfg(test)]
mod tests;
