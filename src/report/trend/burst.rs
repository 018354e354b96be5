//! When a name burst: its days over the period and those before it, through the automaton, tested.

use super::SUPPORT;
use super::count::Index;
use super::rise::Spans;
use crate::report::stats::burst::{self, Automaton, Batch, Burst};
use crate::report::stats::dispersion::Dispersion;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeSet;
use std::ops::Range;

/// Days of a burst that do not speak for it: the heaviest one may be a single story. Two days at least must be left.
const SPARED: usize = 1;

/// A burst in a report.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Stretch {
    /// Its first day.
    pub start: Date,
    /// Its last day with items read.
    pub end: Date,
    /// How high it rises: at level k items name the entity 2^k times as often as usual.
    pub level: usize,
    /// How much likelier its days are in that state than in the usual one, as a natural logarithm.
    pub weight: f64,
}

/// A burst that was found and tested.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) burst: Burst,
    pub(super) p: f64,
    /// Enough items, on enough days, from enough digests; after the correction, whether it is believed.
    pub(super) holds: bool,
}

/// The days with items, over the period and those before it.
pub(super) struct Days {
    range: Range<u32>,
    days: Vec<(i64, u32)>,
    /// The first day of the period.
    from: i64,
}

impl Days {
    pub(super) fn new(index: &Index<'_>, spans: &Spans) -> Self {
        let start = spans.earlier.last().map_or(spans.then.start, |r| r.start);
        let range = start..spans.now.end;
        let mut days: Vec<(i64, u32)> = Vec::new();
        for text in index.slice(&range) {
            match days.last_mut() {
                Some(last) if last.0 == text.day => last.1 += 1,
                _ => days.push((text.day, 1)),
            }
        }
        let from = index.slice(&spans.now).first().map_or(i64::MAX, |t| t.day);
        Self { range, days, from }
    }

    /// The heaviest burst that overlaps the period.
    pub(super) fn test(
        &self,
        index: &Index<'_>,
        entity: u32,
        automaton: Automaton,
        dispersion: Dispersion,
    ) -> Option<Found> {
        let texts = index.of(entity, &self.range);
        let mut batches: Vec<Batch> = self.days.iter().map(|(_, of)| (0, *of)).collect();
        for text in texts {
            let day = index.text(*text).day;
            let place = self.days.partition_point(|(d, _)| *d < day);
            batches[place].0 += 1;
        }
        let burst = burst::bursts(&batches, automaton)
            .into_iter()
            .filter(|b| self.days[b.end].0 >= self.from)
            .max_by(|a, b| a.weight.total_cmp(&b.weight))?;
        let (start, end) = (self.days[burst.start].0, self.days[burst.end].0);
        let inside: Vec<u32> = texts
            .iter()
            .copied()
            .filter(|t| (start..=end).contains(&index.text(*t).day))
            .collect();
        let days: BTreeSet<i64> = inside.iter().map(|t| index.text(*t).day).collect();
        let now = inside.iter().any(|t| index.text(*t).day >= self.from);
        Some(Found {
            start,
            end,
            burst,
            p: burst::chance(&batches, burst, dispersion.usual, SPARED),
            holds: now
                && inside.len() >= SUPPORT as usize
                && days.len() > SPARED + 1
                && index.is_from_several(&inside),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::Line;
    use super::super::sample::{daily, day, period, report, report_within};
    use super::super::{Limits, Trend};
    use super::*;
    use crate::entity::Kind;
    use crate::graph::Built;

    /// Forty days of eight items: A stands in the last item of every fifth day, and each day in so many as `more` says. Eight other names,
    /// each in an item a day, say what is usual.
    fn graph(more: fn(i64) -> usize) -> Built {
        daily(&[Kind::Company; 9], 40, |number, place| {
            let other = b"bcdefghi"[(place + usize::try_from(number).unwrap()) % 8];
            let usual = number % 5 == 0 && place == 7;
            let a = if usual || place < more(number) {
                "a"
            } else {
                ""
            };
            format!("{a}{}", char::from(other))
        })
    }

    fn on(number: i64, days: std::ops::RangeInclusive<i64>, items: usize) -> usize {
        if days.contains(&number) { items } else { 0 }
    }

    fn told_on(more: fn(i64) -> usize) -> Trend {
        report(&graph(more), period("2026-01-31", "2026-02-09"))
    }

    fn one(lines: &[Line]) -> Stretch {
        assert_eq!(lines.len(), 1);
        lines[0].burst.unwrap()
    }

    #[test]
    fn a_burst_has_its_first_and_its_last_day() {
        let burst = one(&told_on(|day| on(day, 33..=35, 6)).bursts);
        assert_eq!(
            (burst.start, burst.end),
            (day("2026-02-03"), day("2026-02-05"))
        );
        assert_eq!(burst.level, 2);
        assert!(burst.weight > 5.0 && burst.weight.is_finite());
        // One that began before the period goes on into it.
        let burst = one(&told_on(|day| on(day, 28..=30, 6)).bursts);
        assert_eq!(
            (burst.start, burst.end),
            (day("2026-01-29"), day("2026-01-31"))
        );
    }

    #[test]
    fn what_ended_before_the_period_is_none_of_its_bursts() {
        assert!(told_on(|day| on(day, 26..=29, 6)).bursts.is_empty());
        assert!(told_on(|_| 0).bursts.is_empty());
    }

    #[test]
    fn a_story_of_two_days_is_no_burst() {
        assert!(told_on(|day| on(day, 33..=33, 7)).bursts.is_empty());
        assert!(told_on(|day| on(day, 32..=33, 7)).bursts.is_empty());
    }

    #[test]
    fn the_heaviest_of_several_is_told() {
        let cheap = Limits {
            automaton: Automaton {
                gamma: 0.5,
                ..Automaton::default()
            },
            ..Limits::default()
        };
        let last = period("2026-01-31", "2026-02-09");
        let heavier_last = graph(|day| on(day, 30..=32, 2) + on(day, 36..=39, 6));
        let burst = one(&report_within(&heavier_last, last, &cheap).bursts);
        assert_eq!(
            (burst.start, burst.end),
            (day("2026-02-06"), day("2026-02-09"))
        );
        let heavier_first = graph(|day| on(day, 30..=33, 6) + on(day, 37..=39, 2));
        let burst = one(&report_within(&heavier_first, last, &cheap).bursts);
        assert_eq!(
            (burst.start, burst.end),
            (day("2026-01-31"), day("2026-02-03"))
        );
    }

    #[test]
    fn what_a_burst_is_can_be_stated() {
        let dear = Limits {
            automaton: Automaton {
                gamma: 30.0,
                ..Automaton::default()
            },
            ..Limits::default()
        };
        let built = graph(|day| on(day, 33..=35, 6));
        let last = period("2026-01-31", "2026-02-09");
        assert!(report_within(&built, last, &dear).bursts.is_empty());
        let low = Limits {
            automaton: Automaton {
                states: 1,
                ..Automaton::default()
            },
            ..Limits::default()
        };
        assert_eq!(one(&report_within(&built, last, &low).bursts).level, 1);
    }
}
