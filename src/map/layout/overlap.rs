//! Boxes that overlap → boxes that do not, in the same shape.
//!
//! PRISM (Gansner and Hu 2010): boxes and their neighbours in all directions should keep their distances, boxes that overlap should stand so far apart
//! that they do not; the stress of that is made small, again and again. What is left after some rounds is pushed aside in one sweep that leaves no
//! overlap whatever the input, so this always ends.

use super::Point;
use super::random::Random;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::ops::Bound;

/// Rounds before the sweep.
const ROUNDS: usize = 120;
/// The most that two boxes are moved apart in a round, as a factor.
const GROWTH: f64 = 1.5;
/// How strongly neighbours that do not overlap keep their distance, beside 0.5 of those that do.
const HOLD: f64 = 0.1;
/// In a drawing of more boxes than this, most of them overlapping, all is widened by so much in a round.
const MANY: usize = 500;
const WIDEN: f64 = 1.05;
/// A box takes so many that overlap it into account in a round.
const OVERLAPS: usize = 24;

/// A width and a height.
pub(super) type Size = (f64, f64);

/// Moves boxes apart.
pub(super) fn remove(places: &mut [Point], sizes: &[Size]) {
    part_equal(places, sizes);
    let mut random = Random::new(5);
    // Large drawings come near enough in fewer rounds.
    let rounds = if places.len() > 5_000 {
        ROUNDS / 3
    } else {
        ROUNDS
    };
    for _ in 0..rounds {
        let overlaps = overlaps(places, sizes);
        if overlaps.is_empty() {
            return;
        }
        if overlaps.len() * 4 > places.len() && places.len() > MANY {
            for place in places.iter_mut() {
                place.x *= WIDEN;
                place.y *= WIDEN;
            }
        }
        let mut pairs = neighbours(places);
        pairs.extend(overlaps);
        pairs.sort_unstable();
        pairs.dedup();
        let mut terms: Vec<(u32, u32, f64, f64)> = pairs
            .into_iter()
            .map(|(a, b)| {
                let (factor, now) = growth(places, sizes, a as usize, b as usize);
                (a, b, factor * now, if factor > 1.0 { 0.5 } else { HOLD })
            })
            .collect();
        for share in [1.0, 0.7, 0.5, 0.35, 0.25, 0.2] {
            random.shuffle(&mut terms);
            for (a, b, far, hold) in &terms {
                let (a, b) = (*a as usize, *b as usize);
                let (dx, dy) = (places[a].x - places[b].x, places[a].y - places[b].y);
                let now = (dx * dx + dy * dy).sqrt().max(1e-9);
                let factor = share * hold * (now - far) / now;
                places[a].x -= dx * factor;
                places[a].y -= dy * factor;
                places[b].x += dx * factor;
                places[b].y += dy * factor;
            }
        }
    }
    sweep(places, sizes);
}

/// By how much two boxes should come to stand farther apart so that they do not overlap, and how far apart they are.
fn growth(places: &[Point], sizes: &[Size], a: usize, b: usize) -> (f64, f64) {
    let (dx, dy) = (
        (places[a].x - places[b].x).abs(),
        (places[a].y - places[b].y).abs(),
    );
    let width = (sizes[a].0 + sizes[b].0) / 2.0 / dx.max(1e-9);
    let height = (sizes[a].1 + sizes[b].1) / 2.0 / dy.max(1e-9);
    // A little more than touching, else the last steps are endless.
    let factor = if width > 1.0 && height > 1.0 {
        (width.min(height) * 1.01).min(GROWTH)
    } else {
        1.0
    };
    (factor, (dx * dx + dy * dy).sqrt())
}

/// Gives boxes at one place places side by side, so that there is a direction in which to part them.
fn part_equal(places: &mut [Point], sizes: &[Size]) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    let by_place = |a: Point, b: Point| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y));
    order.sort_by(|a, b| by_place(places[*a], places[*b]).then(a.cmp(b)));
    let mut random = Random::new(3);
    for pair in order.windows(2) {
        let (a, b) = (places[pair[0]], places[pair[1]]);
        if a.distance(b) < 1e-3 {
            let size = sizes[pair[1]];
            places[pair[1]].x += (random.unit() - 0.5) * size.0.max(1.0) * 0.2;
            places[pair[1]].y += (random.unit() - 0.5) * size.1.max(1.0) * 0.2;
        }
    }
}

