//! What rose and fell: each name, pair and topic tested, all tests of a report corrected together.

use super::burst::{self, Found};
use super::count::Index;
use super::{FALSE_DISCOVERIES, SUPPORT};
use crate::report::stats::burst::Automaton;
use crate::report::stats::dispersion::{Bunching, Dispersion, between, shrunk};
use crate::report::stats::fdr::{self, Test};
use crate::report::stats::rate::{Comparison, Rate, chance, compare};
use std::collections::BTreeMap;
use std::ops::Range;

/// The ranges of texts that a report speaks of.
#[derive(Debug, Clone)]
pub(super) struct Spans {
    pub(super) now: Range<u32>,
    pub(super) then: Range<u32>,
    /// Periods before, the latest first; the first is `then`. Those without items are not there.
    pub(super) earlier: Vec<Range<u32>>,
}

impl Spans {
    pub(super) fn items(&self) -> (u32, u32) {
        (len(&self.now), len(&self.then))
    }
}

pub(super) fn len(range: &Range<u32>) -> u32 {
    range.end - range.start
}

/// What is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Entity(u32),
    Pair(u32, u32),
    Topic(u32),
}

/// Something that may have changed, with its texts now and then.
pub(super) struct Candidate {
    pub(super) what: What,
    pub(super) now: Vec<u32>,
    pub(super) then: Vec<u32>,
    /// Its texts in the earlier periods, as [`Spans::earlier`]; empty where these are not looked at.
    pub(super) earlier: Vec<u32>,
}

/// What a test found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Verdict {
    rates: [Rate; 2],
    dispersion: f64,
    pub(super) p: f64,
    pub(super) q: f64,
    pub(super) rises: bool,
    pub(super) falls: bool,
    /// The burst that overlaps the period, and whether it is one.
    pub(super) burst: Option<Found>,
}

impl Verdict {
    /// The whole comparison, with its interval.
    pub(super) fn comparison(&self) -> Comparison {
        compare(self.rates[0], self.rates[1], self.dispersion)
    }
}

/// Tests all candidates.
pub(super) fn verdicts(
    index: &Index<'_>,
    spans: &Spans,
    automaton: Automaton,
    candidates: &[Candidate],
) -> BTreeMap<What, Verdict> {
    let (items, before) = spans.items();
    let enough = |c: &&Candidate| {
        let (a, b) = (c.now.len(), c.then.len());
        a + b >= SUPPORT as usize
            && (index.is_from_several(&c.now) || index.is_from_several(&c.then))
    };
    if items == 0 || before == 0 {
        return BTreeMap::new();
    }
    let days = Days::new(index, spans);
    let tested: Vec<&Candidate> = candidates.iter().filter(enough).collect();
    let mut dispersions: Vec<Dispersion> = Vec::with_capacity(tested.len());
    for group in tested.chunk_by(|a, b| same_sort(a.what, b.what)) {
        dispersions.extend(dispersion(index, spans, &days, group));
    }
    let batches = burst::Days::new(index, spans);
    let mut tests: Vec<Test> = Vec::new();
    let mut found: Vec<Option<Found>> = Vec::new();
    let mut measured: Vec<[Rate; 2]> = Vec::new();
    for (candidate, dispersion) in tested.iter().zip(&dispersions) {
        let rate = |hits: usize, of: u32| Rate {
            hits: f64::from(u32::try_from(hits).unwrap_or(u32::MAX)),
            of: f64::from(of),
        };
        let rates = [
            rate(candidate.now.len(), items),
            rate(candidate.then.len(), before),
        ];
        let (p, least) = chance(rates[0], rates[1], dispersion.own);
        tests.push(Test { p, least });
        measured.push(rates);
        let burst = match candidate.what {
            What::Entity(entity) => batches.test(index, entity, automaton, *dispersion),
            _ => None,
        };
        found.push(burst);
    }
    // A burst is a second test of its name, and one that is not found was a test too.
    for (candidate, burst) in tested.iter().zip(&found) {
        if matches!(candidate.what, What::Entity(_)) {
            tests.push(Test {
                p: burst.map_or(1.0, |b| b.p),
                least: 0.0,
            });
        }
    }
    let q = fdr::q_values(&tests, FALSE_DISCOVERIES);
    let mut of_bursts = q[tested.len()..].iter();
    let mut verdicts = BTreeMap::new();
    for (place, candidate) in tested.iter().enumerate() {
        let burst_q = match candidate.what {
            What::Entity(_) => of_bursts.next().copied().unwrap_or(1.0),
            _ => 1.0,
        };
        let rates = measured[place];
        let grew = rates[0].hits * rates[1].of - rates[1].hits * rates[0].of;
        let passes = q[place] <= FALSE_DISCOVERIES;
        let verdict = Verdict {
            rates,
            dispersion: dispersions[place].own,
            p: tests[place].p,
            q: q[place],
            rises: passes && grew > 0.0 && index.is_from_several(&candidate.now),
            falls: passes && grew < 0.0 && index.is_from_several(&candidate.then),
            burst: found[place].map(|f| Found {
                holds: f.holds && burst_q <= FALSE_DISCOVERIES,
                ..f
            }),
        };
        verdicts.insert(candidate.what, verdict);
    }
    verdicts
}

