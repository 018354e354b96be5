//! `aikg query`: SPARQL over the built graph, or over any server.

use crate::args::{self, QueryFormat, Usage};
use crate::{Status, explain, knowledge, list, say, timeout};
use aikg::error::Error;
use aikg::graph::Built;
use aikg::query::catalogue::{self, Binding};
use aikg::query::format::{self, Format, Writer};
use aikg::query::parameter::Type;
use aikg::query::{
    CancellationToken, Catalogue, Client, Form, Graph, NamedQuery, Names, Options, Shape, Sink,
};
use anyhow::Context;
use oxigraph::io::RdfFormat;
use oxigraph::sparql::results::QueryResultsFormat;
use std::io::{Read, Write};
use std::path::Path;

pub(crate) fn run(args: args::Query) -> anyhow::Result<Status> {
    let mut catalogue = Catalogue::builtin()?;
    if let Some(dir) = &args.queries {
        catalogue.add_folder(dir)?;
    }
    if args.list {
        let text = list::of(&catalogue, args.name.as_deref())?;
        say::put(say::plain(&text).as_bytes(), None)?;
        return Ok(Status::Done);
    }
    let stop = CancellationToken::new();
    if let Some(limit) = args.timeout {
        timeout::watch(limit, stop.clone());
    }
    let (query, given) = chosen(&args, &catalogue)?;
    if args.explain {
        let bound = bound(&args, &query, &given);
        let text = explain::of(&query, bound, &args)?;
        say::put(say::plain(&text).as_bytes(), None)?;
        return Ok(Status::Done);
    }
    let text = catalogue::put(&query, &bound(&args, &query, &given)?);
    let shape = aikg::query::check(&text)?;
    if shape.federated && !args.allow_service {
        return Err(Error::Service.into());
    }
    let format = form(args.format, shape);
    format::fits(shape.form, format)?;
    answer(&args, &text, shape, format, stop).map_err(|error| match args.timeout {
        Some(limit) if matches!(error, Error::Stopped) => timeout::passed(limit),
        _ => error.into(),
    })?;
    Ok(Status::Done)
}

/// Asks, and writes the answer as it comes.
fn answer(
    args: &args::Query,
    text: &str,
    shape: Shape,
    format: Format,
    stop: CancellationToken,
) -> Result<(), Error> {
    if !matches!(format, Format::Table | Format::Markdown) {
        let mut writer = Writer::new(format, say::Flow::new());
        tell(args, text, shape, stop, &mut writer)?;
        return writer.finish();
    }
    // A table is for people, at a terminal: what could move the cursor or reorder the text is made visible.
    let mut bytes = Vec::new();
    let mut writer = Writer::new(format, &mut bytes);
    tell(args, text, shape, stop, &mut writer)?;
    writer.finish()?;
    let text = say::plain(&String::from_utf8_lossy(&bytes));
    let mut out = say::Flow::new();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|source| Error::Output { source })
}

fn tell(
    args: &args::Query,
    text: &str,
    shape: Shape,
    stop: CancellationToken,
    sink: &mut (dyn Sink + Send),
) -> Result<(), Error> {
    let client = Client::new(args.timeout);
    if let Some(url) = &args.endpoint {
        return client.tell(url, &aikg::query::declared(text), shape.form, sink);
    }
    say::pending(&args.graph.graph);
    let graph = match args.when.as_of {
        Some(date) => Graph::open_as_of(&args.graph.graph, date, text)?,
        None => Graph::open(&args.graph.graph, text)?,
    };
    if let Some(note) = graph.note() {
        say::note(note);
    }
    let services = args.allow_service.then_some(client);
    let options = Options {
        stop,
        services,
        ..Options::default()
    };
    graph.tell(text, &options, sink)
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

/// The query's parameters with their values. The dictionaries and the graph's names are read only where a query has some.
fn bound(
    args: &args::Query,
    query: &NamedQuery,
    given: &[(String, String)],
) -> anyhow::Result<Vec<Binding>> {
    if query.parameters.is_empty() && given.is_empty() {
        return Ok(Vec::new());
    }
    let dir = &args.graph.graph;
    let knowledge = knowledge::read(&args.knowledge)?;
    let elsewhere = args.endpoint.is_some();
    let built = match Built::entities_of(dir) {
        // Another server may have the graph, and this machine nothing of it.
        Err(Error::NoGraph { .. }) if elsewhere => None,
        built => Some(built?),
    };
    let asks_topics = query.parameters.iter().any(|p| p.kind == Type::Topic);
    let topics = match &built {
        Some(_) if asks_topics => Some(Built::topics_of(dir)?),
        _ => None,
    };
    let names = Names {
        built: built.as_ref(),
        topics: topics.as_ref(),
        lexicon: &knowledge.lexicon,
        elsewhere,
    };
    Ok(catalogue::bind(query, given, &names)?)
}

fn form(wanted: Option<QueryFormat>, shape: Shape) -> Format {
    match wanted {
        None if shape.form == Form::Triples => Format::Rdf(RdfFormat::Turtle),
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
