//! `aikg map`: who is tied to whom.

use crate::args::{self, MapFormat, Usage};
use crate::{Status, knowledge, say};
use aikg::extract::Knowledge;
use aikg::graph::Built;
use aikg::link;
use aikg::map::graphviz::{self, Picture};
use aikg::map::{Options, choose, draw, measure};
use std::io::IsTerminal;

pub(crate) fn run(args: args::Map) -> anyhow::Result<Status> {
    let knowledge = knowledge::read(&args.knowledge)?;
    say::pending(&args.graph.graph);
    let built = Built::open_as_of(&args.graph.graph, args.when.as_of)?;
    let mut centers = Vec::new();
    for name in &args.entities {
        centers.push(built.find(name, &knowledge.lexicon)?);
    }
    let options = Options {
        centers,
        depth: args.depth,
        top: args.top as usize,
        kinds: args.types.clone(),
        topics: args.topic.as_deref().map(|t| {
            let id = link::topic_id(t, &knowledge.lexicon);
            link::narrower(&id, &knowledge.lexicon)
        }),
        from: args.from,
        to: args.to,
        min_weight: args.min_weight,
    };
    if args.format == MapFormat::Png && args.out.is_none() && std::io::stdout().is_terminal() {
        return Err(
            Usage("a picture does not fit a terminal; name a file with --out".into()).into(),
        );
    }
    let (dot, nodes) = dot(&built, &knowledge, &options);
    if nodes == 0 {
        say::note(
            "nothing to draw: no entity has a tie here; try a longer period or --min-weight 1",
        );
    }
    let bytes = match args.format {
        MapFormat::Dot => dot.into_bytes(),
        MapFormat::Svg => graphviz::render(&dot, nodes, Picture::Svg)?,
        MapFormat::Png => graphviz::render(&dot, nodes, Picture::Png)?,
    };
    say::put(&bytes, args.out.as_deref())?;
    Ok(Status::Done)
}

/// Draws a map; returns it with the number of its entities.
pub(crate) fn dot(built: &Built, knowledge: &Knowledge, options: &Options) -> (String, usize) {
    let choice = choose::choose(built, &knowledge.lexicon, options);
    let measures = measure::measure(&choice);
    let names: Vec<&str> = options
        .centers
        .iter()
        .filter_map(|n| built.entity(*n))
        .map(|e| e.canonical.as_str())
        .collect();
    let title = if names.is_empty() {
        "Who is tied to whom".to_string()
    } else {
        names.join(", ")
    };
    let dot = draw::dot(built, &choice, &measures, &title);
    (dot, choice.entities.len())
}
