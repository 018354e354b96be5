//! An entity and those nearest to it → a small map, as inline SVG whose names are links. Places are those of the project's own layout, shapes those
//! of its maps; colours come from the style sheet.

use super::frame::text_of;
use super::view::View;
use crate::dress::dress;
use crate::entity::Kind;
use crate::map::draw::shape::{self, Box2};
use crate::map::layout::{self, Point};
use crate::map::scene::{label, room};
use crate::relation::{Polarity, Predicate};
use crate::text::markup;
use std::fmt::Write as _;

/// Entities beside the one in the middle.
const MOST: usize = 12;

/// Columns of a name.
const LONGEST: usize = 22;

struct Node {
    entity: u32,
    name: String,
    kind: Kind,
    font: f64,
    width: f64,
    height: f64,
}

/// A line between two entities, as places in a list.
pub(super) struct Edge {
    a: usize,
    b: usize,
    items: u32,
    /// What is claimed, and whether `a` is the subject.
    says: Option<(Predicate, bool)>,
}

impl Edge {
    /// A line that only says that there is a tie.
    pub(super) fn plain(a: usize, b: usize) -> Self {
        Self {
            a,
            b,
            items: 1,
            says: None,
        }
    }

    /// Whether it joins two, either way.
    pub(super) fn joins(&self, a: usize, b: usize) -> bool {
        (self.a, self.b) == (a, b) || (self.a, self.b) == (b, a)
    }
}

/// Draws the map; nothing for an entity that stands alone.
pub(super) fn draw(view: &View<'_>, center: u32) -> String {
    let entities: Vec<u32> = std::iter::once(center)
        .chain(chosen(view, center))
        .collect();
    if entities.len() < 2 {
        return String::new();
    }
    let edges = edges(view, &entities);
    let label = view.say("around", &[("name", &view.name(center))]);
    picture(view, &entities, &edges, Some(center), &label)
}

/// Draws entities and their ties.
pub(super) fn picture(
    view: &View<'_>,
    entities: &[u32],
    edges: &[Edge],
    center: Option<u32>,
    label: &str,
) -> String {
    let nodes: Vec<Node> = entities
        .iter()
        .map(|entity| node(view, *entity, Some(*entity) == center))
        .collect();
    let boxes = places(&nodes, edges);
    let all = Box2::of_all(&boxes);
    let (left, top) = (all.left - 10.0, all.top - 10.0);
    let (wide, high) = (all.right - left + 10.0, all.bottom - top + 10.0);
    let mut out = format!(
        "<svg class=\"around\" viewBox=\"{left:.1} {top:.1} {wide:.1} {high:.1}\" role=\"group\" aria-label=\"{}\">",
        text_of(label)
    );
    for edge in edges {
        line(&mut out, view, edge, &nodes, &boxes, center.is_some());
    }
    for (node, at) in nodes.iter().zip(&boxes) {
        let (form, _) = dress(node.kind);
        let who = view.who(node.entity);
        let class = if Some(node.entity) == center {
            "center "
        } else {
            ""
        };
        let lang = match who.lang {
            "" => String::new(),
            lang => format!(" lang=\"{lang}\""),
        };
        let _ = write!(
            out,
            "<a class=\"{class}f-{}\" href=\"{}\"{lang}><title>{} · {}</title>{}<text x=\"{:.1}\" y=\"{:.1}\" font-size=\"{:.1}\" text-anchor=\"middle\">{}</text></a>",
            node.kind.name(),
            text_of(&who.href),
            text_of(&who.name),
            who.kind_name,
            shape::outline(form, *at),
            at.centre().x,
            at.centre().y + node.font * 0.35,
            node.font,
            text_of(&node.name)
        );
    }
    out.push_str("</svg>");
    out
}

/// Those of which something is claimed together with it, then those that most items name with it; no sources and platforms that everybody uses.
fn chosen(view: &View<'_>, center: u32) -> Vec<u32> {
    let index = &view.site.index;
    let tells = |n: u32| {
        view.site
            .built
            .entity(n)
            .is_some_and(|e| e.kind.is_core() && !view.site.hubs.contains(&e.id))
    };
    let mut chosen: Vec<u32> = Vec::new();
    let claimed = index.claims.of_entity(center);
    for claim in claimed.filter(|c| c.polarity == Polarity::Asserted) {
        let other = if claim.subject == center {
            claim.object
        } else {
            claim.subject
        };
        if chosen.len() < MOST / 2 && tells(other) && !chosen.contains(&other) {
            chosen.push(other);
        }
    }
    for (other, _) in index.near.of(center) {
        if chosen.len() < MOST && tells(*other) && !chosen.contains(other) {
            chosen.push(*other);
        }
    }
    chosen.retain(|n| *n != center);
    chosen
}

fn node(view: &View<'_>, entity: u32, is_center: bool) -> Node {
    let name = markup::shorten(&view.name(entity), LONGEST);
    let kind = view
        .site
        .built
        .entity(entity)
        .map_or(Kind::Other, |e| e.kind);
    let font = if is_center { 15.0 } else { 12.0 };
    let [beside, above] = room(kind);
    Node {
        entity,
        kind,
        font,
        width: (label::ems(&name) * font * beside + 16.0).max(40.0),
        height: (font * 1.25 * above + 11.0).max(26.0),
        name,
    }
}

