//! When a name bursts: Kleinberg, Bursty and Hierarchical Structure in Streams (KDD 2002), section 4, the enumerating variant for batches.
//!
//! In state i a batch names the name with probability p0·s^i, where p0 is its share of all batches; going up a state costs γ·ln n, going down
//! nothing. The cheapest sequence of states is found by dynamic programming; of equally cheap ones that with lower states.

use super::dispersion::Bunching;
use super::rate;

/// A batch: items that name the name, and items read.
pub type Batch = (u32, u32);

/// What the automaton is like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Automaton {
    /// States above the usual one.
    pub states: usize,
    /// How many times likelier the name is in each state than in the one below.
    pub s: f64,
    /// What going up costs.
    pub gamma: f64,
}

impl Default for Automaton {
    fn default() -> Self {
        Self {
            states: 2,
            s: 2.0,
            gamma: 1.0,
        }
    }
}

/// A burst: a stretch of batches in a state above the usual one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Burst {
    /// The first batch.
    pub start: usize,
    /// The last batch, included.
    pub end: usize,
    /// The highest state in it.
    pub level: usize,
    /// By how much the state costs less than the usual one, over the whole stretch, in natural logarithms.
    pub weight: f64,
}

/// Returns the stretches above the usual state, in order; a stretch that rises higher is one burst with its highest level.
pub fn bursts(batches: &[Batch], automaton: Automaton) -> Vec<Burst> {
    let (hits, of) = batches.iter().fold((0.0, 0.0), |s, b| {
        (s.0 + f64::from(b.0), s.1 + f64::from(b.1))
    });
    if hits <= 0.0 || hits >= of {
        return Vec::new();
    }
    let logs: Vec<(f64, f64)> = (0..=automaton.states)
        .scan(hits / of, |p, _| {
            let now = p.min(0.99999);
            *p *= automaton.s;
            Some((libm::log(now), libm::log1p(-now)))
        })
        .collect();
    let cost = |state: usize, (r, d): Batch| {
        -(f64::from(r) * logs[state].0 + f64::from(d - r) * logs[state].1)
    };
    let states = cheapest(batches, &cost, automaton);
    let mut found: Vec<Burst> = Vec::new();
    for (place, state) in states.iter().enumerate().filter(|(_, s)| **s > 0) {
        let weight = cost(0, batches[place]) - cost(1, batches[place]);
        match found.last_mut() {
            Some(last) if last.end + 1 == place => {
                last.end = place;
                last.level = last.level.max(*state);
                last.weight += weight;
            }
            _ => found.push(Burst {
                start: place,
                end: place,
                level: *state,
                weight,
            }),
        }
    }
    found
}

/// The cheapest state of each batch.
#[expect(clippy::cast_precision_loss, reason = "numbers of days and states")]
fn cheapest(
    batches: &[Batch],
    cost: &impl Fn(usize, Batch) -> f64,
    automaton: Automaton,
) -> Vec<usize> {
    let up = automaton.gamma * libm::log(batches.len() as f64);
    let count = automaton.states + 1;
    let mut paid: Vec<f64> = (0..count).map(|i| i as f64 * up).collect();
    let mut from = vec![0usize; batches.len() * count];
    let mut next = vec![0.0; count];
    for (place, batch) in batches.iter().enumerate() {
        for to in 0..count {
            let mut best = (f64::INFINITY, 0);
            for (state, paid) in paid.iter().enumerate() {
                let going = if place == 0 {
                    0.0
                } else {
                    to.saturating_sub(state) as f64 * up
                };
                let paid = if place == 0 && state != to {
                    f64::INFINITY
                } else {
                    *paid
                };
                if paid + going < best.0 - 1e-9 {
                    best = (paid + going, state);
                }
            }
            next[to] = best.0 + cost(to, *batch);
            from[place * count + to] = best.1;
        }
        paid.copy_from_slice(&next);
    }
    let mut state = (0..count).fold(
        0,
        |best, i| if paid[i] < paid[best] - 1e-9 { i } else { best },
    );
    let mut states = vec![0; batches.len()];
    for place in (0..batches.len()).rev() {
        states[place] = state;
        state = from[place * count + state];
    }
    states
}

