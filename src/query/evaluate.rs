//! What a query asks for, and how it is run.

use super::endpoint::Client;
use super::service::Service;
use super::store::guarded;
use super::template;
use crate::error::{Error, Result};
use crate::store;
use oxigraph::model::NamedNode;
use spareval::{CancellationToken, QueryEvaluator};
use spargebra::Query;
use spargebra::algebra::QueryDataset;
use std::fmt::Write as _;

/// How a query runs.
#[derive(Default)]
pub struct Options {
    /// Cancelled from outside, it ends the query with [`Error::Stopped`].
    pub stop: CancellationToken,
    /// What carries `SERVICE` to other servers; without it a query that has one is refused.
    pub services: Option<Client>,
    /// The graphs to ask, in the place of those that the query names (SPARQL 1.1 Protocol, 2.1.4).
    pub dataset: Option<Dataset>,
}

/// The graphs that a query asks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dataset {
    /// Those that make up the default graph.
    pub default: Vec<NamedNode>,
    /// Those that `GRAPH` reaches.
    pub named: Vec<NamedNode>,
}

impl Dataset {
    pub(super) fn put(&self, query: &mut Query) {
        let (Query::Select { dataset, .. }
        | Query::Construct { dataset, .. }
        | Query::Describe { dataset, .. }
        | Query::Ask { dataset, .. }) = query;
        *dataset = Some(QueryDataset {
            default: self.default.clone(),
            named: Some(self.named.clone()),
        });
    }
}

/// What an answer is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Rows: SELECT.
    Rows,
    /// Yes or no: ASK.
    Truth,
    /// Triples: CONSTRUCT and DESCRIBE.
    Triples,
}

/// What a text asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// What the answer is made of.
    pub form: Form,
    /// Whether it asks other servers: `SERVICE`.
    pub federated: bool,
}

/// A query that was parsed.
#[derive(Debug, Clone)]
pub struct Prepared {
    pub(super) query: Query,
    /// What it asks for.
    pub shape: Shape,
}

/// Parses a query.
///
/// # Errors
/// It is none: where and why.
pub fn prepare(query: &str) -> Result<Prepared> {
    guarded(query, || {
        let query = store::prepare(query)?;
        let shape = shape(&query);
        Ok(Prepared { query, shape })
    })
}

/// Says what a text asks for.
///
/// # Errors
/// It is no query: where and why.
pub fn check(query: &str) -> Result<Shape> {
    Ok(prepare(query)?.shape)
}

fn shape(query: &Query) -> Shape {
    let form = match query {
        Query::Select { .. } => Form::Rows,
        Query::Ask { .. } => Form::Truth,
        Query::Construct { .. } | Query::Describe { .. } => Form::Triples,
    };
    // The parsed query, not its text: there a keyword may be written in escapes.
    let federated = template::code(&query.to_sse()).contains("(service ");
    Shape { form, federated }
}

/// An evaluator for a query; none for one that asks servers it may not ask.
pub(super) fn evaluator(query: &Query, options: &Options) -> Result<QueryEvaluator> {
    let evaluator = QueryEvaluator::new().with_cancellation_token(options.stop.clone());
    match &options.services {
        Some(client) => Ok(evaluator.with_default_service_handler(Service(client.clone()))),
        None if shape(query).federated => Err(Error::Service),
        None => Ok(evaluator),
    }
}

/// Draws a plan that an evaluator tells in JSON.
pub(super) fn drawn(json: &[u8]) -> Result<String> {
    let plan: serde_json::Value =
        serde_json::from_slice(json).map_err(|error| Error::Evaluation {
            reason: error.to_string(),
        })?;
    let mut text = String::new();
    draw(plan.get("plan"), 0, &mut text);
    Ok(numbered(&text))
}

/// Gives the variables that the parser made up numbers: their names are drawn at random.
fn numbered(text: &str) -> String {
    /// A number of 128 bits has 32 digits less its leading zeros; of so many, hardly ever fewer than these are left.
    const HEX: std::ops::RangeInclusive<usize> = 24..=32;
    let mut names: Vec<&str> = Vec::new();
    let mut out = String::with_capacity(text.len());
    let mut parts = text.split('?');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        out.push('?');
        let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        let (name, rest) = part.split_at(end.unwrap_or(part.len()));
        if !HEX.contains(&name.len()) || !name.bytes().all(|b| b.is_ascii_hexdigit()) {
            out.push_str(part);
            continue;
        }
        let place = names.iter().position(|n| *n == name).unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
        let _ = write!(out, "{}{rest}", place + 1);
    }
    out
}

fn draw(node: Option<&serde_json::Value>, depth: usize, text: &mut String) {
    let Some(node) = node else { return };
    let name = node.get("name").and_then(|n| n.as_str()).unwrap_or("?");
    let _ = writeln!(text, "{}{name}", "  ".repeat(depth));
    let children = node.get("children").and_then(|c| c.as_array());
    for child in children.into_iter().flatten() {
        draw(Some(child), depth + 1, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn made_up_variables_get_numbers_whatever_their_zeros() {
        let text = "Extend(?7fd392a8603608e9551ef6068b546d -> ?periods)\n\
                    Join(?0123456789abcdef0123456789abcdef, ?7fd392a8603608e9551ef6068b546d, ?a, ?abc_d)";
        let wanted = "Extend(?1 -> ?periods)\nJoin(?2, ?1, ?a, ?abc_d)";
        assert_eq!(numbered(text), wanted);
    }

    #[test]
    fn service_is_seen_however_it_is_written() {
        let federated = |text: &str| check(text).unwrap().federated;
        assert!(federated(
            "SELECT * { ?s ?p ?o . SERVICE SILENT <http://x/> { ?s ?p ?o } }"
        ));
        assert!(federated(
            "SELECT * { ?s ?p ?o FILTER NOT EXISTS { service ?s { ?s ?p ?o } } }"
        ));
        assert!(federated(
            "SELECT * { { SELECT * { SERVICE <http://x/> {} } } }"
        ));
        for none in [
            "SELECT ?service { ?service ?p \"(service <http://x/>\" }",
            "# SERVICE\nSELECT * { ?s <http://service/(service> ?o }",
        ] {
            assert!(!check(none).is_ok_and(|s| s.federated), "{none}");
        }
    }
}
