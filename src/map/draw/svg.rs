//! A scene with places → SVG, without Graphviz.

use super::shape::{self, Box2};
use crate::dress::dress;
use crate::map::choose::Change;
use crate::map::layout::Point;
use crate::map::scene::{Edge, Group, Node, Says, Scene};
use crate::relation::Polarity;
use crate::text::xml;
use std::fmt::Write as _;

const FONTS: &str = "Helvetica, Arial, 'Noto Sans CJK TC', 'Noto Sans TC', 'PingFang TC', 'Microsoft JhengHei', 'Noto Sans CJK SC', sans-serif";

/// White space around everything.
const MARGIN: f64 = 18.0;

/// Draws a map; `places` has the centre of each node, in points, y downwards.
pub fn svg(scene: &Scene, places: &[Point]) -> String {
    let boxes: Vec<Box2> = scene
        .nodes
        .iter()
        .zip(places)
        .map(|(node, place)| Box2::around(*place, node.width, node.height))
        .collect();
    let all = Box2::of_all(&boxes);
    let head = 26.0 + 15.0 * scene.notes.len() as f64;
    let kinds = scene.kinds();
    let legend_width = legend_width(scene, &kinds);
    let text_width = 7.6 * scene.notes.iter().map(|n| columns(n)).max().unwrap_or(0) as f64 * 0.86;
    let width = (all.right - all.left)
        .max(text_width)
        .max(legend_width.min(900.0))
        + 2.0 * MARGIN;
    let rows = (legend_width / (width - 2.0 * MARGIN)).ceil().max(1.0);
    let foot = 24.0 * rows + 22.0;
    let height = all.bottom - all.top + head + foot + 3.0 * MARGIN;
    let left = (all.left + all.right - width) / 2.0;
    let top = all.top - head - 1.5 * MARGIN;
    let mut out = String::new();
    let language = scene.words.0.tag();
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{left:.1} {top:.1} {width:.1} {height:.1}\" width=\"{width:.0}\" height=\"{height:.0}\" \
         lang=\"{language}\" font-family=\"{FONTS}\" role=\"img\">"
    );
    let _ = writeln!(out, "<title>{}</title>", xml::text(&scene.title));
    let _ = writeln!(
        out,
        "<rect x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" fill=\"#ffffff\"/>"
    );
    heading(&mut out, scene, left + MARGIN, top + MARGIN);
    out.push_str("<g class=\"groups\">\n");
    for group in &scene.groups {
        hull(&mut out, group, &boxes);
    }
    out.push_str("</g>\n<g class=\"ties\" fill=\"none\">\n");
    for edge in &scene.edges {
        line(&mut out, scene, edge, &boxes);
    }
    out.push_str("</g>\n<g class=\"entities\">\n");
    for (node, at) in scene.nodes.iter().zip(&boxes) {
        entity(&mut out, node, *at);
    }
    // Over the entities, or a line's words would be lost behind them.
    out.push_str(
        "</g>\n<g class=\"words\" font-size=\"9\" fill=\"#444444\" text-anchor=\"middle\">\n",
    );
    let mut taken = boxes.clone();
    for edge in &scene.edges {
        words(&mut out, edge, &boxes, &mut taken);
    }
    out.push_str("</g>\n");
    legend(
        &mut out,
        scene,
        [
            left + MARGIN,
            all.bottom + 1.5 * MARGIN,
            width - 2.0 * MARGIN,
        ],
    );
    out.push_str("</svg>\n");
    out
}

fn columns(text: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(text)
}

fn heading(out: &mut String, scene: &Scene, x: f64, y: f64) {
    let _ = writeln!(
        out,
        "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"18\" font-weight=\"bold\" fill=\"#222222\">{}</text>",
        y + 14.0,
        xml::text(&scene.title)
    );
    for (number, note) in scene.notes.iter().enumerate() {
        let _ = writeln!(
            out,
            "<text x=\"{x:.1}\" y=\"{:.1}\" font-size=\"11\" fill=\"#555555\">{}</text>",
            y + 32.0 + 15.0 * number as f64,
            xml::text(note)
        );
    }
}

