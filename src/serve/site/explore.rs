//! The map to look around in, behind a form that says what it is of.

use super::Page;
use super::frame::context;
use super::view::View;
use crate::entity::Kind;
use crate::link;
use crate::map::draw::{html, svg};
use crate::map::scene::Stage;
use crate::map::{Map, Options};
use crate::text::date;
use crate::text::markup;
use minijinja::value::Value;
use std::collections::BTreeMap;

/// Entities of a map, if nothing else is said, and at the most.
const TOP: [usize; 2] = [60, 200];
/// Steps away from the middle.
const DEPTH: [u8; 2] = [1, 3];
/// Entities that may stand in the middle.
const CENTERS: usize = 6;

pub(super) fn page(view: &View<'_>) -> Page {
    let site = view.site;
    let mut wrong: Vec<String> = Vec::new();
    let mut options = Options {
        depth: view
            .asked("depth")
            .parse()
            .unwrap_or(DEPTH[0])
            .clamp(1, DEPTH[1]),
        top: view.asked("top").parse().unwrap_or(TOP[0]).clamp(2, TOP[1]),
        hubs: if view.asked("hubs").is_empty() {
            site.hubs.clone()
        } else {
            Default::default()
        },
        ..Options::default()
    };
    // Several names of one field stand with commas between them.
    let names = view.all("entity").flat_map(|v| v.split([',', '，', '、']));
    for name in names.map(str::trim).filter(|n| !n.is_empty()).take(CENTERS) {
        let name: String = name.chars().take(200).collect();
        let hits = site
            .index
            .names
            .find(&name, &site.built, &site.knowledge.lexicon, 1);
        match hits.first() {
            Some(hit) if !options.centers.contains(&hit.entity) => options.centers.push(hit.entity),
            Some(_) => {}
            None => {
                let near = site.index.names.nearest(&name, &site.built, 1);
                wrong.push(match near.first() {
                    Some(near) => view.say(
                        "no_entity_near",
                        &[("name", &name), ("near", &view.name(*near))],
                    ),
                    None => view.say("no_entity", &[("name", &name)]),
                });
            }
        }
    }
    for name in view.all("kind") {
        if let Ok(kind) = name.parse::<Kind>()
            && !options.kinds.contains(&kind)
        {
            options.kinds.push(kind);
        }
    }
    let mut day = |key: &str, last: bool| {
        let text = view.asked(key);
        if text.is_empty() {
            return None;
        }
        let period = date::period(text);
        if period.is_none() {
            wrong.push(view.say("no_date", &[("date", text)]));
        }
        period.map(|(from, to)| if last { to } else { from })
    };
    options.from = day("from", false);
    options.to = day("to", true);
    if !view.asked("topic").is_empty() {
        let id = link::topic_id(view.asked("topic"), &site.knowledge.lexicon);
        options.topics = Some(link::narrower(&id, &site.knowledge.lexicon));
    }
    let stage = Stage {
        built: &site.built,
        lexicon: &site.knowledge.lexicon,
        language: Some(view.language),
    };
    let map = match Map::new(stage, &site.dir, &options) {
        Ok(map) => map,
        // Only a damaged table brings this; its path is no reader's business.
        Err(_) => return super::notice::fault(view, 500, &view.say("damaged", &[])),
    };
    let places = map.places(&BTreeMap::new());
    let kinds: Vec<Value> = Kind::ALL
        .into_iter()
        .filter(|kind| kind.is_core())
        .map(|kind| context! { id => kind.name(), name => view.language.kind(kind), chosen => options.kinds.contains(&kind) })
        .collect();
    let data = html::json(&map.scene, &places);
    let (skip, body) = parts(html::body());
    let values = context! {
        entity => view.all("entity").map(markup::one_line).collect::<Vec<_>>().join(", "),
        depth => &options.depth, top => &options.top, kinds, from => view.asked("from"), to => view.asked("to"), topic => view.asked("topic"),
        hubs => !view.asked("hubs").is_empty(), wrong, empty => map.scene.edges.is_empty(),
        skip => Value::from_safe_string(skip), body => Value::from_safe_string(body),
        data => Value::from_safe_string(data),
        fallback => Value::from_safe_string(svg::svg(&map.scene, &places)),
    };
    let title = format!(
        "{}{}{}",
        view.say("nav_map", &[]),
        view.say("colon", &[]),
        map.scene.title
    );
    view.page("map.html", &title, values)
}

/// The link that skips to the list of entities, which stands first on a page, and the rest of the explorer.
fn parts(body: &str) -> (String, String) {
    let link = body.find("<a class=\"skip").and_then(|start| {
        let end = start + body.get(start..)?.find("</a>")? + "</a>".len();
        Some((body.get(start..end)?, body.get(..start)?, body.get(end..)?))
    });
    match link {
        Some((link, before, after)) => (link.to_string(), format!("{before}{after}")),
        None => (String::new(), body.to_string()),
    }
}
