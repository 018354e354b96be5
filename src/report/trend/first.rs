//! What the period names for the first time: entities, and models with their makers.

use super::claim::Record;
use super::line::{Line, View};
use super::period::Period;
use crate::digest::list::is_quantity;
use crate::entity::Kind;
use crate::graph::BuiltEntity;
use crate::relation::Predicate;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A new model.
#[derive(Debug, Clone, Serialize)]
pub struct ModelLine {
    /// The model.
    #[serde(flatten)]
    pub line: Line,
    /// The day it is first named.
    pub first_seen: Option<Date>,
    /// Who makes it, as far as a claim says: the id, else empty.
    pub maker: String,
    /// The maker's name.
    pub maker_name: String,
}

/// Entities named for the first time, by items.
pub(super) fn entities(view: &View<'_>, period: Period) -> Vec<Line> {
    let built = view.index.built;
    let mut new: Vec<(u32, usize)> = view
        .now
        .iter()
        .filter(|(n, t)| {
            t.len() >= 2
                && view.wants(**n)
                && built
                    .entity(**n)
                    .is_some_and(|e| period.has(e.first_seen) && is_name(e, view.index.digests(t)))
        })
        .map(|(n, t)| (*n, t.len()))
        .collect();
    new.sort_by_key(|(n, items)| (std::cmp::Reverse(*items), *n));
    new.into_iter()
        .take(view.limits.lines)
        .filter_map(|(n, _)| view.line(n))
        .collect()
}

/// Says whether an entity is something that can be new: one that acts or is made, or a name of unknown kind that several digests list.
fn is_name(entity: &BuiltEntity, digests: u32) -> bool {
    match entity.kind {
        Kind::Paper => false,
        Kind::Other => digests >= 2 && !is_quantity(&entity.canonical),
        kind => kind.is_core(),
    }
}

/// Models first named in the period, and those that someone is first said to make in it.
pub(super) fn models(view: &View<'_>, record: &Record, period: Period) -> Vec<ModelLine> {
    let built = view.index.built;
    let mut makers: BTreeMap<u32, (u32, Date)> = BTreeMap::new();
    for told in record
        .told
        .iter()
        .filter(|t| t.predicate == Predicate::Develops && t.is_asserted())
    {
        if let Some(date) = told.date
            && date <= period.to
        {
            let maker = makers.entry(told.object).or_insert((told.subject, date));
            if date < maker.1 {
                *maker = (told.subject, date);
            }
        }
    }
    let mut numbers: BTreeSet<u32> = view.now.keys().copied().collect();
    numbers.retain(|n| {
        view.wants(*n)
            && built.entity(*n).is_some_and(|e| {
                e.kind == Kind::Model
                    && (period.has(e.first_seen)
                        || makers.get(n).is_some_and(|(_, d)| period.has(Some(*d))))
            })
    });
    let mut numbers: Vec<u32> = numbers.into_iter().collect();
    numbers.sort_by_key(|n| {
        (
            std::cmp::Reverse(view.now.get(n).map_or(0, |t| t.len())),
            *n,
        )
    });
    numbers
        .into_iter()
        .take(view.limits.lines)
        .filter_map(|n| {
            let maker = makers.get(&n).map(|(maker, _)| *maker);
            Some(ModelLine {
                line: view.line(n)?,
                first_seen: built.entity(n)?.first_seen,
                maker: maker.map_or_else(String::new, |m| view.id(m)),
                maker_name: maker.map_or_else(String::new, |m| view.name(m)),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{day, graph, item, period, record, report_within};
    use super::super::{Limits, Trend};
    use super::*;
    use crate::graph::Built;

    fn march(built: &Built, rows: &[[&str; 6]], limits: Limits) -> Trend {
        let record = record(built, rows);
        report_within(
            built,
            period("2026-03", "2026-03"),
            &Limits { record, ..limits },
        )
    }

    fn ids(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|l| l.entity.as_str()).collect()
    }

    #[test]
    fn what_two_items_name_for_the_first_time_is_new() {
        let kinds = [
            Kind::Company,
            Kind::Company,
            Kind::Company,
            Kind::Paper,
            Kind::Other,
            Kind::Other,
            Kind::Model,
            Kind::Place,
        ];
        let mut built = graph(
            &kinds,
            vec![
                item("1.md", "2026-02-10", "a"),
                item("2.md", "2026-03-10", "abcdefgh"),
                item("2.md", "2026-03-10", "abdfg"),
                item("3.md", "2026-03-11", "eg"),
                item("4.md", "2026-03-12", "egh"),
            ],
        );
        // A known, C once, a paper, a name of one digest alone, a place: none is new.
        assert_eq!(
            ids(&march(&built, &[], Limits::default()).new),
            ["g", "e", "b"]
        );
        built.entities[4].canonical = "50%".to_string();
        assert_eq!(
            ids(&march(&built, &[], Limits::default()).new),
            ["g", "b"],
            "a quantity is no name"
        );
        let one = Limits {
            lines: 1,
            ..Limits::default()
        };
        assert_eq!(ids(&march(&built, &[], one).new), ["g"]);
        let models = Limits {
            kind: Some(Kind::Model),
            ..Limits::default()
        };
        assert_eq!(ids(&march(&built, &[], models).new), ["g"]);
    }

    #[test]
    fn a_model_is_new_when_it_is_named_or_its_maker_is() {
        let kinds = [
            Kind::Model,
            Kind::Model,
            Kind::Model,
            Kind::Model,
            Kind::Company,
            Kind::Company,
        ];
        let built = graph(
            &kinds,
            vec![
                item("1.md", "2026-02-10", "abde"),
                item("2.md", "2026-03-10", "abcdef"),
                item("3.md", "2026-03-20", "bd"),
                item("4.md", "2026-04-20", "bcdf"),
            ],
        );
        let rows = [
            ["4.md", "1", "f", "develops", "c", "asserted"],
            ["3.md", "1", "f", "develops", "b", "asserted"],
            ["2.md", "1", "e", "develops", "b", "asserted"],
            ["1.md", "1", "e", "develops", "d", "asserted"],
            ["2.md", "1", "f", "develops", "d", "asserted"],
            ["2.md", "1", "e", "develops", "a", "denied"],
            ["2.md", "1", "e", "invests_in", "a", "asserted"],
        ];
        let trend = march(&built, &rows, Limits::default());
        let told: Vec<_> = trend
            .models
            .iter()
            .map(|m| {
                let maker = (m.maker.as_str(), m.maker_name.as_str());
                (m.line.entity.as_str(), m.first_seen.unwrap(), maker)
            })
            .collect();
        // A is known and no one is said to make it; D's maker was told in February; C's only in April.
        assert_eq!(
            told,
            [
                ("b", day("2026-02-10"), ("e", "E")),
                ("c", day("2026-03-10"), ("", "")),
            ]
        );
        let one = Limits {
            lines: 1,
            ..Limits::default()
        };
        assert_eq!(march(&built, &rows, one).models.len(), 1);
        let companies = Limits {
            kind: Some(Kind::Company),
            ..Limits::default()
        };
        assert!(march(&built, &rows, companies).models.is_empty());
    }
}