/// A community's ground, where nobody else stands on it.
fn hull(out: &mut String, group: &Group, boxes: &[Box2]) {
    let members: Vec<Box2> = group
        .members
        .iter()
        .filter_map(|at| boxes.get(*at).copied())
        .collect();
    let hull = shape::hull(&members);
    let is_crossed = boxes
        .iter()
        .enumerate()
        .any(|(at, other)| !group.members.contains(&at) && shape::holds(&hull, other.centre()));
    if is_crossed || hull.len() < 3 {
        return;
    }
    let _ = writeln!(
        out,
        "<path d=\"{}\" opacity=\"0.14\" fill=\"{c}\" stroke=\"{c}\" stroke-width=\"22\" stroke-linejoin=\"round\"><title>{}</title></path>",
        shape::path(&hull),
        xml::text(&group.name),
        c = group.colour
    );
}

/// Colour and dashes of a line.
fn pen(edge: &Edge) -> (&'static str, &'static str) {
    match (edge.change, edge.says) {
        (Some(Change::New | Change::Grown), _) => ("#117733", ""),
        (Some(Change::Gone), _) => ("#aaaaaa", "4 4"),
        (_, Says::Together) => ("#999999", ""),
        (_, Says::Owner) => ("#335577", "5 3"),
        (_, Says::Claim(_, Polarity::Asserted)) => ("#335577", ""),
        (_, Says::Claim(_, Polarity::Reported)) => ("#335577", "1.5 3"),
        (_, Says::Claim(_, Polarity::Denied)) => ("#aa4433", "1.5 3"),
    }
}

/// Whether a line points from one end to the other.
pub(super) fn is_arrow(says: Says) -> bool {
    match says {
        Says::Together => false,
        Says::Owner => true,
        Says::Claim(predicate, _) => !predicate.is_symmetric(),
    }
}

fn line(out: &mut String, scene: &Scene, edge: &Edge, boxes: &[Box2]) {
    let (Some(a), Some(b)) = (boxes.get(edge.from), boxes.get(edge.to)) else {
        return;
    };
    // Lines end in the middle of what is drawn over them; arrows at its edge.
    let end = |at: usize, from: Point| {
        let round = scene
            .nodes
            .get(at)
            .is_some_and(|n| !matches!(dress(n.kind).0, "box" | "component" | "box3d" | "note"));
        boxes.get(at).map_or(from, |b| {
            if round {
                b.round_edge_towards(from)
            } else {
                b.edge_towards(from)
            }
        })
    };
    let from = a.centre();
    let to = if is_arrow(edge.says) {
        end(edge.to, from)
    } else {
        b.centre()
    };
    let (colour, dashes) = pen(edge);
    let dashes = match dashes {
        "" => String::new(),
        dashes => format!(" stroke-dasharray=\"{dashes}\""),
    };
    let link = edge
        .sources
        .iter()
        .filter_map(|at| scene.sources.get(*at)?.links.first())
        .next();
    if let Some(link) = link {
        let _ = write!(
            out,
            "<a href=\"{}\" target=\"_blank\" rel=\"noopener noreferrer\">",
            xml::text(link)
        );
    }
    let _ = write!(
        out,
        "<path d=\"M{:.1} {:.1}L{:.1} {:.1}\" stroke=\"{colour}\" stroke-opacity=\"0.7\" stroke-width=\"{:.2}\"{dashes}><title>{}</title></path>",
        from.x,
        from.y,
        to.x,
        to.y,
        edge.width,
        xml::lines(&edge.tooltip)
    );
    if is_arrow(edge.says) {
        let head = shape::arrow(from, to, 5.0 + edge.width);
        let _ = write!(out, "<path d=\"{head}\" fill=\"{colour}\"/>");
    }
    out.push_str(if link.is_some() { "</a>\n" } else { "\n" });
}

