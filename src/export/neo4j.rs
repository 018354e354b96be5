//! A built graph → CSV for Neo4j's bulk import, with typed headers, and the command that takes it.

use super::network::{self, CO_MENTION, Network, decimal};
use super::source::Source;
use super::tables::{date, rows};
use crate::error::{Result, writing};
use crate::graph::{Built, BuiltItem};
use crate::text::markup::one_line;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Parts the values of arrays; no value holds it, since all are on one line.
const ARRAY: &str = "\t";

/// The command, and the order of its files: nodes before what joins them.
const COMMAND: &str = "neo4j-admin database import full neo4j --array-delimiter=TAB \
--nodes=entities.csv --nodes=items.csv --nodes=digests.csv --nodes=topics.csv \
--relationships=mentions.csv --relationships=in_digest.csv --relationships=about.csv \
--relationships=co_mentions.csv --relationships=claims.csv\n";

/// Writes the files to the folder `out`.
///
/// # Errors
/// There is no graph, no digest is that old, a table is damaged, or the folder cannot be written.
pub fn write(source: &Source, out: &Path) -> Result<()> {
    let built = source.built()?;
    let network = network::of(source)?;
    fs::create_dir_all(out).map_err(writing(out))?;
    nodes(&built, out)?;
    item_edges(&built, out)?;
    entity_edges(&network, out)?;
    let path = out.join("import.txt");
    fs::write(&path, COMMAND).map_err(writing(&path))
}

fn nodes(built: &Built, out: &Path) -> Result<()> {
    rows(
        &out.join("entities.csv"),
        &[
            "entity:ID(Entity)",
            "name",
            "kind",
            "aliases:string[]",
            "firstSeen:date",
            "lastSeen:date",
            "items:int",
            "mentions:int",
            ":LABEL",
        ],
        built.entities.iter().map(|e| {
            [
                e.id.clone(),
                one_line(&e.canonical),
                e.kind.name().to_string(),
                e.aliases
                    .iter()
                    .map(|a| one_line(a))
                    .collect::<Vec<_>>()
                    .join(ARRAY),
                date(e.first_seen),
                date(e.last_seen),
                e.items.to_string(),
                e.mentions.to_string(),
                format!("Entity{ARRAY}{}", e.kind.name()),
            ]
        }),
    )?;
    rows(
        &out.join("items.csv"),
        &[
            "item:ID(Item)",
            "heading",
            "date:date",
            "sources:string[]",
            ":LABEL",
        ],
        built.items.iter().map(|i| {
            [
                id(i),
                one_line(&i.heading),
                date(i.date),
                i.sources
                    .iter()
                    .map(|s| one_line(s))
                    .collect::<Vec<_>>()
                    .join(ARRAY),
                "Item".to_string(),
            ]
        }),
    )?;
    rows(
        &out.join("digests.csv"),
        &["digest:ID(Digest)", "date:date", "sha256", ":LABEL"],
        built.manifest.inputs.iter().map(|i| {
            [
                i.digest.clone(),
                i.date.clone(),
                i.sha256.clone(),
                "Digest".to_string(),
            ]
        }),
    )?;
    let topics: BTreeSet<&String> = built.items.iter().flat_map(|i| &i.topics).collect();
    rows(
        &out.join("topics.csv"),
        &["topic:ID(Topic)", ":LABEL"],
        topics
            .into_iter()
            .map(|t| [t.clone(), "Subject".to_string()]),
    )
}

fn id(item: &BuiltItem) -> String {
    format!("{}/{}", item.digest, item.number)
}

fn item_edges(built: &Built, out: &Path) -> Result<()> {
    rows(
        &out.join("mentions.csv"),
        &[":START_ID(Item)", ":END_ID(Entity)", ":TYPE"],
        built.items.iter().flat_map(|item| {
            item.named.entities().filter_map(|n| {
                let entity = built.entity(n)?;
                Some([id(item), entity.id.clone(), "MENTIONS".to_string()])
            })
        }),
    )?;
    rows(
        &out.join("in_digest.csv"),
        &[":START_ID(Item)", ":END_ID(Digest)", ":TYPE"],
        built
            .items
            .iter()
            .map(|item| [id(item), item.digest.clone(), "IN_DIGEST".to_string()]),
    )?;
    rows(
        &out.join("about.csv"),
        &[":START_ID(Item)", ":END_ID(Topic)", ":TYPE"],
        built.items.iter().flat_map(|item| {
            let topics = item.topics.iter();
            topics.map(|topic| [id(item), topic.clone(), "ABOUT".to_string()])
        }),
    )
}

fn entity_edges(network: &Network, out: &Path) -> Result<()> {
    let id = |place: usize| network.nodes.get(place).map(|n| n.id.clone());
    let (tied, claimed): (Vec<_>, Vec<_>) = network
        .edges
        .iter()
        .partition(|edge| edge.relation == CO_MENTION);
    rows(
        &out.join("co_mentions.csv"),
        &[
            ":START_ID(Entity)",
            ":END_ID(Entity)",
            "items:int",
            "firstSeen:date",
            "lastSeen:date",
            ":TYPE",
        ],
        tied.into_iter().filter_map(|edge| {
            Some([
                id(edge.source)?,
                id(edge.target)?,
                edge.weight.to_string(),
                date(edge.first),
                date(edge.last),
                CO_MENTION.to_uppercase(),
            ])
        }),
    )?;
    rows(
        &out.join("claims.csv"),
        &[
            ":START_ID(Entity)",
            ":END_ID(Entity)",
            "items:int",
            "firstSeen:date",
            "lastSeen:date",
            "confidence:double",
            "polarity",
            ":TYPE",
        ],
        claimed.into_iter().filter_map(|edge| {
            Some([
                id(edge.source)?,
                id(edge.target)?,
                edge.weight.to_string(),
                date(edge.first),
                date(edge.last),
                edge.confidence.map_or_else(String::new, decimal),
                edge.polarity.clone(),
                edge.relation.to_uppercase(),
            ])
        }),
    )
}
