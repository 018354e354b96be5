//! `aikg query`: SPARQL over the built graph.

use crate::args::{self, QueryFormat, Usage};
use crate::{Status, knowledge, say};
use aikg::graph::Built;
use aikg::query::format::{self, Format};
use aikg::query::parameter::Names;
use aikg::query::{Answer, Catalogue, Graph, NamedQuery, catalogue};
use anyhow::Context;
use oxigraph::io::RdfFormat;
use oxigraph::sparql::results::QueryResultsFormat;
use std::io::Read;
use std::path::Path;

pub(crate) fn run(args: args::Query) -> anyhow::Result<Status> {
    let mut catalogue = Catalogue::builtin()?;
    if let Some(dir) = &args.queries {
        catalogue.add_folder(dir)?;
    }
    if args.list {
        say::put(list(&catalogue).as_bytes(), None)?;
        return Ok(Status::Done);
    }
    let (query, given) = chosen(&args, &catalogue)?;
    let text = if query.parameters.is_empty() && given.is_empty() {
        query.text.clone()
    } else {
        let knowledge = knowledge::read(&args.knowledge)?;
        let built = Built::entities_of(&args.graph.graph)?;
        let names = Names {
            built: &built,
            lexicon: &knowledge.lexicon,
        };
        catalogue::fill(&query, &given, &names)?
    };
    aikg::query::check(&text)?;
    let graph = match args.when.as_of {
        Some(date) => Graph::open_as_of(&args.graph.graph, date, &text)?,
        None => Graph::open(&args.graph.graph, &text)?,
    };
    if let Some(note) = graph.note() {
        say::note(note);
    }
    let answer = graph.ask(&text)?;
    let bytes = format::write(&answer, form(args.format, &answer))?;
    let bytes = match args.format {
        // A table is for people, at a terminal: what could move the cursor or reorder the text is made visible.
        None | Some(QueryFormat::Table | QueryFormat::Markdown) => {
            say::plain(&String::from_utf8_lossy(&bytes)).into_bytes()
        }
        Some(_) => bytes,
    };
    say::put(&bytes, None)?;
    Ok(Status::Done)
}

/// The query that was asked for, and its parameters.
fn chosen(
    args: &args::Query,
    catalogue: &Catalogue,
) -> anyhow::Result<(NamedQuery, Vec<(String, String)>)> {
    let mut parameters = args.parameters.clone();
    let query = if let Some(text) = &args.text {
        // With -e the first word is a parameter too.
        parameters.splice(0..0, args.name.clone());
        catalogue::read("-e", text)?
    } else {
        let name = args.name.as_deref().unwrap_or_default();
        if name == "-" {
            let mut text = String::new();
            std::io::stdin()
                .lock()
                .read_to_string(&mut text)
                .context("cannot read the query on standard input")?;
            catalogue::read("-", &text)?
        } else if name.ends_with(".rq") || name.contains('/') {
            let text = std::fs::read_to_string(Path::new(name))
                .with_context(|| format!("cannot read the query {name}"))?;
            catalogue::read(name, &text)?
        } else {
            catalogue.get(name)?.clone()
        }
    };
    let mut given = Vec::new();
    for parameter in &parameters {
        let Some((key, value)) = parameter.split_once('=') else {
            return Err(Usage(format!(
                "{parameter} is no parameter; a parameter is KEY=VALUE, such as entity=輝達"
            ))
            .into());
        };
        given.push((key.to_string(), value.to_string()));
    }
    Ok((query, given))
}

fn form(wanted: Option<QueryFormat>, answer: &Answer) -> Format {
    match wanted {
        None if matches!(answer, Answer::Triples(_)) => Format::Rdf(RdfFormat::Turtle),
        None | Some(QueryFormat::Table) => Format::Table,
        Some(QueryFormat::Markdown) => Format::Markdown,
        Some(QueryFormat::Csv) => Format::Results(QueryResultsFormat::Csv),
        Some(QueryFormat::Tsv) => Format::Results(QueryResultsFormat::Tsv),
        Some(QueryFormat::Json) => Format::Results(QueryResultsFormat::Json),
        Some(QueryFormat::Xml) => Format::Results(QueryResultsFormat::Xml),
        Some(QueryFormat::Ttl) => Format::Rdf(RdfFormat::Turtle),
        Some(QueryFormat::Nt) => Format::Rdf(RdfFormat::NTriples),
    }
}

fn list(catalogue: &Catalogue) -> String {
    let mut text = String::new();
    for query in catalogue.all() {
        text.push_str(&format!("{}\n    {}", query.name, query.title));
        if !query.description.is_empty() {
            text.push_str(&format!(". {}", query.description));
        }
        text.push('\n');
        for parameter in &query.parameters {
            let value = match &parameter.default {
                Some(default) => format!("{}={default}", parameter.name),
                None => format!("{}=...", parameter.name),
            };
            text.push_str(&format!(
                "    {value:<20} {:<8} {}\n",
                parameter.kind.name(),
                parameter.description
            ));
        }
        text.push('\n');
    }
    text
}