fn edges(view: &View<'_>, entities: &[u32]) -> Vec<Edge> {
    let index = &view.site.index;
    let mut edges: Vec<Edge> = Vec::new();
    let place = |n: u32| entities.iter().position(|entity| *entity == n);
    for (a, entity) in entities.iter().enumerate() {
        for (other, items) in index.near.of(*entity) {
            let Some(b) = place(*other) else { continue };
            let is_known = edges.iter().any(|e| e.joins(a, b));
            // Between neighbours only what more than one item says, or the picture is all lines.
            if b != a && !is_known && (a == 0 || b == 0 || *items > 1) {
                edges.push(Edge {
                    a,
                    b,
                    items: *items,
                    says: None,
                });
            }
        }
    }
    let center = entities.first().copied().unwrap_or(u32::MAX);
    for claim in index.claims.of_entity(center) {
        let (Some(a), Some(b)) = (place(claim.subject), place(claim.object)) else {
            continue;
        };
        if claim.polarity != Polarity::Asserted {
            continue;
        }
        match edges.iter_mut().find(|e| e.joins(a, b)) {
            Some(edge) => {
                let forward = edge.a == a;
                edge.says.get_or_insert((claim.predicate, forward));
            }
            None => edges.push(Edge {
                a,
                b,
                items: 1,
                says: Some((claim.predicate, true)),
            }),
        }
    }
    // The middle one's own ties are all drawn; of the others the strongest.
    edges.sort_by_key(|e| (e.a != 0 && e.b != 0, std::cmp::Reverse(e.items), e.a, e.b));
    edges.truncate(2 * MOST + 6);
    edges
}

fn places(nodes: &[Node], edges: &[Edge]) -> Vec<Box2> {
    let sizes: Vec<layout::Node> = nodes
        .iter()
        .map(|n| layout::Node {
            width: n.width + 8.0,
            height: n.height + 12.0,
            place: None,
        })
        .collect();
    let ties: Vec<layout::Edge> = edges
        .iter()
        .map(|e| layout::Edge {
            a: e.a,
            b: e.b,
            weight: f64::from(e.items.max(1)).sqrt(),
        })
        .collect();
    let places = layout::layout(&sizes, &ties, &layout::Options::default());
    nodes
        .iter()
        .zip(places)
        .map(|(n, place)| Box2::around(place, n.width, n.height))
        .collect()
}

fn line(
    out: &mut String,
    view: &View<'_>,
    edge: &Edge,
    nodes: &[Node],
    boxes: &[Box2],
    has_center: bool,
) {
    let (Some(a), Some(b)) = (boxes.get(edge.a), boxes.get(edge.b)) else {
        return;
    };
    let (from, to) = (a.edge_towards(b.centre()), b.edge_towards(a.centre()));
    let width = (0.8 + f64::from(edge.items).sqrt() * 0.45).min(4.5);
    let class = match (edge.says, !has_center || edge.a == 0 || edge.b == 0) {
        (Some(_), _) => "claim",
        (None, true) => "tie",
        (None, false) => "tie far",
    };
    let names = [edge.a, edge.b].map(|n| nodes.get(n).map_or("", |n| n.name.as_str()));
    let mut told = format!("{} – {} · {}", names[0], names[1], count(view, edge.items));
    if let Some((predicate, forward)) = edge.says {
        let [a, b] = if forward { names } else { [names[1], names[0]] };
        told = format!("{a} {} {b}", view.language.predicate(predicate));
    }
    let _ = write!(
        out,
        "<path class=\"{class}\" d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke-width=\"{width:.1}\"><title>{}</title></path>",
        from.x,
        from.y,
        to.x,
        to.y,
        text_of(&told)
    );
    let Some((predicate, forward)) = edge.says else {
        return;
    };
    if !predicate.is_symmetric() {
        let (tail, head) = if forward { (from, to) } else { (to, from) };
        let _ = write!(
            out,
            "<path class=\"head\" d=\"{}\"/>",
            shape::arrow(tail, head, 5.0 + width)
        );
    }
    let far = from.distance(to);
    let word = view.language.predicate(predicate);
    if label::ems(word) * 9.0 + 14.0 < far {
        let middle = Point {
            x: (from.x + to.x) / 2.0,
            y: (from.y + to.y) / 2.0,
        };
        let _ = write!(
            out,
            "<text class=\"word\" x=\"{:.1}\" y=\"{:.1}\" font-size=\"9\" text-anchor=\"middle\">{word}</text>",
            middle.x,
            middle.y + 3.0
        );
    }
}

/// How many items, in words.
pub(super) fn count(view: &View<'_>, items: u32) -> String {
    if items == 1 {
        view.say("one_item", &[])
    } else {
        view.say("n_items", &[("n", &items.to_string())])
    }
}

/// A number as a chart writes it.
pub(super) fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_string()
}
