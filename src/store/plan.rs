//! Joins in an order that fits the data.
//!
//! The evaluator joins in an order guessed from the form of the patterns alone. Here the patterns of a group are ordered by how many rows
//! each gives for one row of those before it, counted in the index where a pattern has constants and estimated from the numbers of distinct subjects and objects
//! of the predicate where it has variables that are bound by then; the smallest first, connected ones before others (the greedy order
//! of Selinger-style planners without search). The order is then fixed with lateral joins, which for such patterns mean the same as
//! joins and which the evaluator does not reorder.

use super::StoreError;
use super::dictionary;
use super::file::Pages;
use super::id::Id;
use super::layout::Section;
use super::limit::{self, Limits};
use super::path;
use super::rows::{range, search};
use oxigraph::model::{Term, Variable};
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;

/// Variables and blank nodes, which join alike.
type Names = BTreeSet<String>;

/// How many parts of a group are weighed against each other at a time: beyond that, the order of the text decides.
const WEIGHED: usize = 40;

/// What is known where a pattern stands.
#[derive(Debug, Default)]
struct Known {
    /// Variables that have values.
    bound: Names,
    /// Variables that conditions bound.
    limits: Limits,
}

/// Puts the joins of a pattern into order.
pub(super) fn order(pattern: GraphPattern, pages: &Pages) -> Result<GraphPattern, StoreError> {
    plan(path::written_out(pattern), pages, &Known::default())
}

fn boxed(
    pattern: GraphPattern,
    pages: &Pages,
    known: &Known,
) -> Result<Box<GraphPattern>, StoreError> {
    plan(pattern, pages, known).map(Box::new)
}

fn plan(pattern: GraphPattern, pages: &Pages, known: &Known) -> Result<GraphPattern, StoreError> {
    use GraphPattern as P;
    let none = Known::default();
    Ok(match pattern {
        P::Bgp { .. } | P::Join { .. } => group(pattern, pages, known)?,
        P::LeftJoin {
            left,
            right,
            expression,
        } => {
            let left = boxed(*left, pages, known)?;
            let mut inside = Known {
                bound: known.bound.clone(),
                limits: Limits::new(),
            };
            inside.bound.extend(certain(&left));
            // Only what is simple is asked row by row; the rest is asked once, without what the left side binds.
            let inside = if is_simple(&right) { &inside } else { &none };
            P::LeftJoin {
                left,
                right: boxed(*right, pages, inside)?,
                expression,
            }
        }
        P::Filter { expr, inner } => {
            let mut inside = Known {
                bound: known.bound.clone(),
                limits: known.limits.clone(),
            };
            limit::add(&expr, &mut inside.limits);
            P::Filter {
                expr,
                inner: boxed(*inner, pages, &inside)?,
            }
        }
        P::Union { left, right } => P::Union {
            left: boxed(*left, pages, known)?,
            right: boxed(*right, pages, known)?,
        },
        P::Graph { name, inner } => P::Graph {
            name,
            inner: boxed(*inner, pages, known)?,
        },
        P::Extend {
            inner,
            variable,
            expression,
        } => P::Extend {
            inner: boxed(*inner, pages, known)?,
            variable,
            expression,
        },
        P::Minus { left, right } => P::Minus {
            left: boxed(*left, pages, known)?,
            right: boxed(*right, pages, &none)?,
        },
        P::OrderBy { inner, expression } => P::OrderBy {
            inner: boxed(*inner, pages, &none)?,
            expression,
        },
        P::Project { inner, variables } => P::Project {
            inner: boxed(*inner, pages, &none)?,
            variables,
        },
        P::Distinct { inner } => P::Distinct {
            inner: boxed(*inner, pages, &none)?,
        },
        P::Reduced { inner } => P::Reduced {
            inner: boxed(*inner, pages, &none)?,
        },
        P::Slice {
            inner,
            start,
            length,
        } => P::Slice {
            inner: boxed(*inner, pages, &none)?,
            start,
            length,
        },
        P::Group {
            inner,
            variables,
            aggregates,
        } => P::Group {
            inner: boxed(*inner, pages, &none)?,
            variables,
            aggregates,
        },
        P::Path { .. } | P::Values { .. } | P::Lateral { .. } | P::Service { .. } => pattern,
    })
}

