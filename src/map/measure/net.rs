//! A number of nodes and weighted ties, for measures that know nothing of entities.

/// A graph without directions: each tie from both ends.
#[derive(Debug, Clone, Default)]
pub struct Net {
    start: Vec<usize>,
    to: Vec<usize>,
    weight: Vec<f64>,
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
        let mut start = vec![0; count + 1];
        for (a, _, _) in &all {
            start[a + 1] += 1;
        }
        for i in 0..count {
            start[i + 1] += start[i];
        }
        Self {
            start,
            to: all.iter().map(|t| t.1).collect(),
            weight: all.iter().map(|t| t.2).collect(),
        }
    }

    /// Returns how many nodes there are.
    pub fn count(&self) -> usize {
        self.start.len().saturating_sub(1)
    }

    /// Returns the neighbours of a node, in order, with the weight of the tie to each.
    pub fn ties(&self, node: usize) -> impl Iterator<Item = (usize, f64)> {
        let row = self.start[node]..self.start[node + 1];
        row.map(|i| (self.to[i], self.weight[i]))
    }

    /// Returns the weights of a node's ties, added up.
    pub fn degree(&self, node: usize) -> f64 {
        self.ties(node).map(|(_, weight)| weight).sum()
    }
}
