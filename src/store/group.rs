//! GROUP BY on ids: counts, distinct counts, sums of whole numbers, least and greatest of whole numbers and dates.

use super::compare::{self, Nature};
use super::dataset::View;
use super::id::Id;
use super::limit::Limits;
use super::order::{Rows, id};
use super::walk::{Columns, Compiler, Step, Stop, Test, UNBOUND, walk};
use super::{StoreError, walk};
use oxigraph::model::{Literal, Variable};
use rustc_hash::{FxHashMap, FxHashSet};
use spareval::CancellationToken;
use spargebra::algebra::{AggregateExpression, AggregateFunction, Expression, GraphPattern};

/// A query that this module and [`super::walk`] can answer.
pub(super) struct Walk {
    steps: Vec<Step>,
    columns: Columns,
    group: Option<Group>,
    /// The columns of the answer: of the bindings, or of the groups.
    shown: Vec<usize>,
}

struct Group {
    keys: Vec<usize>,
    /// After the keys.
    aggregates: Vec<Aggregate>,
    /// Conditions on the finished groups, whose columns are keys, then aggregates.
    having: Vec<Test>,
    columns: usize,
}

#[derive(Debug, Clone, Copy)]
enum Aggregate {
    CountAll,
    Count(usize),
    CountDistinct(usize),
    Sum(usize),
    Min(usize),
    Max(usize),
}

/// Whether the rows of a SELECT are groups, so that none is known before the last binding.
pub(super) fn is_grouped(pattern: &GraphPattern) -> bool {
    match pattern {
        GraphPattern::Project { inner, .. }
        | GraphPattern::Extend { inner, .. }
        | GraphPattern::Filter { inner, .. } => is_grouped(inner),
        GraphPattern::Group { .. } => true,
        _ => false,
    }
}

/// Makes a walk of the pattern of a SELECT; `None` where it holds what is not known here.
pub(super) fn compile<'a>(
    pattern: &GraphPattern,
    view: &'a View<'a>,
    stop: &'a CancellationToken,
) -> Result<Option<Walk>, StoreError> {
    let GraphPattern::Project { inner, variables } = pattern else {
        return Ok(None);
    };
    // From the outside in: conditions on groups, other names for aggregates.
    let mut having = Vec::new();
    let mut renamed: Vec<(Variable, Variable)> = Vec::new();
    let mut inner = &**inner;
    let grouped = loop {
        match inner {
            GraphPattern::Extend {
                inner: below,
                variable,
                expression: Expression::Variable(from),
            } => {
                renamed.push((variable.clone(), from.clone()));
                inner = below;
            }
            GraphPattern::Filter { expr, inner: below } => {
                having.push(expr);
                inner = below;
            }
            GraphPattern::Group {
                inner,
                variables,
                aggregates,
            } => break Some((inner, variables, aggregates)),
            _ => break None,
        }
    };
    let mut compiler = Compiler {
        view,
        columns: Columns::default(),
        limits: Limits::new(),
        stop,
    };
    let Some((body, keys, aggregates)) = grouped else {
        let GraphPattern::Project { inner, .. } = pattern else {
            return Ok(None);
        };
        let Some(steps) = compiler.steps(inner)? else {
            return Ok(None);
        };
        let shown = variables
            .iter()
            .map(|v| compiler.columns.variable(v))
            .collect();
        return Ok(Some(Walk {
            steps,
            columns: compiler.columns,
            group: None,
            shown,
        }));
    };
    let Some(steps) = compiler.steps(body)? else {
        return Ok(None);
    };
    let mut outer = Compiler {
        view,
        columns: Columns::default(),
        limits: Limits::new(),
        stop,
    };
    let mut group = Group {
        keys: Vec::new(),
        aggregates: Vec::new(),
        having: Vec::new(),
        columns: 0,
    };
    for key in keys {
        group.keys.push(compiler.columns.variable(key));
        outer.columns.variable(key);
    }
    if outer.columns.len() != keys.len() {
        return Ok(None);
    }
    for (variable, aggregate) in aggregates {
        let Some(aggregate) = aggregate_of(aggregate, &mut compiler) else {
            return Ok(None);
        };
        group.aggregates.push(aggregate);
        outer.columns.variable(variable);
    }
    group.columns = outer.columns.len();
    if group.columns != keys.len() + aggregates.len() {
        return Ok(None);
    }
    // The names that SELECT gives: each stands for a column of the groups.
    let named = |variable: &Variable| {
        let mut variable = variable;
        for (name, from) in &renamed {
            if name == variable {
                variable = from;
            }
        }
        variable.clone()
    };
    for expression in having {
        match outer.test(expression)? {
            Some(test) => group.having.push(test),
            None => return Ok(None),
        }
    }
    // A condition or a column that is neither key nor aggregate is not known here.
    let shown = variables
        .iter()
        .map(|v| outer.columns.variable(&named(v)))
        .collect();
    if outer.columns.len() != group.columns {
        return Ok(None);
    }
    Ok(Some(Walk {
        steps,
        columns: compiler.columns,
        group: Some(group),
        shown,
    }))
}

fn aggregate_of(
    aggregate: &AggregateExpression,
    compiler: &mut Compiler<'_, '_>,
) -> Option<Aggregate> {
    match aggregate {
        AggregateExpression::CountSolutions { distinct: false } => Some(Aggregate::CountAll),
        AggregateExpression::FunctionCall {
            name,
            expr: Expression::Variable(variable),
            distinct,
        } => {
            let column = compiler.columns.variable(variable);
            match (name, distinct) {
                (AggregateFunction::Count, false) => Some(Aggregate::Count(column)),
                (AggregateFunction::Count, true) => Some(Aggregate::CountDistinct(column)),
                (AggregateFunction::Sum, false) => Some(Aggregate::Sum(column)),
                (AggregateFunction::Min, _) => Some(Aggregate::Min(column)),
                (AggregateFunction::Max, _) => Some(Aggregate::Max(column)),
                _ => None,
            }
        }
        _ => None,
    }
}

