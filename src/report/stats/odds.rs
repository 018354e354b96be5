//! Which names set one text apart from another: log-odds with an informative Dirichlet prior.
//!
//! Monroe, Colaresi and Quinn, Fightin' Words, Political Analysis 16 (2008), equations 16, 19 and 22.

/// One name in two texts and in what is usual.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    /// Times in the first and in the second text.
    pub times: [f64; 2],
    /// Of how many, for each.
    pub of: [f64; 2],
    /// Its prior: times that would be usual.
    pub prior: f64,
    /// The sum of all priors.
    pub priors: f64,
}

/// Returns the difference of the log-odds (natural logarithm) and its z-score.
pub fn log_odds(counts: Counts) -> (f64, f64) {
    let Counts {
        times,
        of,
        prior,
        priors,
    } = counts;
    let odds = |i: usize| libm::log((times[i] + prior) / (of[i] + priors - times[i] - prior));
    let delta = odds(0) - odds(1);
    let variance = 1.0 / (times[0] + prior) + 1.0 / (times[1] + prior);
    (delta, delta / libm::sqrt(variance))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let (delta, z) = log_odds(Counts {
            times: [9.0, 4.0],
            of: [99.0, 99.0],
            prior: 1.0,
            priors: 11.0,
        });
        // (10/100) against (5/105): ln 2.1.
        assert!((delta - libm::log(2.1)).abs() < 1e-12);
        assert!((z - libm::log(2.1) / libm::sqrt(0.3)).abs() < 1e-12);
        let (delta, z) = log_odds(Counts {
            times: [3.0, 3.0],
            of: [50.0, 50.0],
            prior: 0.5,
            priors: 20.0,
        });
        assert!(delta.abs() < 1e-12 && z.abs() < 1e-12);
    }
}
