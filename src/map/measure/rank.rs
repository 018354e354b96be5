//! Who matters by who is tied to whom: PageRank over weighted ties (Brin and Page 1998).

use super::net::Net;

/// How much of a node's rank goes on along its ties; the rest goes to all alike.
const ALONG: f64 = 0.85;
/// Rounds at the most.
const ROUNDS: usize = 200;

/// Returns the rank of every node; all together are 1. Along a tie goes as much of a rank as its weight is of all at that end; what
/// has no tie gives its rank to all alike.
pub fn page_rank(net: &Net) -> Vec<f64> {
    let n = net.count();
    let degrees: Vec<f64> = (0..n).map(|i| net.degree(i)).collect();
    let mut rank = vec![1.0 / n.max(1) as f64; n];
    for _ in 0..ROUNDS {
        let alone: f64 = (0..n).filter(|i| degrees[*i] == 0.0).map(|i| rank[i]).sum();
        let base = (1.0 - ALONG + ALONG * alone) / n as f64;
        let next: Vec<f64> = (0..n)
            .map(|i| {
                base + ALONG
                    * net
                        .ties(i)
                        .map(|(j, w)| rank[j] * w / degrees[j])
                        .sum::<f64>()
            })
            .collect();
        let change: f64 = next.iter().zip(&rank).map(|(a, b)| (a - b).abs()).sum();
        rank = next;
        if change < 1e-13 {
            break;
        }
    }
    rank
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_and_a_pair_have_known_ranks() {
        let pair = page_rank(&Net::new(2, [(0, 1, 3.0)]));
        assert_eq!(pair, [0.5, 0.5]);
        // The middle m and the leaves l of a star of four: m = 0.15/4 + 0.85·3·l, m + 3·l = 1.
        let star = page_rank(&Net::new(4, [(0, 1, 1.0), (0, 2, 1.0), (0, 3, 1.0)]));
        assert!((star[0] - (0.0375 + 0.85) / 1.85).abs() < 1e-9, "{star:?}");
        assert!((star[1] - star[3]).abs() < 1e-12);
    }

    #[test]
    fn weights_and_lone_nodes_count() {
        let rank = page_rank(&Net::new(4, [(0, 1, 3.0), (0, 2, 1.0)]));
        assert!(rank[1] > rank[2] && rank[2] > rank[3] && rank[3] > 0.0);
        assert!((rank.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        assert!(page_rank(&Net::default()).is_empty());
    }
}
