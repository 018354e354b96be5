//! Conditions that bound a variable from below and above: `?date >= "2026-01-01"^^xsd:date`. Numbers and dates stand side by side among the
//! objects of a predicate, so that such a condition is a range of rows.

use super::StoreError;
use super::file::Pages;
use super::id::{Id, Kind};
use super::rows::{Range, objects_between};
use oxigraph::model::{Literal, TermRef, Variable};
use spargebra::algebra::Expression;
use std::collections::BTreeMap;

/// The least and the greatest id of each variable that is bounded, by its name.
pub(super) type Limits = BTreeMap<String, (u32, u32)>;

/// Adds the bounds that a condition sets to those that are there.
pub(super) fn add(expression: &Expression, limits: &mut Limits) {
    use Expression as E;
    match expression {
        E::And(a, b) => {
            add(a, limits);
            add(b, limits);
        }
        E::Less(a, b) | E::LessOrEqual(a, b) => bound(a, b, limits),
        E::Greater(a, b) | E::GreaterOrEqual(a, b) => bound(b, a, limits),
        _ => {}
    }
}

/// `less` is less than `more`, or equal: the condition itself is looked at again, so that this may be wider.
fn bound(less: &Expression, more: &Expression, limits: &mut Limits) {
    let (variable, (low, high)) = match (less, more) {
        (Expression::Variable(v), Expression::Literal(value)) => match value_of(value) {
            Some(id) => (v, (kind(id).0, id.0)),
            None => return,
        },
        (Expression::Literal(value), Expression::Variable(v)) => match value_of(value) {
            Some(id) => (v, (id.0, kind(id).1)),
            None => return,
        },
        _ => return,
    };
    let entry = limits.entry(name(variable)).or_insert((low, high));
    *entry = (entry.0.max(low), entry.1.min(high));
}

/// The name under which a variable's bounds stand.
pub(super) fn name(variable: &Variable) -> String {
    format!("?{}", variable.as_str())
}

fn value_of(literal: &Literal) -> Option<Id> {
    let mut bytes = Vec::new();
    match super::term::spell(TermRef::from(literal), &mut bytes) {
        super::term::Spelled::Value(id) => Some(id),
        super::term::Spelled::Bytes => None,
    }
}

/// The first and the last id of the same kind.
fn kind(id: Id) -> (u32, u32) {
    let first = id.0 & 0xC000_0000;
    (first, first | 0x3FFF_FFFF)
}

/// The rows of a predicate within bounds; `None` where it has objects that compare with numbers or dates but are neither by their ids.
pub(super) fn rows(
    pages: &Pages,
    predicate: Id,
    (low, high): (u32, u32),
) -> Result<Option<Range>, StoreError> {
    let [_, _, others] = pages.head.classes;
    if matches!(predicate.kind(), Kind::Computed(_)) || pages.head.terms == 0 {
        return Ok(None);
    }
    if others < pages.head.terms {
        let odd = objects_between(pages, predicate, others, pages.head.terms - 1)?;
        if odd.len() > 0 {
            return Ok(None);
        }
    }
    objects_between(pages, predicate, low, high).map(Some)
}