/// How likely chance alone makes so many items fall into one stretch: the binomial tail of the stretch times the number of stretches
/// there are, since the stretch was chosen for its items (Bonferroni). The `spared` heaviest batches of the stretch do not speak for it: a
/// story of a day or two is no burst. `dispersion` is as in [`rate::compare`], and more where the batches outside show more.
#[expect(clippy::cast_precision_loss, reason = "numbers of days")]
pub fn chance(batches: &[Batch], burst: Burst, dispersion: f64, spared: usize) -> f64 {
    let sum = |b: &[Batch]| {
        b.iter().fold((0.0, 0.0), |s, b| {
            (s.0 + f64::from(b.0), s.1 + f64::from(b.1))
        })
    };
    let mut stretch = batches[burst.start..=burst.end].to_vec();
    stretch.sort_by(|a, b| {
        let cross = |x: &Batch, y: &Batch| u64::from(x.0) * u64::from(y.1);
        cross(b, a).cmp(&cross(a, b))
    });
    let stretch = &stretch[spared.min(stretch.len())..];
    let outside = [&batches[..burst.start], &batches[burst.end + 1..]].concat();
    let ((inside, read), (others, of)) = (sum(stretch), sum(&outside));
    if inside <= 0.0 || of <= 0.0 {
        return 1.0;
    }
    let mut own = Bunching::default();
    own.add(outside.iter().map(|b| (f64::from(b.0), f64::from(b.1))));
    let dispersion = dispersion.max(1.0).max(own.square / own.free.max(1.0));
    let tail = rate::at_least(inside / dispersion, others / dispersion, read / (read + of));
    let n = batches.len() as f64;
    (tail * n * (n + 1.0) / 2.0).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_found_where_it_is() {
        let mut batches = vec![(1, 20); 20];
        for batch in &mut batches[8..12] {
            batch.0 = 9;
        }
        let found = bursts(&batches, Automaton::default());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].start, found[0].end, found[0].level), (8, 11, 2));
        assert!(found[0].weight > 3.0 && chance(&batches, found[0], 1.0, 1) < 0.001);
        assert!(bursts(&[(1, 20); 20], Automaton::default()).is_empty());
        assert!(bursts(&[], Automaton::default()).is_empty());
    }

    /// All sequences tried, one by one.
    #[test]
    fn nothing_is_cheaper() {
        let automaton = Automaton {
            states: 2,
            s: 2.0,
            gamma: 0.5,
        };
        let batches = [(1, 9), (4, 9), (0, 9), (5, 9), (6, 9), (1, 9), (2, 9)];
        let p: f64 = 19.0 / 63.0;
        let cost = |i: usize, (r, d): Batch| {
            let p = (p * libm::pow(2.0, i as f64)).min(0.99999);
            -(f64::from(r) * libm::log(p) + f64::from(d - r) * libm::log1p(-p))
        };
        let price = |states: &[usize]| {
            let mut before = 0;
            let mut sum = 0.0;
            for (state, batch) in states.iter().zip(batches) {
                sum += state.saturating_sub(before) as f64 * 0.5 * libm::log(7.0)
                    + cost(*state, batch);
                before = *state;
            }
            sum
        };
        let least = (0..3usize.pow(7))
            .map(|n| (0..7u32).map(|i| n / 3usize.pow(i) % 3).collect::<Vec<_>>())
            .map(|s| price(&s))
            .fold(f64::INFINITY, f64::min);
        assert!((price(&cheapest(&batches, &cost, automaton)) - least).abs() < 1e-9);
    }

    /// Each state costs what section 4 says: the weight of a burst is by how much its first state is cheaper than the usual one.
    #[test]
    fn two_bursts_with_calm_between_are_two_with_their_own_weights() {
        let mut batches = vec![(1, 20); 30];
        for place in [4, 5, 6, 20, 21] {
            batches[place].0 = 8;
        }
        let found = bursts(&batches, Automaton::default());
        let places: Vec<_> = found.iter().map(|b| (b.start, b.end)).collect();
        assert_eq!(places, [(4, 6), (20, 21)]);
        let p = 65.0 / 600.0;
        let day = 8.0 * libm::log(2.0) + 12.0 * libm::log((1.0 - 2.0 * p) / (1.0 - p));
        assert!((found[0].weight - 3.0 * day).abs() < 1e-9);
        assert!((found[1].weight - 2.0 * day).abs() < 1e-9);
    }

    #[test]
    fn what_is_always_or_never_named_has_no_burst() {
        assert!(bursts(&[(5, 5); 9], Automaton::default()).is_empty());
        assert!(bursts(&[(0, 5); 9], Automaton::default()).is_empty());
        assert!(bursts(&[(0, 0); 9], Automaton::default()).is_empty());
    }

    #[test]
    fn a_day_without_items_is_in_no_burst_that_it_would_end_or_begin() {
        let mut batches = vec![(1, 20); 20];
        for place in [8, 9, 10] {
            batches[place].0 = 12;
        }
        (batches[7], batches[11]) = ((0, 0), (0, 0));
        let found = bursts(&batches, Automaton::default());
        assert_eq!((found.len(), found[0].start, found[0].end), (1, 8, 10));
        batches[19] = (0, 0);
        batches[18] = (15, 20);
        let last = *bursts(&batches, Automaton::default()).last().unwrap();
        assert_eq!((last.start, last.end), (18, 18));
    }

    /// The states of many short streams, against all sequences.
    #[test]
    fn nothing_is_cheaper_wherever_the_burst_is() {
        let mut n = 7u32;
        let mut next = |below: u32| {
            n = n.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (n >> 16) % below
        };
        for round in 0..30 {
            let batches: Vec<Batch> = (0..6).map(|_| (next(8), 8 + next(3))).collect();
            let gamma = [0.2, 0.6, 1.5][round % 3];
            let automaton = Automaton {
                states: 2,
                s: 1.7,
                gamma,
            };
            let cost = |i: usize, (r, d): Batch| {
                let p = [0.2, 0.34, 0.578][i];
                -(f64::from(r) * libm::log(p) + f64::from(d - r) * libm::log1p(-p))
            };
            let price = |states: &[usize]| {
                let befores = std::iter::once(&0).chain(states);
                let ups = befores
                    .zip(states)
                    .map(|(a, b)| b.saturating_sub(*a) as f64);
                let up: f64 = ups.sum::<f64>() * gamma * libm::log(6.0);
                up + states
                    .iter()
                    .zip(&batches)
                    .map(|(s, b)| cost(*s, *b))
                    .sum::<f64>()
            };
            let least = (0..3usize.pow(6))
                .map(|n| (0..6u32).map(|i| n / 3usize.pow(i) % 3).collect::<Vec<_>>())
                .map(|s| price(&s))
                .fold(f64::INFINITY, f64::min);
            let found = price(&cheapest(&batches, &cost, automaton));
            assert!(
                (found - least).abs() < 1e-9,
                "{round}: {found} {least} {batches:?}"
            );
        }
    }

    /// At least `a` of `n`, each with probability `p`, summed term by term.
    fn tail(a: u32, n: u32, p: f64) -> f64 {
        let term = |k: u32| {
            let ways = (0..k).fold(1.0, |w, i| w * f64::from(n - i) / f64::from(i + 1));
            ways * libm::pow(p, k.into()) * libm::pow(1.0 - p, (n - k).into())
        };
        (a..=n).map(term).sum()
    }

    fn burst_at(start: usize, end: usize) -> Burst {
        Burst {
            start,
            end,
            level: 1,
            weight: 1.0,
        }
    }

    #[test]
    fn chance_is_that_of_the_stretch_times_the_number_of_stretches() {
        let mut batches = vec![(1, 10); 10];
        (batches[4], batches[5]) = ((9, 10), (7, 10));
        let burst = burst_at(4, 5);
        let near = |found: f64, known: f64| (found / known - 1.0).abs() < 1e-9;
        // 16 of 24 items in 20 of 100 read; ten batches have 55 stretches.
        let all = chance(&batches, burst, 1.0, 0);
        assert!(near(all, 55.0 * tail(16, 24, 0.2)), "{all}");
        // Without the heaviest day: 7 of 15 in 10 of 90.
        let spared = chance(&batches, burst, 1.0, 1);
        assert!(near(spared, 55.0 * tail(7, 15, 1.0 / 9.0)), "{spared}");
        // Twice as bunched: half the items prove anything.
        let bunched = chance(&batches, burst, 2.0, 0);
        assert!(near(bunched, 55.0 * tail(8, 12, 0.2)), "{bunched}");
        assert!(
            near(chance(&batches, burst, 0.5, 0), all),
            "less than chance is chance"
        );
        assert_eq!(
            chance(&batches, burst_at(1, 1), 1.0, 0),
            1.0,
            "never more than sure"
        );
        assert_eq!(chance(&batches, burst, 1.0, 9), 1.0, "nothing is left");
        assert_eq!(
            chance(&batches, burst_at(0, 9), 1.0, 0),
            1.0,
            "nothing is outside"
        );
        // The heaviest is that with the greatest share, not with the most items.
        (batches[4], batches[5]) = ((20, 40), (14, 20));
        let spared = chance(&batches, burst, 1.0, 1);
        assert!(near(spared, 55.0 * tail(20, 28, 40.0 / 120.0)), "{spared}");
        (batches[4], batches[5]) = ((9, 12), (1, 2));
        let spared = chance(&batches, burst, 1.0, 1);
        assert!(
            near(spared, (55.0 * tail(1, 9, 2.0 / 82.0)).min(1.0)),
            "{spared}"
        );
    }

    #[test]
    fn days_outside_that_are_bunched_make_a_burst_less_sure() {
        let mut batches: Vec<Batch> = (0..10).map(|i| (4 * (i % 2), 10)).collect();
        (batches[4], batches[5]) = ((10, 10), (10, 10));
        // 16 of 80 outside, 0 or 4 a day where 2 are expected: X² is 8 · 4 / (2 · 0.8), by 7 days free 20/7.
        let found = chance(&batches, burst_at(4, 5), 1.0, 0);
        let d = 20.0 / 7.0;
        let known = 55.0 * rate::at_least(20.0 / d, 16.0 / d, 0.2);
        assert!((found / known - 1.0).abs() < 1e-9, "{found} {known}");
    }
}
