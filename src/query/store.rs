//! A built graph in memory, ready to be asked.
//!
//! Without FROM or GRAPH a query sees the union of all named graphs, each triple once: triples are loaded into the default graph too,
//! where a set keeps them once. The named graphs are loaded only when a query speaks of graphs.

use crate::error::{Error, Result, reading};
use crate::graph::{AsOf, Manifest, vocab};
use jiff::civil::Date;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Quad, Term, Triple};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use std::fs::File;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// A built graph that can be asked.
pub struct Graph {
    store: Store,
}

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

impl Graph {
    /// Loads the graph in `dir` so that `query` can be asked.
    ///
    /// # Errors
    /// There is no graph, or it is damaged.
    pub fn open(dir: &Path, query: &str) -> Result<Self> {
        Manifest::of(dir)?;
        let path = dir.join("graph.nq");
        let file = File::open(&path).map_err(reading(&path))?;
        Self::load(file, path, query)
    }

    /// Loads the graph in `dir` as it stood on `date`: only digests dated on or before it count.
    ///
    /// # Errors
    /// There is no graph, no digest is that old, or the graph is damaged.
    pub fn open_as_of(dir: &Path, date: Date, query: &str) -> Result<Self> {
        let file = AsOf::open(dir, date)?.file()?;
        Self::load(file, dir.join("graph.nq"), query)
    }

    /// Loads N-Quads; messages name `path`.
    fn load(file: File, path: PathBuf, query: &str) -> Result<Self> {
        let damaged = |line: u64, reason: String| Error::Damaged {
            path: path.clone(),
            line,
            reason,
        };
        let upper = query.to_ascii_uppercase();
        let named = upper.contains("GRAPH") || upper.contains("FROM");
        let store = Store::new().map_err(|e| damaged(0, e.to_string()))?;
        let mut loader = store.bulk_loader();
        let mut batch: Vec<Quad> = Vec::with_capacity(1 << 16);
        let mut parser = RdfParser::from_format(RdfFormat::NQuads)
            .for_reader(BufReader::with_capacity(1 << 20, file));
        let mut line = 0;
        for quad in parser.by_ref() {
            line += 1;
            let quad = quad.map_err(|e| damaged(line, e.to_string()))?;
            if named {
                batch.push(quad.clone());
            }
            batch.push(Quad {
                graph_name: GraphName::DefaultGraph,
                ..quad
            });
            if batch.len() >= 1 << 16 {
                loader
                    .load_quads(batch.drain(..))
                    .map_err(|e| damaged(line, e.to_string()))?;
            }
        }
        loader
            .load_quads(batch)
            .and_then(|()| loader.commit())
            .map_err(|e| damaged(line, e.to_string()))?;
        Ok(Self { store })
    }

    /// Asks a query.
    ///
    /// # Errors
    /// The query does not parse, or it fails while it runs; a panic of the evaluator is such a failure.
    pub fn ask(&self, query: &str) -> Result<Answer> {
        catch_unwind(AssertUnwindSafe(|| self.evaluate(query))).unwrap_or_else(|_| {
            Err(Error::Evaluation {
                reason: "the evaluator gave up; ordering by values of mixed types can do that"
                    .to_string(),
            })
        })
    }

    fn evaluate(&self, query: &str) -> Result<Answer> {
        let failed = |e: oxigraph::sparql::QueryEvaluationError| Error::Evaluation {
            reason: e.to_string(),
        };
        let results = parse(query)?
            .on_store(&self.store)
            .execute()
            .map_err(failed)?;
        Ok(match results {
            QueryResults::Boolean(truth) => Answer::Truth(truth),
            QueryResults::Graph(triples) => Answer::Triples(
                triples
                    .collect::<std::result::Result<_, _>>()
                    .map_err(failed)?,
            ),
            QueryResults::Solutions(solutions) => {
                let head: Vec<String> = solutions
                    .variables()
                    .iter()
                    .map(|v| v.as_str().to_string())
                    .collect();
                let mut rows = Vec::new();
                for solution in solutions {
                    let solution = solution.map_err(failed)?;
                    rows.push((0..head.len()).map(|i| solution.get(i).cloned()).collect());
                }
                Answer::Table { head, rows }
            }
        })
    }
}

/// Parses a query with the prefixes that need not be declared.
fn parse(query: &str) -> Result<oxigraph::sparql::PreparedSparqlQuery> {
    let mut evaluator = SparqlEvaluator::new();
    for (prefix, iri) in vocab::PREFIXES {
        evaluator = evaluator
            .with_prefix(prefix, iri)
            .expect("the prefixes of the vocabulary are IRIs");
    }
    evaluator.parse_query(query).map_err(|error| {
        let text = error.to_string();
        let (place, reason) = split_place(&text);
        Error::Syntax { place, reason }
    })
}

/// Says whether a text is a query.
///
/// # Errors
/// Where and why it is none.
pub fn check(query: &str) -> Result<()> {
    parse(query).map(|_| ())
}

/// Parts `error at 3:14: expected ...` into ` at line 3, column 14` and the rest.
fn split_place(text: &str) -> (String, String) {
    let Some(at) = text.find("at ") else {
        return (String::new(), text.to_string());
    };
    let after = &text[at + 3..];
    let mut parts = after.splitn(3, ':');
    let (Some(line), Some(column), Some(reason)) = (parts.next(), parts.next(), parts.next())
    else {
        return (String::new(), text.to_string());
    };
    match (line.trim().parse::<u64>(), column.trim().parse::<u64>()) {
        (Ok(line), Ok(column)) => (
            format!(" at line {line}, column {column}"),
            reason.trim().to_string(),
        ),
        _ => (String::new(), text.to_string()),
    }
}
