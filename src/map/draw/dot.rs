//! A scene → the language of Graphviz.

use crate::dress::dress;
use crate::map::choose::Change;
use crate::map::layout::Point;
use crate::map::scene::{Edge, Node, Says, Scene};
use crate::relation::Polarity;
use crate::text::markup;
use std::fmt::Write as _;

/// Fonts that have Han characters stand behind the Latin one.
const FONTS: &str =
    "Helvetica,Arial,Noto Sans CJK TC,Noto Sans CJK SC,PingFang TC,Microsoft JhengHei,sans-serif";

/// How a drawing is laid out.
#[derive(Debug, Clone, Copy)]
pub enum Layout<'a> {
    /// By Graphviz.
    Graphviz,
    /// At these places, one for each node, in points, y downwards.
    Places(&'a [Point]),
}

/// Draws a map in the language of Graphviz.
pub fn dot(scene: &Scene, layout: Layout<'_>) -> String {
    let mut dot = String::from("graph aikg {\n");
    let mut caption = vec![scene.title.clone()];
    caption.extend(scene.notes.iter().cloned());
    caption.push(scene.words.legend().to_string());
    let _ = writeln!(
        dot,
        "  graph [label={}, labelloc=t, fontsize=16, fontname=\"{FONTS}\", rankdir=LR, overlap=prism, overlap_scaling=-3, splines=true, \
         outputorder=edgesfirst, bgcolor=white, pad=0.3, sep=\"+8\", ranksep=0.6, nodesep=0.25, newrank=true, K=0.8];",
        quote(&caption.join("\n"))
    );
    let _ = writeln!(
        dot,
        "  node [style=filled, color=\"#444444\", penwidth=0.8, margin=\"0.08,0.04\", height=0.3, fontname=\"{FONTS}\"];\n  \
         edge [color=\"#888888aa\", fontname=\"{FONTS}\", fontsize=9, fontcolor=\"#555555\"];"
    );
    let placed = |at: usize| match layout {
        Layout::Graphviz => None,
        Layout::Places(places) => places.get(at).copied(),
    };
    for (number, group) in scene.groups.iter().enumerate() {
        // Clusters would move what has its place already.
        let kind = match layout {
            Layout::Graphviz => "cluster_",
            Layout::Places(_) => "group_",
        };
        let _ = writeln!(
            dot,
            "  subgraph {kind}{number} {{\n    label={}; labeljust=l; fontsize=11; fontcolor=\"#666666\"; color=\"{c}66\"; style=\"rounded,filled\"; \
             fillcolor=\"{c}1f\"; margin=10;",
            quote(&group.name),
            c = group.colour
        );
        for at in &group.members {
            if let Some(one) = scene.nodes.get(*at) {
                node(&mut dot, one, placed(*at), "    ");
            }
        }
        dot.push_str("  }\n");
    }
    for (at, one) in scene.nodes.iter().enumerate() {
        if one.group.is_none() {
            node(&mut dot, one, placed(at), "  ");
        }
    }
    for one in &scene.edges {
        edge(&mut dot, scene, one);
    }
    if matches!(layout, Layout::Graphviz) {
        legend(&mut dot, scene);
    }
    dot.push_str("}\n");
    dot
}

fn node(dot: &mut String, node: &Node, place: Option<Point>, indent: &str) {
    let (shape, fill) = dress(node.kind);
    let mut style = vec!["filled"];
    let mut more = String::new();
    match node.change {
        Some(Change::New | Change::Grown) => more.push_str(", color=\"#117733\", penwidth=2"),
        Some(Change::Gone) => {
            style.push("dashed");
            more.push_str(", fontcolor=\"#777777\"");
        }
        Some(Change::Shrunk) => more.push_str(", color=\"#aa4433\", penwidth=2"),
        Some(Change::Steady) | None if node.center => more.push_str(", penwidth=2.6"),
        _ => {}
    }
    if let Some(place) = place {
        // Graphviz counts upwards, widths in inches.
        let _ = write!(
            more,
            ", pos=\"{:.1},{:.1}\", width={:.3}, height={:.3}, fixedsize=true",
            place.x,
            -place.y,
            node.width / 72.0,
            node.height / 72.0
        );
    }
    let _ = writeln!(
        dot,
        "{indent}{} [label={}, class={}, shape={shape}, fillcolor=\"{fill}\", style=\"{}\", fontsize={:.1}{more}, tooltip={}];",
        quote(&node.id),
        quote(&node.lines.join("\n")),
        quote(node.kind.name()),
        style.join(","),
        node.font,
        quote(&node.tooltip)
    );
}