/// The parts of nested joins, each a pattern by itself.
fn parts(pattern: GraphPattern, out: &mut Vec<GraphPattern>) {
    match pattern {
        GraphPattern::Join { left, right } => {
            parts(*left, out);
            parts(*right, out);
        }
        GraphPattern::Bgp { patterns } => {
            out.extend(patterns.into_iter().map(|triple| GraphPattern::Bgp {
                patterns: vec![triple],
            }))
        }
        other => out.push(other),
    }
}

fn group(pattern: GraphPattern, pages: &Pages, known: &Known) -> Result<GraphPattern, StoreError> {
    let mut left = Vec::new();
    parts(pattern, &mut left);
    let mut known = Known {
        bound: known.bound.clone(),
        limits: known.limits.clone(),
    };
    let none = Known::default();
    let mut planned: Option<GraphPattern> = None;
    while !left.is_empty() {
        let mut best: Option<(bool, f64, usize)> = None;
        for (place, part) in left.iter().enumerate().take(WEIGHED) {
            let names = certain(part);
            let apart =
                !names.is_empty() && names.is_disjoint(&known.bound) && !known.bound.is_empty();
            let rows = estimate(part, pages, &known)?;
            // A part that shares nothing multiplies what is there: last, whatever its size.
            if best.is_none_or(|(b_apart, b_rows, _)| {
                (apart, rows)
                    .partial_cmp(&(b_apart, b_rows))
                    .is_some_and(std::cmp::Ordering::is_lt)
            }) {
                best = Some((apart, rows, place));
            }
        }
        let (_, _, place) = best.unwrap_or((true, 0.0, 0));
        let part = left.remove(place);
        let names = certain(&part);
        let simple = is_simple(&part);
        let part = match part {
            // A single pattern has no order.
            GraphPattern::Bgp { .. } => part,
            other => plan(other, pages, if simple { &known } else { &none })?,
        };
        planned = Some(match planned {
            None => part,
            // What shares nothing, too: a product in memory would listen to nobody who wants it stopped.
            Some(before) if simple => GraphPattern::Lateral {
                left: Box::new(before),
                right: Box::new(part),
            },
            Some(before) => GraphPattern::Join {
                left: Box::new(before),
                right: Box::new(part),
            },
        });
        known.bound.extend(names);
    }
    Ok(planned.unwrap_or_else(|| GraphPattern::Bgp {
        patterns: Vec::new(),
    }))
}

/// Whether a pattern means the same when it is asked once for each row of what stands before it.
pub(super) fn is_simple(pattern: &GraphPattern) -> bool {
    match pattern {
        // A path that is left as one leads from one thing to another in one way at most.
        GraphPattern::Bgp { .. } | GraphPattern::Values { .. } | GraphPattern::Path { .. } => true,
        GraphPattern::Join { left, right }
        | GraphPattern::Lateral { left, right }
        | GraphPattern::Union { left, right } => is_simple(left) && is_simple(right),
        GraphPattern::Graph { inner, .. } => is_simple(inner),
        GraphPattern::Filter { expr, inner } => {
            let names = certain(inner);
            is_simple(inner) && uses_only(expr, &names)
        }
        _ => false,
    }
}

/// Whether an expression looks at nothing but these variables.
fn uses_only(expression: &Expression, names: &Names) -> bool {
    use Expression as E;
    let all = |list: &[Expression]| list.iter().all(|e| uses_only(e, names));
    match expression {
        E::NamedNode(_) | E::Literal(_) => true,
        E::Variable(v) | E::Bound(v) => names.contains(&name_of(v)),
        E::Or(a, b)
        | E::And(a, b)
        | E::Equal(a, b)
        | E::SameTerm(a, b)
        | E::Greater(a, b)
        | E::GreaterOrEqual(a, b)
        | E::Less(a, b)
        | E::LessOrEqual(a, b)
        | E::Add(a, b)
        | E::Subtract(a, b)
        | E::Multiply(a, b)
        | E::Divide(a, b) => uses_only(a, names) && uses_only(b, names),
        E::UnaryPlus(a) | E::UnaryMinus(a) | E::Not(a) => uses_only(a, names),
        E::In(a, list) => uses_only(a, names) && all(list),
        E::If(a, b, c) => [a, b, c].iter().all(|e| uses_only(e, names)),
        E::Coalesce(list) | E::FunctionCall(_, list) => all(list),
        E::Exists(_) => false,
    }
}

fn name_of(variable: &Variable) -> String {
    format!("?{}", variable.as_str())
}

fn term_name(term: &TermPattern) -> Option<String> {
    match term {
        TermPattern::Variable(v) => Some(name_of(v)),
        TermPattern::BlankNode(b) => Some(format!("_:{}", b.as_str())),
        _ => None,
    }
}

