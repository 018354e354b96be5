//! `/api`: the named queries as plain HTTP, with a description for programs.

use super::App;
use super::accept::RESULTS;
use super::ask::{Question, Text};
use super::asked::Asked;
use super::reply::{Refusal, Reply, reply};
use super::served::Served;
use crate::query::catalogue::NamedQuery;
use http::{StatusCode, header};
use serde_json::{Value, json};
use std::sync::Arc;

const JSON: &str = "application/json";

/// Parameters of a request that are none of the query's.
const OURS: [&str; 3] = ["format", "timeout", "lang"];

/// All queries.
pub(super) fn list(served: &Served) -> Reply {
    let queries = served.site.catalogue().all().map(|query| {
        json!({
            "name": query.name,
            "group": query.group,
            "title": query.title,
            "description": query.description,
            "href": format!("/api/queries/{}", query.name),
            "parameters": query.parameters.iter().map(|p| json!({
                "name": p.name,
                "type": p.kind.name(),
                "takes": p.kind.takes(),
                "default": p.default,
                "description": p.description,
            })).collect::<Vec<_>>(),
        })
    });
    written(&Value::from(queries.collect::<Vec<_>>()))
}

/// Asks one of them.
///
/// # Errors
/// There is none of that name, a parameter does not fit, or the query fails.
pub(super) async fn answer(
    app: &Arc<App>,
    served: Arc<Served>,
    asked: &Asked,
    name: &str,
) -> Result<Reply, Refusal> {
    let query = served.site.catalogue().get(name)?.clone();
    let own = |key: &str| query.parameters.iter().any(|p| p.name == key);
    let given: Vec<(String, String)> = asked
        .query
        .iter()
        .filter(|(key, _)| own(key) || !OURS.contains(&key.as_str()))
        .cloned()
        .collect();
    let named = asked.first("format");
    let accept = asked.header(header::ACCEPT);
    let question = Question {
        key: format!("n\0{named:?}\0{accept}\0{name}\0{given:?}"),
        text: Text::Named(Box::new(query), given),
        dataset: None,
        named: named.map(str::to_string),
        accept: accept.to_string(),
        time: app.options.limits.asked(asked.first("timeout"))?,
    };
    app.kept(served, asked, question).await
}

/// The description of all this, in OpenAPI 3.1.
pub(super) fn openapi(served: &Served) -> Reply {
    let queries = served.site.catalogue().all();
    let paths: serde_json::Map<String, Value> = queries
        .map(|query| (format!("/api/queries/{}", query.name), described(query)))
        .collect();
    written(&json!({
        "openapi": "3.1.0",
        "info": {
            "title": "aikg",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Named queries over a knowledge graph of AI news; /sparql takes any other.",
        },
        "paths": paths,
    }))
}

fn described(query: &NamedQuery) -> Value {
    let own = query.parameters.iter().map(|p| {
        json!({
            "name": p.name,
            "in": "query",
            "required": p.default.is_none(),
            "description": format!("{} ({})", p.description, p.kind.takes()),
            "schema": {"type": "string", "default": p.default},
            "example": p.kind.example(),
        })
    });
    let format = json!({
        "name": "format",
        "in": "query",
        "description": "the form of the answer, if Accept does not say it",
        "schema": {"type": "string", "enum": RESULTS.iter().map(|o| o.name).collect::<Vec<_>>()},
    });
    let content: serde_json::Map<String, Value> = RESULTS
        .iter()
        .filter_map(|offer| Some(((*offer.types.first()?).to_string(), json!({}))))
        .collect();
    json!({
        "get": {
            "operationId": query.name,
            "tags": [query.group],
            "summary": query.title,
            "description": query.description,
            "parameters": own.chain([format]).collect::<Vec<_>>(),
            "responses": {
                "200": {"description": "the answer", "content": content},
                "400": {"description": "a parameter does not fit; the text says what would"},
                "503": {"description": "too much is under way, or the query took too long"},
            },
        },
    })
}

fn written(value: &Value) -> Reply {
    let mut text = value.to_string();
    text.push('\n');
    reply(StatusCode::OK, JSON, text)
}
