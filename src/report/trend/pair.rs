//! Pairs that items name together: the most frequent, and those never seen together before.

use super::line::{Evidence, View, count, shown};
use super::rise::{Verdict, What};
use serde::Serialize;
use std::collections::BTreeMap;

/// A pair in a report.
#[derive(Debug, Clone, Serialize)]
pub struct PairLine {
    /// One.
    pub a: String,
    /// The other.
    pub b: String,
    /// The id of the one.
    pub a_id: String,
    /// The id of the other.
    pub b_id: String,
    /// Items that name both in the period.
    pub items: u32,
    /// Items that named both in the period before.
    pub before: u32,
    /// Digests they stand in.
    pub digests: u32,
    /// Its rate by the rate before; none where nothing came before.
    pub ratio: Option<f64>,
    /// The lower end of the ratio's 95 % interval.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
    /// How likely such a difference is by chance alone.
    pub p: Option<f64>,
    /// The false discovery rate at which it counts, over all tests of the report; none for too few items.
    pub q: Option<f64>,
    /// `rises`, `falls`, or none.
    pub trend: Option<&'static str>,
    /// Some of the items, the newest first.
    pub evidence: Vec<Evidence>,
}

/// Pairs with their texts.
pub(super) type Pairs = BTreeMap<(u32, u32), Vec<u32>>;

/// The most frequent pairs, and the most frequent of those that no earlier item names together though it was known of both.
pub(super) fn lines(view: &View<'_>, pairs: &Pairs, before: &Pairs) -> [Vec<PairLine>; 2] {
    let index = view.index;
    let mut strong: Vec<(&(u32, u32), &Vec<u32>)> = pairs
        .iter()
        .filter(|((a, b), t)| {
            t.len() >= 2 && (view.wants(*a) || view.wants(*b)) && index.is_from_several(t)
        })
        .collect();
    strong.sort_by_key(|(pair, t)| (std::cmp::Reverse(t.len()), **pair));
    let past = 0..view.spans.now.start;
    let is_new = |(a, b): (u32, u32)| {
        let (one, other) = (index.of(a, &past), index.of(b, &past));
        !one.is_empty()
            && !other.is_empty()
            && !before.contains_key(&(a, b))
            && !one.iter().any(|t| other.binary_search(t).is_ok())
    };
    let line = |(pair, texts): (&(u32, u32), &Vec<u32>)| {
        let (a, b) = *pair;
        let then = count(before.get(pair).map_or(0, Vec::len));
        let verdict = view.verdicts.get(&What::Pair(a, b));
        let comparison = verdict
            .map(Verdict::comparison)
            .or_else(|| view.compared(count(texts.len()), then));
        PairLine {
            a: view.name(a),
            b: view.name(b),
            a_id: view.id(a),
            b_id: view.id(b),
            items: count(texts.len()),
            before: then,
            digests: index.digests(texts),
            ratio: comparison.and_then(|c| shown(c.ratio)),
            low: comparison.and_then(|c| shown(c.low)),
            high: comparison.and_then(|c| shown(c.high)),
            p: comparison.and_then(|c| shown(c.p)),
            q: verdict.and_then(|v| shown(v.q)),
            trend: verdict.and_then(super::topic::word),
            evidence: view.evidence(texts),
        }
    };
    let most = view.limits.lines;
    let often = strong.iter().take(most).map(|p| line(*p)).collect();
    let new = strong
        .iter()
        .filter(|p| is_new(*p.0))
        .take(most)
        .map(|p| line(*p))
        .collect();
    [often, new]
}
