//! A named query with its parameters as a form, or a query that somebody writes; and the answer.

use super::Page;
use super::answer;
use super::frame::context;
use super::queries::example;
use super::view::View;
use crate::entity::Kind;
use crate::error::Error;
use crate::graph::vocab;
use crate::query::catalogue;
use crate::query::parameter::{Parameter, Type};
use crate::query::{NamedQuery, Names};
use crate::relation::Predicate;
use crate::text::markup;
use minijinja::value::Value;

/// Columns of an error that are shown at once.
const LONGEST: usize = 200;

/// What the editor holds before anybody wrote anything.
const BEGUN: &str = "SELECT ?entity ?name ?items\nWHERE {\n  ?entity a aikg:Model ;\n          schema:name ?name ;\n          aikg:items ?items .\n}\nORDER BY DESC(?items)\nLIMIT 20\n";

pub(super) fn page(view: &View<'_>) -> Page {
    let name = view.asked("name");
    if !name.is_empty() {
        return match view.site.catalogue.get(name) {
            Ok(query) => named(view, query),
            Err(error) => super::notice::fault(view, 404, &error.to_string()),
        };
    }
    // Not trimmed: an error's place is one in the text as it was typed.
    let typed = view.ask.query.iter().rev().find(|(k, _)| k == "query");
    let text = typed.map_or("", |(_, v)| v.as_str());
    let answered = if text.trim().is_empty() {
        Value::from(())
    } else {
        answered(view, text)
    };
    let title = view.say("editor", &[]);
    let values = context! {
        named => false, text => if text.trim().is_empty() { BEGUN } else { text }, answered,
        downloads => if text.trim().is_empty() { Vec::new() } else { downloads("/sparql", &[("query", text)], triples(text)) },
        prefixes => prefixes(), heading => &title, queries_href => view.href("/queries", &[]), action => "/query",
    };
    view.page("query.html", &title, values)
}

fn prefixes() -> Vec<[&'static str; 2]> {
    vocab::PREFIXES.iter().map(|(p, iri)| [*p, *iri]).collect()
}

fn triples(text: &str) -> bool {
    crate::query::check(text).is_ok_and(|s| s.form == crate::query::Form::Triples)
}

/// What can be downloaded, and where.
fn downloads(path: &str, pairs: &[(&str, &str)], triples: bool) -> Vec<[String; 2]> {
    let formats: &[&str] = if triples {
        &["ttl", "nt"]
    } else {
        &["csv", "tsv", "json", "xml"]
    };
    formats
        .iter()
        .map(|format| {
            let mut query = form_urlencoded::Serializer::new(String::new());
            for (key, value) in pairs.iter().chain([&("format", *format)]) {
                query.append_pair(key, value);
            }
            [format.to_uppercase(), format!("{path}?{}", query.finish())]
        })
        .collect()
}

fn named(view: &View<'_>, query: &NamedQuery) -> Page {
    let known = |key: &str| query.parameters.iter().any(|p| p.name == key);
    // An empty field of the form is a parameter that nobody typed.
    let given: Vec<(String, String)> = view
        .ask
        .query
        .iter()
        .filter(|(key, value)| known(key) && !value.trim().is_empty())
        .map(|(key, value)| (key.clone(), value.trim().to_string()))
        .collect();
    let value = |p: &Parameter| {
        let typed = given.iter().rev().find(|(key, _)| *key == p.name);
        typed.map_or("", |(_, value)| value.as_str()).to_string()
    };
    let fields: Vec<Value> = query
        .parameters
        .iter()
        .map(|p| field(view, p, &value(p)))
        .collect();
    let names = Names {
        built: Some(&view.site.built),
        topics: Some(&view.site.topics),
        lexicon: &view.site.knowledge.lexicon,
        elsewhere: false,
    };
    let asked = view
        .ask
        .query
        .iter()
        .any(|(k, _)| k != "name" && k != "lang");
    let bound = catalogue::bind(query, &given, &names);
    let (answered, text, choices) = match &bound {
        // Nothing was asked yet, and something must be.
        Err(Error::MissingParameter { .. }) if !asked => {
            (Value::from(()), String::new(), Vec::new())
        }
        Err(error) => (
            failed(error, "", view),
            String::new(),
            choices(view, query, &given),
        ),
        Ok(bound) => {
            let text = catalogue::put(query, bound);
            (answered(view, &text), text, Vec::new())
        }
    };
    let ran = bound.is_ok();
    let pairs: Vec<(&str, &str)> = given
        .iter()
        .map(|(k, v)| (k.as_str(), v.as_str()))
        .collect();
    let path = format!("/api/queries/{}", crate::graph::percent_encode(&query.name));
    let examples: Vec<Value> = query
        .examples
        .iter()
        .map(|e| example(view, query, e))
        .collect();
    let values = context! {
        named => true, name => &query.name, heading => &query.title, description => &query.description, fields, examples, answered, choices,
        text => if text.is_empty() { query.text.as_str() } else { text.as_str() },
        edit_href => view.href("/query", &[("query", if text.is_empty() { query.text.as_str() } else { text.as_str() })]),
        downloads => if ran { downloads(&path, &pairs, triples(&text)) } else { Vec::new() },
        prefixes => prefixes(), queries_href => view.href("/queries", &[]), action => "/query",
    };
    view.page("query.html", &query.title, values)
}

