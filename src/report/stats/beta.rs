//! The regularised incomplete beta function: the sums of binomial tails, also where counts are no whole numbers.
//!
//! The continued fraction of Press, Teukolsky, Vetterling and Flannery, Numerical Recipes (2007), section 6.4, after Lentz.

/// The probability that a Beta(`a`, `b`) variable is at most `x`; `a` and `b` are counts, 0 allowed: all weight then lies at that end.
pub fn cumulative(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return if a <= 0.0 { 1.0 } else { 0.0 };
    }
    if x >= 1.0 || a <= 0.0 {
        return 1.0;
    }
    if b <= 0.0 {
        return 0.0;
    }
    let front = libm::exp(
        libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)
            + a * libm::log(x)
            + b * libm::log1p(-x),
    );
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(a, b, x) / a
    } else {
        1.0 - front * fraction(b, a, 1.0 - x) / b
    }
}

/// The `x` at which [`cumulative`] is `share`, to 1e-12.
pub fn quantile(a: f64, b: f64, share: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if cumulative(a, b, middle) < share {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    const LEAST: f64 = 1e-300;
    let safe = |v: f64| if v.abs() < LEAST { LEAST } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / safe(1.0 - (a + b) * x / (a + 1.0));
    let mut sum = d;
    let mut m = 1.0;
    while m < 10_000.0 {
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / safe(1.0 + even * d);
        c = safe(1.0 + even / c);
        sum *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / safe(1.0 + odd * d);
        c = safe(1.0 + odd / c);
        sum *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
        m += 1.0;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // Binomial sums by hand: P(X >= 8 of 10 at 1/2) = 56/1024.
        assert!((cumulative(8.0, 3.0, 0.5) - 56.0 / 1024.0).abs() < 1e-12);
        assert!((cumulative(1.0, 1.0, 0.3) - 0.3).abs() < 1e-12);
        assert!((cumulative(2.0, 2.0, 0.5) - 0.5).abs() < 1e-12);
        assert!(
            (cumulative(0.5, 0.5, 0.5) - 0.5).abs() < 1e-12,
            "the arcsine law"
        );
        assert!((quantile(1.0, 9.0, 0.975) - (1.0 - libm::pow(0.025, 1.0 / 9.0))).abs() < 1e-10);
    }

    #[test]
    fn counts_of_nothing_lie_at_their_end() {
        assert_eq!([0.0, 0.3, 1.0].map(|x| cumulative(0.0, 5.0, x)), [1.0; 3]);
        assert_eq!(
            [0.0, 0.3, 1.0].map(|x| cumulative(5.0, 0.0, x)),
            [0.0, 0.0, 1.0]
        );
        assert_eq!(cumulative(5.0, 5.0, 0.0), 0.0);
    }

    /// Each tail is summed from its own side: from the other one, what is small would be lost in what is great.
    #[test]
    fn small_tails_keep_their_digits() {
        for (a, b, x, known) in [
            (50.0, 1.0, 0.1, 1e-50),
            // The arcsine law again: 2/π · arcsin √x.
            (0.5, 0.5, 1e-6, 0.000_636_619_878_470_924_5),
            // Sums of binomial terms with sixty digits.
            (3.0, 40_000.0, 1e-6, 1.035_251_427_970_348_7e-5),
        ] {
            let found = cumulative(a, b, x);
            assert!((found / known - 1.0).abs() < 1e-10, "{a} {b} {x}: {found}");
        }
        assert_eq!(cumulative(1.0, 50.0, 0.999), 1.0);
        let high = 1.0 - cumulative(2000.0, 3000.0, 0.45);
        assert!((high - 4.717_23e-13).abs() < 1e-14, "{high}");
    }
}
