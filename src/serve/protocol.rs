//! `/sparql`: the SPARQL 1.1 Protocol, reading only.

use super::accept::{self, Offer, RESULTS, TRIPLES};
use super::ask::{Question, Text};
use super::asked::{Asked, pairs};
use super::reply::{Refusal, Reply, reply, set};
use super::served::Served;
use super::{App, description};
use crate::query::Dataset;
use bytes::Bytes;
use http::{Method, StatusCode, header};
use oxigraph::model::NamedNode;
use std::sync::Arc;

const QUERY: &str = "application/sparql-query";
const UPDATE: &str = "application/sparql-update";
const FORM: &str = "application/x-www-form-urlencoded";

/// Parameters that say how an answer is to come, and nothing about the query.
const COMMON: [&str; 4] = ["format", "output", "timeout", "lang"];

/// Answers a request to the endpoint.
///
/// # Errors
/// It is none, asks for what is not done here, or the query fails before its answer begins.
pub(super) async fn answer(
    app: &Arc<App>,
    served: Arc<Served>,
    asked: &Asked,
    body: Bytes,
) -> Result<Reply, Refusal> {
    let mut pairs = asked.query.clone();
    if asked.method == Method::POST {
        let kind = asked.header(header::CONTENT_TYPE);
        let mut parts = kind.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let charset = parts.find_map(|p| p.strip_prefix("charset="));
        let is_utf8 = charset.is_none_or(|c| c.trim_matches('"').eq_ignore_ascii_case("utf-8"));
        if !is_utf8 {
            return Err(unsupported("queries are UTF-8"));
        }
        let text = || std::str::from_utf8(&body).map_err(|_| Refusal::bad("the body is no UTF-8"));
        match name.as_str() {
            QUERY => pairs.push(("query".to_string(), text()?.to_string())),
            FORM => pairs.extend(self::pairs(text()?).map_err(Refusal::bad)?),
            UPDATE => return Err(read_only()),
            _ => {
                return Err(unsupported(&format!(
                    "a query is posted as {QUERY}, or as {FORM}"
                )));
            }
        }
    }
    if pairs.iter().any(|(key, _)| key == "update") {
        return Err(read_only());
    }
    let all = |name: &'static str| {
        let named = pairs.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.as_str())
    };
    let mut queries = all("query");
    let Some(text) = queries.next() else {
        let bare = pairs.iter().all(|(k, _)| COMMON.contains(&k.as_str()));
        if asked.method == Method::POST || !bare {
            return Err(Refusal::bad("there is no query: give it as query="));
        }
        return description::service(app, &served, asked);
    };
    if queries.next().is_some() {
        return Err(Refusal::bad("there are several queries; give one"));
    }
    let named = all("format").chain(all("output")).next();
    let accept = asked.header(header::ACCEPT);
    let is_for_people = || {
        [&RESULTS, &TRIPLES]
            .iter()
            .all(|offers| accept::prefers_page(accept, *offers))
    };
    if named.is_none() && asked.method != Method::POST && is_for_people() {
        return Ok(to_page(asked));
    }
    let graphs =
        |name: &'static str| -> Result<Vec<NamedNode>, Refusal> { all(name).map(iri).collect() };
    let dataset = Dataset {
        default: graphs("default-graph-uri")?,
        named: graphs("named-graph-uri")?,
    };
    let chosen = !dataset.default.is_empty() || !dataset.named.is_empty();
    let question = Question {
        key: format!("q\0{named:?}\0{accept}\0{dataset:?}\0{text}"),
        dataset: chosen.then_some(dataset),
        named: named.map(str::to_string),
        accept: accept.to_string(),
        time: app.options.limits.asked(all("timeout").next())?,
        text: Text::Own(text.to_string()),
    };
    app.kept(served, asked, question).await
}

/// The form of an answer.
///
/// # Errors
/// None that there is, is wanted.
pub(super) fn choose(
    offers: &'static [Offer],
    named: Option<&str>,
    accept: &str,
) -> Result<&'static Offer, Refusal> {
    accept::choose(offers, named, accept)
        .map_err(|text| Refusal::new(StatusCode::NOT_ACCEPTABLE, text))
}

/// An IRI that a parameter names.
pub(super) fn iri(text: &str) -> Result<NamedNode, Refusal> {
    NamedNode::new(text).map_err(|error| Refusal::bad(format!("{text} is no IRI: {error}")))
}

/// A browser is shown the page with the same query.
fn to_page(asked: &Asked) -> Reply {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(&asked.query)
        .finish();
    let mut moved = reply(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", "");
    set(&mut moved, header::LOCATION, &format!("/query?{query}"));
    moved
}

fn read_only() -> Refusal {
    Refusal::new(
        StatusCode::FORBIDDEN,
        "the graph is never changed by requests: `aikg build` makes it from the digests",
    )
}

fn unsupported(text: &str) -> Refusal {
    Refusal::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text)
}
