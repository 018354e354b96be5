//! One connected part of a graph → places around (0, 0), a tie being about one long, the longer side across.

use super::Point;
use super::force;
use super::network::Network;
use super::pivot::{self, Pivots};
use super::quality::crossings;
use super::random::Random;
use super::stress;

/// Up to so many nodes several drawings are tried and that with the fewest crossings is taken.
const TRIED: usize = 200;

/// How many pivots, and how many rounds of each phase, a large part gets.
const PIVOTS: usize = 50;
const ROUNDS_OF_STRESS: usize = 20;
const ROUNDS_OF_FORCE: usize = 70;

/// Draws a connected part.
pub(super) fn draw(network: &Network) -> Vec<Point> {
    let n = network.count();
    let mut places = match n {
        0 | 1 => vec![Point::default(); n],
        _ if n <= stress::ALL_PAIRS => small(network),
        _ => large(network),
    };
    level(&mut places);
    places
}

fn small(network: &Network) -> Vec<Point> {
    let n = network.count();
    let tries = if n <= TRIED { 12 } else { 1 };
    let mut best: Option<(usize, Vec<Point>)> = None;
    for one in 0..tries {
        let mut places = if one == 0 {
            first(&Pivots::new(network, PIVOTS), n)
        } else {
            let mut random = Random::new(one);
            (0..n)
                .map(|_| Point {
                    x: random.unit(),
                    y: random.unit(),
                })
                .collect()
        };
        stress::all_pairs(network, &mut places, 30, one + 1);
        if tries == 1 {
            return places;
        }
        let crossed = crossings(network, &places);
        if best.as_ref().is_none_or(|(least, _)| crossed < *least) {
            best = Some((crossed, places));
        }
        if crossed == 0 {
            break;
        }
    }
    best.map(|(_, places)| places).unwrap_or_default()
}

fn large(network: &Network) -> Vec<Point> {
    let pivots = Pivots::new(network, PIVOTS);
    let mut places = first(&pivots, network.count());
    stress::majorise(network, &pivots, &mut places, ROUNDS_OF_STRESS);
    force::relax(network, &pivots, &mut places, ROUNDS_OF_FORCE);
    places
}

/// Returns first places, as far apart as the graph has them.
fn first(pivots: &Pivots, n: usize) -> Vec<Point> {
    let mut places = pivot::places(pivots, n);
    let scale = force::scale(pivots, &places);
    for place in &mut places {
        place.x /= scale;
        place.y /= scale;
    }
    places
}

/// Moves the middle to (0, 0) and turns the direction in which a drawing is longest to the horizontal.
fn level(places: &mut [Point]) {
    let n = places.len().max(1) as f64;
    let x = places.iter().map(|p| p.x).sum::<f64>() / n;
    let y = places.iter().map(|p| p.y).sum::<f64>() / n;
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for place in places.iter_mut() {
        place.x -= x;
        place.y -= y;
        xx += place.x * place.x;
        xy += place.x * place.y;
        yy += place.y * place.y;
    }
    // Half the angle whose tangent is 2·xy / (xx − yy), by half-angle formulas.
    let (difference, twice) = ((xx - yy) / 2.0, xy);
    let long = (difference * difference + twice * twice).sqrt();
    if long <= 1e-9 * (xx + yy) || !long.is_finite() {
        return;
    }
    let cosine = ((1.0 + difference / long) / 2.0).max(0.0).sqrt();
    let sine =
        ((1.0 - difference / long) / 2.0).max(0.0).sqrt() * if twice < 0.0 { -1.0 } else { 1.0 };
    for place in places {
        *place = Point {
            x: place.x * cosine + place.y * sine,
            y: place.y * cosine - place.x * sine,
        };
    }
}