fn node_name(node: &NamedNodePattern) -> Option<String> {
    match node {
        NamedNodePattern::Variable(v) => Some(name_of(v)),
        NamedNodePattern::NamedNode(_) => None,
    }
}

/// The variables that every solution of a pattern binds.
fn certain(pattern: &GraphPattern) -> Names {
    use GraphPattern as P;
    match pattern {
        P::Bgp { patterns } => patterns
            .iter()
            .flat_map(|t| {
                [
                    term_name(&t.subject),
                    node_name(&t.predicate),
                    term_name(&t.object),
                ]
            })
            .flatten()
            .collect(),
        P::Path {
            subject, object, ..
        } => [term_name(subject), term_name(object)]
            .into_iter()
            .flatten()
            .collect(),
        P::Values {
            variables,
            bindings,
        } => variables
            .iter()
            .enumerate()
            .filter(|(column, _)| {
                bindings
                    .iter()
                    .all(|row| row.get(*column).is_some_and(Option::is_some))
            })
            .map(|(_, v)| name_of(v))
            .collect(),
        P::Join { left, right } | P::Lateral { left, right } => {
            let mut names = certain(left);
            names.extend(certain(right));
            names
        }
        P::Union { left, right } => {
            let right = certain(right);
            certain(left).intersection(&right).cloned().collect()
        }
        P::Graph { name, inner } => {
            let mut names = certain(inner);
            names.extend(node_name(name));
            names
        }
        P::LeftJoin { left: inner, .. }
        | P::Minus { left: inner, .. }
        | P::Filter { inner, .. }
        | P::Extend { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. } => certain(inner),
        P::Project { inner, variables }
        | P::Group {
            inner, variables, ..
        } => {
            let kept: Names = variables.iter().map(name_of).collect();
            certain(inner).intersection(&kept).cloned().collect()
        }
        P::Service { .. } => Names::new(),
    }
}

/// How many solutions a pattern has for each way of binding what is bound.
fn estimate(pattern: &GraphPattern, pages: &Pages, known: &Known) -> Result<f64, StoreError> {
    use GraphPattern as P;
    Ok(match pattern {
        P::Bgp { patterns } => {
            let mut inside = Known {
                bound: known.bound.clone(),
                limits: known.limits.clone(),
            };
            let mut rows = 1.0;
            for triple in patterns {
                rows *= triple_rows(triple, pages, &inside)?;
                inside.bound.extend(
                    [term_name(&triple.subject), term_name(&triple.object)]
                        .into_iter()
                        .flatten(),
                );
            }
            rows
        }
        P::Path {
            subject, object, ..
        } => {
            let free = |term| term_name(term).is_some_and(|name| !known.bound.contains(&name));
            match (free(subject), free(object)) {
                (false, false) => 1.0,
                (true, true) => f64::from(pages.head.quads) * 10.0,
                _ => 100.0,
            }
        }
        P::Values { bindings, .. } => bindings.len() as f64,
        P::Join { left, right } | P::Lateral { left, right } => {
            let mut inside = Known {
                bound: known.bound.clone(),
                limits: known.limits.clone(),
            };
            inside.bound.extend(certain(left));
            estimate(left, pages, known)? * estimate(right, pages, &inside)?
        }
        P::Union { left, right } => estimate(left, pages, known)? + estimate(right, pages, known)?,
        P::Slice { inner, length, .. } => {
            let rows = estimate(inner, pages, &Known::default())?;
            length.map_or(rows, |length| rows.min(length as f64))
        }
        P::Graph { inner, .. }
        | P::LeftJoin { left: inner, .. }
        | P::Minus { left: inner, .. }
        | P::Filter { inner, .. }
        | P::Extend { inner, .. } => estimate(inner, pages, known)?,
        P::OrderBy { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Project { inner, .. }
        | P::Group { inner, .. } => estimate(inner, pages, &Known::default())?,
        P::Service { .. } => 1000.0,
    })
}

/// A place of a triple pattern.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// A term of the graph.
    Known(Id),
    /// A variable that has a value by then.
    Bound,
    Free,
}

