//! Two counts over two amounts of reading: the ratio of their rates, its interval, and how likely such a difference is by chance.
//!
//! Given their sum, one of two Poisson counts is binomial (Przyborowski and Wilenski, Biometrika 31, 1940), so the test is exact, and so is
//! the interval, that of Clopper and Pearson (Biometrika 26, 1934) turned into a ratio. Both tails are taken alike (twice the smaller one),
//! without mid-p, so that test and interval agree (Fay, Biostatistics 11, 2010). Where items come in bunches, a dispersion divides the
//! counts before either: Korn and Graubard's effective sample size (Survey Methodology 24, 1998).

use super::beta;

/// A count and what it was counted in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Items that name something.
    pub hits: f64,
    /// Items read.
    pub of: f64,
}

/// A comparison of two rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// The first rate by the second; infinite where the second is 0.
    pub ratio: f64,
    /// The lower end of the 95 % interval.
    pub low: f64,
    /// Its upper end, infinite where the second count is 0.
    pub high: f64,
    /// How likely a difference at least as great is by chance alone, two-sided.
    pub p: f64,
    /// The least `p` that this many items could give.
    pub least: f64,
}

/// Compares two rates; `dispersion` is how many times the variance exceeds a Poisson variable's, at least 1.
pub fn compare(now: Rate, then: Rate, dispersion: f64) -> Comparison {
    let (p, least) = chance(now, then, dispersion);
    let dispersion = dispersion.max(1.0);
    let (a, b) = (now.hits / dispersion, then.hits / dispersion);
    let odds = |x: f64| x / (1.0 - x) * then.of / now.of;
    let low = if a <= 0.0 {
        0.0
    } else {
        odds(beta::quantile(a, b + 1.0, 0.025))
    };
    let high = if b <= 0.0 {
        f64::INFINITY
    } else {
        odds(beta::quantile(a + 1.0, b, 0.975))
    };
    Comparison {
        ratio: now.hits * then.of / (now.of * then.hits),
        low,
        high,
        p,
        least,
    }
}

/// Returns how likely a difference at least as great is by chance alone, two-sided, and the least that this many items could give.
pub fn chance(now: Rate, then: Rate, dispersion: f64) -> (f64, f64) {
    let dispersion = dispersion.max(1.0);
    let (a, b) = (now.hits / dispersion, then.hits / dispersion);
    let share = now.of / (now.of + then.of);
    let p = 2.0 * at_least(a, b, share).min(at_most(a, b, share));
    let least = 2.0 * libm::pow(share.min(1.0 - share), a + b);
    (p.min(1.0), least.min(1.0))
}

/// How likely at least `a` of `a + b` are, where each falls here with probability `share`; counts may be fractions.
pub fn at_least(a: f64, b: f64, share: f64) -> f64 {
    beta::cumulative(a, b + 1.0, share)
}

/// How likely at most `a` of `a + b` are.
pub fn at_most(a: f64, b: f64, share: f64) -> f64 {
    beta::cumulative(b, a + 1.0, 1.0 - share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(hits: u32, of: u32) -> Rate {
        Rate {
            hits: hits.into(),
            of: of.into(),
        }
    }

    #[test]
    fn known_values() {
        // By hand: 8 of 10 at one half: 2 × (45 + 10 + 1) / 1024.
        let eight = compare(rate(8, 100), rate(2, 100), 1.0);
        assert!((eight.p - 112.0 / 1024.0).abs() < 1e-12);
        assert!((eight.ratio - 4.0).abs() < 1e-12);
        // Clopper and Pearson for 8 of 10: 0.4439 to 0.9748.
        assert!((eight.low - 0.443_904_5 / (1.0 - 0.443_904_5)).abs() < 1e-5);
        assert!((eight.high - 0.974_789_3 / (1.0 - 0.974_789_3)).abs() < 1e-3);
        // Breast cancer after fluoroscopy: 41 in 28,010 years against 15 in 19,017; Rothman and Greenland 1998: ratio 1.86, p 0.04.
        let known = compare(rate(41, 28_010), rate(15, 19_017), 1.0);
        assert!((known.ratio - 1.8558).abs() < 1e-3 && (known.p - 0.0378).abs() < 0.01);
    }

    #[test]
    fn nothing_before_has_no_upper_end_and_bunches_widen() {
        let new = compare(rate(6, 50), rate(0, 50), 1.0);
        assert!(new.ratio.is_infinite() && new.high.is_infinite() && new.low > 1.0);
        assert!((new.p - 2.0 / 64.0).abs() < 1e-12 && (new.least - new.p).abs() < 1e-12);
        let bunched = compare(rate(6, 50), rate(0, 50), 2.0);
        assert!(bunched.p > new.p && bunched.low < new.low);
        assert!((compare(rate(5, 10), rate(5, 10), 1.0).p - 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_fall_is_tested_like_a_rise_and_shares_of_reading_count() {
        let close = |a: f64, b: f64| (a / b - 1.0).abs() < 1e-9;
        assert!(close(
            compare(rate(2, 100), rate(8, 100), 1.0).p,
            112.0 / 1024.0
        ));
        // 1 of 7 where two thirds of what was read lie: 1/3^7 + 7 · 2/3 · 1/3^6.
        let fall = compare(rate(1, 50), rate(6, 25), 1.0);
        assert!(close(fall.p, 30.0 / 2187.0), "{fall:?}");
        assert!(close(fall.least, 2.0 / 2187.0) && close(fall.ratio, 1.0 / 12.0));
        assert!(fall.low < fall.ratio && fall.ratio < fall.high && fall.high < 1.0);
    }

    #[test]
    fn twice_as_bunched_items_prove_what_half_as_many_do() {
        let bunched = compare(rate(6, 50), rate(2, 100), 2.0);
        let fewer = compare(rate(3, 50), rate(1, 100), 1.0);
        // 3 of 4 where a third lies: 8/81 + 1/81.
        assert!((bunched.p - 2.0 / 9.0).abs() < 1e-12, "{bunched:?}");
        assert!((bunched.least - 2.0 / 81.0).abs() < 1e-12);
        assert_eq!(bunched, fewer);
        assert_eq!(
            compare(rate(6, 50), rate(2, 100), 0.1),
            compare(rate(6, 50), rate(2, 100), 1.0)
        );
        let none = compare(rate(0, 50), rate(5, 50), 1.0);
        assert_eq!((none.ratio, none.low), (0.0, 0.0));
    }
}
