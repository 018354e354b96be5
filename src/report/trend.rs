//! What a period says, counted from the tables and compared with the period of the same length before it.
//!
//! Small numbers are no trend: an entity rises or falls only with at least five items in both periods together, from at least two
//! digests, and where an exact conditional test of the two rates, corrected for the number of entities tested (Benjamini and Hochberg
//! 1995), gives a false discovery rate of at most 0.1.

use crate::digest::list::is_quantity;
use crate::entity::Kind;
use crate::graph::{Built, BuiltEntity, BuiltItem, pairs_of};
use crate::lexicon::Lexicon;
use crate::text::{date, fold};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Items in both periods together below which nothing is called a trend.
pub const SUPPORT: u32 = 5;

/// The share of trends that may be false alarms.
pub const FALSE_DISCOVERIES: f64 = 0.1;

/// Days in a period that is not stated: four weeks.
const DEFAULT_DAYS: i64 = 28;

/// A stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day, included.
    pub to: Date,
}

impl Period {
    /// The stated period; what is not stated comes from the graph: up to its last date, four weeks long. `None` for a graph without dates.
    pub fn of(built: &Built, from: Option<Date>, to: Option<Date>) -> Option<Self> {
        let (_, last) = built.dates()?;
        let to = to.unwrap_or_else(|| from.map_or(last, |f| f.max(last)));
        let from = from.unwrap_or_else(|| back(to, DEFAULT_DAYS - 1));
        Some(Self { from, to })
    }

    /// The period of the same length just before.
    pub fn before(self) -> Self {
        let to = back(self.from, 1);
        Self {
            from: back(to, self.days() - 1),
            to,
        }
    }

    /// How many days it has.
    pub fn days(self) -> i64 {
        (date::days(self.to) - date::days(self.from) + 1).max(1)
    }

    fn has(self, day: Option<Date>) -> bool {
        day.is_some_and(|d| d >= self.from && d <= self.to)
    }
}

fn back(day: Date, days: i64) -> Date {
    day.checked_sub(jiff::Span::new().days(days))
        .unwrap_or(Date::MIN)
}

/// What a period says.
#[derive(Debug, Clone, Serialize)]
pub struct Trend {
    /// The form of this structure; 1 now.
    pub format: u32,
    /// The build it was made from.
    pub build: String,
    /// The period.
    pub period: Period,
    /// The one it is compared with.
    pub before: Period,
    /// What was read in the period.
    pub coverage: Coverage,
    /// Items in the period before.
    pub items_before: u32,
    /// The most named entities of each kind, the kinds in the order of [`Kind::ALL`].
    pub most_named: Vec<(Kind, Vec<Line>)>,
    /// Entities whose share of the items grew.
    pub rising: Vec<Line>,
    /// Entities whose share of the items shrank.
    pub falling: Vec<Line>,
    /// Entities named for the first time.
    pub new: Vec<Line>,
    /// Pairs that items name together most often.
    pub pairs: Vec<PairLine>,
    /// Topics by ISO week: the weeks, then each topic with its items by week.
    pub weeks: Vec<String>,
    /// The topics with most items.
    pub topics: Vec<TopicLine>,
    /// Papers that items cite.
    pub papers: Vec<Line>,
    /// What a reader should know about the data.
    pub quality: Quality,
}

/// What was read in a period.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Coverage {
    /// Digests with items in the period.
    pub digests: u32,
    /// Items.
    pub items: u32,
    /// Entities that they name.
    pub entities: u32,
}

/// An entity in a report.
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
    /// How likely such a difference is by chance alone, corrected for the number of tests; only for rises and falls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
    /// Items that say so, the newest first.
    pub evidence: Vec<Evidence>,
}

/// A pair in a report.
#[derive(Debug, Clone, Serialize)]
pub struct PairLine {
    /// One.
    pub a: String,
    /// The other.
    pub b: String,
    /// Items that name both in the period.
    pub items: u32,
    /// Digests they stand in.
    pub digests: u32,
    /// Some of them, the newest first.
    pub evidence: Vec<Evidence>,
}

