//! A chosen map → DOT. Shape and colour tell the kind (shapes alone do, in black and white), size the importance, width the weight.

use super::choose::Choice;
use super::measure::Measures;
use crate::entity::Kind;
use crate::graph::Built;
use crate::text::markup;
use std::fmt::Write as _;

/// What a kind looks like: shape, fill, name. The fills are tints of the palette of Okabe and Ito, which colour-blind people can tell apart.
fn dress(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Company => ("box", "#9ecae9"),
        Kind::Organization => ("house", "#cfe8f7"),
        Kind::Person => ("ellipse", "#f7d59c"),
        Kind::Model => ("hexagon", "#8fd3c0"),
        Kind::Product => ("component", "#c9ead9"),
        Kind::Hardware => ("box3d", "#f0b38f"),
        Kind::Paper => ("note", "#ffffff"),
        Kind::Dataset => ("cylinder", "#e9d3e4"),
        Kind::Method => ("octagon", "#f6f3b0"),
        Kind::Topic => ("plaintext", "#ffffff"),
        Kind::Event => ("cds", "#e5c7dd"),
        Kind::Place => ("invhouse", "#e6e6e6"),
        Kind::Other => ("oval", "#f2f2f2"),
    }
}

/// The colour of a kind, as `#9ecae9`.
pub fn fill(kind: Kind) -> &'static str {
    dress(kind).1
}

/// Draws a map in the language of Graphviz.
pub fn dot(built: &Built, choice: &Choice, measures: &Measures, title: &str) -> String {
    let mut dot = String::from("graph aikg {\n");
    let period = choice
        .period
        .map_or_else(String::new, |(first, last)| format!(" · {first} – {last}"));
    let left_out = match choice.left_out {
        0 => String::new(),
        n => format!(" · {n} weaker entities left out"),
    };
    let caption = format!(
        "{title}{period}\n{} entities, {} ties from {} items{left_out}",
        choice.entities.len(),
        choice.ties.len(),
        choice.items
    );
    let _ = writeln!(
        dot,
        "  graph [label={}, labelloc=t, fontsize=16, fontname=\"Helvetica,Noto Sans CJK TC,Noto Sans CJK SC,sans-serif\", \
         overlap=false, splines=true, outputorder=edgesfirst, bgcolor=white, pad=0.3, sep=\"+8\", ranksep=0.7, nodesep=0.35];",
        quote(&caption)
    );
    dot.push_str(
        "  node [style=filled, color=\"#444444\", penwidth=0.8, fontname=\"Helvetica,Noto Sans CJK TC,Noto Sans CJK SC,sans-serif\"];\n  \
         edge [color=\"#888888aa\", fontname=\"Helvetica,Noto Sans CJK TC,Noto Sans CJK SC,sans-serif\", fontsize=9, fontcolor=\"#666666\"];\n",
    );
    for (number, items) in &choice.entities {
        node(&mut dot, built, choice, measures, *number, *items);
    }
    let heaviest = choice.ties.values().map(|t| t.weight).max().unwrap_or(1);
    for ((a, b), tie) in &choice.ties {
        let (Some(from), Some(to)) = (built.entity(*a), built.entity(*b)) else {
            continue;
        };
        let evidence: Vec<String> = tie
            .evidence
            .iter()
            .filter_map(|i| built.items.get(*i))
            .map(|item| {
                let date = item.date.map_or_else(String::new, |d| format!("{d} "));
                format!("{date}{}", markup::shorten(&item.heading, 60))
            })
            .collect();
        let width = 0.6 + 4.0 * f64::from(tie.weight) / f64::from(heaviest);
        // A tie to one's maker is one line with an arrow, not two lines.
        let (from, to, owned) = if choice.owners.contains(&(*a, *b)) {
            (
                to,
                from,
                ", dir=forward, arrowsize=0.7, color=\"#335577bb\"",
            )
        } else if choice.owners.contains(&(*b, *a)) {
            (
                from,
                to,
                ", dir=forward, arrowsize=0.7, color=\"#335577bb\"",
            )
        } else {
            (from, to, "")
        };
        let _ = writeln!(
            dot,
            "  {} -- {} [weight={}, penwidth={width:.2}{owned}, tooltip={}];",
            quote(&from.id),
            quote(&to.id),
            tie.weight.min(100),
            quote(&format!(
                "{} items name both\n{}",
                tie.weight,
                evidence.join("\n")
            ))
        );
    }
    for (made, maker) in &choice.owners {
        let pair = (*made.min(maker), *made.max(maker));
        if choice.ties.contains_key(&pair) {
            continue;
        }
        if let (Some(made), Some(maker)) = (built.entity(*made), built.entity(*maker)) {
            let _ = writeln!(
                dot,
                "  {} -- {} [dir=forward, style=dashed, arrowsize=0.7, color=\"#335577bb\", tooltip={}];",
                quote(&maker.id),
                quote(&made.id),
                quote(&format!(
                    "{} belongs to {}",
                    made.canonical, maker.canonical
                ))
            );
        }
    }
    legend(&mut dot, built, choice);
    dot.push_str("}\n");
    dot
}

