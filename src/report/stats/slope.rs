//! Where shares are going: a least-squares line through them, one point a period (Draper and Smith, Applied Regression Analysis, 1998, chapter 1).

/// Returns the slope of a line through values at equal steps, in units of the value for each step, and its standard error; none for fewer than three.
pub fn slope(values: &[f64]) -> Option<(f64, f64)> {
    if values.len() < 3 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of periods")]
    let (n, at) = (values.len() as f64, |i: usize| i as f64);
    let middle = (n - 1.0) / 2.0;
    let mean = values.iter().sum::<f64>() / n;
    let spread: f64 = (0..values.len())
        .map(|i| (at(i) - middle) * (at(i) - middle))
        .sum();
    let slope = values
        .iter()
        .enumerate()
        .map(|(i, v)| (at(i) - middle) * (v - mean))
        .sum::<f64>()
        / spread;
    let left: f64 = values
        .iter()
        .enumerate()
        .map(|(i, v)| v - mean - slope * (at(i) - middle))
        .map(|e| e * e)
        .sum();
    Some((slope, libm::sqrt(left / (n - 2.0) / spread)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_lines() {
        let (s, e) = slope(&[1.0, 2.0, 3.0, 4.0]).unwrap();
        assert!((s - 1.0).abs() < 1e-12 && e < 1e-12);
        // x 0..4, y 2 4 5 4 5: slope 0.6, standard error sqrt(0.8 / 10).
        let (s, e) = slope(&[2.0, 4.0, 5.0, 4.0, 5.0]).unwrap();
        assert!((s - 0.6).abs() < 1e-12 && (e - libm::sqrt(0.08)).abs() < 1e-12);
        assert!(slope(&[1.0, 2.0]).is_none());
    }

    #[test]
    fn three_points_have_a_slope() {
        let (s, e) = slope(&[1.0, 5.0, 3.0]).unwrap();
        // Around 2, 3, 4 lie -1, 2 and -1: 6 by one degree of freedom by 2.
        assert!((s - 1.0).abs() < 1e-12 && (e - libm::sqrt(3.0)).abs() < 1e-12);
    }
}