/// A topic in a report.
#[derive(Debug, Clone, Serialize)]
pub struct TopicLine {
    /// Its id.
    pub topic: String,
    /// Its name.
    pub name: String,
    /// Items in each week of the period.
    pub weeks: Vec<u32>,
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

/// What a reader should know about the data.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Quality {
    /// Days of the period without any digest.
    pub days_without_digest: i64,
    /// Items of the graph without a date: they are in no period.
    pub items_without_date: u32,
    /// Entities of the period whose kind is not known.
    pub without_kind: u32,
    /// Digests of the period that gave warnings.
    pub digests_with_warnings: u32,
}

/// How a report is made.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Lines of a list.
    pub lines: usize,
    /// Items shown as evidence.
    pub evidence: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lines: 10,
            evidence: 2,
        }
    }
}

#[derive(Default)]
struct Tally<'a> {
    items: u32,
    digests: BTreeSet<&'a str>,
    places: Vec<usize>,
}

/// Counts what a period says.
pub fn trend(
    built: &Built,
    lexicon: &Lexicon,
    language: super::Language,
    period: Period,
    limits: Limits,
) -> Trend {
    let before = period.before();
    let mut now: BTreeMap<u32, Tally<'_>> = BTreeMap::new();
    let mut then: BTreeMap<u32, Tally<'_>> = BTreeMap::new();
    let mut pairs: BTreeMap<(u32, u32), Tally<'_>> = BTreeMap::new();
    let mut topics: BTreeMap<&str, BTreeMap<String, u32>> = BTreeMap::new();
    let mut digests: BTreeSet<&str> = BTreeSet::new();
    let (mut items, mut items_before) = (0, 0);
    for (place, item, named) in texts(built) {
        let tally = if period.has(item.date) {
            items += 1;
            digests.insert(&item.digest);
            add_topics(item, &mut topics);
            for pair in pairs_of(&named, |n| is_core(built, n)) {
                count(pairs.entry(pair).or_default(), item, place);
            }
            &mut now
        } else if before.has(item.date) {
            items_before += 1;
            &mut then
        } else {
            continue;
        };
        for number in named.keys() {
            count(tally.entry(*number).or_default(), item, place);
        }
    }
    let view = View {
        built,
        lexicon,
        language,
        limits,
        now: &now,
        then: &then,
    };
    let (rising, falling) = movers(&view, items, items_before);
    let weeks = weeks(period);
    Trend {
        format: 1,
        build: built.manifest.build.clone(),
        period,
        before,
        coverage: Coverage {
            digests: u32::try_from(digests.len()).unwrap_or(u32::MAX),
            items,
            entities: u32::try_from(now.len()).unwrap_or(u32::MAX),
        },
        items_before,
        most_named: most_named(&view),
        rising,
        falling,
        new: newcomers(&view, period),
        pairs: view.pair_lines(&pairs),
        topics: topic_lines(&view, &topics, &weeks),
        weeks,
        papers: view.ranked(|kind| kind == Kind::Paper, 1),
        quality: quality(built, &now, &digests, period),
    }
}

/// Entities with the passages that name them.
type Named = BTreeMap<u32, BTreeSet<u32>>;

/// The items of a graph, each text once: a digest that gives an item in its overview and again below says it once.
fn texts(built: &Built) -> Vec<(usize, &BuiltItem, Named)> {
    let mut texts: Vec<(usize, &BuiltItem, Named)> = Vec::new();
    let mut seen: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for (place, item) in built.items.iter().enumerate() {
        let key = (item.digest.as_str(), fold::key(&item.heading));
        match seen.get(&key).and_then(|i| texts.get_mut(*i)) {
            Some((_, _, named)) => {
                for (number, passages) in &item.named {
                    named.entry(*number).or_default().extend(passages);
                }
            }
            None => {
                seen.insert(key, texts.len());
                texts.push((place, item, item.named.clone()));
            }
        }
    }
    texts
}

