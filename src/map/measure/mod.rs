//! How much each entity of a map matters, and which belong together.
//!
//! [`rank`] asks who is tied to those who matter, [`between`] who stands between others, [`community`] who belongs together; each works on a [`net`] of
//! numbers and weights and knows nothing of entities.

pub mod between;
pub mod community;
pub mod net;
pub mod partition;
pub mod rank;

use super::choose::Choice;
use net::Net;
use std::collections::BTreeMap;

/// What is measured.
#[derive(Debug, Default)]
pub struct Measures {
    /// From 0 to 1, the strongest entity 1: PageRank over the ties, by their weights.
    pub rank: BTreeMap<u32, f64>,
    /// The number of the connected part that an entity belongs to, the largest part 0.
    pub part: BTreeMap<u32, usize>,
    /// The weights of its ties, added up.
    pub degree: BTreeMap<u32, f64>,
    /// Of all pairs of others, the share whose shortest paths lead through it.
    pub between: BTreeMap<u32, f64>,
    /// The number of its community, the largest community 0.
    pub community: BTreeMap<u32, usize>,
}

/// Measures a map. A tie to one's maker counts as one item.
pub fn measure(choice: &Choice) -> Measures {
    let numbers: Vec<u32> = choice.entities.keys().copied().collect();
    let place = |number: &u32| numbers.binary_search(number).ok();
    let ties = choice
        .ties
        .iter()
        .map(|((a, b), tie)| (a, b, f64::from(tie.weight().max(1))));
    let net = Net::new(
        numbers.len(),
        ties.filter_map(|(a, b, weight)| Some((place(a)?, place(b)?, weight))),
    );
    let ranks = rank::page_rank(&net);
    let most = ranks.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let keyed = |values: Vec<f64>| numbers.iter().copied().zip(values).collect();
    let numbered = |values: Vec<usize>| numbers.iter().copied().zip(values).collect();
    Measures {
        rank: keyed(ranks.into_iter().map(|rank| rank / most).collect()),
        // Without regard to who is tied within, a community is a connected part.
        part: numbered(partition::parts(&net)),
        degree: keyed((0..net.count()).map(|i| net.degree(i)).collect()),
        between: keyed(between::betweenness(&net)),
        community: numbered(community::communities(&net, 1.0)),
    }
}
