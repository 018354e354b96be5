//! How much each entity of a map matters, and which belong together.

use super::choose::Choice;
use petgraph::algo::page_rank;
use petgraph::graph::{NodeIndex, UnGraph};
use petgraph::unionfind::UnionFind;
use petgraph::visit::{EdgeRef, NodeIndexable};
use std::collections::BTreeMap;

/// What is measured.
#[derive(Debug, Default)]
pub struct Measures {
    /// From 0 to 1, the strongest entity 1: PageRank over the ties.
    pub rank: BTreeMap<u32, f64>,
    /// The number of the community that an entity belongs to, the largest 0.
    pub community: BTreeMap<u32, usize>,
}

/// Measures a map.
pub fn measure(choice: &Choice) -> Measures {
    let mut graph: UnGraph<u32, u32> = UnGraph::default();
    let mut index: BTreeMap<u32, NodeIndex> = BTreeMap::new();
    for number in choice.entities.keys() {
        index.insert(*number, graph.add_node(*number));
    }
    let mut tie = |a: &u32, b: &u32, weight: u32| {
        if let (Some(a), Some(b)) = (index.get(a), index.get(b)) {
            graph.add_edge(*a, *b, weight);
        }
    };
    for ((a, b), one) in &choice.ties {
        tie(a, b, one.weight());
    }
    let ranks = page_rank(&graph, 0.85_f64, 40);
    let most = ranks.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let mut union = UnionFind::new(graph.node_bound());
    for edge in graph.edge_references() {
        union.union(edge.source().index(), edge.target().index());
    }
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for node in graph.node_indices() {
        *sizes.entry(union.find(node.index())).or_default() += 1;
    }
    let mut order: Vec<(usize, usize)> = sizes.into_iter().collect();
    order.sort_by_key(|(root, size)| (std::cmp::Reverse(*size), *root));
    let part_of = |node: NodeIndex| {
        let root = union.find(node.index());
        order.iter().position(|(r, _)| *r == root).unwrap_or(0)
    };
    let mut measures = Measures::default();
    for (number, node) in &index {
        let rank = ranks.get(node.index()).copied().unwrap_or(0.0);
        measures.rank.insert(*number, rank / most);
        measures.community.insert(*number, part_of(*node));
    }
    measures
}
