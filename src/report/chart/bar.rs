//! Ratios with their intervals → ranked lines on a scale where twice and half are equally far.

use super::point;
use crate::text::{markup, xml};
use std::fmt::Write as _;

/// One entity of the picture.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// How many times its earlier share.
    pub ratio: f64,
    /// The lower end of the 95 % interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

const WIDE: f64 = 520.0;
const NAME: f64 = 150.0;
const VALUE: f64 = 50.0;
const STEP: f64 = 26.0;
const FEET: f64 = 24.0;

/// Draws rows in the order given; nothing where there are none.
pub fn draw(rows: &[Row], label: &str) -> String {
    let rows: Vec<&Row> = rows.iter().filter(|r| r.ratio.is_finite()).collect();
    if rows.is_empty() {
        return String::new();
    }
    // From a quarter to four times at least; to 64 times at most, beyond which a line only leaves the picture.
    let reach = rows
        .iter()
        .flat_map(|r| [r.ratio, r.low, r.high])
        .filter(|v| v.is_finite() && *v > 0.0)
        .map(|v| libm::log2(v).abs())
        .fold(2.0, f64::max)
        .min(6.0)
        .ceil();
    let left = NAME + 8.0;
    let right = WIDE - VALUE - 8.0;
    let x = |value: f64| {
        let log = if value > 0.0 {
            libm::log2(value)
        } else {
            -reach
        };
        left + (log.clamp(-reach, reach) + reach) / (2.0 * reach) * (right - left)
    };
    let count = f64::from(u32::try_from(rows.len()).unwrap_or(u32::MAX));
    let foot = count * STEP + 4.0;
    let mut out = format!(
        "<svg class=\"bars\" viewBox=\"0 0 {WIDE} {}\" role=\"img\" aria-label=\"{}\">",
        point(foot + FEET),
        xml::text(label)
    );
    let step = if reach > 4.0 { 2 } else { 1 };
    #[expect(clippy::cast_possible_truncation, reason = "at most 6")]
    let reach = reach as i32;
    for power in (-reach..=reach).filter(|p| p % step == 0) {
        let value = libm::exp2(f64::from(power));
        let class = if power == 0 { "one" } else { "grid" };
        let text = match power {
            0 => "×1".to_string(),
            1.. => format!("×{}", 1 << power),
            _ => format!("×1/{}", 1 << -power),
        };
        let _ = write!(
            out,
            "<line class=\"{class}\" x1=\"{0}\" x2=\"{0}\" y1=\"0\" y2=\"{1}\"/><text class=\"tick\" x=\"{0}\" y=\"{2}\" text-anchor=\"middle\">{text}</text>",
            point(x(value)),
            point(foot),
            point(foot + 16.0)
        );
    }
    let mut y = STEP / 2.0 + 2.0;
    for row in rows {
        let (low, high) = (
            x(row.low.max(0.0)),
            x(if row.high.is_finite() {
                row.high
            } else {
                f64::MAX
            }),
        );
        let class = if row.ratio >= 1.0 { "up" } else { "down" };
        let _ = write!(
            out,
            "<text class=\"who\" x=\"{NAME}\" y=\"{1}\" text-anchor=\"end\">{2}</text><line class=\"span {class}\" x1=\"{3}\" x2=\"{4}\" y1=\"{0}\" y2=\"{0}\"/><circle class=\"{class}\" cx=\"{5}\" cy=\"{0}\" r=\"5\"/><text class=\"value\" x=\"{WIDE}\" y=\"{1}\" text-anchor=\"end\">×{6}</text>",
            point(y),
            point(y + 4.5),
            xml::text(&markup::shorten(&row.name, 18)),
            point(low),
            point(high),
            point(x(row.ratio)),
            number(row.ratio)
        );
        y += STEP;
    }
    out.push_str("</svg>");
    out
}

/// A ratio as people read it: two digits that count.
pub fn number(ratio: f64) -> String {
    if !ratio.is_finite() {
        "∞".to_string()
    } else if ratio >= 10.0 {
        format!("{ratio:.0}")
    } else if ratio >= 1.0 || ratio == 0.0 {
        format!("{ratio:.1}")
    } else {
        format!("{ratio:.2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twice_and_half_are_equally_far_from_one() {
        let row = |ratio: f64| Row {
            name: "a".into(),
            ratio,
            low: ratio / 2.0,
            high: ratio * 2.0,
        };
        let svg = draw(&[row(2.0), row(0.5)], "x");
        let places: Vec<f64> = svg
            .split("cx=\"")
            .skip(1)
            .map(|t| t.split('"').next().unwrap().parse().unwrap())
            .collect();
        let one = (NAME + 8.0 + WIDE - VALUE - 8.0) / 2.0;
        assert!(
            (places[0] - one + places[1] - one).abs() < 0.2,
            "{places:?}"
        );
        assert_eq!(draw(&[], "x"), "");
    }

    #[test]
    fn what_cannot_be_drawn_is_no_reason_to_fail() {
        let row = Row {
            name: "<b>".into(),
            ratio: 0.0,
            low: 0.0,
            high: f64::INFINITY,
        };
        let svg = draw(&[row], "x");
        assert!(
            !svg.contains("NaN") && !svg.contains("inf") && svg.contains("&lt;b&gt;"),
            "{svg}"
        );
    }

    #[test]
    fn ratios_have_the_digits_that_count() {
        assert_eq!(
            [0.25, 3.04, 12.6, 0.0].map(number),
            ["0.25", "3.0", "13", "0.0"]
        );
    }
}