/// The words of a line, near its middle, where they cover nothing.
fn words(out: &mut String, edge: &Edge, boxes: &[Box2], taken: &mut Vec<Box2>) {
    let (Some(a), Some(b)) = (boxes.get(edge.from), boxes.get(edge.to)) else {
        return;
    };
    if edge.label.is_empty() {
        return;
    }
    let (from, to) = (a.edge_towards(b.centre()), b.edge_towards(a.centre()));
    let width = columns(&edge.label) as f64 * 5.0 + 4.0;
    for share in [0.5, 0.4, 0.6, 0.3, 0.7] {
        let at = Point {
            x: from.x + (to.x - from.x) * share,
            y: from.y + (to.y - from.y) * share,
        };
        let place = Box2::around(at, width, 11.0);
        if taken.iter().any(|other| place.overlaps(other)) {
            continue;
        }
        taken.push(place);
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" stroke=\"#ffffff\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>",
            at.x,
            at.y + 3.0,
            xml::text(&edge.label)
        );
        return;
    }
}

fn entity(out: &mut String, node: &Node, at: Box2) {
    let (shape, fill) = dress(node.kind);
    let (stroke, width) = match node.change {
        Some(Change::New | Change::Grown) => ("#117733", 2.0),
        Some(Change::Shrunk) => ("#aa4433", 2.0),
        Some(Change::Gone) => ("#999999", 1.0),
        Some(Change::Steady) | None if node.center => ("#222222", 2.6),
        Some(Change::Steady) | None => ("#555555", 0.8),
    };
    let dashes = if node.change == Some(Change::Gone) {
        " stroke-dasharray=\"4 3\""
    } else {
        ""
    };
    let id = xml::text(&node.id);
    let _ = write!(
        out,
        "<g class=\"{}\" data-entity=\"{id}\" data-x=\"{:.1}\" data-y=\"{:.1}\"><title>{}</title><g fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{width}\"{dashes}>{}</g>",
        node.kind.name(),
        at.centre().x,
        at.centre().y,
        xml::lines(&node.tooltip),
        shape::outline(shape, at)
    );
    let step = node.font * 1.2;
    let first = at.centre().y - step * (node.lines.len() as f64 - 1.0) / 2.0 + node.font * 0.35;
    let _ = write!(
        out,
        "<text text-anchor=\"middle\" font-size=\"{:.1}\" fill=\"#1a1a1a\">",
        node.font
    );
    for (number, line) in node.lines.iter().enumerate() {
        let _ = write!(
            out,
            "<tspan x=\"{:.1}\" y=\"{:.1}\">{}</tspan>",
            at.centre().x,
            first + step * number as f64,
            xml::text(line)
        );
    }
    out.push_str("</text></g>\n");
}

fn legend_width(scene: &Scene, kinds: &[crate::entity::Kind]) -> f64 {
    kinds.iter().map(|k| swatch(scene, *k)).sum()
}

/// The room that a kind takes in the legend.
fn swatch(scene: &Scene, kind: crate::entity::Kind) -> f64 {
    columns(scene.words.0.kind(kind)) as f64 * 6.2 + 40.0
}

fn legend(out: &mut String, scene: &Scene, [left, top, width]: [f64; 3]) {
    out.push_str("<g class=\"legend\" font-size=\"10\" fill=\"#444444\">\n");
    let (mut x, mut y) = (left, top + 10.0);
    for kind in scene.kinds() {
        let room = swatch(scene, kind);
        if x + room > left + width && x > left {
            x = left;
            y += 24.0;
        }
        let (shape, fill) = dress(kind);
        let at = Box2::around(Point { x: x + 12.0, y }, 22.0, 14.0);
        let _ = writeln!(
            out,
            "<g fill=\"{fill}\" stroke=\"#555555\" stroke-width=\"0.8\">{}</g><text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            shape::outline(shape, at),
            x + 28.0,
            y + 3.5,
            xml::text(scene.words.0.kind(kind))
        );
        x += room;
    }
    let _ = writeln!(
        out,
        "<text x=\"{left:.1}\" y=\"{:.1}\" fill=\"#777777\">{}</text>\n</g>",
        y + 22.0,
        xml::text(scene.words.legend())
    );
}
