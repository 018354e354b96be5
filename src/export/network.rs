//! A built graph as a network: entities, and ties between them — named together, or claimed — with weights and dates.

use super::source::Source;
use crate::error::Result;
use crate::graph::{Built, BuiltEntity, Manifest, Tie, read, ties};
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

/// The relation of entities that items name together.
pub const CO_MENTION: &str = "co_mention";

/// A network.
#[derive(Debug)]
pub struct Network {
    /// What it was made from.
    pub manifest: Manifest,
    /// Its nodes, sorted by id.
    pub nodes: Vec<BuiltEntity>,
    /// Its edges, co-mentions first, each kind sorted.
    pub edges: Vec<Edge>,
    /// What its nodes look like on a map, in the order of the nodes; empty where they were not placed.
    pub looks: Vec<Look>,
}

/// What a node looks like on a map.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Points from the left.
    pub x: f64,
    /// Points from above.
    pub y: f64,
    /// The size of its letters.
    pub size: f64,
    /// As `#9ecae9`.
    pub colour: &'static str,
}

/// An edge of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// A place in [`Network::nodes`]. A co-mention goes from the lesser id to the greater, and means the same both ways.
    pub source: usize,
    /// A place in [`Network::nodes`].
    pub target: usize,
    /// [`CO_MENTION`], or a predicate of `relations.csv`.
    pub relation: String,
    /// `asserted`, `denied` or `reported`; empty for a co-mention.
    pub polarity: String,
    /// Items that name both, or that claim it.
    pub weight: u32,
    /// The greatest confidence of its claims, in hundredths; none for a co-mention.
    pub confidence: Option<u32>,
    /// The first date.
    pub first: Option<Date>,
    /// The last date.
    pub last: Option<Date>,
}

#[derive(Deserialize)]
struct ClaimRow {
    digest: String,
    subject: String,
    predicate: String,
    object: String,
    date: String,
    confidence: String,
    polarity: String,
}

/// Reads the network of a built graph: all entities, the co-mentions of the derived graph, and the claims.
///
/// # Errors
/// There is no graph, no digest is that old, or a table is damaged.
pub fn of(source: &Source) -> Result<Network> {
    let built = source.built()?;
    let mut edges: Vec<Edge> = ties(&built).into_iter().map(co_mention).collect();
    edges.extend(claims(source, &built)?);
    Ok(Network {
        manifest: built.manifest,
        nodes: built.entities,
        edges,
        looks: Vec::new(),
    })
}

fn co_mention(tie: Tie) -> Edge {
    Edge {
        source: tie.a as usize,
        target: tie.b as usize,
        relation: CO_MENTION.to_string(),
        polarity: String::new(),
        weight: tie.items,
        confidence: None,
        first: tie.first,
        last: tie.last,
    }
}

/// The claims, those that say the same as one edge.
fn claims(source: &Source, built: &Built) -> Result<Vec<Edge>> {
    let inputs = &built.manifest.inputs;
    let digests: HashSet<&str> = inputs.iter().map(|i| i.digest.as_str()).collect();
    let mut edges: BTreeMap<(u32, u32, String, String), Edge> = BTreeMap::new();
    read(&source.dir, "relations.csv", |row: ClaimRow| {
        let ends = built.by_id(&row.subject).zip(built.by_id(&row.object));
        let Some((subject, object)) = ends.filter(|_| digests.contains(row.digest.as_str())) else {
            return Ok(());
        };
        let confidence: f64 = row
            .confidence
            .parse()
            .map_err(|_| format!("{} is no confidence", row.confidence))?;
        let date: Option<Date> = row.date.parse().ok();
        let key = (subject, object, row.predicate, row.polarity);
        let edge = edges.entry(key.clone()).or_insert_with(|| Edge {
            source: subject as usize,
            target: object as usize,
            relation: key.2,
            polarity: key.3,
            weight: 0,
            confidence: None,
            first: date,
            last: date,
        });
        edge.weight += 1;
        // From 0 to 100, by the table's own form.
        let hundredths = (confidence.clamp(0.0, 1.0) * 100.0).round() as u32;
        edge.confidence = edge.confidence.max(Some(hundredths));
        edge.first = [edge.first, date].into_iter().flatten().min();
        edge.last = edge.last.max(date);
        Ok(())
    })?;
    Ok(edges.into_values().collect())
}

/// The confidence as it is printed: `0.93`.
pub(super) fn decimal(hundredths: u32) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