fn count<'a>(tally: &mut Tally<'a>, item: &'a BuiltItem, place: usize) {
    tally.items += 1;
    tally.digests.insert(&item.digest);
    tally.places.push(place);
}

fn is_core(built: &Built, number: u32) -> bool {
    built
        .entity(number)
        .is_some_and(|e| e.kind.is_core() && e.kind != Kind::Paper)
}

fn add_topics<'a>(item: &'a BuiltItem, topics: &mut BTreeMap<&'a str, BTreeMap<String, u32>>) {
    let Some(day) = item.date else { return };
    for topic in &item.topics {
        *topics
            .entry(topic)
            .or_default()
            .entry(date::iso_week(day))
            .or_default() += 1;
    }
}

/// What lines are made from.
struct View<'a> {
    built: &'a Built,
    lexicon: &'a Lexicon,
    language: super::Language,
    limits: Limits,
    now: &'a BTreeMap<u32, Tally<'a>>,
    then: &'a BTreeMap<u32, Tally<'a>>,
}

impl View<'_> {
    fn line(&self, number: u32) -> Option<Line> {
        let entity = self.built.entity(number)?;
        let now = self.now.get(&number);
        let then = self.then.get(&number);
        let places = now
            .filter(|t| t.items > 0)
            .or(then)
            .map_or(&[][..], |t| t.places.as_slice());
        Some(Line {
            entity: entity.id.clone(),
            name: self.name(number),
            kind: entity.kind,
            items: now.map_or(0, |t| t.items),
            before: then.map_or(0, |t| t.items),
            digests: now.map_or(0, |t| u32::try_from(t.digests.len()).unwrap_or(u32::MAX)),
            chance: None,
            evidence: self.evidence(places),
        })
    }

    /// The name in the report's language, where the dictionaries have one.
    fn name(&self, number: u32) -> String {
        let Some(entity) = self.built.entity(number) else {
            return String::new();
        };
        self.lexicon
            .by_id(&entity.id)
            .and_then(|n| self.lexicon.entity(n))
            .map_or(entity.canonical.as_str(), |row| self.language.name_of(row))
            .to_string()
    }

    fn evidence(&self, places: &[usize]) -> Vec<Evidence> {
        let mut items: Vec<&BuiltItem> = places
            .iter()
            .filter_map(|p| self.built.items.get(*p))
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

    /// The entities of some kinds that most items name.
    fn ranked(&self, wanted: impl Fn(Kind) -> bool, least: u32) -> Vec<Line> {
        let mut numbers: Vec<(u32, u32)> = self
            .now
            .iter()
            .filter(|(n, t)| {
                t.items >= least && self.built.entity(**n).is_some_and(|e| wanted(e.kind))
            })
            .map(|(n, t)| (*n, t.items))
            .collect();
        numbers.sort_by_key(|(n, items)| (std::cmp::Reverse(*items), *n));
        numbers
            .into_iter()
            .take(self.limits.lines)
            .filter_map(|(n, _)| self.line(n))
            .collect()
    }

    fn pair_lines(&self, pairs: &BTreeMap<(u32, u32), Tally<'_>>) -> Vec<PairLine> {
        let mut strong: Vec<_> = pairs
            .iter()
            .filter(|(_, t)| t.items >= 2 && t.digests.len() >= 2)
            .collect();
        strong.sort_by_key(|(pair, t)| (std::cmp::Reverse(t.items), **pair));
        strong
            .into_iter()
            .take(self.limits.lines)
            .map(|((a, b), tally)| PairLine {
                a: self.name(*a),
                b: self.name(*b),
                items: tally.items,
                digests: u32::try_from(tally.digests.len()).unwrap_or(u32::MAX),
                evidence: self.evidence(&tally.places),
            })
            .collect()
    }
}

