//! A scene with places → one HTML page that asks for nothing from anywhere.
//!
//! The page's style and script stand in `page/`; the map comes to them as JSON. Without a script the page shows the map as SVG.

use super::svg::{self, is_arrow};
use crate::dress::dress;
use crate::map::choose::Change;
use crate::map::layout::Point;
use crate::map::scene::{Edge, Node, Says, Scene, Words};
use crate::relation::{Polarity, Predicate};
use crate::text::xml;
use include_dir::{Dir, include_dir};
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Page<'a> {
    title: &'a str,
    subtitle: String,
    lang: &'static str,
    kinds: Vec<Kind>,
    relations: Vec<Relation>,
    groups: Vec<Group<'a>>,
    period: Option<[String; 2]>,
    before: Option<[String; 2]>,
    nodes: Vec<Entity<'a>>,
    edges: Vec<Tie<'a>>,
    sources: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Kind {
    id: &'static str,
    name: &'static str,
    shape: &'static str,
    fill: &'static str,
}

#[derive(Serialize)]
struct Relation {
    id: &'static str,
    name: &'static str,
    directed: bool,
}

#[derive(Serialize)]
struct Group<'a> {
    name: &'a str,
    colour: &'static str,
}

#[derive(Serialize)]
struct Entity<'a> {
    id: &'a str,
    label: &'a str,
    lines: &'a [String],
    kind: usize,
    items: u32,
    before: Option<u32>,
    change: Option<&'static str>,
    rank: f64,
    group: Option<usize>,
    center: bool,
    x: f64,
    y: f64,
    w: f64,
    h: f64,
    font: f64,
    aliases: &'a [String],
    first: Option<String>,
    last: Option<String>,
    days: Vec<i64>,
}

#[derive(Serialize)]
struct Tie<'a> {
    a: usize,
    b: usize,
    relation: usize,
    label: &'a str,
    dir: i8,
    dashed: bool,
    items: u32,
    before: Option<u32>,
    change: Option<&'static str>,
    width: f64,
    days: Vec<i64>,
    claims: Vec<Claim<'a>>,
    sources: &'a [usize],
}

#[derive(Serialize)]
struct Claim<'a> {
    relation: usize,
    dir: i8,
    polarity: &'static str,
    items: u32,
    quote: &'a str,
    source: usize,
}

#[derive(Serialize)]
struct Item<'a> {
    date: Option<String>,
    digest: &'a str,
    item: u32,
    heading: &'a str,
    links: &'a [String],
}

const PAGE: &str = include_str!("../page/page.html");
/// The style of the page.
pub const STYLE: &str = include_str!("../page/page.css");
static PARTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/map/page");

/// The script of the page: its parts, in the order of their names.
pub fn script() -> String {
    let mut parts: Vec<_> = PARTS
        .files()
        .filter(|file| file.path().extension().is_some_and(|e| e == "js"))
        .collect();
    parts.sort_by_key(|file| file.path());
    parts
        .iter()
        .filter_map(|file| file.contents_utf8())
        .collect()
}

/// Makes the page; `places` has the centre of each node.
pub fn html(scene: &Scene, places: &[Point]) -> String {
    let mut page = String::with_capacity(PAGE.len() + STYLE.len() + (1 << 16));
    let mut rest = PAGE;
    // Each marker once, in the order of the page: what is put in is not looked at again.
    while let Some((before, marker, after)) = next_marker(rest) {
        page.push_str(before);
        match marker {
            "/*CSS*/" => page.push_str(STYLE),
            "/*JS*/" => page.push_str(&script()),
            "<!--DATA-->" => page.push_str(&json(scene, places)),
            "<!--TITLE-->" => page.push_str(&xml::text(&scene.title)),
            "<!--LANG-->" => page.push_str(scene.words.0.tag()),
            _ => page.push_str(&svg::svg(scene, places)),
        }
        rest = after;
    }
    page.push_str(rest);
    page
}

/// What the body of the page holds before its data and its script, for a page that has them elsewhere.
pub fn body() -> &'static str {
    let cut = |text: &'static str, from: &str, to: &str| -> Option<&'static str> {
        let start = text.find(from)?;
        text.get(start..start + text.get(start..)?.find(to)?)
    };
    cut(PAGE, "<svg class=\"icons\"", "<script").unwrap_or("")
}

fn next_marker(text: &'static str) -> Option<(&'static str, &'static str, &'static str)> {
    const MARKERS: [&str; 6] = [
        "/*CSS*/",
        "/*JS*/",
        "<!--DATA-->",
        "<!--TITLE-->",
        "<!--LANG-->",
        "<!--FALLBACK-->",
    ];
    let (at, marker) = MARKERS
        .iter()
        .filter_map(|marker| Some((text.find(marker)?, *marker)))
        .min()?;
    let (before, after) = text.split_at(at);
    Some((before, marker, after.get(marker.len()..)?))
}

