//! An earlier drawing → places for what is new in it; what it had stays where it was.

use super::network::Network;
use super::overlap::{self, Size};
use super::{Node, Point};
use std::collections::VecDeque;

/// Farther out no place counts.
const FARTHEST: f64 = 1e7;

/// Returns the places that nodes had.
pub(super) fn earlier(nodes: &[Node]) -> Vec<Option<Point>> {
    let fits = |v: f64| v.is_finite() && v.abs() <= FARTHEST;
    nodes
        .iter()
        .map(|n| {
            n.place
                .filter(|(x, y)| fits(*x) && fits(*y))
                .map(|(x, y)| Point { x, y })
        })
        .collect()
}

/// Draws a connected part most of whose nodes have a place: each of the others stands where its ties to those placed are short and no box is, and
/// boxes that overlap move aside. `None` where fewer than half have a place.
pub(super) fn add(
    network: &Network,
    known: &[Option<Point>],
    sizes: &[Size],
) -> Option<Vec<Point>> {
    let kept = known.iter().flatten().count();
    if kept == 0 || kept * 2 < known.len() {
        return None;
    }
    let mut places = known.to_vec();
    let mut queue: VecDeque<usize> = (0..known.len()).filter(|i| known[*i].is_some()).collect();
    while let Some(from) = queue.pop_front() {
        for to in network.neighbours(from) {
            let to = *to as usize;
            if places[to].is_none() {
                places[to] = Some(best(network, &places, sizes, to));
                queue.push_back(to);
            }
        }
    }
    Some(places.into_iter().map(Option::unwrap_or_default).collect())
}

/// Twelve directions, as cosine and sine.
const DIRECTIONS: [(f64, f64); 12] = [
    (1.0, 0.0),
    (0.866, 0.5),
    (0.5, 0.866),
    (0.0, 1.0),
    (-0.5, 0.866),
    (-0.866, 0.5),
    (-1.0, 0.0),
    (-0.866, -0.5),
    (-0.5, -0.866),
    (0.0, -1.0),
    (0.5, -0.866),
    (0.866, -0.5),
];

/// Finds the best place around the neighbours that have one: on rings around their middle, where boxes and short ties have room.
fn best(network: &Network, places: &[Option<Point>], sizes: &[Size], node: usize) -> Point {
    let near: Vec<Point> = network
        .neighbours(node)
        .iter()
        .filter_map(|i| places[*i as usize])
        .collect();
    let count = near.len().max(1) as f64;
    let middle = Point {
        x: near.iter().map(|p| p.x).sum::<f64>() / count,
        y: near.iter().map(|p| p.y).sum::<f64>() / count,
    };
    let own = sizes[node];
    let unit = (own.0 * own.1).sqrt().max(1.0);
    let mut best = (f64::MAX, middle);
    for ring in 0..12 {
        let radius = f64::from(ring) * 0.5;
        for (cosine, sine) in &DIRECTIONS[..if ring == 0 { 1 } else { 12 }] {
            let place = Point {
                x: middle.x + radius * own.0.max(unit) * cosine,
                y: middle.y + radius * own.1.max(unit) * sine,
            };
            let long: f64 = near.iter().map(|p| p.distance(place)).sum::<f64>() / count;
            let covered: f64 = places
                .iter()
                .zip(sizes)
                .filter_map(|(other, size)| Some(shared(place, own, (*other)?, *size)))
                .sum();
            let cost = long / unit + 20.0 * covered / (own.0 * own.1).max(1.0);
            if cost < best.0 {
                best = (cost, place);
            }
        }
    }
    best.1
}

/// The area that two boxes share.
fn shared(a: Point, of_a: Size, b: Point, of_b: Size) -> f64 {
    let width = (of_a.0 + of_b.0) / 2.0 - (a.x - b.x).abs();
    let height = (of_a.1 + of_b.1) / 2.0 - (a.y - b.y).abs();
    width.max(0.0) * height.max(0.0)
}

/// Moves a part that was drawn anew to where those of its nodes were that had a place.
pub(super) fn bring_near(places: &mut [Point], known: &[Option<Point>]) {
    let count = known.iter().flatten().count() as f64;
    if count == 0.0 {
        return;
    }
    let by = places
        .iter()
        .zip(known)
        .fold(Point::default(), |sum, (now, was)| match was {
            Some(was) => Point {
                x: sum.x + (was.x - now.x) / count,
                y: sum.y + (was.y - now.y) / count,
            },
            None => sum,
        });
    shift(places, by);
}

/// Moves a drawing as a whole so that most of what had a place is there again.
pub(super) fn back(places: &mut [Point], known: &[Option<Point>]) {
    let moved = || {
        places
            .iter()
            .zip(known)
            .filter_map(|(now, was)| Some((now, (*was)?)))
    };
    let xs = overlap::median(moved().map(|(now, was)| was.x - now.x).collect());
    let ys = overlap::median(moved().map(|(now, was)| was.y - now.y).collect());
    shift(places, Point { x: xs, y: ys });
}

fn shift(places: &mut [Point], by: Point) {
    for place in places {
        place.x += by.x;
        place.y += by.y;
    }
}
