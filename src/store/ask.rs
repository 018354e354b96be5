//! A query's way: parsed, its joins put into order, evaluated on ids, sorted, cut, and only then made into terms.

use super::answer::{Row, Sink};
use super::dataset::{View, hidden};
use super::order::{By, Rows, id, sorted};
use super::walk::Stop;
use super::{Store, StoreError, group, plan};
use crate::error::{Error, Result};
use crate::graph::vocab;
use oxigraph::model::{GraphName, Term, Variable};
use oxigraph::sparql::{QueryEvaluationError, QueryResults};
use spareval::{CancellationToken, QueryEvaluator};
use spargebra::algebra::{Expression, GraphPattern, OrderExpression, QueryDataset};
use spargebra::{Query, SparqlParser};
use std::collections::HashSet;

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
    /// Answers a query, row by row as they are found; `evaluator` is how the caller wants it run, `stop` its token.
    ///
    /// # Errors
    /// It fails while it runs, the store is damaged where it looks, or `sink` takes no more. What was handed on stands.
    pub fn tell(
        &self,
        query: Query,
        evaluator: QueryEvaluator,
        stop: &CancellationToken,
        sink: &mut dyn Sink,
    ) -> Result<()> {
        let mut asked = Asked {
            evaluator,
            stop,
            sink,
        };
        match query {
            Query::Select {
                dataset,
                pattern,
                base_iri,
            } => self.select(pattern, &dataset, &mut asked, |pattern| Query::Select {
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
                    &mut asked,
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
                    &mut asked,
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
                    &mut asked,
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

    fn view(
        &self,
        dataset: &Option<QueryDataset>,
        raw: bool,
        stop: &CancellationToken,
    ) -> Result<View<'_>> {
        let default = dataset
            .as_ref()
            .map(|d| d.default.iter().cloned().map(Term::from).collect());
        View::new(&self.pages, default, raw, stop).map_err(|error| self.named(&error))
    }

    /// Runs a query as it is.
    fn plain(
        &self,
        dataset: &Option<QueryDataset>,
        asked: &mut Asked<'_>,
        query: Query,
    ) -> Result<()> {
        let view = self.view(dataset, false, asked.stop)?;
        let results = run(&view, &query, &asked.evaluator);
        self.sound(&view)?;
        match results.map_err(failed)? {
            QueryResults::Boolean(truth) => asked.sink.truth(truth),
            QueryResults::Graph(triples) => {
                for triple in triples {
                    self.sound(&view)?;
                    asked.sink.triple(triple.map_err(failed)?)?;
                }
                self.sound(&view)
            }
            QueryResults::Solutions(solutions) => {
                let width = solutions.variables().len();
                asked.sink.head(&names(solutions.variables()))?;
                for solution in solutions {
                    self.sound(&view)?;
                    let solution = solution.map_err(failed)?;
                    let row = (0..width).map(|at| solution.get(at).cloned());
                    asked.sink.row(row.collect())?;
                }
                self.sound(&view)
            }
        }
    }

    /// How a query would be run, in JSON: the joins in the order that fits the data.
    ///
    /// # Errors
    /// The store is damaged where it looks.
    pub fn explain(&self, mut query: Query) -> Result<Vec<u8>> {
        let (Query::Select { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }
        | Query::Ask { pattern, .. }) = &mut query;
        *pattern = self.planned(pattern.clone())?;
        let mut json = Vec::new();
        // Some steps run as soon as they are made: over nothing they cost nothing.
        let nothing = oxigraph::model::Dataset::new();
        let evaluator = QueryEvaluator::new();
        let (_, plan) = evaluator.prepare(&query).explain(&nothing);
        plan.write_in_json(&mut json)
            .map_err(|error| self.named(&error.into()))?;
        Ok(json)
    }

    /// Damage that the evaluator took for something else.
    fn sound(&self, view: &View<'_>) -> Result<()> {
        view.fault().map_or(Ok(()), |error| Err(self.named(&error)))
    }

    fn select(
        &self,
        pattern: GraphPattern,
        dataset: &Option<QueryDataset>,
        asked: &mut Asked<'_>,
        query: impl FnOnce(GraphPattern) -> Query,
    ) -> Result<()> {
        let whole = self.planned(pattern)?;
        let top = Top::of(whole.clone());
        if top.by.is_empty() && !group::is_grouped(&top.inner) {
            // Nothing waits for the last row.
            return self.plain(dataset, asked, query(whole));
        }
        let view = self.view(dataset, true, asked.stop)?;
        let rows = match self.walked(&top, dataset, asked.stop, &view)? {
            Some(rows) => rows,
            None => self.evaluated(&query(top.inner), &asked.evaluator, &view)?,
        };
        let order = if top.by.is_empty() {
            (0..rows.len()).collect()
        } else {
            let cut = top.length.and_then(|length| top.start.checked_add(length));
            let wanted = if top.distinct { None } else { cut };
            sorted(&rows, &top.by, wanted, &view).map_err(|error| self.named(&error))?
        };
        let mut seen = HashSet::new();
        let width = top.head.len();
        asked.sink.head(&top.head)?;
        let shown = order
            .into_iter()
            .map(|number| rows.row(number).get(..width).unwrap_or_default())
            .filter(|row| !top.distinct || seen.insert(*row))
            .skip(top.start)
            .take(top.length.unwrap_or(usize::MAX));
        for row in shown {
            let row: std::result::Result<Row, StoreError> = row
                .iter()
                .map(|cell| id(*cell).map(|id| view.term(id)).transpose())
                .collect();
            asked.sink.row(row.map_err(|error| self.named(&error))?)?;
        }
        Ok(())
    }

    /// The rows of a plain query, found without the evaluator; `None` where it is not plain.
    fn walked(
        &self,
        top: &Top,
        dataset: &Option<QueryDataset>,
        stop: &CancellationToken,
        view: &View<'_>,
    ) -> Result<Option<Rows>> {
        // FROM NAMED makes some graphs invisible to GRAPH.
        if dataset.is_some() {
            return Ok(None);
        }
        let fault = |error: StoreError| self.named(&error);
        let Some(walk) = group::compile(&top.inner, view, stop).map_err(fault)? else {
            return Ok(None);
        };
        match walk.rows(view, stop) {
            Ok(rows) => Ok(Some(rows)),
            Err(Stop::Leave) => Ok(None),
            Err(Stop::Cancelled) => Err(Error::Stopped),
            Err(Stop::Fault(error)) => Err(fault(error)),
        }
    }

    /// The rows of any query.
    fn evaluated(
        &self,
        query: &Query,
        evaluator: &QueryEvaluator,
        view: &View<'_>,
    ) -> Result<Rows> {
        let mut rows = Rows::new(1);
        let result = run(view, query, evaluator).and_then(|results| {
            let QueryResults::Solutions(solutions) = results else {
                return Err(QueryEvaluationError::Unexpected("no table".into()));
            };
            // A row without columns is a row too.
            let width = solutions.variables().len().max(1);
            rows = Rows::new(width);
            for solution in solutions {
                let solution = solution?;
                rows.push((0..width).map(|at| solution.get(at).and_then(hidden)));
            }
            Ok(())
        });
        self.sound(view)?;
        result.map_err(failed)?;
        Ok(rows)
    }
}

/// How a query is run, and what takes its answer.
struct Asked<'s> {
    evaluator: QueryEvaluator,
    stop: &'s CancellationToken,
    sink: &'s mut dyn Sink,
}

fn names(variables: &[Variable]) -> Vec<String> {
    variables.iter().map(|v| v.as_str().to_string()).collect()
}

fn failed(error: QueryEvaluationError) -> Error {
    match error {
        QueryEvaluationError::Cancelled => Error::Stopped,
        QueryEvaluationError::Service(error) => match error.downcast::<Error>() {
            Ok(ours) => *ours,
            Err(error) => Error::Evaluation {
                reason: error.to_string(),
            },
        },
        error => Error::Evaluation {
            reason: error.to_string(),
        },
    }
}

/// Runs a query. The default graph is the view's.
fn run<'a>(
    view: &View<'a>,
    query: &Query,
    evaluator: &QueryEvaluator,
) -> std::result::Result<QueryResults<'a>, QueryEvaluationError> {
    let mut prepared = evaluator.prepare(query);
    prepared
        .dataset_mut()
        .set_default_graph(vec![GraphName::DefaultGraph]);
    prepared.execute(view.clone())
}

/// A SELECT without the steps at its end that are done here.
struct Top {
    inner: GraphPattern,
    /// The variables of the answer: the first columns of `inner`.
    head: Vec<String>,
    by: Vec<By>,
    distinct: bool,
    start: usize,
    length: Option<usize>,
}

impl Top {
    /// Takes LIMIT, DISTINCT and ORDER BY off; the keys of the order become further columns.
    fn of(pattern: GraphPattern) -> Self {
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
            // Every SELECT has a projection; without one nothing is sorted here.
            other => (other, Vec::new()),
        };
        let keys = match inner {
            GraphPattern::OrderBy {
                inner: ordered,
                expression,
            } => {
                inner = *ordered;
                expression
            }
            other => {
                inner = other;
                Vec::new()
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
            head: names(&variables),
            by,
            distinct,
            start,
            length,
        }
    }
}