/// Where a name means several things: the same query for each of them.
fn choices(view: &View<'_>, query: &NamedQuery, given: &[(String, String)]) -> Vec<Value> {
    let lexicon = &view.site.knowledge.lexicon;
    let entities = query.parameters.iter().filter(|p| p.kind == Type::Entity);
    let mut found = Vec::new();
    for parameter in entities {
        let Some((_, value)) = given.iter().rev().find(|(k, _)| *k == parameter.name) else {
            continue;
        };
        let mut meant = view.site.built.ambiguous(value, lexicon);
        if meant.is_empty() && view.site.built.find(value, lexicon).is_err() {
            meant = view.site.index.names.nearest(value, &view.site.built, 5);
        }
        for number in meant {
            let who = view.who(number);
            let id = format!("ent:{}", who.id);
            let mut pairs: Vec<(&str, &str)> = vec![("name", &query.name)];
            pairs.extend(
                given
                    .iter()
                    .filter(|(k, _)| *k != parameter.name)
                    .map(|(k, v)| (k.as_str(), v.as_str())),
            );
            pairs.push((&parameter.name, &id));
            found.push(context! { href => view.href("/query", &pairs), who => who });
        }
    }
    found
}

/// A field of the form.
fn field(view: &View<'_>, parameter: &Parameter, value: &str) -> Value {
    let default = parameter.default.clone().unwrap_or_default();
    let chosen = if value.is_empty() { &default } else { value };
    let option = |id: &str, name: &str| context! { id, name, chosen => id == chosen };
    let any = || option("any", &view.say("any", &[]));
    let options: Vec<Value> = match &parameter.kind {
        Type::Kind => std::iter::once(any())
            .chain(
                Kind::ALL
                    .iter()
                    .map(|k| option(k.name(), view.language.kind(*k))),
            )
            .collect(),
        Type::Relation => std::iter::once(any())
            .chain(
                Predicate::ALL
                    .iter()
                    .map(|p| option(p.name(), view.language.predicate(*p))),
            )
            .collect(),
        Type::Choice(words) => std::iter::once(any())
            .chain(words.iter().map(|w| option(w, w)))
            .collect(),
        _ => Vec::new(),
    };
    let (least, most) = match parameter.kind {
        Type::Number(least, most) => (
            least.to_string(),
            if most == u32::MAX {
                String::new()
            } else {
                most.to_string()
            },
        ),
        _ => (String::new(), String::new()),
    };
    // Several values with commas stand in no list of single ones.
    let is_listed = Kind::ALL
        .iter()
        .map(|k| k.name())
        .chain(Predicate::ALL.iter().map(|p| p.name()))
        .chain(["any"])
        .any(|w| w == chosen)
        || matches!(&parameter.kind, Type::Choice(words) if words.iter().any(|w| w == chosen))
        || chosen.is_empty();
    context! {
        name => &parameter.name, description => &parameter.description, value, default, least, most,
        options => if is_listed { options } else { Vec::new() },
        number => matches!(parameter.kind, Type::Number(..)), entity => parameter.kind == Type::Entity,
        required => parameter.default.is_none(), example => parameter.kind.example(), takes => parameter.kind.takes(),
    }
}

/// The answer to a query, or what is wrong with it.
fn answered(view: &View<'_>, text: &str) -> Value {
    match answer::ask(view, text) {
        Ok(shown) => context! { answer => answer::values(view, &shown), error => () },
        Err(error) => failed(&error, text, view),
    }
}

/// An error, with the line that it is about.
fn failed(error: &Error, text: &str, view: &View<'_>) -> Value {
    let (message, place) = match error {
        Error::Syntax { place, reason } => (reason.clone(), place.as_str()),
        Error::Stopped => {
            let seconds = view.site.patience.as_secs().to_string();
            (view.say("too_long", &[("n", &seconds)]), "")
        }
        Error::Service => (view.say("no_service", &[]), ""),
        // What cannot be read is named with its path, which is no reader's business.
        Error::Store { .. } | Error::Read { .. } | Error::Damaged { .. } => {
            (view.say("damaged", &[]), "")
        }
        other => (other.to_string(), ""),
    };
    let numbers: Vec<usize> = place
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse().ok())
        .collect();
    let (line, column) = match numbers.as_slice() {
        [line, column, ..] => (*line, *column),
        _ => (0, 0),
    };
    let excerpt = line
        .checked_sub(1)
        .and_then(|n| text.lines().nth(n))
        .unwrap_or("");
    let before: String = excerpt.chars().take(column.saturating_sub(1)).collect();
    let after: String = excerpt.chars().skip(column.saturating_sub(1)).collect();
    // The parser lists all that it would have taken.
    let short = markup::shorten(&message, LONGEST);
    let whole = if short == message {
        String::new()
    } else {
        message
    };
    context! { error => context! { message => short, whole, line, column, before, after }, answer => () }
}
