//! A query's way: parsed, its joins put into order, evaluated on ids, sorted, cut, and only then made into terms.

use super::dataset::{View, hidden};
use super::order::{By, Rows, id, sorted};
use super::{Store, StoreError, plan};
use crate::error::{Error, Result};
use crate::graph::vocab;
use oxigraph::model::{GraphName, Term, Triple, Variable};
use oxigraph::sparql::{QueryEvaluationError, QueryResults};
use spareval::QueryEvaluator;
use spargebra::algebra::{Expression, GraphPattern, OrderExpression, QueryDataset};
use spargebra::{Query, SparqlParser};
use std::collections::HashSet;

/// The answer to a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Of SELECT: a row for each solution.
    Table {
        /// The variables, without `?`.
        head: Vec<String>,
        /// The values; unbound ones are `None`.
        rows: Vec<Vec<Option<Term>>>,
    },
    /// Of ASK.
    Truth(bool),
    /// Of CONSTRUCT and DESCRIBE.
    Triples(Vec<Triple>),
}

/// Parses a query, with the prefixes that need not be declared.
///
/// # Errors
/// Where and why it is none; for an update, that there are none here.
pub fn prepare(text: &str) -> Result<Query> {
    let parser = || {
        vocab::PREFIXES
            .iter()
            .fold(SparqlParser::new(), |parser, (prefix, iri)| {
                parser
                    .with_prefix(*prefix, *iri)
                    .expect("the prefixes of the vocabulary are IRIs")
            })
    };
    parser().parse_query(text).map_err(|error| {
        if parser().parse_update(text).is_ok_and(|u| !u.operations.is_empty()) {
            return Error::Evaluation {
                reason: "this is an update, and the graph is never changed by queries: `aikg build` makes it from the digests".to_string(),
            };
        }
        let text = error.to_string();
        let (place, reason) = split_place(&text);
        Error::Syntax { place, reason }
    })
}

/// Parts `error at 3:14: expected ...` into ` at line 3, column 14` and the rest.
fn split_place(text: &str) -> (String, String) {
    let placed = || {
        let (_, after) = text.split_once("at ")?;
        let mut parts = after.splitn(3, ':');
        let line: u64 = parts.next()?.trim().parse().ok()?;
        let column: u64 = parts.next()?.trim().parse().ok()?;
        let reason = parts.next()?.trim().to_string();
        Some((format!(" at line {line}, column {column}"), reason))
    };
    placed().unwrap_or_else(|| (String::new(), text.to_string()))
}

impl Store {
    /// Answers a query.
    ///
    /// # Errors
    /// It fails while it runs, or the store is damaged where it looks.
    pub fn ask(&self, query: Query) -> Result<Answer> {
        match query {
            Query::Select {
                dataset,
                pattern,
                base_iri,
            } => self.select(pattern, &dataset, |pattern| Query::Select {
                dataset: dataset.clone(),
                pattern,
                base_iri,
            }),
            Query::Construct {
                template,
                dataset,
                pattern,
                base_iri,
            } => {
                let pattern = self.planned(pattern)?;
                self.plain(
                    &dataset.clone(),
                    Query::Construct {
                        template,
                        dataset,
                        pattern,
                        base_iri,
                    },
                )
            }
            Query::Describe {
                dataset,
                pattern,
                base_iri,
            } => {
                let pattern = self.planned(pattern)?;
                self.plain(
                    &dataset.clone(),
                    Query::Describe {
                        dataset,
                        pattern,
                        base_iri,
                    },
                )
            }
            Query::Ask {
                dataset,
                pattern,
                base_iri,
            } => {
                let pattern = self.planned(pattern)?;
                self.plain(
                    &dataset.clone(),
                    Query::Ask {
                        dataset,
                        pattern,
                        base_iri,
                    },
                )
            }
        }
    }

    fn planned(&self, pattern: GraphPattern) -> Result<GraphPattern> {
        plan::order(pattern, &self.pages).map_err(|error| self.named(&error))
    }

