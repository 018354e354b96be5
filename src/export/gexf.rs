//! A network → GEXF 1.2 with time, for Gephi and networkx: a node lasts from its first to its last date, an edge too.
//!
//! All edges are directed, since readers take no mixture; a co-mention means the same both ways.

use super::network::{Network, decimal};
use super::{put, unwritten};
use crate::dress;
use crate::error::Result;
use crate::text::xml;
use jiff::civil::Date;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};

/// Writes a network as GEXF.
///
/// # Errors
/// `out` takes no more.
pub fn gexf(network: &Network, out: &mut dyn Write) -> Result<()> {
    let mut out = BufWriter::with_capacity(1 << 18, out);
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gexf xmlns=\"http://www.gexf.net/1.2draft\" \
         xmlns:viz=\"http://www.gexf.net/1.2draft/viz\" version=\"1.2\">\n",
    );
    let _ = writeln!(
        text,
        "  <meta><creator>{}</creator><description>build {}</description></meta>",
        xml::text(&network.manifest.software),
        xml::text(&network.manifest.build)
    );
    let nodes = &network.nodes;
    let first = nodes.iter().filter_map(|n| n.first_seen).min();
    let last = nodes.iter().filter_map(|n| n.last_seen).max();
    let _ = writeln!(
        text,
        "  <graph mode=\"dynamic\" timeformat=\"date\" defaultedgetype=\"directed\"{}>",
        lasting(first, last)
    );
    text.push_str(
        "    <attributes class=\"node\">\n      <attribute id=\"kind\" title=\"kind\" type=\"string\"/>\n      \
         <attribute id=\"items\" title=\"items\" type=\"integer\"/>\n      \
         <attribute id=\"mentions\" title=\"mentions\" type=\"integer\"/>\n      \
         <attribute id=\"aliases\" title=\"aliases\" type=\"string\"/>\n    </attributes>\n    \
         <attributes class=\"edge\">\n      <attribute id=\"relation\" title=\"relation\" type=\"string\"/>\n      \
         <attribute id=\"polarity\" title=\"polarity\" type=\"string\"/>\n      \
         <attribute id=\"confidence\" title=\"confidence\" type=\"double\"/>\n    </attributes>\n    <nodes>\n",
    );
    for (number, node) in nodes.iter().enumerate() {
        let _ = writeln!(
            text,
            "      <node id=\"{}\" label=\"{}\"{}>",
            xml::text(&node.id),
            xml::text(&node.canonical),
            lasting(node.first_seen, node.last_seen)
        );
        values(
            &mut text,
            &[
                ("kind", node.kind.name().to_string()),
                ("items", node.items.to_string()),
                ("mentions", node.mentions.to_string()),
                ("aliases", node.aliases.join(" | ")),
            ],
        );
        let [r, g, b] = channels(dress::fill(node.kind));
        let _ = writeln!(text, "        <viz:color r=\"{r}\" g=\"{g}\" b=\"{b}\"/>");
        if let Some(look) = network.looks.get(number) {
            // Gephi counts upwards.
            let _ = writeln!(
                text,
                "        <viz:position x=\"{:.1}\" y=\"{:.1}\" z=\"0\"/>\n        <viz:size value=\"{:.1}\"/>",
                look.x, -look.y, look.size
            );
        }
        text.push_str("      </node>\n");
        put(out.write_all(text.as_bytes()))?;
        text.clear();
    }
    text.push_str("    </nodes>\n    <edges>\n");
    for (number, edge) in network.edges.iter().enumerate() {
        let Some((source, target)) = nodes.get(edge.source).zip(nodes.get(edge.target)) else {
            continue;
        };
        let _ = writeln!(
            text,
            "      <edge id=\"e{number}\" source=\"{}\" target=\"{}\" weight=\"{}\" label=\"{}\"{}>",
            xml::text(&source.id),
            xml::text(&target.id),
            edge.weight,
            xml::text(&edge.relation),
            lasting(edge.first, edge.last)
        );
        let mut known = vec![("relation", edge.relation.clone())];
        if !edge.polarity.is_empty() {
            known.push(("polarity", edge.polarity.clone()));
        }
        known.extend(edge.confidence.map(|c| ("confidence", decimal(c))));
        values(&mut text, &known);
        text.push_str("      </edge>\n");
        put(out.write_all(text.as_bytes()))?;
        text.clear();
    }
    text.push_str("    </edges>\n  </graph>\n</gexf>\n");
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(unwritten)
}

/// The attributes that say from when to when; none where no date is known.
fn lasting(first: Option<Date>, last: Option<Date>) -> String {
    match (first, last) {
        (Some(first), Some(last)) => format!(" start=\"{first}\" end=\"{last}\""),
        _ => String::new(),
    }
}

fn values(text: &mut String, known: &[(&str, String)]) {
    text.push_str("        <attvalues>\n");
    for (name, value) in known {
        let _ = writeln!(
            text,
            "          <attvalue for=\"{name}\" value=\"{}\"/>",
            xml::text(value)
        );
    }
    text.push_str("        </attvalues>\n");
}

/// `#9ecae9` → red, green, blue.
fn channels(colour: &str) -> [u8; 3] {
    let channel = |at: usize| {
        colour
            .get(at..at + 2)
            .and_then(|hex| u8::from_str_radix(hex, 16).ok())
            .unwrap_or(0)
    };
    [channel(1), channel(3), channel(5)]
}
