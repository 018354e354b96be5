//! `aikg map`: who is tied to whom.

use crate::args::{self, Engine, MapFormat, Usage};
use crate::{Status, knowledge, say};
use aikg::error::Error;
use aikg::export;
use aikg::extract::Knowledge;
use aikg::graph::Built;
use aikg::link;
use aikg::map::choose::Shape;
use aikg::map::draw::dot::{self, Layout};
use aikg::map::draw::{html, svg};
use aikg::map::graphviz::{self, Picture};
use aikg::map::layout::Point;
use aikg::map::scene::Stage;
use aikg::map::{Map, Options, hub, like, network};
use anyhow::Context;
use std::collections::{BTreeMap, BTreeSet};
use std::io::IsTerminal;
use std::path::Path;

pub(crate) fn run(args: args::Map) -> anyhow::Result<Status> {
    if args.format == MapFormat::Png && args.out.is_none() && std::io::stdout().is_terminal() {
        return Err(
            Usage("a picture does not fit a terminal; name a file with --out".into()).into(),
        );
    }
    if args.paths && args.entities.len() < 2 {
        return Err(
            Usage("--paths needs two entities: aikg map OpenAI Anthropic --paths".into()).into(),
        );
    }
    if args.profile && args.entities.is_empty() {
        return Err(Usage("--profile needs an entity: aikg map OpenAI --profile".into()).into());
    }
    let knowledge = knowledge::read(&args.knowledge)?;
    say::pending(&args.graph.graph);
    let built = Built::open_as_of(&args.graph.graph, args.when.as_of)?;
    let options = options(&args, &built, &knowledge)?;
    let stage = Stage {
        built: &built,
        lexicon: &knowledge.lexicon,
        language: args.lang.map(Into::into),
    };
    let map = Map::new(stage, &args.graph.graph, &options)?;
    if map.scene.edges.is_empty() {
        say::note(
            "nothing to draw: no entity has a tie here; try a longer period, --min-weight 1 or --hubs",
        );
    }
    let old = match &args.like {
        Some(path) => old_places(path)?,
        None => BTreeMap::new(),
    };
    let bytes = written(&args, &built, &map, &old)?;
    say::put(&bytes, args.out.as_deref())?;
    Ok(Status::Done)
}

fn options(args: &args::Map, built: &Built, knowledge: &Knowledge) -> anyhow::Result<Options> {
    let mut centers: Vec<u32> = Vec::new();
    for name in &args.entities {
        let found = built.find(name, &knowledge.lexicon)?;
        if !centers.contains(&found) {
            centers.push(found);
        }
    }
    Ok(Options {
        centers,
        depth: args.depth,
        shape: match (args.paths, args.profile) {
            (true, _) => Shape::Paths,
            (_, true) => Shape::Profile,
            _ => Shape::Around,
        },
        top: args.top as usize,
        kinds: args.types.clone(),
        relations: args.relations.clone(),
        topics: args.topic.as_deref().map(|t| {
            let id = link::topic_id(t, &knowledge.lexicon);
            link::narrower(&id, &knowledge.lexicon)
        }),
        from: args.from,
        to: args.to,
        against: args.against,
        min_weight: args.min_weight,
        weight: args.weight.into(),
        backbone: args.backbone,
        hubs: if args.hubs {
            BTreeSet::new()
        } else {
            hubs(args.knowledge.dictionaries.as_deref())?
        },
    })
}

/// What is left out of maps: the built-in table, with the user's own.
pub(crate) fn hubs(own: Option<&Path>) -> anyhow::Result<BTreeSet<String>> {
    let mut hubs = hub::builtin();
    if let Some(path) = own.map(|dir| dir.join(hub::TABLE)).filter(|p| p.exists()) {
        let table = std::fs::read_to_string(&path)
            .with_context(|| format!("cannot read {}", path.display()))?;
        hubs.extend(hub::read(&table));
    }
    Ok(hubs)
}

fn old_places(path: &Path) -> anyhow::Result<BTreeMap<String, Point>> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let places = like::places(&text);
    if places.is_empty() {
        say::note(&format!(
            "{} tells no places; what --like can read is SVG and HTML made by `aikg map`, and DOT made with --engine own",
            path.display()
        ));
    }
    Ok(places)
}

fn written(
    args: &args::Map,
    built: &Built,
    map: &Map,
    old: &BTreeMap<String, Point>,
) -> anyhow::Result<Vec<u8>> {
    let own = args.engine == Engine::Own || !old.is_empty();
    let nodes = map.scene.nodes.len();
    Ok(match args.format {
        MapFormat::Dot if own => {
            dot::dot(&map.scene, Layout::Places(&map.places(old))).into_bytes()
        }
        MapFormat::Dot => dot::dot(&map.scene, Layout::Graphviz).into_bytes(),
        MapFormat::Svg if own || nodes > graphviz::LARGEST => {
            svg::svg(&map.scene, &map.places(old)).into_bytes()
        }
        MapFormat::Svg => by_graphviz(args, map)?,
        MapFormat::Png if own || nodes > graphviz::LARGEST => {
            let dot = dot::dot(&map.scene, Layout::Places(&map.places(old)));
            graphviz::render(&dot, graphviz::Program::Placed, Picture::Png)?
        }
        MapFormat::Png => {
            let dot = dot::dot(&map.scene, Layout::Graphviz);
            graphviz::render(&dot, graphviz::Program::of(nodes), Picture::Png)?
        }
        MapFormat::Html => html::html(&map.scene, &map.places(old)).into_bytes(),
        MapFormat::Graphml => {
            let mut out = Vec::new();
            export::graphml(&network::network(built, map, &map.places(old)), &mut out)?;
            out
        }
        MapFormat::Gexf => {
            let mut out = Vec::new();
            export::gexf(&network::network(built, map, &map.places(old)), &mut out)?;
            out
        }
    })
}

/// Drawn by Graphviz; by aikg itself where it is not installed or takes too long.
fn by_graphviz(args: &args::Map, map: &Map) -> anyhow::Result<Vec<u8>> {
    let dot = dot::dot(&map.scene, Layout::Graphviz);
    let program = graphviz::Program::of(map.scene.nodes.len());
    match graphviz::render(&dot, program, Picture::Svg) {
        Ok(picture) => Ok(picture),
        Err(error @ Error::Graphviz { .. }) if args.engine == Engine::Auto => {
            say::note(&format!("{error}; this map is drawn without it"));
            Ok(svg::svg(&map.scene, &map.places(&BTreeMap::new())).into_bytes())
        }
        Err(error) => Err(error.into()),
    }
}