fn most_named(view: &View<'_>) -> Vec<(Kind, Vec<Line>)> {
    [
        Kind::Company,
        Kind::Model,
        Kind::Product,
        Kind::Person,
        Kind::Organization,
        Kind::Hardware,
        Kind::Method,
        Kind::Dataset,
    ]
    .into_iter()
    .map(|kind| (kind, view.ranked(|k| k == kind, 1)))
    .filter(|(_, lines)| !lines.is_empty())
    .collect()
}

/// Entities whose share of the items grew or shrank, surest first.
fn movers(view: &View<'_>, items: u32, items_before: u32) -> (Vec<Line>, Vec<Line>) {
    if items == 0 || items_before == 0 {
        return (Vec::new(), Vec::new());
    }
    let numbers: BTreeSet<u32> = view.now.keys().chain(view.then.keys()).copied().collect();
    let share = f64::from(items) / f64::from(items + items_before);
    let mut tests: Vec<(f64, u32, bool)> = Vec::new();
    for number in numbers {
        let (now, then) = (view.now.get(&number), view.then.get(&number));
        let (a, b) = (now.map_or(0, |t| t.items), then.map_or(0, |t| t.items));
        let digests: BTreeSet<&str> = now
            .into_iter()
            .chain(then)
            .flat_map(|t| t.digests.iter().copied())
            .collect();
        let kind = view.built.entity(number).map(|e| e.kind);
        if a + b < SUPPORT || digests.len() < 2 || kind == Some(Kind::Place) {
            continue;
        }
        let rises = f64::from(a) > share * f64::from(a + b);
        tests.push((binomial_test(a, a + b, share), number, rises));
    }
    tests.sort_by(|x, y| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1)));
    let (mut rising, mut falling) = (Vec::new(), Vec::new());
    for (chance, number, rises) in benjamini_hochberg(tests) {
        if chance > FALSE_DISCOVERIES {
            continue;
        }
        let Some(line) = view.line(number) else {
            continue;
        };
        let line = Line {
            chance: Some((chance * 1e4).round() / 1e4),
            ..line
        };
        if rises {
            rising.push(line);
        } else {
            falling.push(line);
        }
    }
    rising.truncate(view.limits.lines);
    falling.truncate(view.limits.lines);
    (rising, falling)
}

/// Corrects sorted p-values for the number of tests: Benjamini and Hochberg 1995.
fn benjamini_hochberg(mut tests: Vec<(f64, u32, bool)>) -> Vec<(f64, u32, bool)> {
    let count = tests.len();
    let mut least = 1.0f64;
    for (rank, test) in tests.iter_mut().enumerate().rev() {
        #[expect(clippy::cast_precision_loss, reason = "counts of entities")]
        let scaled = test.0 * count as f64 / (rank + 1) as f64;
        least = least.min(scaled);
        test.0 = least;
    }
    tests
}

/// The two-sided exact binomial test: how likely a result at most as likely as `hits` of `trials` is.
fn binomial_test(hits: u32, trials: u32, share: f64) -> f64 {
    let probability = |k: u32| {
        let (n, k) = (f64::from(trials), f64::from(k));
        let choose = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
        libm::exp(choose + k * libm::log(share) + (n - k) * libm::log(1.0 - share))
    };
    let seen = probability(hits) * (1.0 + 1e-7);
    let sum: f64 = (0..=trials).map(probability).filter(|p| *p <= seen).sum();
    sum.min(1.0)
}

/// Says whether an entity is something that can be new: one that acts or is made, or a name of unknown kind that several digests list.
fn is_name(entity: &BuiltEntity, digests: usize) -> bool {
    match entity.kind {
        Kind::Paper => false,
        Kind::Other => digests >= 2 && !is_quantity(&entity.canonical),
        kind => kind.is_core(),
    }
}

