//! A table of counts → squares that are darker where there is more.

use super::point;
use crate::text::{markup, xml};
use std::fmt::Write as _;

const NAME: f64 = 170.0;
const HIGH: f64 = 26.0;
const HEAD: f64 = 24.0;

/// Draws rows of counts beside their names, below the names of the columns.
pub fn draw(columns: &[String], rows: &[(String, Vec<u32>)], label: &str) -> String {
    if columns.is_empty() || rows.is_empty() {
        return String::new();
    }
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let step = (510.0 / number(columns.len())).clamp(30.0, 84.0);
    let most = rows
        .iter()
        .flat_map(|(_, c)| c)
        .copied()
        .max()
        .unwrap_or(0)
        .max(1);
    let wide = NAME + 10.0 + step * number(columns.len());
    let high = HEAD + HIGH * number(rows.len());
    let mut out = format!(
        "<svg class=\"heat\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">",
        point(wide),
        point(high),
        xml::text(label)
    );
    for (place, column) in columns.iter().enumerate() {
        let x = NAME + 10.0 + step * (number(place) + 0.5);
        let _ = write!(
            out,
            "<text class=\"tick\" x=\"{}\" y=\"15\" text-anchor=\"middle\">{}</text>",
            point(x),
            xml::text(&markup::shorten(column, 12))
        );
    }
    for (line, (name, counts)) in rows.iter().enumerate() {
        let y = HEAD + HIGH * number(line);
        let _ = write!(
            out,
            "<text class=\"who\" x=\"{NAME}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            point(y + 17.0),
            xml::text(&markup::shorten(name, 22))
        );
        for (place, count) in counts.iter().take(columns.len()).enumerate() {
            let x = NAME + 10.0 + step * number(place);
            let share = f64::from(*count) / f64::from(most);
            // A count of one can still be seen beside the largest.
            let strength = if *count == 0 {
                0.04
            } else {
                0.12 + 0.88 * share
            };
            let class = if share > 0.55 { "on" } else { "off" };
            let _ = write!(
                out,
                "<rect class=\"cell\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"2\" fill-opacity=\"{strength:.2}\"/>",
                point(x + 1.0),
                point(y + 1.0),
                point(step - 2.0),
                point(HIGH - 2.0)
            );
            if *count > 0 {
                let _ = write!(
                    out,
                    "<text class=\"count {class}\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{count}</text>",
                    point(x + step / 2.0),
                    point(y + 17.0)
                );
            }
        }
    }
    out.push_str("</svg>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_no_number_and_names_are_text() {
        let svg = draw(
            &["2026-W01".into()],
            &[("<i>".into(), vec![0]), ("b".into(), vec![7])],
            "x",
        );
        assert!(
            svg.contains("&lt;i&gt;") && !svg.contains(">0<") && svg.contains(">7<"),
            "{svg}"
        );
        assert_eq!(draw(&[], &[], "x"), "");
    }
}
