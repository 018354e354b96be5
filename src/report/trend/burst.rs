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
