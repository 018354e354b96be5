//! How much a tie tells.

use super::Weight;
use super::gather::Gathered;

/// Measures all ties.
pub(super) fn measure(gathered: &mut Gathered, weight: Weight) {
    let all = f64::from(gathered.now.items.max(1));
    for ((a, b), tie) in &mut gathered.ties {
        let items = |n: &u32| {
            let items = gathered.entities.get(n).map_or(0, |p| p.items);
            f64::from(items.max(1))
        };
        let both = f64::from(tie.weight().max(tie.before));
        tie.strength = match weight {
            Weight::Count => both,
            Weight::Npmi => npmi(both, items(a), items(b), all),
            Weight::Association => both * all / (items(a) * items(b)),
        };
        // What belongs together is tied even where no item says so; a claim says more than standing side by side.
        if tie.owner.is_some() || !tie.claims.is_empty() {
            tie.strength *= 1.5;
        }
        if tie.strength <= 0.0 {
            tie.strength = f64::MIN_POSITIVE;
        }
    }
}

/// Normalised pointwise mutual information, cut at 0: Bouma, Normalized (pointwise) mutual information in collocation extraction, 2009.
fn npmi(both: f64, a: f64, b: f64, all: f64) -> f64 {
    let together = (both / all).min(1.0);
    if both < 1.0 {
        return 0.0;
    }
    if together >= 1.0 {
        return 1.0;
    }
    let information = libm::log(both * all / (a * b));
    (information / -libm::log(together)).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::npmi;

    #[test]
    fn chance_is_nought_and_always_together_is_one() {
        assert!(npmi(4.0, 20.0, 20.0, 100.0).abs() < 1e-12);
        assert!((npmi(20.0, 20.0, 20.0, 100.0) - 1.0).abs() < 1e-12);
        assert!(npmi(1.0, 20.0, 20.0, 100.0) < f64::EPSILON);
        assert!((npmi(5.0, 5.0, 5.0, 5.0) - 1.0).abs() < f64::EPSILON);
    }
}
