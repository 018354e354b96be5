//! How bunched counts are: items of one day are not independent, and what looks like a trend may be one story told ten times.
//!
//! Pearson's X² by its degrees of freedom (McCullagh and Nelder, Generalized Linear Models, 1989, section 6.2), drawn towards what names
//! of like frequency show, since a single name's own is a poor estimate (Lund, Nettleton, McCarthy and Smyth, Stat. Appl. Genet. Mol. Biol.
//! 11, 2012). It is the factor by which the variance exceeds a Poisson variable's.

/// The degrees of freedom for which the names of like frequency count.
const PRIOR: f64 = 12.0;

/// Names of like frequency that are taken together.
const TOGETHER: usize = 60;

/// Pearson's X² and its degrees of freedom.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bunching {
    /// The sum of squared differences from what is expected, each by what is expected.
    pub square: f64,
    /// Its degrees of freedom: batches less the levels fitted.
    pub free: f64,
}

impl Bunching {
    /// Adds what batches (hits, of) show around their common rate.
    pub fn add(&mut self, batches: impl Iterator<Item = (f64, f64)> + Clone) {
        let (hits, of) = batches
            .clone()
            .fold((0.0, 0.0), |s, b| (s.0 + b.0, s.1 + b.1));
        if hits <= 0.0 || of <= hits {
            return;
        }
        let rate = hits / of;
        let mut count = 0.0;
        for (seen, of) in batches.filter(|b| b.1 > 0.0) {
            let expected = rate * of;
            self.square += (seen - expected) * (seen - expected) / (expected * (1.0 - rate));
            count += 1.0;
        }
        self.free += count - 1.0;
    }
}

/// How bunched a name is, at least 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion {
    /// What names of like frequency show.
    pub usual: f64,
    /// That, or more where the name itself shows more.
    pub own: f64,
}

/// Returns the dispersion of each name; each comes with its frequency.
pub fn shrunk(names: &[(u32, Bunching)]) -> Vec<Dispersion> {
    let mut out = vec![
        Dispersion {
            usual: 1.0,
            own: 1.0
        };
        names.len()
    ];
    for group in alike(names) {
        let sum = |f: fn(&Bunching) -> f64| group.iter().map(|i| f(&names[*i].1)).sum::<f64>();
        let (square, free) = (sum(|b| b.square), sum(|b| b.free));
        let usual = if free > 0.0 {
            (square / free).max(1.0)
        } else {
            1.0
        };
        for i in group {
            let own = names[i].1;
            let drawn = (PRIOR * usual + own.square) / (PRIOR + own.free);
            out[i] = Dispersion {
                usual,
                own: usual.max(drawn),
            };
        }
    }
    out
}

/// Returns what names of like frequency usually show, where a good many of them may show more for a reason: the median, by the median of
/// χ² (Wilson and Hilferty, PNAS 17, 1931).
pub fn between(names: &[(u32, Bunching)]) -> Vec<f64> {
    let mut out = vec![1.0; names.len()];
    for group in alike(names) {
        let mut ratios: Vec<f64> = group
            .iter()
            .map(|i| names[*i].1)
            .filter(|b| b.free > 0.0)
            .map(|b| b.square / (b.free * libm::pow(1.0 - 2.0 / (9.0 * b.free), 3.0)))
            .collect();
        ratios.sort_by(f64::total_cmp);
        let usual = ratios.get(ratios.len() / 2).map_or(1.0, |r| r.max(1.0));
        for i in group {
            out[i] = usual;
        }
    }
    out
}

