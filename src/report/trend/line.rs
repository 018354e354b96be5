//! An entity as a line of a report, with what says so.

use super::Limits;
use super::burst::Stretch;
use super::count::Index;
use super::rise::{Spans, Verdict, What, len};
use crate::entity::Kind;
use crate::graph::BuiltItem;
use crate::language::Language;
use crate::lexicon::Lexicon;
use crate::report::stats::odds::{Counts, log_odds};
use crate::report::stats::rate::{Comparison, Rate, compare};
use crate::report::stats::slope::slope;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// An entity in a report. What cannot be told is null: a ratio where nothing came before, a q-value where too few items allow no test.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// Its id.
    pub entity: String,
    /// Its name.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Items that name it in the period.
    pub items: u32,
    /// Items that named it in the period before.
    pub before: u32,
    /// Digests that name it in the period.
    pub digests: u32,
    /// The share of the period's items that name it.
    pub share: Option<f64>,
    /// Its share of all namings of entities of its kind.
    pub share_of_voice: Option<f64>,
    /// Its rate by the rate before.
    pub ratio: Option<f64>,
    /// The lower end of the ratio's 95 % interval.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
    /// How much more it sets this period apart than the one before, as a difference of log-odds with a Dirichlet prior.
    pub log_odds: Option<f64>,
    /// That by its standard deviation.
    pub z: Option<f64>,
    /// How likely such a difference is by chance alone.
    pub p: Option<f64>,
    /// The false discovery rate at which it counts, over all tests of the report.
    pub q: Option<f64>,
    /// The q-value, where it rises or falls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// Items in each of the last periods, oldest first, this one last; at most five, fewer where the graph begins later.
    pub momentum: Vec<u32>,
    /// By how much its share of the items changes from one of these periods to the next, and the standard error of that.
    pub slope: Option<[f64; 2]>,
    /// Its burst, where one overlaps the period.
    pub burst: Option<Stretch>,
    /// Items that say so, the newest first.
    pub evidence: Vec<Evidence>,
}

/// An item that says something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// Its digest.
    pub digest: String,
    /// Its number.
    pub item: u32,
    /// Its heading.
    pub heading: String,
    /// Its date.
    pub date: Option<Date>,
    /// Its first link, empty where it has none.
    pub url: String,
}

/// What lines are made from.
pub(super) struct View<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) lexicon: &'a Lexicon,
    pub(super) language: Language,
    pub(super) limits: &'a Limits,
    pub(super) spans: Spans,
    /// Entities of the period with their texts.
    pub(super) now: BTreeMap<u32, &'a [u32]>,
    pub(super) then: BTreeMap<u32, &'a [u32]>,
    pub(super) verdicts: BTreeMap<What, Verdict>,
    /// Namings of each kind in the period.
    pub(super) voices: BTreeMap<Kind, u32>,
    /// Namings in the period, in the one before, in both and all earlier ones.
    pub(super) namings: [u32; 3],
}

