//! A few counts → little bars in a line of text.

use super::point;
use crate::text::xml;
use std::fmt::Write as _;

/// The height of the picture, and how far apart bars stand.
const HIGH: f64 = 20.0;
const STEP: f64 = 8.0;

/// Draws counts, the oldest first; the last one, which the report is about, stands out.
pub fn draw(counts: &[u32], label: &str) -> String {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let wide = STEP * f64::from(u32::try_from(counts.len()).unwrap_or(u32::MAX));
    let told: Vec<String> = counts.iter().map(u32::to_string).collect();
    let mut out = format!(
        "<svg class=\"spark\" width=\"{0}\" height=\"{HIGH}\" viewBox=\"0 0 {0} {HIGH}\" role=\"img\" aria-label=\"{1}: {2}\">",
        point(wide),
        xml::text(label),
        told.join(", ")
    );
    let mut x = 0.0;
    for (place, count) in counts.iter().enumerate() {
        // A count of nothing keeps a hair's breadth: it was looked at.
        let high = (f64::from(*count) / f64::from(most) * (HIGH - 1.0)).max(1.0);
        let class = if place + 1 == counts.len() {
            "now"
        } else {
            "was"
        };
        let _ = write!(
            out,
            "<rect class=\"{class}\" x=\"{}\" y=\"{}\" width=\"6\" height=\"{}\"/>",
            point(x),
            point(HIGH - high),
            point(high)
        );
        x += STEP;
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bar_stands_out_and_labels_are_text() {
        let svg = draw(&[0, 2, 4], "a\"<b>");
        assert_eq!(svg.matches("class=\"was\"").count(), 2);
        assert_eq!(svg.matches("class=\"now\"").count(), 1);
        assert!(
            svg.contains("aria-label=\"a&quot;&lt;b&gt;: 0, 2, 4\""),
            "{svg}"
        );
        assert!(draw(&[], "x").ends_with("</svg>"));
    }
}