/// The map as the page's script reads it. `<` is written as an escape, so that nothing can end the element that holds it.
pub fn json(scene: &Scene, places: &[Point]) -> String {
    let kinds = scene.kinds();
    let words = scene.words;
    let relations = relations(scene);
    let start = scene.period.map(|(from, _)| from);
    let period = |p: Option<(Date, Date)>| p.map(|(a, b)| [a.to_string(), b.to_string()]);
    let page = Page {
        title: &scene.title,
        subtitle: scene.notes.join(" · "),
        lang: words.0.tag(),
        kinds: kinds
            .iter()
            .map(|kind| Kind {
                id: kind.name(),
                name: words.0.kind(*kind),
                shape: dress(*kind).0,
                fill: dress(*kind).1,
            })
            .collect(),
        relations: relations
            .iter()
            .map(|r| Relation {
                id: key(*r),
                name: name(*r, words),
                directed: is_arrow(*r),
            })
            .collect(),
        groups: scene
            .groups
            .iter()
            .map(|group| Group {
                name: &group.name,
                colour: group.colour,
            })
            .collect(),
        period: period(scene.period),
        before: period(scene.before),
        nodes: scene
            .nodes
            .iter()
            .zip(places)
            .map(|(node, place)| {
                let kind = kinds.iter().position(|k| *k == node.kind).unwrap_or(0);
                entity(scene, node, *place, kind, start)
            })
            .collect(),
        edges: scene
            .edges
            .iter()
            .map(|edge| tie(scene, edge, &relations, start))
            .collect(),
        sources: scene
            .sources
            .iter()
            .map(|source| Item {
                date: source.date.map(|d| d.to_string()),
                digest: &source.digest,
                item: source.item,
                heading: &source.heading,
                links: &source.links,
            })
            .collect(),
    };
    // A structure of strings and numbers always becomes JSON.
    let json = serde_json::to_string(&page).unwrap_or_default();
    json.replace('<', "\\u003c")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

/// The kinds of ties that the map has, each once: those named together, whose it is, then claims.
fn relations(scene: &Scene) -> Vec<Says> {
    let claim = |predicate: Predicate| Says::Claim(predicate, Polarity::Asserted);
    let said = scene
        .edges
        .iter()
        .flat_map(|e| e.claims.iter().map(|c| c.predicate));
    let mut predicates: Vec<Predicate> = said.collect();
    predicates.sort_unstable();
    predicates.dedup();
    let mut all = vec![Says::Together, Says::Owner];
    all.extend(predicates.into_iter().map(claim));
    all
}

fn same(a: Says, b: Says) -> bool {
    match (a, b) {
        (Says::Claim(a, _), Says::Claim(b, _)) => a == b,
        (a, b) => a == b,
    }
}

fn key(says: Says) -> &'static str {
    match says {
        Says::Together => "co_mention",
        Says::Owner => "owner",
        Says::Claim(predicate, _) => predicate.name(),
    }
}

fn name(says: Says, words: Words) -> &'static str {
    match says {
        Says::Together => words.co_mention(),
        Says::Owner => words.owner(),
        Says::Claim(predicate, _) => words.0.predicate(predicate),
    }
}

fn change(change: Option<Change>) -> Option<&'static str> {
    change.map(|change| match change {
        Change::New => "new",
        Change::Grown => "grown",
        Change::Steady => "steady",
        Change::Shrunk => "shrunk",
        Change::Gone => "gone",
    })
}

/// Days as offsets from the first, each with its number of items.
fn days(days: &BTreeMap<Date, u32>, start: Option<Date>) -> Vec<i64> {
    let Some(start) = start else {
        return Vec::new();
    };
    let offset = |day: &Date| (*day - start).get_days();
    days.iter()
        .flat_map(|(day, items)| [i64::from(offset(day)), i64::from(*items)])
        .collect()
}

fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

fn entity<'a>(
    scene: &Scene,
    node: &'a Node,
    place: Point,
    kind: usize,
    start: Option<Date>,
) -> Entity<'a> {
    Entity {
        id: &node.id,
        label: &node.name,
        lines: &node.lines,
        kind,
        items: node.items,
        before: scene.before.map(|_| node.before),
        change: change(node.change),
        rank: round(node.rank),
        group: node.group,
        center: node.center,
        x: round(place.x),
        y: round(place.y),
        w: round(node.width),
        h: round(node.height),
        font: round(node.font),
        aliases: &node.aliases,
        first: node.days.keys().next().map(Date::to_string),
        last: node.days.keys().next_back().map(Date::to_string),
        days: days(&node.days, start),
    }
}

fn tie<'a>(scene: &Scene, edge: &'a Edge, relations: &[Says], start: Option<Date>) -> Tie<'a> {
    let place = |says: Says| relations.iter().position(|r| same(*r, says)).unwrap_or(0);
    // Read as a sentence: what is made belongs to its maker.
    let (a, b) = match edge.says {
        Says::Owner => (edge.to, edge.from),
        _ => (edge.from, edge.to),
    };
    Tie {
        a,
        b,
        relation: place(edge.says),
        label: &edge.label,
        dir: i8::from(is_arrow(edge.says)),
        dashed: matches!(edge.says, Says::Owner),
        items: edge.weight,
        before: scene.before.map(|_| edge.before),
        change: change(edge.change),
        width: round(edge.width),
        days: days(&edge.days, start),
        claims: edge
            .claims
            .iter()
            .map(|claim| Claim {
                relation: place(Says::Claim(claim.predicate, claim.polarity)),
                dir: match (claim.predicate.is_symmetric(), claim.forward) {
                    (true, _) => 0,
                    (false, true) => 1,
                    (false, false) => -1,
                },
                polarity: claim.polarity.name(),
                items: claim.items,
                quote: &claim.quote,
                source: claim.source,
            })
            .collect(),
        sources: &edge.sources,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_marker_stands_once() {
        let mut markers = Vec::new();
        let mut rest = PAGE;
        while let Some((_, marker, after)) = next_marker(rest) {
            markers.push(marker);
            rest = after;
        }
        markers.sort_unstable();
        let title = markers.iter().filter(|m| **m == "<!--TITLE-->").count();
        assert!(title >= 1, "{markers:?}");
        markers.dedup();
        assert_eq!(markers.len(), 6, "{markers:?}");
        let body = body();
        assert!(body.contains("id=\"stage\"") && body.trim_end().ends_with("</p>"));
        assert!(next_marker(body).is_none());
    }
}