impl View<'_> {
    pub(super) fn line(&self, number: u32) -> Option<Line> {
        let entity = self.index.built.entity(number)?;
        let texts = |of: &BTreeMap<u32, &[u32]>| of.get(&number).map_or(Vec::new(), |t| t.to_vec());
        let (now, then) = (texts(&self.now), texts(&self.then));
        let (a, b) = (count(now.len()), count(then.len()));
        let verdict = self.verdicts.get(&What::Entity(number));
        let comparison = verdict
            .map(Verdict::comparison)
            .or_else(|| self.compared(a, b));
        let odds = self.log_odds(number, a, b);
        let momentum: Vec<u32> = self
            .spans
            .earlier
            .iter()
            .rev()
            .chain([&self.spans.now])
            .map(|range| count(self.index.of(number, range).len()))
            .collect();
        let shares: Vec<f64> = self
            .spans
            .earlier
            .iter()
            .rev()
            .chain([&self.spans.now])
            .zip(&momentum)
            .map(|(range, hits)| f64::from(*hits) / f64::from(len(range)).max(1.0))
            .collect();
        let voices = self.voices.get(&entity.kind).copied().unwrap_or(0);
        Some(Line {
            entity: entity.id.clone(),
            name: self.name(number),
            kind: entity.kind,
            items: a,
            before: b,
            digests: self.index.digests(&now),
            share: portion(a, self.spans.items().0),
            share_of_voice: portion(a, voices),
            ratio: comparison.and_then(|c| shown(c.ratio)),
            low: comparison.and_then(|c| shown(c.low)),
            high: comparison.and_then(|c| shown(c.high)),
            log_odds: odds.and_then(|o| shown(o.0)),
            z: odds.and_then(|o| shown(o.1)),
            p: comparison.and_then(|c| shown(c.p)),
            q: verdict.and_then(|v| shown(v.q)),
            chance: None,
            slope: slope(&shares).and_then(|(s, e)| Some([shown(s)?, shown(e)?])),
            momentum,
            burst: verdict
                .and_then(|v| v.burst)
                .filter(|b| b.holds)
                .and_then(|f| {
                    Some(Stretch {
                        start: day(f.start)?,
                        end: day(f.end)?,
                        level: f.burst.level,
                        weight: shown(f.burst.weight)?,
                    })
                }),
            evidence: self.evidence(if now.is_empty() { &then } else { &now }),
        })
    }

    /// Compares two counts of items that are too few to be tested.
    pub(super) fn compared(&self, a: u32, b: u32) -> Option<Comparison> {
        let (items, before) = self.spans.items();
        let rate = |hits: u32, of: u32| Rate {
            hits: hits.into(),
            of: of.into(),
        };
        (items > 0 && before > 0 && a + b > 0)
            .then(|| compare(rate(a, items), rate(b, before), 1.0))
    }

    fn log_odds(&self, number: u32, a: u32, b: u32) -> Option<(f64, f64)> {
        let [now, then, all] = self.namings.map(f64::from);
        let usual = self.index.of(number, &(0..self.spans.now.end)).len();
        if now == 0.0 || then == 0.0 || usual == 0 {
            return None;
        }
        // The prior weighs a tenth of what both periods say.
        let priors = 0.1 * (now + then);
        Some(log_odds(Counts {
            times: [a.into(), b.into()],
            of: [now, then],
            prior: priors * f64::from(count(usual)) / all,
            priors,
        }))
    }

    /// The name in the report's language, where the dictionaries have one.
    pub(super) fn name(&self, number: u32) -> String {
        let Some(entity) = self.index.built.entity(number) else {
            return String::new();
        };
        self.lexicon
            .by_id(&entity.id)
            .and_then(|n| self.lexicon.entity(n))
            .map_or(entity.canonical.as_str(), |row| self.language.name_of(row))
            .to_string()
    }

    pub(super) fn id(&self, number: u32) -> String {
        self.index
            .built
            .entity(number)
            .map_or_else(String::new, |e| e.id.clone())
    }

    pub(super) fn evidence(&self, texts: &[u32]) -> Vec<Evidence> {
        let mut items: Vec<&BuiltItem> = texts
            .iter()
            .map(|t| &self.index.built.items[self.index.text(*t).places[0]])
            .collect();
        items.sort_by_key(|i| (std::cmp::Reverse(i.date), &i.digest, i.number));
        items
            .into_iter()
            .take(self.limits.evidence)
            .map(|item| Evidence {
                digest: item.digest.clone(),
                item: item.number,
                heading: item.heading.clone(),
                date: item.date,
                url: item.sources.first().cloned().unwrap_or_default(),
            })
            .collect()
    }

    /// Says whether the report is about entities of a kind.
    pub(super) fn wants(&self, number: u32) -> bool {
        let kind = self.index.built.entity(number).map(|e| e.kind);
        self.limits.kind.is_none_or(|k| kind == Some(k))
            && self
                .limits
                .entity
                .as_ref()
                .is_none_or(|id| *id != self.id(number))
    }

    /// The entities of some kinds that most items name.
    pub(super) fn ranked(&self, wanted: impl Fn(Kind) -> bool) -> Vec<Line> {
        let mut numbers: Vec<(u32, usize)> = self
            .now
            .iter()
            .filter(|(n, _)| {
                self.wants(**n) && self.index.built.entity(**n).is_some_and(|e| wanted(e.kind))
            })
            .map(|(n, t)| (*n, t.len()))
            .collect();
        numbers.sort_by_key(|(n, items)| (std::cmp::Reverse(*items), *n));
        numbers
            .into_iter()
            .take(self.limits.lines)
            .filter_map(|(n, _)| self.line(n))
            .collect()
    }

    /// Entities whose share of the items grew, those whose share shrank, surest first; and bursts, the heaviest first.
    pub(super) fn movers(&self) -> [Vec<Line>; 3] {
        let mut sure: Vec<(f64, u32, &Verdict)> = self
            .verdicts
            .iter()
            .filter_map(|(what, verdict)| match what {
                What::Entity(n) => Some((verdict.p, *n, verdict)),
                _ => None,
            })
            .collect();
        sure.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let lines = |wanted: fn(&Verdict) -> bool| -> Vec<Line> {
            sure.iter()
                .filter(|(_, _, v)| wanted(v))
                .filter_map(|(_, n, _)| self.line(*n))
                .collect()
        };
        let with_chance = |mut lines: Vec<Line>| {
            lines.truncate(self.limits.lines);
            for line in &mut lines {
                line.chance = line.q;
            }
            lines
        };
        let mut bursts = lines(|v| v.burst.is_some_and(|b| b.holds));
        let weight = |l: &Line| l.burst.map_or(0.0, |b| b.weight);
        bursts.sort_by(|a, b| {
            weight(b)
                .total_cmp(&weight(a))
                .then_with(|| a.entity.cmp(&b.entity))
        });
        bursts.truncate(self.limits.lines);
        [
            with_chance(lines(|v| v.rises)),
            with_chance(lines(|v| v.falls)),
            bursts,
        ]
    }
}

fn portion(part: u32, of: u32) -> Option<f64> {
    shown(f64::from(part) / f64::from(of))
}

fn day(days: i64) -> Option<Date> {
    Date::constant(1970, 1, 1)
        .checked_add(jiff::Span::new().days(days))
        .ok()
}

/// A number as reports give it, with four digits that count; none where it is infinite.
pub(super) fn shown(value: f64) -> Option<f64> {
    value
        .is_finite()
        .then(|| format!("{value:.3e}").parse().unwrap_or(value))
}

pub(super) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
