//! Linked data: every entity, item, digest, topic, claim and named graph at the path of its IRI, as a page or as triples.

use super::accept::{self, TRIPLES};
use super::asked::Asked;
use super::reply::{Refusal, Reply};
use super::served::Served;
use super::{App, graphs};
use http::header;
use oxigraph::model::{NamedNode, TermRef};
use std::sync::Arc;

/// Beginnings of paths at which things are described.
const THINGS: [&str; 3] = ["/entity/", "/digest/", "/topic/"];

/// Whether triples are asked for at a path where a thing stands.
pub(super) fn wants_triples(asked: &Asked) -> bool {
    let is_thing = THINGS.iter().any(|t| asked.path.starts_with(t));
    let named = asked.first("format").is_some_and(|f| f != "html");
    let accept = asked.header(header::ACCEPT);
    let liked = accept::choose(&TRIPLES, None, accept).is_ok_and(|offer| {
        let liked = offer.types.iter().map(|t| accept::weight(accept, t)).max();
        liked > Some(accept::weight(accept, "text/html"))
    });
    is_thing && (named || (!accept.is_empty() && liked))
}

/// Describes the thing at a path; `None` where there is none.
///
/// # Errors
/// The query for it fails.
pub(super) async fn describe(
    app: &Arc<App>,
    served: Arc<Served>,
    asked: &Asked,
) -> Result<Option<Reply>, Refusal> {
    let Ok(iri) = NamedNode::new(graphs::iri_of(&asked.raw_path)) else {
        return Ok(None);
    };
    let store = served.site.graph().store();
    if store.id(TermRef::NamedNode(iri.as_ref()))?.is_none() {
        return Ok(None);
    }
    let text = format!("DESCRIBE {iri}");
    let reply = graphs::triples(app, served, asked, text).await?;
    Ok(Some(reply))
}
