//! What a period says, counted from the tables and compared with the period of the same length before it.
//!
//! Small numbers are no trend. A name, pair or topic rises or falls only with at least five items in both periods together, from at least
//! two digests, and where an exact conditional test of the two rates, its counts divided by how much items come in bunches and all tests of
//! the report corrected together, gives a false discovery rate of at most 0.05. A burst is tested like that too.

mod burst;
mod claim;
mod community;
mod count;
mod first;
mod line;
mod near;
mod pair;
mod period;
mod quality;
mod rise;
mod topic;

pub use burst::Stretch;
pub use claim::{ClaimLine, Company, Competitors, LeftOut, Record};
pub use community::{Community, Member};
pub use first::ModelLine;
pub use line::{Evidence, Line};
pub use pair::PairLine;
pub use period::Period;
pub use quality::{Coverage, DigestItems, Quality, SourceItems};
pub use topic::TopicLine;

use super::Language;
use super::stats::burst::Automaton;
use crate::digest::list::is_quantity;
use crate::entity::Kind;
use crate::graph::Built;
use crate::lexicon::Lexicon;
use count::Index;
use line::View;
use rise::{Candidate, Spans, What};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Items in both periods together below which nothing is called a trend.
pub const SUPPORT: u32 = 5;

/// The share of trends that may be false alarms.
pub const FALSE_DISCOVERIES: f64 = 0.05;

/// Earlier periods that are looked at.
const EARLIER: usize = 4;

/// What a period says.
#[derive(Debug, Clone, Serialize)]
pub struct Trend {
    /// The form of this structure; 2 now.
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
    /// Up to four earlier periods of the same length with items, the latest first.
    pub previous: Vec<Earlier>,
    /// The most named entities of each kind, the kinds in the order of [`Kind::ALL`].
    pub most_named: Vec<(Kind, Vec<Line>)>,
    /// Entities whose share of the items grew.
    pub rising: Vec<Line>,
    /// Entities whose share of the items shrank.
    pub falling: Vec<Line>,
    /// Entities with a burst that overlaps the period, the heaviest first.
    pub bursts: Vec<Line>,
    /// Entities named for the first time.
    pub new: Vec<Line>,
    /// Models named for the first time, or first said to be someone's.
    pub models: Vec<ModelLine>,
    /// Pairs that items name together most often.
    pub pairs: Vec<PairLine>,
    /// Those that no earlier item names together.
    pub new_pairs: Vec<PairLine>,
    /// Groups that pairs connect.
    pub communities: Vec<Community>,
    /// Claims made for the first time.
    pub claims: Vec<ClaimLine>,
    /// Those of them that say who came, went or founded.
    pub moves: Vec<ClaimLine>,
    /// Companies as rivals.
    pub competitors: Competitors,
    /// Topics by ISO week: the weeks, then each topic with its items by week.
    pub weeks: Vec<String>,
    /// The topics with most items.
    pub topics: Vec<TopicLine>,
    /// Papers that items cite.
    pub papers: Vec<Line>,
    /// How many tests were made of names, pairs and topics.
    pub tests: u32,
    /// What a reader should know about the data.
    pub quality: Quality,
}

/// An earlier period.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Earlier {
    /// Its days.
    #[serde(flatten)]
    pub period: Period,
    /// Its items.
    pub items: u32,
    /// Its digests.
    pub digests: u32,
}

/// How a report is made.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Lines of a list.
    pub lines: usize,
    /// Items shown as evidence.
    pub evidence: usize,
    /// The entity that every item names, by id: lists tell what goes with it, not the entity itself.
    pub entity: Option<String>,
    /// Only entities of this kind.
    pub kind: Option<Kind>,
    /// What a burst is.
    pub automaton: Automaton,
    /// Claims and digests left out; without them the report says nothing of these.
    pub record: Record,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            lines: 10,
            evidence: 2,
            entity: None,
            kind: None,
            automaton: Automaton::default(),
            record: Record::default(),
        }
    }
}

/// Counts what a period says.
pub fn trend(
    built: &Built,
    lexicon: &Lexicon,
    language: Language,
    period: Period,
    limits: &Limits,
) -> Trend {
    one(&Index::new(built), lexicon, language, period, limits)
}

/// Counts what each of several periods says; the items are put in order once for all of them.
pub fn series<'a>(
    built: &'a Built,
    lexicon: &'a Lexicon,
    language: Language,
    periods: impl IntoIterator<Item = Period> + 'a,
    limits: &'a Limits,
) -> impl Iterator<Item = Trend> + 'a {
    let index = Index::new(built);
    periods
        .into_iter()
        .map(move |period| one(&index, lexicon, language, period, limits))
}

