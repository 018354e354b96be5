//! ORDER BY over whole answers: each key is made once for each row, from the id alone where ids compare as their terms do, and where only the
//! first rows are wanted only they are sorted.
//!
//! SPARQL leaves open how values of different types compare. Here the order is total, so that sorting cannot fail: unbound, blank nodes, IRIs,
//! numbers, truth values, dates and times by kind, strings, anything else by spelling; equal strings by language, those without one last. Rows that are equal by all
//! keys stand in the order of their ids.

use super::StoreError;
use super::dataset::View;
use super::dictionary::Class;
use super::id::{Id, Kind};
use oxigraph::model::Term;
use oxsdatatypes::{Decimal, Double};
use spareval::ExpressionTerm;
use std::cmp::Ordering;

/// Rows of ids, all of one width.
#[derive(Debug, Default)]
pub(super) struct Rows {
    width: usize,
    cells: Vec<u32>,
}

/// The cell of a variable without a value. No id: that many terms are never computed.
const UNBOUND: u32 = u32::MAX;

impl Rows {
    pub(super) fn new(width: usize) -> Self {
        Self {
            width,
            cells: Vec::new(),
        }
    }

    pub(super) fn push(&mut self, row: impl Iterator<Item = Option<Id>>) {
        self.cells
            .extend(row.map(|id| id.map_or(UNBOUND, |id| id.0)).take(self.width));
    }

    pub(super) fn len(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or(0)
    }

    pub(super) fn row(&self, number: usize) -> &[u32] {
        let from = number * self.width;
        self.cells.get(from..from + self.width).unwrap_or_default()
    }

    fn cell(&self, row: usize, column: usize) -> Option<Id> {
        id(self.cells.get(row * self.width + column).copied()?)
    }
}

/// The id of a cell.
pub(super) fn id(cell: u32) -> Option<Id> {
    (cell != UNBOUND).then_some(Id(cell))
}

/// One key of the order.
#[derive(Debug, Clone, Copy)]
pub(super) struct By {
    pub(super) column: usize,
    pub(super) descending: bool,
}

/// How a value compares.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
enum Key {
    Unbound,
    Blank(String),
    Iri(String),
    /// As a double, then exactly.
    Number(f64, i128),
    Truth(bool),
    /// Kind, instant, whether it has a zone.
    Time(u8, i128, bool),
    /// Value, whether it has no language, language.
    Text(String, bool, String),
    Other(String, String),
}

enum Column {
    /// All values compare by kind and id.
    Ids(Vec<u64>),
    Keys(Vec<Key>),
}

impl Column {
    fn cmp(&self, a: usize, b: usize) -> Ordering {
        match self {
            Column::Ids(keys) => keys.get(a).cmp(&keys.get(b)),
            // NaN is made a number before it comes here, so that there is always an order.
            Column::Keys(keys) => keys
                .get(a)
                .partial_cmp(&keys.get(b))
                .unwrap_or(Ordering::Equal),
        }
    }
}

/// The numbers of the rows in order; only the first `wanted` where that is given.
pub(super) fn sorted(
    rows: &Rows,
    by: &[By],
    wanted: Option<usize>,
    view: &View<'_>,
) -> Result<Vec<usize>, StoreError> {
    let columns: Vec<(Column, bool)> = by
        .iter()
        .map(|key| Ok((column(rows, key.column, view)?, key.descending)))
        .collect::<Result<_, StoreError>>()?;
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let compare = |a: &usize, b: &usize| {
        for (column, descending) in &columns {
            let order = column.cmp(*a, *b);
            if order != Ordering::Equal {
                return if *descending { order.reverse() } else { order };
            }
        }
        rows.row(*a).cmp(rows.row(*b)).then(a.cmp(b))
    };
    if let Some(wanted) = wanted
        && wanted < order.len()
    {
        order.select_nth_unstable_by(wanted, compare);
        order.truncate(wanted);
    }
    order.sort_unstable_by(compare);
    Ok(order)
}

fn column(rows: &Rows, column: usize, view: &View<'_>) -> Result<Column, StoreError> {
    let ids: Option<Vec<u64>> = (0..rows.len())
        .map(|row| by_id(rows.cell(row, column), view))
        .collect();
    if let Some(ids) = ids {
        return Ok(Column::Ids(ids));
    }
    (0..rows.len())
        .map(|row| match rows.cell(row, column) {
            None => Ok(Key::Unbound),
            Some(id) => Ok(key(view.value(id)?)),
        })
        .collect::<Result<_, _>>()
        .map(Column::Keys)
}

/// A number that compares as the value does; `None` where the value must be looked at.
fn by_id(id: Option<Id>, view: &View<'_>) -> Option<u64> {
    let Some(id) = id else {
        return Some(0);
    };
    let kind = match id.kind() {
        Kind::Listed(_) => match view.class(id)? {
            Class::Blank | Class::Iri => 1,
            Class::Text => 4,
            Class::Other => return None,
        },
        Kind::Integer(_) => 2,
        Kind::Day(_) => 3,
        Kind::Computed(_) => return None,
    };
    Some((kind << 32) | u64::from(id.0))
}

fn instant(bytes: [u8; 18]) -> i128 {
    let mut value = [0; 16];
    for (to, from) in value.iter_mut().zip(bytes) {
        *to = from;
    }
    i128::from_be_bytes(value)
}

fn number(value: f64) -> Key {
    // One zero, and one NaN, above all numbers.
    if value.is_nan() {
        return Key::Number(f64::INFINITY, i128::MAX);
    }
    let exact = Decimal::try_from(Double::from(value));
    let exact = exact.map_or(0, |d| i128::from_be_bytes(d.to_be_bytes()));
    Key::Number(value + 0.0, exact)
}

fn exact(value: Decimal) -> Key {
    Key::Number(
        f64::from(Double::from(value)),
        i128::from_be_bytes(value.to_be_bytes()),
    )
}

fn key(value: ExpressionTerm) -> Key {
    use ExpressionTerm as E;
    match value {
        E::NamedNode(node) => Key::Iri(node.into_string()),
        E::BlankNode(node) => Key::Blank(node.into_string()),
        E::StringLiteral(value) => Key::Text(value, true, String::new()),
        E::LangStringLiteral { value, language } => Key::Text(value, false, language),
        E::BooleanLiteral(value) => Key::Truth(value.into()),
        E::IntegerLiteral(value) => exact(value.into()),
        E::DecimalLiteral(value) => exact(value),
        E::FloatLiteral(value) => number(f32::from(value).into()),
        E::DoubleLiteral(value) => number(value.into()),
        E::DateLiteral(v) => Key::Time(0, instant(v.to_be_bytes()), v.timezone().is_some()),
        E::DateTimeLiteral(v) => Key::Time(1, instant(v.to_be_bytes()), v.timezone().is_some()),
        E::TimeLiteral(v) => Key::Time(2, instant(v.to_be_bytes()), v.timezone().is_some()),
        E::GYearLiteral(v) => Key::Time(3, instant(v.to_be_bytes()), v.timezone().is_some()),
        E::GYearMonthLiteral(v) => Key::Time(4, instant(v.to_be_bytes()), v.timezone().is_some()),
        other => match Term::from(other) {
            Term::Literal(literal) => Key::Other(
                literal.value().to_string(),
                literal.datatype().as_str().to_string(),
            ),
            term => Key::Other(term.to_string(), String::new()),
        },
    }
}