fn triple_rows(triple: &TriplePattern, pages: &Pages, known: &Known) -> Result<f64, StoreError> {
    let constant = |term: Term| dictionary::find(pages, term.as_ref());
    let variable = |name: Option<String>| match name {
        Some(name) if known.bound.contains(&name) => Place::Bound,
        _ => Place::Free,
    };
    let place = |term: &TermPattern| -> Result<Option<Place>, StoreError> {
        Ok(match term {
            TermPattern::NamedNode(node) => constant(node.clone().into())?.map(Place::Known),
            TermPattern::Literal(literal) => constant(literal.clone().into())?.map(Place::Known),
            other => Some(variable(term_name(other))),
        })
    };
    let predicate = match &triple.predicate {
        NamedNodePattern::NamedNode(node) => constant(node.clone().into())?.map(Place::Known),
        NamedNodePattern::Variable(v) => Some(variable(Some(name_of(v)))),
    };
    // A term that no quad has: nothing fits.
    let (Some(s), Some(p), Some(o)) = (place(&triple.subject)?, predicate, place(&triple.object)?)
    else {
        return Ok(0.0);
    };
    let given = |place| match place {
        Place::Known(id) => Some(id),
        _ => None,
    };
    let quads = f64::from(pages.head.quads);
    let rows = match range(pages, given(s), given(p), given(o))? {
        Some(range) => f64::from(range.len()),
        None => quads,
    };
    let terms = f64::from(pages.head.terms);
    let (subjects, objects) = match given(p) {
        Some(p) => match search(pages, Section::Predicates, p.0)? {
            Some(place) => (
                f64::from(pages.number(Section::SubjectCounts, place)?),
                f64::from(pages.number(Section::ObjectCounts, place)?),
            ),
            None => (1.0, 1.0),
        },
        None => (terms / 4.0, terms / 2.0),
    };
    let mut rows = rows;
    if s == Place::Free
        && o == Place::Free
        && let (Some(p), TermPattern::Variable(v)) = (given(p), &triple.object)
        && let Some(limits) = known.limits.get(&limit::name(v))
        && let Some(range) = limit::rows(pages, p, *limits)?
    {
        rows = f64::from(range.len());
    }
    if s == Place::Bound {
        rows /= subjects.max(1.0);
    }
    if o == Place::Bound {
        rows /= objects.max(1.0);
    }
    if p == Place::Bound {
        rows /= (pages.numbers(Section::Predicates) as f64).max(1.0);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Builder, Store, prepare};
    use spargebra::Query;

    fn planned(body: &str) -> String {
        let mut builder = Builder::new();
        let mut lines: Vec<String> = (0..200)
            .map(|n| format!("<e:s{n}> <e:many> <e:o{}> <e:g> .\n", n % 20))
            .collect();
        lines.extend((0..200).map(|n| {
            let (m, d) = (n % 12 + 1, n % 28 + 1);
            format!("<e:s{n}> <e:date> \"2026-{m:02}-{d:02}\"^^<http://www.w3.org/2001/XMLSchema#date> <e:g> .\n")
        }));
        lines.push("<e:s7> <e:few> <e:x> <e:g> .\n".to_string());
        for line in &lines {
            builder.add(line.as_bytes()).unwrap();
        }
        let store = Store::in_memory(builder, std::path::Path::new("memory")).unwrap();
        let query = format!("SELECT * WHERE {{ {body} }}");
        let Query::Select { pattern, .. } = prepare(&query).unwrap() else {
            panic!("a table");
        };
        order(pattern, &store.pages).unwrap().to_string()
    }

    fn place(plan: &str, part: &str) -> usize {
        plan.find(part)
            .unwrap_or_else(|| panic!("{part} in {plan}"))
    }

    #[test]
    fn what_gives_fewest_rows_comes_first() {
        let plan = planned("?s <e:many> ?o . ?s <e:few> ?x .");
        assert!(place(&plan, "e:few") < place(&plan, "e:many"), "{plan}");
        // Nothing shared with what is there: last, though it is small.
        let plan = planned("?s <e:many> ?o . ?s <e:date> ?d . ?other <e:few> ?y .");
        assert!(place(&plan, "e:few") < place(&plan, "e:many"), "{plan}");
        let plan = planned("?s <e:few> ?o . ?t <e:few> ?y . ?s <e:many> ?z .");
        assert!(
            place(&plan, "e:many") < plan.rfind("e:few").unwrap(),
            "{plan}"
        );
    }

    #[test]
    fn a_condition_on_dates_counts_rows() {
        let narrow = "?s <e:many> ?o . ?s <e:date> ?d . FILTER (?d < \"2026-01-10\"^^<http://www.w3.org/2001/XMLSchema#date>)";
        let plan = planned(narrow);
        assert!(place(&plan, "e:date") < place(&plan, "e:many"), "{plan}");
    }
}