fn one(
    index: &Index<'_>,
    lexicon: &Lexicon,
    language: Language,
    period: Period,
    limits: &Limits,
) -> Trend {
    let before = period.before();
    let earlier: Vec<Period> = std::iter::successors(Some(before), |p| Some(p.before()))
        .take(EARLIER)
        .filter(|p| !index.range(*p).is_empty())
        .collect();
    let spans = Spans {
        now: index.range(period),
        then: index.range(before),
        earlier: earlier.iter().map(|p| index.range(*p)).collect(),
    };
    let (pairs, pairs_before) = (index.pairs(&spans.now), index.pairs(&spans.then));
    let (topics, topics_before) = (
        topic::texts(index, &spans.now),
        topic::texts(index, &spans.then),
    );
    let names: Vec<&str> = topics
        .keys()
        .chain(topics_before.keys())
        .copied()
        .collect::<BTreeSet<&str>>()
        .into_iter()
        .collect();
    let (now, then) = (index.entities(&spans.now), index.entities(&spans.then));
    let mut view = View {
        index,
        lexicon,
        language,
        limits,
        namings: [
            now.values().map(|t| line::count(t.len())).sum(),
            then.values().map(|t| line::count(t.len())).sum(),
            index.namings(spans.now.end),
        ],
        voices: voices(index.built, &now),
        spans,
        now,
        then,
        verdicts: BTreeMap::new(),
    };
    let mut candidates = entities(&view);
    let tested = |a: usize, b: usize| a + b >= SUPPORT as usize;
    for (a, b) in pairs
        .keys()
        .chain(pairs_before.keys().filter(|p| !pairs.contains_key(p)))
    {
        let texts = |pairs: &pair::Pairs| pairs.get(&(*a, *b)).cloned().unwrap_or_default();
        let (now, then) = (texts(&pairs), texts(&pairs_before));
        if tested(now.len(), then.len()) && (view.wants(*a) || view.wants(*b)) {
            let both: Vec<u32> = match view.spans.earlier.last() {
                Some(first) => {
                    let range = first.start..view.spans.then.end;
                    let other = index.of(*b, &range);
                    index
                        .of(*a, &range)
                        .iter()
                        .copied()
                        .filter(|t| other.binary_search(t).is_ok())
                        .collect()
                }
                None => Vec::new(),
            };
            candidates.push(Candidate {
                what: What::Pair(*a, *b),
                now,
                then,
                earlier: both,
            });
        }
    }
    for (number, name) in (0u32..).zip(&names) {
        let texts =
            |topics: &BTreeMap<&str, Vec<u32>>| topics.get(name).cloned().unwrap_or_default();
        candidates.push(Candidate {
            what: What::Topic(number),
            now: texts(&topics),
            then: texts(&topics_before),
            earlier: Vec::new(),
        });
    }
    view.verdicts = rise::verdicts(index, &view.spans, limits.automaton, &candidates);
    let [rising, falling, bursts] = view.movers();
    let [often, new_pairs] = pair::lines(&view, &pairs, &pairs_before);
    let [claims, moves] = claim::lines(&view, &limits.record, period);
    let (coverage, quality) = quality::of(&view, &limits.record, period);
    let weeks = period::weeks(period);
    Trend {
        format: 2,
        build: index.built.manifest.build.clone(),
        period,
        before,
        coverage,
        items_before: view.spans.items().1,
        previous: earlier
            .iter()
            .map(|p| {
                let range = index.range(*p);
                let texts: Vec<u32> = range.clone().collect();
                Earlier {
                    period: *p,
                    items: rise::len(&range),
                    digests: index.digests(&texts),
                }
            })
            .collect(),
        most_named: most_named(&view),
        rising,
        falling,
        bursts,
        new: first::entities(&view, period),
        models: first::models(&view, &limits.record, period),
        pairs: often,
        new_pairs,
        communities: community::communities(&view, &pairs, &pairs_before),
        claims,
        moves,
        competitors: claim::competitors(&view, &limits.record, period),
        topics: topic::lines(&view, &names, &topics, &topics_before, &weeks),
        weeks,
        papers: view.ranked(|kind| kind == Kind::Paper),
        tests: line::count(view.verdicts.len()),
        quality,
    }
}

