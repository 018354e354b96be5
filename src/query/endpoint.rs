//! SPARQL 1.1 Protocol, the asking side: a query goes to a server, its answer comes back row by row.

use super::evaluate::Form;
use crate::error::{Error, Result};
use crate::graph::vocab;
use crate::store::{Row, Sink};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Triple;
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput,
};
use std::io::{BufReader, Read};
use std::time::Duration;

/// How much of what a server says about a failure is shown.
const SHOWN: u64 = 300;

/// What a server answers, row by row.
pub(super) enum Rows {
    /// To SELECT.
    Table {
        /// The variables, without `?`.
        head: Vec<String>,
        /// The solutions.
        rows: Box<dyn Iterator<Item = Result<Row>>>,
    },
    /// To ASK.
    Truth(bool),
    /// To CONSTRUCT and DESCRIBE.
    Triples(Box<dyn Iterator<Item = Result<Triple>>>),
}

/// A client for servers that answer SPARQL over HTTP.
#[derive(Debug, Clone)]
pub struct Client {
    agent: ureq::Agent,
}

impl Client {
    /// A client that gives up when an answer takes longer than `timeout`.
    pub fn new(timeout: Option<Duration>) -> Self {
        let config = ureq::Agent::config_builder()
            .timeout_global(timeout)
            // A status is told with what the server says about it.
            .http_status_as_error(false)
            .user_agent(concat!("aikg/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            agent: config.new_agent(),
        }
    }

    /// Asks the server at `url` and hands its answer on as it comes; `form` is what the query asks for.
    ///
    /// # Errors
    /// The server is not reached, answers with a failure, or with something that is no SPARQL answer; or `sink` takes no more.
    pub fn tell(&self, url: &str, query: &str, form: Form, sink: &mut dyn Sink) -> Result<()> {
        match self.ask(url, query, form)? {
            Rows::Table { head, mut rows } => {
                sink.head(&head)?;
                rows.try_for_each(|row| sink.row(row?))
            }
            Rows::Truth(truth) => sink.truth(truth),
            Rows::Triples(mut triples) => triples.try_for_each(|triple| sink.triple(triple?)),
        }
    }

    /// Asks the server at `url`.
    pub(super) fn ask(&self, url: &str, query: &str, form: Form) -> Result<Rows> {
        let wrong = wrong(url);
        let accept = match form {
            Form::Rows | Form::Truth => {
                "application/sparql-results+json, application/sparql-results+xml;q=0.9"
            }
            Form::Triples => "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8",
        };
        let response = self
            .agent
            .post(url)
            .header("accept", accept)
            .send_form([("query", query)])
            .map_err(|error| match error {
                ureq::Error::Timeout(_) => Error::Stopped,
                error => wrong(format!("cannot be asked: {error}")),
            })?;
        let status = response.status();
        let media_type = response
            .headers()
            .get("content-type")
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_string();
        let body = response.into_body().into_reader();
        if !status.is_success() {
            return Err(wrong(format!("answered {status}{}", said(body))));
        }
        let body = BufReader::new(body);
        match form {
            Form::Rows | Form::Truth => match QueryResultsFormat::from_media_type(&media_type) {
                Some(format) => results(url, format, body),
                None => Err(wrong(foreign(&media_type, "SPARQL result"))),
            },
            Form::Triples => match RdfFormat::from_media_type(&media_type) {
                Some(format) => Ok(triples(url, format, body)),
                None => Err(wrong(foreign(&media_type, "RDF"))),
            },
        }
    }
}

fn results(url: &str, format: QueryResultsFormat, body: impl Read + 'static) -> Result<Rows> {
    let parsed = QueryResultsParser::from_format(format)
        .for_reader(body)
        .map_err(|e| broken(url, &e))?;
    Ok(match parsed {
        ReaderQueryResultsParserOutput::Boolean(truth) => Rows::Truth(truth),
        ReaderQueryResultsParserOutput::Solutions(solutions) => {
            let head: Vec<String> = solutions
                .variables()
                .iter()
                .map(|v| v.as_str().to_string())
                .collect();
            let columns = head.len();
            let url = url.to_string();
            let rows = solutions.map(move |solution| {
                let solution = solution.map_err(|e| broken(&url, &e))?;
                Ok((0..columns).map(|i| solution.get(i).cloned()).collect())
            });
            Rows::Table {
                head,
                rows: Box::new(rows),
            }
        }
    })
}

fn triples(url: &str, format: RdfFormat, body: impl Read + 'static) -> Rows {
    let url = url.to_string();
    let quads = RdfParser::from_format(format).for_reader(body);
    Rows::Triples(Box::new(quads.map(move |quad| {
        quad.map(Triple::from).map_err(|e| broken(&url, &e))
    })))
}

fn wrong(url: &str) -> impl Fn(String) -> Error {
    let url = url.to_string();
    move |reason| Error::Endpoint {
        url: url.clone(),
        reason,
    }
}

/// The answer ended early or does not parse.
fn broken(url: &str, error: &(dyn std::error::Error + 'static)) -> Error {
    // A parser may have put the reason into words of its own.
    if is_timeout(error) || error.to_string().contains("timeout") {
        return Error::Stopped;
    }
    wrong(url)(format!("answered with what does not parse: {error}"))
}

fn is_timeout(error: &(dyn std::error::Error + 'static)) -> bool {
    let io = error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|e| e.kind() == std::io::ErrorKind::TimedOut);
    io || error.source().is_some_and(is_timeout)
}

fn foreign(media_type: &str, wanted: &str) -> String {
    if media_type.is_empty() {
        format!("answered without a media type; a {wanted} was expected")
    } else {
        format!(
            "answered with {media_type}, which is no {wanted}; is this the address of a SPARQL endpoint?"
        )
    }
}

/// The first lines of what a server says about a failure.
fn said(body: impl Read) -> String {
    let mut bytes = Vec::new();
    // What could be read is shown; the status tells the failure in any case.
    let _ = body.take(SHOWN).read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        text
    } else {
        format!(": {text}")
    }
}

/// A query with those of the usual prefixes declared that it uses and leaves undeclared: elsewhere they are unknown.
pub fn declared(query: &str) -> String {
    let code = super::template::code(query);
    let upper = code.to_uppercase();
    let mut head = String::new();
    for (prefix, iri) in vocab::PREFIXES {
        let declared = upper.split("PREFIX").skip(1).any(|rest| {
            rest.trim_start()
                .starts_with(&format!("{}:", prefix.to_uppercase()))
        });
        if !declared && code.contains(&format!("{prefix}:")) {
            head.push_str(&format!("PREFIX {prefix}: <{iri}>\n"));
        }
    }
    head + query
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_declared_once() {
        let text = "PREFIX aikg: <x> SELECT * { ?s a aikg:Item ; schema:name ?n }";
        assert_eq!(
            declared(text),
            format!("PREFIX schema: <https://schema.org/>\n{text}")
        );
    }
}
