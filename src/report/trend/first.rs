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