/// The names in groups of like frequency.
fn alike(names: &[(u32, Bunching)]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..names.len()).collect();
    order.sort_by_key(|i| (names[*i].0, *i));
    let groups = (names.len() / TOGETHER).max(1);
    order
        .chunks(names.len().div_ceil(groups).max(1))
        .map(<[usize]>::to_vec)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn even_counts_are_not_bunched_and_bunched_ones_are() {
        let mut even = Bunching::default();
        even.add([(2.0, 20.0); 7].into_iter());
        assert!(even.square.abs() < 1e-12 && (even.free - 6.0).abs() < 1e-12);
        let mut bunched = Bunching::default();
        bunched.add([(14.0, 2000.0), (0.0, 2000.0)].into_iter());
        // (7² + 7²) / 7, by 1 less the rate.
        assert!((bunched.square - 14.0 / (1.0 - 0.0035)).abs() < 1e-9);
        let found = shrunk(&[(7, even), (14, bunched)]);
        assert!(found[1].own > found[0].own && found[0].usual >= 1.0);
    }

    fn bunching(square: f64, free: f64) -> Bunching {
        Bunching { square, free }
    }

    #[test]
    fn the_sum_of_squares_is_that_of_pearson() {
        let mut some = Bunching::default();
        // 6 of 30: 2 of 10 expected each time, and a day without items says nothing.
        some.add([(3.0, 10.0), (0.0, 10.0), (0.0, 0.0), (3.0, 10.0)].into_iter());
        assert!((some.square - (1.0 + 4.0 + 1.0) / (2.0 * 0.8)).abs() < 1e-12);
        assert!((some.free - 2.0).abs() < 1e-12);
        // What is always or never there says nothing either.
        let before = some;
        some.add([(0.0, 10.0), (0.0, 10.0)].into_iter());
        some.add([(10.0, 10.0), (10.0, 10.0)].into_iter());
        assert_eq!(some, before);
    }

    #[test]
    fn a_name_is_drawn_towards_those_like_it() {
        let found = shrunk(&[(5, bunching(30.0, 10.0)), (6, bunching(10.0, 10.0))]);
        assert!(
            found.iter().all(|d| (d.usual - 2.0).abs() < 1e-12),
            "40 by 20"
        );
        assert!((found[0].own - (12.0 * 2.0 + 30.0) / (12.0 + 10.0)).abs() < 1e-12);
        assert!(
            (found[1].own - 2.0).abs() < 1e-12,
            "never less than is usual"
        );
        let even = shrunk(&[(5, bunching(1.0, 10.0))]);
        assert_eq!(
            (even[0].usual, even[0].own),
            (1.0, 1.0),
            "never less than chance"
        );
        let nothing = shrunk(&[(5, bunching(0.0, 0.0))]);
        assert_eq!((nothing[0].usual, nothing[0].own), (1.0, 1.0));
        assert!(shrunk(&[]).is_empty() && between(&[]).is_empty());
    }

    #[test]
    fn between_names_the_median_counts() {
        // χ² with 2 degrees of freedom has its median near 2 · (8/9)³.
        let of = |squares: &[f64]| {
            let mut names: Vec<_> = squares.iter().map(|s| (5, bunching(*s, 2.0))).collect();
            names.push((5, bunching(0.0, 0.0)));
            let found = between(&names);
            assert_eq!(found.len(), squares.len() + 1);
            assert!(found.iter().all(|f| f == &found[0]));
            found[0]
        };
        let median = 2.0 * 512.0 / 729.0;
        assert!((of(&[100.0, 4.0, 3.0]) - 4.0 / median).abs() < 1e-9);
        assert!((of(&[9.0]) - 9.0 / median).abs() < 1e-9);
        assert!(
            (of(&[3.0, 9.0]) - 9.0 / median).abs() < 1e-9,
            "of two the greater"
        );
        assert_eq!(of(&[0.1, 0.2, 50.0]), 1.0, "never less than chance");
        assert_eq!(of(&[]), 1.0);
    }

    #[test]
    fn sixty_names_or_more_are_parted_by_frequency() {
        let mut names: Vec<(u32, Bunching)> = Vec::new();
        for n in 0..120 {
            let often = n % 2 == 0;
            let square = if often { 50.0 } else { 10.0 };
            names.push((if often { 100 } else { 10 }, bunching(square, 10.0)));
        }
        let found = shrunk(&names);
        assert!(
            found
                .iter()
                .step_by(2)
                .all(|d| (d.usual - 5.0).abs() < 1e-12)
        );
        assert!(
            found
                .iter()
                .skip(1)
                .step_by(2)
                .all(|d| (d.usual - 1.0).abs() < 1e-12)
        );
        // Fewer are one group.
        let found = shrunk(&names[..118]);
        assert!(found.iter().all(|d| (d.usual - 3.0).abs() < 1e-12));
    }
}