fn same_sort(a: What, b: What) -> bool {
    std::mem::discriminant(&a) == std::mem::discriminant(&b)
}

/// Items by day in the two periods.
struct Days {
    read: [BTreeMap<i64, u32>; 2],
}

impl Days {
    fn new(index: &Index<'_>, spans: &Spans) -> Self {
        let read = [&spans.now, &spans.then].map(|range| {
            let mut days = BTreeMap::new();
            for text in index.slice(range) {
                *days.entry(text.day).or_default() += 1;
            }
            days
        });
        Self { read }
    }

    fn bunching(&self, index: &Index<'_>, candidate: &Candidate) -> Bunching {
        let mut bunching = Bunching::default();
        for (read, texts) in self.read.iter().zip([&candidate.now, &candidate.then]) {
            let mut hits: BTreeMap<i64, u32> = BTreeMap::new();
            for text in texts {
                *hits.entry(index.text(*text).day).or_default() += 1;
            }
            bunching.add(read.iter().map(|(day, of)| {
                (
                    f64::from(hits.get(day).copied().unwrap_or(0)),
                    f64::from(*of),
                )
            }));
        }
        bunching
    }
}

/// How bunched candidates of one sort are, within the two periods from day to day and over the earlier ones from period to period.
fn dispersion(
    index: &Index<'_>,
    spans: &Spans,
    days: &Days,
    group: &[&Candidate],
) -> Vec<Dispersion> {
    let size = |c: &Candidate| u32::try_from(c.now.len() + c.then.len()).unwrap_or(u32::MAX);
    let within: Vec<(u32, Bunching)> = group
        .iter()
        .map(|c| (size(c), days.bunching(index, c)))
        .collect();
    let mut found = shrunk(&within);
    if spans.earlier.len() >= 3 {
        let across: Vec<(u32, Bunching)> = group
            .iter()
            .map(|c| {
                let mut bunching = Bunching::default();
                bunching.add(spans.earlier.iter().map(|range| {
                    let hits = c.earlier.partition_point(|t| *t < range.end)
                        - c.earlier.partition_point(|t| *t < range.start);
                    (
                        f64::from(u32::try_from(hits).unwrap_or(u32::MAX)),
                        f64::from(len(range)),
                    )
                }));
                (size(c), bunching)
            })
            .collect();
        for (dispersion, across) in found.iter_mut().zip(between(&across)) {
            dispersion.usual = dispersion.usual.max(across);
            dispersion.own = dispersion.own.max(across);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Trend;
    use super::super::line::Line;
    use super::super::sample::{daily, period, report};
    use crate::entity::Kind;
    use crate::graph::Built;

    /// The last twenty of forty days.
    fn later(built: &Built) -> Trend {
        report(built, period("2026-01-21", "2026-02-09"))
    }

    fn line(trend: &Trend) -> &Line {
        &trend.most_named[0].1[0]
    }

    /// A report where A stands in the items of these days and places.
    fn named_at(places: &'static [(i64, usize)]) -> Trend {
        later(&daily(&[Kind::Company], 40, |number, place| {
            String::from(if places.contains(&(number, place)) {
                "a"
            } else {
                ""
            })
        }))
    }

    #[test]
    fn four_items_are_no_trend_and_five_are_tested() {
        let four = named_at(&[(21, 0), (25, 0), (30, 4), (35, 0)]);
        assert_eq!((line(&four).q, four.tests), (None, 0));
        let five = named_at(&[(21, 0), (25, 0), (30, 4), (35, 0), (5, 0)]);
        assert!(line(&five).q.is_some() && five.tests == 1);
    }

    #[test]
    fn what_one_digest_alone_says_is_no_trend() {
        // Six items of one digest of the first of the days.
        let mut built = daily(&[Kind::Company], 40, |number, place| {
            String::from(if number == 21 && place < 6 { "a" } else { "" })
        });
        for item in built.items.iter_mut().filter(|i| i.named.has(0)) {
            item.digest = "2026-01-22-0.md".to_string();
        }
        assert_eq!(later(&built).tests, 0);
        // Enough in one digest now, and two digests before: tested, and not called a rise.
        let built = daily(&[Kind::Company], 40, |number, place| {
            let now = number == 21 && place < 4;
            let then = (number == 3 || number == 4) && place == 0;
            String::from(if now || then { "a" } else { "" })
        });
        let trend = later(&built);
        assert!(trend.tests == 1 && trend.rising.is_empty());
    }

    #[test]
    fn a_change_that_is_sure_is_called_by_its_direction() {
        let every_other = |from: i64, to: i64| {
            later(&daily(&[Kind::Company], 40, move |number, place| {
                let is_there = (from..to).contains(&number) && place % 4 == 1;
                String::from(if is_there { "a" } else { "" })
            }))
        };
        let (rise, fall, steady) = (every_other(20, 40), every_other(0, 20), every_other(0, 40));
        assert_eq!((rise.rising.len(), rise.falling.len()), (1, 0));
        assert_eq!((fall.rising.len(), fall.falling.len()), (0, 1));
        assert_eq!((steady.rising.len(), steady.falling.len()), (0, 0));
        assert_eq!(line(&steady).p, Some(1.0));
    }

    #[test]
    fn items_that_come_in_bunches_prove_less() {
        // Twelve items each, against two before: one a day, or six on each of two days.
        let even = named_at(&[
            (20, 0),
            (21, 0),
            (22, 0),
            (23, 0),
            (24, 0),
            (25, 0),
            (26, 0),
            (27, 0),
            (28, 0),
            (29, 0),
            (30, 0),
            (31, 0),
            (4, 0),
            (14, 0),
        ]);
        let bunched = named_at(&[
            (20, 0),
            (20, 1),
            (20, 2),
            (20, 4),
            (20, 5),
            (20, 6),
            (30, 0),
            (30, 1),
            (30, 2),
            (30, 4),
            (30, 5),
            (30, 6),
            (4, 0),
            (14, 0),
        ]);
        let (one, other) = (line(&even), line(&bunched));
        assert_eq!(
            (one.items, one.before, other.items, other.before),
            (12, 2, 12, 2)
        );
        // 12 of 14 by tossing a coin: 2 · (91 + 14 + 1) / 2^14.
        assert_eq!(one.p, Some(0.012_94));
        assert!(
            other.p > Some(0.03) && other.low < one.low && other.high > one.high,
            "{other:?}"
        );
        assert_eq!(one.ratio, other.ratio);
    }

    #[test]
    fn what_went_up_and_down_before_has_to_go_further() {
        // Five periods of eight days: A stands in so many of a day's eight items.
        let of = |counts: [usize; 5]| {
            let built = daily(&[Kind::Company], 40, move |number, place| {
                let count = counts[usize::try_from(number / 8).unwrap()];
                String::from(if place < count { "a" } else { "" })
            });
            report(&built, period("2026-02-02", "2026-02-09"))
        };
        let (steady, moody) = (of([4, 4, 4, 4, 7]), of([1, 7, 1, 4, 7]));
        assert_eq!(line(&steady).momentum, [32, 32, 32, 32, 56]);
        assert_eq!(line(&moody).momentum, [8, 56, 8, 32, 56]);
        assert_eq!(line(&steady).ratio, line(&moody).ratio);
        assert_eq!((steady.rising.len(), moody.rising.len()), (1, 0));
        assert!(line(&moody).p > line(&steady).p);
    }

    #[test]
    fn a_name_that_is_one_of_many_needs_more_than_a_name_alone() {
        let of = |others: bool| {
            later(&daily(&[Kind::Company; 20], 40, move |number, place| {
                let mut named = String::new();
                // A: eleven against two.
                if place == 0 && (number == 3 || number == 13 || (22..33).contains(&number)) {
                    named.push('a');
                }
                // The others stand in an item of each second day.
                if others && place > 0 && number % 2 == 0 {
                    for letter in 1..=19u8 {
                        if usize::from(letter) % 7 + 1 == place {
                            named.push(char::from(b'a' + letter));
                        }
                    }
                }
                named
            }))
        };
        let q = |trend: &Trend| {
            let lines = trend.most_named[0].1.iter().chain(&trend.rising);
            lines.filter(|l| l.entity == "a").find_map(|l| l.q).unwrap()
        };
        let (alone, one_of_many) = (of(false), of(true));
        assert!(
            q(&one_of_many) > 2.0 * q(&alone),
            "{} {}",
            q(&alone),
            q(&one_of_many)
        );
    }
}