impl Walk {
    /// The rows of the answer.
    pub(super) fn rows(&self, view: &View<'_>, stop: &CancellationToken) -> Result<Rows, Stop> {
        match &self.group {
            None => walk::rows(&self.steps, &self.columns, &self.shown, (view, stop)),
            Some(group) => self.grouped(group, view, stop),
        }
    }

    fn grouped(
        &self,
        group: &Group,
        view: &View<'_>,
        stop: &CancellationToken,
    ) -> Result<Rows, Stop> {
        let width = group.aggregates.len();
        // In the order in which they come, so that the hash does not show.
        let mut numbers: FxHashMap<Box<[u32]>, usize> = FxHashMap::default();
        let mut short: FxHashMap<u64, usize> = FxHashMap::default();
        let mut keys: Vec<u32> = Vec::new();
        let mut values: Vec<Option<i64>> = Vec::new();
        let mut seen: Vec<FxHashSet<u64>> = vec![FxHashSet::default(); width];
        let mut count = 0;
        let empty = |values: &mut Vec<Option<i64>>| {
            values.extend(group.aggregates.iter().map(|a| match a {
                Aggregate::Min(_) | Aggregate::Max(_) => None,
                _ => Some(0),
            }));
        };
        if group.keys.is_empty() {
            empty(&mut values);
            short.insert(0, 0);
            count = 1;
        }
        let cell = |cells: &[u32], column: usize| cells.get(column).copied().unwrap_or(UNBOUND);
        let mut key: Vec<u32> = Vec::new();
        let mut cells = vec![UNBOUND; self.columns.len()];
        walk(&self.steps, &mut cells, (view, stop), &mut |cells| {
            key.clear();
            key.extend(group.keys.iter().map(|column| cell(cells, *column)));
            let found = match key.as_slice() {
                [] => short.get(&0),
                [a] => short.get(&u64::from(*a)),
                [a, b] => short.get(&((u64::from(*a) << 32) | u64::from(*b))),
                more => numbers.get(more),
            };
            let number = match found {
                Some(number) => *number,
                None => {
                    match key.as_slice() {
                        [] => {}
                        [a] => {
                            short.insert(u64::from(*a), count);
                        }
                        [a, b] => {
                            short.insert((u64::from(*a) << 32) | u64::from(*b), count);
                        }
                        more => {
                            numbers.insert(more.into(), count);
                        }
                    }
                    keys.extend_from_slice(&key);
                    empty(&mut values);
                    count += 1;
                    count - 1
                }
            };
            for (place, aggregate) in group.aggregates.iter().enumerate() {
                let Some(value) = values.get_mut(number * width + place) else {
                    continue;
                };
                let more = match aggregate {
                    Aggregate::CountAll => true,
                    Aggregate::Count(column) => cell(cells, *column) != UNBOUND,
                    Aggregate::CountDistinct(column) => {
                        let id = cell(cells, *column);
                        let pair = ((number as u64) << 32) | u64::from(id);
                        id != UNBOUND && seen.get_mut(place).is_some_and(|s| s.insert(pair))
                    }
                    Aggregate::Sum(column) => {
                        let id = id(cell(cells, *column)).ok_or(Stop::Leave)?;
                        let number = id.as_integer().ok_or(Stop::Leave)?;
                        *value = value.and_then(|sum| sum.checked_add(number));
                        value.ok_or(Stop::Leave)?;
                        false
                    }
                    Aggregate::Min(column) | Aggregate::Max(column) => {
                        let id = id(cell(cells, *column)).ok_or(Stop::Leave)?;
                        let best = value.and_then(|v| u32::try_from(v).ok()).map(Id);
                        let kind = compare::nature(id, view)?;
                        let fits = matches!(kind, Nature::Integer | Nature::Day);
                        let same = match best {
                            Some(best) => compare::nature(best, view)? == kind,
                            None => true,
                        };
                        if !fits || !same {
                            return Err(Stop::Leave);
                        }
                        let better = best.is_none_or(|best| match aggregate {
                            Aggregate::Min(_) => id < best,
                            _ => id > best,
                        });
                        if better {
                            *value = Some(i64::from(id.0));
                        }
                        false
                    }
                };
                if more {
                    *value = value.and_then(|count| count.checked_add(1));
                }
            }
            Ok(())
        })?;
        let mut rows = Rows::new(self.shown.len().max(1));
        let mut row: Vec<u32> = Vec::new();
        for number in 0..count {
            row.clear();
            let from = number * group.keys.len();
            row.extend_from_slice(keys.get(from..from + group.keys.len()).unwrap_or_default());
            for (place, aggregate) in group.aggregates.iter().enumerate() {
                let value = values.get(number * width + place).copied().flatten();
                row.push(match (value, aggregate) {
                    (None, _) => UNBOUND,
                    (Some(value), Aggregate::Min(_) | Aggregate::Max(_)) => {
                        u32::try_from(value).unwrap_or(UNBOUND)
                    }
                    (Some(value), _) => match Id::integer(value) {
                        Some(id) => id.0,
                        None => view.id(Literal::from(value).into())?.0,
                    },
                });
            }
            let mut kept = true;
            for test in &group.having {
                kept &= test.holds(&row, view)? == Some(true);
            }
            if kept {
                rows.push(
                    self.shown
                        .iter()
                        .map(|column| row.get(*column).copied().and_then(id)),
                );
            }
        }
        Ok(rows)
    }
}