fn newcomers(view: &View<'_>, period: Period) -> Vec<Line> {
    let mut new: Vec<(u32, u32)> = view
        .now
        .iter()
        .filter(|(n, t)| {
            t.items >= 2
                && view
                    .built
                    .entity(**n)
                    .is_some_and(|e| period.has(e.first_seen) && is_name(e, t.digests.len()))
        })
        .map(|(n, t)| (*n, t.items))
        .collect();
    new.sort_by_key(|(n, items)| (std::cmp::Reverse(*items), *n));
    new.into_iter()
        .take(view.limits.lines)
        .filter_map(|(n, _)| view.line(n))
        .collect()
}

/// The ISO weeks that a period touches; a long period shows its last ones.
fn weeks(period: Period) -> Vec<String> {
    const MOST: usize = 12;
    let mut weeks: Vec<String> = Vec::new();
    let mut day = period.to;
    while day >= period.from && weeks.len() < MOST {
        weeks.push(date::iso_week(day));
        let earlier = back(day, i64::from(day.weekday().to_monday_zero_offset()) + 1);
        if earlier >= day {
            break;
        }
        day = earlier;
    }
    weeks.reverse();
    weeks
}

fn topic_lines(
    view: &View<'_>,
    topics: &BTreeMap<&str, BTreeMap<String, u32>>,
    weeks: &[String],
) -> Vec<TopicLine> {
    let mut lines: Vec<(u32, TopicLine)> = topics
        .iter()
        .map(|(topic, by_week)| {
            let name = view
                .lexicon
                .by_id(topic)
                .and_then(|n| view.lexicon.entity(n))
                .map_or(*topic, |row| view.language.name_of(row));
            let line = TopicLine {
                topic: (*topic).to_string(),
                name: name.to_string(),
                weeks: weeks
                    .iter()
                    .map(|w| by_week.get(w).copied().unwrap_or(0))
                    .collect(),
            };
            (by_week.values().sum(), line)
        })
        .collect();
    lines.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.topic.cmp(&b.1.topic)));
    lines
        .into_iter()
        .take(view.limits.lines)
        .map(|(_, line)| line)
        .collect()
}

fn quality(
    built: &Built,
    now: &BTreeMap<u32, Tally<'_>>,
    digests: &BTreeSet<&str>,
    period: Period,
) -> Quality {
    let days: BTreeSet<Date> = built
        .items
        .iter()
        .filter(|i| period.has(i.date))
        .filter_map(|i| i.date)
        .collect();
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Quality {
        days_without_digest: period.days() - i64::try_from(days.len()).unwrap_or(0),
        items_without_date: number(built.items.iter().filter(|i| i.date.is_none()).count()),
        without_kind: number(
            now.keys()
                .filter(|n| built.entity(**n).is_some_and(|e| e.kind == Kind::Other))
                .count(),
        ),
        digests_with_warnings: number(
            built
                .manifest
                .inputs
                .iter()
                .filter(|i| i.warnings > 0 && digests.contains(i.digest.as_str()))
                .count(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exact_test_agrees_with_known_values() {
        // By hand: 8 of 10 at one half: (45 + 10 + 1) / 1024, both sides.
        assert!((binomial_test(8, 10, 0.5) - 112.0 / 1024.0).abs() < 1e-9);
        assert!((binomial_test(5, 10, 0.5) - 1.0).abs() < 1e-9);
        assert!(binomial_test(0, 3, 0.5) > 0.2);
    }

    #[test]
    fn the_correction_keeps_order_and_never_lowers() {
        let corrected = benjamini_hochberg(vec![(0.01, 1, true), (0.02, 2, true), (0.5, 3, true)]);
        let values: Vec<f64> = corrected.iter().map(|t| t.0).collect();
        assert!((values[0] - 0.03).abs() < 1e-9 && (values[1] - 0.03).abs() < 1e-9);
        assert!((values[2] - 0.5).abs() < 1e-9);
    }

    #[test]
    fn weeks_of_a_period() {
        let (from, to) = date::period("2026-01").unwrap();
        assert_eq!(
            weeks(Period { from, to }),
            ["2026-W01", "2026-W02", "2026-W03", "2026-W04", "2026-W05"]
        );
    }
}
