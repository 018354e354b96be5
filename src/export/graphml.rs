//! A network → GraphML, for networkx, igraph, Gephi, Cytoscape, yEd.
//!
//! All edges are directed, since readers take no mixture; a co-mention means the same both ways.

use super::network::{Network, decimal};
use super::{put, unwritten};
use crate::dress;
use crate::error::Result;
use crate::text::xml;
use std::fmt::Write as _;
use std::io::{BufWriter, Write};

/// What nodes and edges carry: for which, name, type.
const KEYS: [(&str, &str, &str); 17] = [
    ("node", "label", "string"),
    ("node", "kind", "string"),
    ("node", "color", "string"),
    ("node", "items", "int"),
    ("node", "mentions", "int"),
    ("node", "first_seen", "string"),
    ("node", "last_seen", "string"),
    ("node", "aliases", "string"),
    ("node", "x", "double"),
    ("node", "y", "double"),
    ("node", "size", "double"),
    ("edge", "relation", "string"),
    ("edge", "polarity", "string"),
    ("edge", "weight", "double"),
    ("edge", "confidence", "double"),
    ("edge", "first_seen", "string"),
    ("edge", "last_seen", "string"),
];

/// Writes a network as GraphML.
///
/// # Errors
/// `out` takes no more.
pub fn graphml(network: &Network, out: &mut dyn Write) -> Result<()> {
    let mut out = BufWriter::with_capacity(1 << 18, out);
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd\">\n",
    );
    for (of, name, kind) in KEYS {
        let _ = writeln!(
            text,
            "  <key id=\"{}\" for=\"{of}\" attr.name=\"{name}\" attr.type=\"{kind}\"/>",
            key(of, name)
        );
    }
    text.push_str("  <graph id=\"aikg\" edgedefault=\"directed\">\n");
    for (number, node) in network.nodes.iter().enumerate() {
        let look = network.looks.get(number);
        let _ = writeln!(text, "    <node id=\"{}\">", xml::text(&node.id));
        let date = |d: Option<jiff::civil::Date>| d.map(|d| d.to_string());
        for (name, value) in [
            ("label", Some(node.canonical.clone())),
            ("kind", Some(node.kind.name().to_string())),
            ("color", Some(dress::fill(node.kind).to_string())),
            ("items", Some(node.items.to_string())),
            ("mentions", Some(node.mentions.to_string())),
            ("first_seen", date(node.first_seen)),
            ("last_seen", date(node.last_seen)),
            ("aliases", Some(node.aliases.join(" | "))),
            ("x", look.map(|l| format!("{:.1}", l.x))),
            ("y", look.map(|l| format!("{:.1}", -l.y))),
            ("size", look.map(|l| format!("{:.1}", l.size))),
        ] {
            datum(&mut text, "node", name, value);
        }
        text.push_str("    </node>\n");
        put(out.write_all(text.as_bytes()))?;
        text.clear();
    }
    for (number, edge) in network.edges.iter().enumerate() {
        let ends = network
            .nodes
            .get(edge.source)
            .zip(network.nodes.get(edge.target));
        let Some((source, target)) = ends else {
            continue;
        };
        let _ = writeln!(
            text,
            "    <edge id=\"e{number}\" source=\"{}\" target=\"{}\">",
            xml::text(&source.id),
            xml::text(&target.id)
        );
        for (name, value) in [
            ("relation", Some(edge.relation.clone())),
            (
                "polarity",
                Some(edge.polarity.clone()).filter(|p| !p.is_empty()),
            ),
            ("weight", Some(edge.weight.to_string())),
            ("confidence", edge.confidence.map(decimal)),
            ("first_seen", edge.first.map(|d| d.to_string())),
            ("last_seen", edge.last.map(|d| d.to_string())),
        ] {
            datum(&mut text, "edge", name, value);
        }
        text.push_str("    </edge>\n");
        put(out.write_all(text.as_bytes()))?;
        text.clear();
    }
    text.push_str("  </graph>\n</graphml>\n");
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(unwritten)
}

fn key(of: &str, name: &str) -> String {
    format!("{}_{name}", &of[..1])
}

fn datum(text: &mut String, of: &str, name: &str, value: Option<String>) {
    if let Some(value) = value {
        let _ = writeln!(
            text,
            "      <data key=\"{}\">{}</data>",
            key(of, name),
            xml::text(&value)
        );
    }
}
