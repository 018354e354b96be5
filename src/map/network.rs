//! A map → a network for Gephi and others, with the same colours, sizes and places.

use super::Map;
use super::layout::Point;
use super::scene::Says;
use crate::dress;
use crate::export::network::{CO_MENTION, Edge, Look, Network};
use crate::graph::{Built, BuiltEntity};

/// The relation of what belongs to its maker.
const OWNER: &str = "owner";

/// Makes the network; `places` has the centre of each entity.
pub fn network(built: &Built, map: &Map, places: &[Point]) -> Network {
    let scene = &map.scene;
    let nodes = scene.nodes.iter().map(|node| {
        let known = built.by_id(&node.id).and_then(|n| built.entity(n));
        BuiltEntity {
            id: node.id.clone(),
            canonical: node.name.clone(),
            kind: node.kind,
            aliases: node.aliases.clone(),
            first_seen: node.days.keys().next().copied(),
            last_seen: node.days.keys().next_back().copied(),
            items: node.items,
            mentions: known.map_or(0, |e| e.mentions),
            sourced: known.map_or(0, |e| e.sourced),
        }
    });
    let looks = scene.nodes.iter().zip(places).map(|(node, place)| Look {
        x: place.x,
        y: place.y,
        size: node.font,
        colour: dress::fill(node.kind),
    });
    let edges = scene.edges.iter().map(|edge| {
        let (relation, polarity) = match edge.says {
            Says::Together => (CO_MENTION, ""),
            Says::Owner => (OWNER, ""),
            Says::Claim(predicate, polarity) => (predicate.name(), polarity.name()),
        };
        Edge {
            source: edge.from,
            target: edge.to,
            relation: relation.to_string(),
            polarity: polarity.to_string(),
            weight: edge.weight,
            confidence: None,
            first: edge.days.keys().next().copied(),
            last: edge.days.keys().next_back().copied(),
        }
    });
    Network {
        manifest: built.manifest.clone(),
        nodes: nodes.collect(),
        edges: edges.collect(),
        looks: looks.collect(),
    }
}