fn node(
    dot: &mut String,
    built: &Built,
    choice: &Choice,
    measures: &Measures,
    number: u32,
    items: u32,
) {
    let Some(entity) = built.entity(number) else {
        return;
    };
    let (shape, fill) = dress(entity.kind);
    let rank = measures.rank.get(&number).copied().unwrap_or(0.0);
    let size = 10.0 + 14.0 * rank.sqrt();
    let center = if choice.centers.contains(&number) {
        ", penwidth=2.6"
    } else {
        ""
    };
    let also: Vec<&str> = entity
        .aliases
        .iter()
        .map(String::as_str)
        .filter(|a| *a != entity.canonical)
        .take(5)
        .collect();
    let _ = writeln!(
        dot,
        "  {} [label={}, class={}, shape={shape}, fillcolor=\"{fill}\", fontsize={size:.1}{center}, tooltip={}];",
        quote(&entity.id),
        quote(&wrap(&entity.canonical)),
        quote(entity.kind.name()),
        quote(&format!(
            "{} · {} · {items} items{}",
            entity.canonical,
            entity.kind,
            if also.is_empty() {
                String::new()
            } else {
                format!("\n{}", also.join(", "))
            }
        ))
    );
}

/// The kinds that the map shows, one beside the other, apart from the map itself.
fn legend(dot: &mut String, built: &Built, choice: &Choice) {
    let mut kinds: Vec<Kind> = choice
        .entities
        .keys()
        .filter_map(|n| built.entity(*n))
        .map(|e| e.kind)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    dot.push_str("  subgraph cluster_legend {\n    label=\"Types · line: named together · arrow: maker or employer\"; fontsize=10; color=\"#cccccc\"; labelloc=b;\n");
    for kind in &kinds {
        let (shape, fill) = dress(*kind);
        let _ = writeln!(
            dot,
            "    {} [label={}, shape={shape}, fillcolor=\"{fill}\", fontsize=9, height=0.25, tooltip={}];",
            quote(&format!("legend {kind}")),
            quote(kind.name()),
            quote(kind.name())
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

/// Breaks a long label into lines of about 18 columns, at most three.
fn wrap(label: &str) -> String {
    use unicode_width::UnicodeWidthChar;
    let label = markup::shorten(&markup::one_line(label), 54);
    let mut out = String::new();
    let mut column = 0;
    for c in label.chars() {
        let width = c.width().unwrap_or(0);
        let breakable = c == ' ' || crate::text::script::is_han(c);
        if column >= 16 && breakable {
            out.push('\n');
            column = 0;
            if c == ' ' {
                continue;
            }
        }
        out.push(c);
        column += width;
    }
    out
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

    #[test]
    fn long_labels_are_wrapped_and_cut() {
        let wrapped = wrap(&"長江後浪推前浪".repeat(12));
        assert!(
            wrapped.lines().count() <= 4 && wrapped.ends_with('…'),
            "{wrapped}"
        );
    }
}
