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
