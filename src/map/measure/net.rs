//! A number of nodes and weighted ties, for measures that know nothing of entities.

use petgraph::Directed;
use petgraph::csr::Csr;
use petgraph::visit::EdgeRef;

/// A graph without directions: each tie from both ends, in rows of petgraph's compressed form.
#[derive(Debug, Clone, Default)]
pub struct Net {
    rows: Csr<(), f64, Directed, usize>,
}

impl Net {
    /// Takes ties between two of `count` nodes; parallel ones are added up, loops and ties without a weight above 0 are left out.
    pub fn new(count: usize, ties: impl IntoIterator<Item = (usize, usize, f64)>) -> Self {
        let mut all: Vec<(usize, usize, f64)> = ties
            .into_iter()
            .filter(|(a, b, w)| a != b && *a < count && *b < count && *w > 0.0 && w.is_finite())
            .flat_map(|(a, b, w)| [(a, b, w), (b, a, w)])
            .collect();
        all.sort_unstable_by(|x, y| (x.0, x.1).cmp(&(y.0, y.1)).then(x.2.total_cmp(&y.2)));
        all.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
            }
            same
        });
        // Sorted, and each once: nothing that the form could refuse.
        let mut rows = Csr::from_sorted_edges(&all).unwrap_or_default();
        while rows.node_count() < count {
            rows.add_node(());
        }
        Self { rows }
    }

    /// Returns how many nodes there are.
    pub fn count(&self) -> usize {
        self.rows.node_count()
    }

    /// Returns the neighbours of a node, in order, with the weight of the tie to each.
    pub fn ties(&self, node: usize) -> impl Iterator<Item = (usize, f64)> {
        self.rows
            .edges(node)
            .map(|tie| (tie.target(), *tie.weight()))
    }

    /// Returns the weights of a node's ties, added up.
    pub fn degree(&self, node: usize) -> f64 {
        self.ties(node).map(|(_, weight)| weight).sum()
    }
}
