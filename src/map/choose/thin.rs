//! Which ties are drawn, so that a map is no hairball.
//!
//! The disparity filter (Serrano, Boguñá, Vespignani, Extracting the multiscale backbone of complex weighted networks, 2009): a tie stays
//! if it is a larger part of what one of its ends has than chance would give. So a strong tie of a small name stays where a
//! weak one of a great name goes.

use super::{Options, Tie};
use std::collections::{BTreeMap, BTreeSet};

type Ties = BTreeMap<(u32, u32), Tie>;

/// Ties for each entity that can be read when no limit is given.
const READABLE: f64 = 1.6;

/// Keeps the backbone.
pub(super) fn thin(ties: Ties, options: &Options) -> Ties {
    let scores = disparities(&ties);
    if let Some(limit) = options.backbone {
        return ties
            .into_iter()
            .filter(|(pair, _)| scores.get(pair).is_some_and(|s| *s < limit))
            .collect();
    }
    let entities: BTreeSet<u32> = scores.keys().flat_map(|(a, b)| [*a, *b]).collect();
    let wanted = (entities.len() as f64 * READABLE) as usize;
    // Nobody stands alone: the strongest tie of each entity stays.
    let mut best: BTreeMap<u32, (f64, (u32, u32))> = BTreeMap::new();
    for (pair, tie) in &ties {
        for end in [pair.0, pair.1] {
            let held = best.entry(end).or_insert((tie.strength, *pair));
            if tie.strength > held.0 {
                *held = (tie.strength, *pair);
            }
        }
    }
    let mut keep: BTreeSet<(u32, u32)> = best.into_values().map(|(_, pair)| pair).collect();
    let mut ranked: Vec<(&(u32, u32), &f64)> = scores.iter().collect();
    ranked.sort_by(|a, b| {
        let strength = |pair| ties.get(pair).map_or(0.0, |t: &Tie| t.strength);
        let order = a.1.total_cmp(b.1);
        order
            .then_with(|| strength(b.0).total_cmp(&strength(a.0)))
            .then_with(|| a.0.cmp(b.0))
    });
    // Whoever stands around the middle is seen to be tied to it.
    keep.extend(
        ties.keys()
            .filter(|(a, b)| options.centers.contains(a) || options.centers.contains(b)),
    );
    for (pair, _) in ranked {
        if keep.len() >= wanted {
            break;
        }
        keep.insert(*pair);
    }
    ties.into_iter()
        .filter(|(pair, _)| keep.contains(pair))
        .collect()
}

/// For each tie the lesser of its two probabilities: that of so large a part of what an end has, if that were parted by chance.
fn disparities(ties: &Ties) -> BTreeMap<(u32, u32), f64> {
    let mut ends: BTreeMap<u32, (u32, f64)> = BTreeMap::new();
    for ((a, b), tie) in ties {
        for end in [a, b] {
            let (degree, sum) = ends.entry(*end).or_default();
            *degree += 1;
            *sum += tie.strength;
        }
    }
    let of = |end: &u32, strength: f64| match ends.get(end) {
        // The only tie of an entity says nothing from its side.
        Some((degree, sum)) if *degree > 1 => {
            let part = (strength / sum).clamp(0.0, 1.0);
            libm::pow(1.0 - part, f64::from(degree - 1))
        }
        _ => 1.0,
    };
    ties.iter()
        .map(|(pair, tie)| {
            let score = of(&pair.0, tie.strength).min(of(&pair.1, tie.strength));
            (*pair, score)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ties(list: &[(u32, u32, f64)]) -> Ties {
        let tie = |strength| Tie {
            strength,
            ..Tie::default()
        };
        list.iter().map(|(a, b, s)| ((*a, *b), tie(*s))).collect()
    }

    #[test]
    fn a_strong_tie_of_a_small_name_stays() {
        // 0 has ties of 10 to four names; of 5 and 6, tied by 4, each has little else.
        let all = ties(&[
            (0, 1, 10.0),
            (0, 2, 10.0),
            (0, 3, 10.0),
            (0, 4, 10.0),
            (0, 5, 1.0),
            (0, 6, 1.0),
            (5, 6, 9.0),
        ]);
        let limit = Options {
            backbone: Some(0.15),
            ..Options::default()
        };
        let kept: Vec<(u32, u32)> = thin(all, &limit).into_keys().collect();
        assert_eq!(kept, [(5, 6)]);
    }

    #[test]
    fn a_share_is_a_probability() {
        // Two ties, one with three quarters: (1 - 3/4)^(2-1).
        let scores = disparities(&ties(&[(0, 1, 3.0), (0, 2, 1.0)]));
        assert!((scores[&(0, 1)] - 0.25).abs() < 1e-12, "{scores:?}");
    }

    #[test]
    fn nobody_stands_alone() {
        let all = ties(&[
            (0, 1, 9.0),
            (0, 2, 8.0),
            (0, 3, 7.0),
            (1, 2, 6.0),
            (1, 3, 5.0),
            (2, 3, 4.0),
        ]);
        let kept = thin(all, &Options::default());
        for n in 0..4 {
            assert!(kept.keys().any(|(a, b)| *a == n || *b == n), "{n}");
        }
    }
}
