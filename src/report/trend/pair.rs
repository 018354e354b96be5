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

#[cfg(test)]
mod tests {
    use super::super::sample::{graph, item, period, report, report_within};
    use super::super::{Limits, Trend};
    use super::*;
    use crate::entity::Kind;
    use crate::graph::{Built, BuiltItem};

    fn ids(lines: &[PairLine]) -> Vec<String> {
        lines
            .iter()
            .map(|l| format!("{}{} {}", l.a_id, l.b_id, l.items))
            .collect()
    }

    fn march(built: &Built) -> Trend {
        report(built, period("2026-03", "2026-03"))
    }

    /// Each of these in the first and the second digest of a month.
    fn both(month: &str, named: &[&str]) -> Vec<BuiltItem> {
        let mut items = Vec::new();
        for digest in [1, 2] {
            for (place, named) in named.iter().enumerate() {
                let day = format!("{month}-{:02}", 2 * place + digest);
                items.push(item(&format!("{month}-{digest}.md"), &day, named));
            }
        }
        items
    }

    #[test]
    fn a_pair_needs_two_items_and_two_digests() {
        let mut items = both("2026-03", &["ab", "ab", "bc"]);
        // Twice in one digest, and once in all.
        items.extend(["de", "de", "ac"].map(|n| item("2026-03-3.md", "2026-03-20", n)));
        let trend = march(&graph(&[Kind::Company; 5], items));
        assert_eq!(ids(&trend.pairs), ["ab 4", "bc 2"]);
        assert_eq!(trend.pairs[0].digests, 2);
        assert_eq!(
            (trend.pairs[0].a.as_str(), trend.pairs[0].b.as_str()),
            ("A", "B")
        );
        assert!(
            trend.new_pairs.is_empty(),
            "nothing was known of them before"
        );
    }

    #[test]
    fn a_pair_is_new_where_both_were_known_and_never_together() {
        let mut items = vec![
            item("2025-12.md", "2025-12-01", "ad"),
            item("2025-12.md", "2025-12-01", "a"),
            item("2025-12.md", "2025-12-02", "b"),
            item("2025-12.md", "2025-12-03", "c"),
        ];
        items.extend(both("2026-02", &["ac", "b"]));
        items.extend(both("2026-03", &["ab", "ac", "ad", "ae", "eb"]));
        let trend = march(&graph(&[Kind::Company; 5], items));
        assert_eq!(ids(&trend.pairs), ["ab 2", "ac 2", "ad 2", "ae 2", "be 2"]);
        assert_eq!(ids(&trend.new_pairs), ["ab 2"]);
        let before: Vec<u32> = trend.pairs.iter().map(|p| p.before).collect();
        assert_eq!(before, [0, 2, 0, 0, 0]);
        assert_eq!(trend.pairs[0].ratio, None, "by nothing");
        // 2 of 10 items against 2 of 4.
        assert_eq!(trend.pairs[1].ratio, Some(0.4));
        assert!(trend.pairs[1].low < Some(0.4) && trend.pairs[1].high > Some(0.4));
        assert!(trend.pairs[1].p > Some(0.1), "{:?}", trend.pairs[1].p);
        assert_eq!(
            (trend.pairs[1].q, trend.pairs[1].trend),
            (None, None),
            "too few"
        );
        let evidence: Vec<&str> = trend.pairs[1].evidence.iter().map(|e| &*e.digest).collect();
        assert_eq!(
            evidence,
            ["2026-03-2.md", "2026-03-1.md"],
            "the newest first"
        );
    }

    #[test]
    fn a_report_on_one_kind_has_pairs_with_that_kind() {
        let built = graph(
            &[
                Kind::Company,
                Kind::Person,
                Kind::Company,
                Kind::Place,
                Kind::Person,
            ],
            both("2026-03", &["ab", "ac", "ad", "bc", "be"]),
        );
        let of = |kind| {
            let limits = Limits {
                kind,
                ..Limits::default()
            };
            report_within(&built, period("2026-03", "2026-03"), &limits)
        };
        // Places tie nothing.
        assert_eq!(ids(&of(None).pairs), ["ab 2", "ac 2", "bc 2", "be 2"]);
        assert_eq!(ids(&of(Some(Kind::Person)).pairs), ["ab 2", "bc 2", "be 2"]);
        let one = Limits {
            lines: 1,
            ..Limits::default()
        };
        let trend = report_within(&built, period("2026-03", "2026-03"), &one);
        assert_eq!(ids(&trend.pairs), ["ab 2"]);
    }
}