    fn view(&self, dataset: &Option<QueryDataset>, raw: bool) -> Result<View<'_>> {
        let default = dataset
            .as_ref()
            .map(|d| d.default.iter().cloned().map(Term::from).collect());
        View::new(&self.pages, default, raw).map_err(|error| self.named(&error))
    }

    /// Runs a query as it is.
    fn plain(&self, dataset: &Option<QueryDataset>, query: Query) -> Result<Answer> {
        let view = self.view(dataset, false)?;
        let answer = match run(&view, &query) {
            Ok(QueryResults::Boolean(truth)) => Ok(Answer::Truth(truth)),
            Ok(QueryResults::Graph(triples)) => triples
                .collect::<std::result::Result<_, _>>()
                .map(Answer::Triples),
            Ok(QueryResults::Solutions(_)) => Err(QueryEvaluationError::Unexpected(
                "a table instead of triples".into(),
            )),
            Err(error) => Err(error),
        };
        self.sound(&view)?;
        answer.map_err(failed)
    }

    /// Damage that the evaluator took for something else.
    fn sound(&self, view: &View<'_>) -> Result<()> {
        view.fault().map_or(Ok(()), |error| Err(self.named(&error)))
    }

    fn select(
        &self,
        pattern: GraphPattern,
        dataset: &Option<QueryDataset>,
        query: impl FnOnce(GraphPattern) -> Query,
    ) -> Result<Answer> {
        let top = Top::of(self.planned(pattern)?);
        let view = self.view(dataset, true)?;
        let mut head = top.head;
        let mut rows = Rows::new(0);
        let mut width = 0;
        let result = run(&view, &query(top.inner)).and_then(|results| {
            let QueryResults::Solutions(solutions) = results else {
                return Err(QueryEvaluationError::Unexpected("no table".into()));
            };
            width = solutions.variables().len();
            if head.is_empty() {
                head.extend(solutions.variables().iter().map(|v| v.as_str().to_string()));
            }
            // A row without columns is a row too.
            rows = Rows::new(width.max(1));
            for solution in solutions {
                let solution = solution?;
                let cells = (0..width.max(1)).map(|at| solution.get(at).and_then(hidden));
                rows.push(cells);
            }
            Ok(())
        });
        self.sound(&view)?;
        result.map_err(failed)?;

        let cut = top.length.and_then(|length| top.start.checked_add(length));
        let order = if top.by.is_empty() {
            (0..rows.len()).collect()
        } else {
            let wanted = if top.distinct { None } else { cut };
            sorted(&rows, &top.by, wanted, &view).map_err(|error| self.named(&error))?
        };
        let shown = top.variables.unwrap_or(width);
        let mut seen = HashSet::new();
        let answer: std::result::Result<Vec<Vec<Option<Term>>>, StoreError> = order
            .into_iter()
            .map(|number| rows.row(number).get(..shown).unwrap_or_default())
            .filter(|row| !top.distinct || seen.insert(*row))
            .skip(top.start)
            .take(top.length.unwrap_or(usize::MAX))
            .map(|row| {
                row.iter()
                    .map(|cell| id(*cell).map(|id| view.term(id)).transpose())
                    .collect()
            })
            .collect();
        let rows = answer.map_err(|error| self.named(&error))?;
        Ok(Answer::Table { head, rows })
    }
}

fn failed(error: QueryEvaluationError) -> Error {
    Error::Evaluation {
        reason: error.to_string(),
    }
}

/// Runs a query. The default graph is the view's.
fn run<'a>(
    view: &View<'a>,
    query: &Query,
) -> std::result::Result<QueryResults<'a>, QueryEvaluationError> {
    let evaluator = QueryEvaluator::new();
    let mut prepared = evaluator.prepare(query);
    prepared
        .dataset_mut()
        .set_default_graph(vec![GraphName::DefaultGraph]);
    prepared.execute(view.clone())
}

/// A SELECT without the steps at its end that are done here.
struct Top {
    inner: GraphPattern,
    /// The variables of the answer.
    head: Vec<String>,
    /// How many of the columns of `inner` are shown, if not all.
    variables: Option<usize>,
    by: Vec<By>,
    distinct: bool,
    start: usize,
    length: Option<usize>,
}

impl Top {
    /// Takes LIMIT, DISTINCT and ORDER BY off, if there is an ORDER BY; the keys become further columns.
    fn of(pattern: GraphPattern) -> Self {
        let whole = pattern.clone();
        let head = |variables: &[Variable]| -> Vec<String> {
            variables.iter().map(|v| v.as_str().to_string()).collect()
        };
        let (pattern, start, length) = match pattern {
            GraphPattern::Slice {
                inner,
                start,
                length,
            } => (*inner, start, length),
            other => (other, 0, None),
        };
        let (pattern, distinct) = match pattern {
            GraphPattern::Distinct { inner } => (*inner, true),
            // REDUCED allows doubles.
            GraphPattern::Reduced { inner } => (*inner, false),
            other => (other, false),
        };
        let (mut inner, variables) = match pattern {
            GraphPattern::Project { inner, variables } => (*inner, variables),
            _ => return Self::as_is(whole),
        };
        let keys = match inner {
            GraphPattern::OrderBy {
                inner: ordered,
                expression,
            } => {
                inner = *ordered;
                expression
            }
            _ => {
                let head = head(&variables);
                return Self {
                    head,
                    ..Self::as_is(whole)
                };
            }
        };
        let mut columns = variables.clone();
        let mut by = Vec::new();
        for key in keys {
            let (expression, descending) = match key {
                OrderExpression::Asc(expression) => (expression, false),
                OrderExpression::Desc(expression) => (expression, true),
            };
            let variable = match expression {
                Expression::Variable(variable) => variable,
                expression => {
                    // No query can write a variable with a space.
                    let variable = Variable::new_unchecked(format!("order by {}", by.len()));
                    inner = GraphPattern::Extend {
                        inner: Box::new(inner),
                        variable: variable.clone(),
                        expression,
                    };
                    variable
                }
            };
            let column = columns.iter().position(|v| *v == variable);
            by.push(By {
                column: column.unwrap_or(columns.len()),
                descending,
            });
            if column.is_none() {
                columns.push(variable);
            }
        }
        Self {
            inner: GraphPattern::Project {
                inner: Box::new(inner),
                variables: columns,
            },
            head: head(&variables),
            variables: Some(variables.len()),
            by,
            distinct,
            start,
            length,
        }
    }

    fn as_is(inner: GraphPattern) -> Self {
        Self {
            inner,
            head: Vec::new(),
            variables: None,
            by: Vec::new(),
            distinct: false,
            start: 0,
            length: None,
        }
    }
}
