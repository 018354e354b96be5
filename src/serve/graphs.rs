//! `/graphs`: the reading half of the SPARQL 1.1 Graph Store HTTP Protocol, and named graphs at their own paths.

use super::App;
use super::accept::TRIPLES;
use super::ask::{Question, Text};
use super::asked::Asked;
use super::protocol::{choose, iri};
use super::reply::{Refusal, Reply};
use super::served::Served;
use crate::graph::vocab;
use crate::store::Pattern;
use http::{StatusCode, header};
use oxigraph::model::TermRef;
use std::sync::Arc;

/// Answers `?graph=IRI` and `?default`.
///
/// # Errors
/// Neither or both are given, or there is no such graph.
pub(super) async fn answer(
    app: &Arc<App>,
    served: Arc<Served>,
    asked: &Asked,
) -> Result<Reply, Refusal> {
    let graphs: Vec<&str> = asked.all("graph").collect();
    match (graphs.as_slice(), asked.first("default")) {
        ([name], None) => {
            let name = name.to_string();
            graph(app, served, asked, &name).await
        }
        ([], Some(_)) => {
            let text = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }".to_string();
            triples(app, served, asked, text).await
        }
        _ => Err(Refusal::bad(
            "name one graph: ?graph=IRI, or ?default for the union of all",
        )),
    }
}

/// One named graph.
///
/// # Errors
/// There is none of that name.
pub(super) async fn graph(
    app: &Arc<App>,
    served: Arc<Served>,
    asked: &Asked,
    name: &str,
) -> Result<Reply, Refusal> {
    let name = iri(name)?;
    let store = served.site.graph().store();
    let id = store.id(TermRef::NamedNode(name.as_ref()))?;
    let pattern = |id| Pattern {
        graph: Some(id),
        ..Pattern::default()
    };
    let is_there = match id {
        Some(id) => store.quads(pattern(id))?.next().transpose()?.is_some(),
        None => false,
    };
    if !is_there {
        return Err(Refusal::new(
            StatusCode::NOT_FOUND,
            format!("there is no graph <{}>", name.as_str()),
        ));
    }
    let text = format!("CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH {name} {{ ?s ?p ?o }} }}");
    triples(app, served, asked, text).await
}

/// The triples of a query of ours.
///
/// # Errors
/// No form that there is, is wanted, or the query fails.
pub(super) async fn triples(
    app: &Arc<App>,
    served: Arc<Served>,
    asked: &Asked,
    text: String,
) -> Result<Reply, Refusal> {
    let named = asked.first("format");
    let accept = asked.header(header::ACCEPT);
    // Whether there is such a form is asked before the work.
    choose(&TRIPLES, named, accept)?;
    let question = Question {
        key: format!("q\0{named:?}\0{accept}\0\0{text}"),
        text: Text::Own(text),
        dataset: None,
        named: named.map(str::to_string),
        accept: accept.to_string(),
        time: app.options.limits.asked(asked.first("timeout"))?,
    };
    app.kept(served, asked, question).await
}

/// The IRI whose path this is.
pub(super) fn iri_of(raw_path: &str) -> String {
    format!("{}{raw_path}", vocab::ROOT)
}
