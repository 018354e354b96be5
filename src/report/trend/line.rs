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

#[cfg(test)]
mod tests {
    use super::super::sample::{daily, day, graph, item, period, report, report_within};
    use super::super::{Limits, Trend};
    use super::*;
    use crate::graph::{Built, BuiltItem};

    /// Four items in each two days: none names A before the third of March; then one, none (no items at all), two, and all four do.
    fn growing() -> Built {
        let mut items = Vec::new();
        for (days, named) in [
            (["01", "02"], ["c", "", "", ""]),
            (["03", "04"], ["a", "", "", ""]),
            (["07", "08"], ["a", "a", "b", ""]),
            (["09", "10"], ["a", "ab", "ab", "ac"]),
        ] {
            for (place, named) in named.iter().enumerate() {
                let day = format!("2026-03-{}", days[place % 2]);
                items.push(BuiltItem {
                    sources: vec![
                        format!("https://example.org/{day}/{place}"),
                        "x".to_string(),
                    ],
                    ..item(&format!("{day}.md"), &day, named)
                });
            }
        }
        items.sort_by(|a, b| a.digest.cmp(&b.digest));
        graph(&[Kind::Company, Kind::Company, Kind::Person], items)
    }

    fn last_two_days(limits: &Limits) -> Trend {
        report_within(&growing(), period("2026-03-09", "2026-03-10"), limits)
    }

    fn ids(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|l| l.entity.as_str()).collect()
    }

    #[test]
    fn a_line_holds_what_can_be_counted_by_hand() {
        let trend = last_two_days(&Limits::default());
        let [(Kind::Company, companies), (Kind::Person, people)] = trend.most_named.as_slice()
        else {
            panic!("{:?}", trend.most_named);
        };
        assert_eq!((ids(companies), ids(people)), (vec!["a", "b"], vec!["c"]));
        let a = &companies[0];
        assert_eq!((a.items, a.before, a.digests), (4, 2, 2));
        assert_eq!((a.share, a.share_of_voice), (Some(1.0), Some(0.6667)));
        assert_eq!(a.ratio, Some(2.0), "4 of 4 against 2 of 4");
        assert!(
            a.low < Some(1.0) && a.high > Some(2.0) && a.p > Some(0.3),
            "{a:?}"
        );
        // 7 namings now and 3 before; of 12 in all 7 are A's: its prior is 0.1 · 10 · 7 / 12.
        assert_eq!((a.log_odds, a.z), (Some(-0.307), Some(-0.3946)));
        assert_eq!(
            a.momentum,
            [0, 1, 2, 4],
            "where nothing was read, nothing is said"
        );
        let b = &companies[1];
        assert_eq!((b.items, b.before, b.share), (2, 1, Some(0.5)));
        assert_eq!(b.momentum, [0, 0, 1, 2]);
        // 0, 0, 1/4 and 1/2 at equal steps: the slope is 0.175, and 0.01875 of squares is left over.
        assert_eq!(b.slope, Some([0.175, 0.043_3]));
        let c = &people[0];
        assert_eq!((c.share_of_voice, c.ratio), (Some(1.0), None));
        assert_eq!(trend.items_before, 4);
        let earlier: Vec<_> = trend
            .previous
            .iter()
            .map(|e| (e.period.from, e.items, e.digests))
            .collect();
        let of = |text| (day(text), 4, 2);
        assert_eq!(
            earlier,
            [of("2026-03-07"), of("2026-03-03"), of("2026-03-01")]
        );
    }

    #[test]
    fn evidence_is_the_newest_items_with_their_first_links() {
        let trend = last_two_days(&Limits::default());
        let a = &trend.most_named[0].1[0];
        let told: Vec<_> = a
            .evidence
            .iter()
            .map(|e| (&*e.digest, e.item, e.date, &*e.url))
            .collect();
        let tenth = Some(day("2026-03-10"));
        assert_eq!(
            told,
            [
                (
                    "2026-03-10.md",
                    1,
                    tenth,
                    "https://example.org/2026-03-10/1"
                ),
                (
                    "2026-03-10.md",
                    2,
                    tenth,
                    "https://example.org/2026-03-10/3"
                ),
            ]
        );
        assert!(a.evidence[0].heading.starts_with("heading"));
    }

    #[test]
    fn lists_are_as_long_as_asked_for_and_about_what_was_asked_for() {
        let one = Limits {
            lines: 1,
            evidence: 1,
            ..Limits::default()
        };
        let trend = last_two_days(&one);
        assert_eq!(ids(&trend.most_named[0].1), ["a"]);
        assert_eq!(trend.most_named[0].1[0].evidence.len(), 1);
        let people = Limits {
            kind: Some(Kind::Person),
            ..Limits::default()
        };
        let trend = last_two_days(&people);
        assert_eq!(trend.most_named.len(), 1);
        assert_eq!(ids(&trend.most_named[0].1), ["c"]);
        // A report on A tells what goes with it.
        let of_a = Limits {
            entity: Some("a".to_string()),
            ..Limits::default()
        };
        assert_eq!(ids(&last_two_days(&of_a).most_named[0].1), ["b"]);
    }

    #[test]
    fn nothing_before_leaves_what_needs_it_untold() {
        let built = graph(&[Kind::Company], vec![item("1.md", "2026-03-01", "a")]);
        let trend = report(&built, period("2026-03", "2026-03"));
        let a = &trend.most_named[0].1[0];
        assert_eq!(
            (a.ratio, a.low, a.p, a.q, a.log_odds),
            (None, None, None, None, None)
        );
        assert_eq!((a.share, a.slope, &a.momentum), (Some(1.0), None, &vec![1]));
        assert!(trend.previous.is_empty() && trend.rising.is_empty());
    }

    #[test]
    fn the_surest_risers_come_first_and_what_falls_is_shown_by_what_it_had() {
        // From the twentieth day on B stands in 4 of 8 items and C in 6; D and E stood there before.
        let built = daily(&[Kind::Company; 5], 40, |number, place| {
            let mut named = String::from(if place == 7 { "a" } else { "" });
            let (more, less) = if number < 20 { ('d', 'e') } else { ('b', 'c') };
            if place < 4 {
                named.push(more);
            }
            if place < 6 {
                named.push(less);
            }
            named
        });
        let last = period("2026-01-21", "2026-02-09");
        let trend = report(&built, last);
        assert_eq!(ids(&trend.rising), ["c", "b"]);
        assert_eq!(ids(&trend.falling), ["e", "d"]);
        let c = &trend.rising[0];
        assert_eq!((c.items, c.before, c.ratio), (120, 0, None));
        assert!(c.low > Some(1.0) && c.high.is_none() && c.q < Some(0.001) && c.chance == c.q);
        let e = &trend.falling[0];
        assert_eq!((e.items, e.before, e.ratio), (0, 120, Some(0.0)));
        assert_eq!(e.evidence[0].date, Some(day("2026-01-20")));
        assert_eq!(trend.most_named[0].1[2].chance, None);
        let one = Limits {
            lines: 1,
            ..Limits::default()
        };
        let trend = report_within(&built, last, &one);
        assert_eq!(
            (ids(&trend.rising), ids(&trend.falling)),
            (vec!["c"], vec!["e"])
        );
    }
}
