//! Many tests: which of them to believe.
//!
//! Benjamini and Hochberg (J. R. Statist. Soc. B 57, 1995). Tests whose counts are too small to pass whatever they show are left out of the
//! number of tests before that: Tarone (Biometrics 46, 1990) and Gilbert (Appl. Statist. 54, 2005).

/// A test: what it gave, and the least that its counts could have given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The p-value.
    pub p: f64,
    /// The least p-value possible, known without looking at the outcome; 0 where unknown.
    pub least: f64,
}

/// Returns the q-value of each test, in the order given: the least false discovery rate at which it counts as a discovery.
/// Tests that could not pass at `rate` have 1.
pub fn q_values(tests: &[Test], rate: f64) -> Vec<f64> {
    let bound = bound(tests, rate);
    let mut kept: Vec<usize> = (0..tests.len())
        .filter(|i| tests[*i].least <= bound)
        .collect();
    kept.sort_by(|a, b| tests[*a].p.total_cmp(&tests[*b].p).then(a.cmp(b)));
    let mut q = vec![1.0; tests.len()];
    let mut least = 1.0f64;
    #[expect(clippy::cast_precision_loss, reason = "numbers of tests")]
    for (rank, place) in kept.iter().enumerate().rev() {
        least = least.min(tests[*place].p * kept.len() as f64 / (rank + 1) as f64);
        q[*place] = least;
    }
    q
}

/// The least possible p-value above which a test is left out: `rate / k` for the smallest k with at most k tests that can reach it.
fn bound(tests: &[Test], rate: f64) -> f64 {
    let mut least: Vec<f64> = tests.iter().map(|t| t.least).collect();
    least.sort_by(f64::total_cmp);
    #[expect(clippy::cast_precision_loss, reason = "numbers of tests")]
    (1..=tests.len().max(1))
        .map(|k| (k, rate / k as f64))
        .find(|(k, bound)| least.partition_point(|l| l <= bound) <= *k)
        .map_or(rate, |(_, bound)| bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_1995() {
        // The fifteen p-values of Benjamini and Hochberg's section 4: four discoveries at 0.05.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
            0.5719, 0.6528, 0.7590, 1.0,
        ];
        let tests = p.map(|p| Test { p, least: 0.0 });
        let q = q_values(&tests, 0.05);
        assert_eq!(q.iter().filter(|q| **q <= 0.05).count(), 4);
        assert!((q[0] - 0.0015).abs() < 1e-12 && (q[3] - 0.035_625).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_pass_costs_nothing() {
        let mut tests = vec![Test {
            p: 0.01,
            least: 0.001,
        }];
        tests.extend([Test { p: 1.0, least: 0.2 }; 50]);
        let q = q_values(&tests, 0.05);
        assert!((q[0] - 0.01).abs() < 1e-12 && (q[1] - 1.0).abs() < 1e-12);
        assert!(q_values(&[], 0.05).is_empty());
    }

    #[test]
    fn only_tests_that_could_pass_are_counted() {
        // At 0.05 three could pass alone, of three only two at 0.05 / 2: those two are counted.
        let tests = [0.01, 0.02, 0.03, 0.2].map(|p| Test { p, least: p });
        let q = q_values(&tests, 0.05);
        let known = [0.02, 0.02, 1.0, 1.0];
        assert!(
            q.iter().zip(known).all(|(q, k)| (q - k).abs() < 1e-12),
            "{q:?}"
        );
    }
}