/// Returns pairs of boxes that overlap, of each box only some.
pub(super) fn overlaps(places: &[Point], sizes: &[Size]) -> Vec<(u32, u32)> {
    let mut order: Vec<u32> = (0..places.len() as u32).collect();
    let left = |i: u32| places[i as usize].x - sizes[i as usize].0 / 2.0;
    order.sort_by(|a, b| left(*a).total_cmp(&left(*b)).then(a.cmp(b)));
    let mut pairs = Vec::new();
    for (at, a) in order.iter().enumerate() {
        let own = *a as usize;
        let right = places[own].x + sizes[own].0 / 2.0 - TOUCH;
        let mut found = 0;
        for b in &order[at + 1..] {
            if left(*b) >= right || found == OVERLAPS {
                break;
            }
            let other = *b as usize;
            let apart = (places[own].y - places[other].y).abs();
            if apart < (sizes[own].1 + sizes[other].1) / 2.0 - TOUCH {
                pairs.push((*a.min(b), *a.max(b)));
                found += 1;
            }
        }
    }
    pairs
}

/// Boxes that share less than this touch and do not overlap.
const TOUCH: f64 = 1e-6;

/// Returns of each place the nearest one in each of eight directions, as pairs: a net that keeps a drawing's shape (Yao 1982).
fn neighbours(places: &[Point]) -> Vec<(u32, u32)> {
    let low = places
        .iter()
        .fold((f64::MAX, f64::MAX), |l, p| (l.0.min(p.x), l.1.min(p.y)));
    let high = places
        .iter()
        .fold((f64::MIN, f64::MIN), |h, p| (h.0.max(p.x), h.1.max(p.y)));
    let side = ((high.0 - low.0) * (high.1 - low.1) * 2.0 / places.len().max(1) as f64).sqrt();
    let side = side
        .max((high.0 - low.0) / 4096.0)
        .max((high.1 - low.1) / 4096.0)
        .max(1e-6);
    let cell = |p: Point| (((p.x - low.0) / side) as i32, ((p.y - low.1) / side) as i32);
    let mut sorted: Vec<((i32, i32), u32)> = places
        .iter()
        .enumerate()
        .map(|(i, p)| (cell(*p), i as u32))
        .collect();
    sorted.sort_unstable();
    let mut pairs = Vec::new();
    for (i, here) in places.iter().enumerate() {
        let (column, row) = cell(*here);
        let mut nearest = [(f64::MAX, u32::MAX); 8];
        for column in column - 2..=column + 2 {
            let from = sorted.partition_point(|(c, _)| *c < (column, row - 2));
            // In a heap of equal places a few of them are neighbours enough.
            for (_, j) in sorted[from..]
                .iter()
                .take_while(|(c, _)| *c <= (column, row + 2))
                .take(64)
            {
                let (dx, dy) = (
                    places[*j as usize].x - here.x,
                    places[*j as usize].y - here.y,
                );
                let octant = usize::from(dx < 0.0)
                    | usize::from(dy < 0.0) << 1
                    | usize::from(dx.abs() < dy.abs()) << 2;
                let far = dx * dx + dy * dy;
                if *j as usize != i && (far, *j) < nearest[octant] {
                    nearest[octant] = (far, *j);
                }
            }
        }
        let i = i as u32;
        pairs.extend(
            nearest
                .iter()
                .filter(|n| n.1 != u32::MAX)
                .map(|n| (i.min(n.1), i.max(n.1))),
        );
    }
    pairs
}

/// A number as a key.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Key(f64);

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// From left to right, moves each box to the right as far as those before it need.
fn sweep(places: &mut [Point], sizes: &[Size]) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].x.total_cmp(&places[*b].x).then(a.cmp(b)));
    // From each height down to the next: how far the boxes so far reach.
    let mut reach: BTreeMap<Key, f64> =
        BTreeMap::from([(Key(f64::NEG_INFINITY), f64::NEG_INFINITY)]);
    for i in order {
        let (width, height) = sizes[i];
        let (top, bottom) = (
            Key(places[i].y - height / 2.0),
            Key(places[i].y + height / 2.0),
        );
        let above = |at: Key, reach: &BTreeMap<Key, f64>| {
            let mut before = reach.range((Bound::Unbounded, Bound::Included(at)));
            before
                .next_back()
                .map_or(f64::NEG_INFINITY, |(_, right)| *right)
        };
        let at_top = above(top, &reach);
        let at_bottom = above(bottom, &reach);
        let within: Vec<Key> = reach.range(top..bottom).map(|(key, _)| *key).collect();
        let needed = within
            .iter()
            .filter_map(|key| reach.get(key))
            .fold(at_top, |m, r| m.max(*r));
        places[i].x = places[i].x.max(needed + width / 2.0);
        for key in within {
            reach.remove(&key);
        }
        reach.insert(top, places[i].x + width / 2.0);
        reach.insert(bottom, at_bottom);
    }
}

/// Returns the middle one of some numbers, 0 of none.
pub(super) fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(0.0)
}

/// Puts what is nowhere to (0, 0).
pub(super) fn mend(places: &mut [Point]) {
    for place in places {
        if !(place.x.is_finite() && place.y.is_finite()) {
            *place = Point::default();
        }
    }
}