fn edge(dot: &mut String, scene: &Scene, edge: &Edge) {
    let (Some(from), Some(to)) = (scene.nodes.get(edge.from), scene.nodes.get(edge.to)) else {
        return;
    };
    let mut more = String::new();
    match edge.says {
        Says::Together => more.push_str(", class=\"co_mention\""),
        Says::Owner => more.push_str(
            ", class=\"owner\", dir=forward, style=dashed, arrowsize=0.7, color=\"#335577bb\"",
        ),
        Says::Claim(predicate, polarity) => {
            let _ = write!(more, ", class=\"{}\"", predicate.name());
            if !predicate.is_symmetric() {
                more.push_str(", dir=forward, arrowsize=0.7");
            }
            match polarity {
                Polarity::Asserted => more.push_str(", color=\"#335577dd\""),
                Polarity::Reported => more.push_str(", color=\"#335577bb\", style=dotted"),
                Polarity::Denied => more.push_str(", color=\"#aa4433bb\", style=dotted"),
            }
        }
    }
    match edge.change {
        Some(Change::New | Change::Grown) => more.push_str(", color=\"#117733cc\""),
        Some(Change::Gone) => more.push_str(", color=\"#99999999\", style=dashed"),
        _ => {}
    }
    if !edge.label.is_empty() {
        let _ = write!(more, ", label={}", quote(&edge.label));
    }
    let link = edge
        .sources
        .iter()
        .filter_map(|at| scene.sources.get(*at)?.links.first())
        .next();
    if let Some(link) = link {
        let _ = write!(more, ", URL={}, target=\"_blank\"", quote(link));
    }
    let _ = writeln!(
        dot,
        "  {} -- {} [weight={}, penwidth={:.2}{more}, tooltip={}];",
        quote(&from.id),
        quote(&to.id),
        edge.weight.clamp(1, 20),
        edge.width,
        quote(&edge.tooltip)
    );
}

/// The kinds that the map shows, one beside the other, apart from the map itself.
fn legend(dot: &mut String, scene: &Scene) {
    let kinds = scene.kinds();
    dot.push_str("  subgraph cluster_legend {\n    label=\"\"; color=\"#dddddd\"; style=rounded; margin=6;\n");
    for kind in &kinds {
        let (shape, fill) = dress(*kind);
        let name = scene.words.0.kind(*kind);
        let _ = writeln!(
            dot,
            "    {} [label={name}, shape={shape}, fillcolor=\"{fill}\", fontsize=9, height=0.25, tooltip={name}];",
            quote(&format!("legend {kind}")),
            name = quote(name)
        );
    }
    for pair in kinds.windows(2) {
        if let [a, b] = pair {
            let _ = writeln!(
                dot,
                "    {} -- {} [style=invis];",
                quote(&format!("legend {a}")),
                quote(&format!("legend {b}"))
            );
        }
    }
    dot.push_str("  }\n");
}

/// Quotes a text for DOT: nothing in it can end the string, start an escape or reorder what stands beside it.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            // Graphviz reads `\N` and the like inside strings; a doubled backslash is one backslash.
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            // Labels are not HTML, but Graphviz resolves entities in them.
            '&' => out.push_str("&amp;"),
            c if markup::is_hidden(c) => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_label_breaks_out(label in "\\PC{0,40}|[\"\\\\<>&\n\u{202E}{};=\\-]{0,30}") {
            let dot = format!("graph g {{ a [label={}]; }}", quote(&label));
            let parsed = graphviz_rust::parse(&dot);
            prop_assert!(parsed.is_ok(), "{dot}: {parsed:?}");
        }
    }
}