/// The entities that may rise or fall: not places, not numbers.
fn entities(view: &View<'_>) -> Vec<Candidate> {
    let numbers: BTreeSet<u32> = view.now.keys().chain(view.then.keys()).copied().collect();
    let past = view.spans.earlier.last().map_or(0, |r| r.start)..view.spans.then.end;
    numbers
        .into_iter()
        .filter(|n| {
            view.wants(*n)
                && view.index.built.entity(*n).is_some_and(|e| match e.kind {
                    Kind::Place => false,
                    Kind::Other => !is_quantity(&e.canonical),
                    _ => true,
                })
        })
        .map(|n| {
            let texts = |of: &BTreeMap<u32, &[u32]>| of.get(&n).map_or(Vec::new(), |t| t.to_vec());
            Candidate {
                what: What::Entity(n),
                now: texts(&view.now),
                then: texts(&view.then),
                earlier: view.index.of(n, &past).to_vec(),
            }
        })
        .filter(|c| c.now.len() + c.then.len() >= SUPPORT as usize)
        .collect()
}

fn voices(built: &Built, now: &BTreeMap<u32, &[u32]>) -> BTreeMap<Kind, u32> {
    let mut voices: BTreeMap<Kind, u32> = BTreeMap::new();
    for (number, texts) in now {
        if let Some(entity) = built.entity(*number) {
            *voices.entry(entity.kind).or_default() += line::count(texts.len());
        }
    }
    voices
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
    .map(|kind| (kind, view.ranked(|k| k == kind)))
    .filter(|(_, lines)| !lines.is_empty())
    .collect()
}

#[cfg(test)]
mod sample;

#[cfg(test)]
mod tests {
    use super::sample::{daily, period, report, report_within};
    use super::*;

    const KINDS: [Kind; 6] = [
        Kind::Company,
        Kind::Place,
        Kind::Other,
        Kind::Other,
        Kind::Company,
        Kind::Person,
    ];

    fn later(built: &Built, limits: &Limits) -> Trend {
        report_within(built, period("2026-01-21", "2026-02-09"), limits)
    }

    #[test]
    fn places_and_quantities_are_no_trend() {
        let mut built = daily(&KINDS, 40, |_, place| {
            String::from(["a", "b", "c", "d", "", "", "", ""][place])
        });
        built.entities[2].canonical = "50%".to_string();
        let tested = later(&built, &Limits::default()).tests;
        assert_eq!(tested, 2, "A and the name whose kind is not known");
        built.entities[3].canonical = "200 GW".to_string();
        let tested = later(&built, &Limits::default()).tests;
        assert_eq!(tested, 1, "A alone");
    }

    #[test]
    fn pairs_of_five_items_in_both_periods_are_tested() {
        // Each name is tested too; a pair stands in so many items of one digest before and of several in the period.
        let tests = |named: &'static str, before: i64, after: i64, limits: &Limits| {
            let built = daily(&KINDS, 40, move |number, place| {
                let is_there = (20 - before..20 + after).contains(&number) && place == 0;
                String::from(if is_there { named } else { "" })
            });
            later(&built, limits).tests
        };
        let all = Limits::default();
        assert_eq!(tests("ae", 2, 2, &all), 0);
        assert_eq!(tests("ae", 2, 3, &all), 3, "two names and their pair");
        assert_eq!(tests("ae", 0, 5, &all), 3);
        assert_eq!(tests("ae", 5, 0, &all), 3);
        let people = Limits {
            kind: Some(Kind::Person),
            ..Limits::default()
        };
        assert_eq!(tests("ae", 2, 3, &people), 0);
        assert_eq!(
            tests("af", 2, 3, &people),
            2,
            "the person, and who goes with him"
        );
        assert_eq!(tests("fa", 2, 3, &people), 2);
    }

    #[test]
    fn a_share_that_grows_while_less_is_read_is_a_rise() {
        // Forty days of eight items, of which the last twenty have one digest of four: half of them name A, and before an eighth did.
        let mut built = daily(&KINDS, 40, |number, place| {
            let is_there = if number < 20 { place == 0 } else { place < 2 };
            String::from(if is_there { "a" } else { "" })
        });
        let day = |text: &str| Some(text.parse().unwrap());
        built
            .items
            .retain(|i| i.date < day("2026-01-21") || i.digest.ends_with("-0.md"));
        let trend = report(&built, period("2026-01-21", "2026-02-09"));
        assert_eq!((trend.coverage.items, trend.items_before), (80, 160));
        assert_eq!((trend.rising.len(), trend.falling.len()), (1, 0));
        let a = &trend.rising[0];
        assert_eq!((a.items, a.before, a.ratio), (40, 20, Some(4.0)));
        // The other way about.
        let trend = report(&built, period("2026-01-01", "2026-01-20"));
        assert!(
            trend.rising.is_empty() && trend.falling.is_empty(),
            "nothing came before"
        );
    }
}
