//! Counts over weeks → bands that lie on each other around a middle line.

use super::{point, width};
use crate::text::{markup, xml};
use std::fmt::Write as _;

const WIDE: f64 = 690.0;
const HIGH: f64 = 220.0;
const FEET: f64 = 22.0;
/// What the style sheet has colours for.
const BANDS: usize = 8;

/// Draws rows of counts, the largest first; nothing where there are fewer than two columns. Rows beyond the eighth are left out.
pub fn draw(columns: &[String], rows: &[(String, Vec<u32>)], label: &str) -> String {
    let weeks = columns.len();
    let rows: Vec<&(String, Vec<u32>)> = rows
        .iter()
        .filter(|(_, c)| c.iter().any(|n| *n > 0))
        .take(BANDS)
        .collect();
    if weeks < 2 || rows.is_empty() {
        return String::new();
    }
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let count = |row: usize, week: usize| f64::from(rows[row].1.get(week).copied().unwrap_or(0));
    let total = |week: usize| (0..rows.len()).map(|r| count(r, week)).sum::<f64>();
    let most = (0..weeks).map(total).fold(1.0, f64::max);
    let x = |week: usize| number(week) / number(weeks - 1) * (WIDE - 40.0) + 20.0;
    // The height of the top of a band in a week; bands lie around the middle.
    let top = |row: usize, week: usize| {
        let above: f64 = (0..row).map(|r| count(r, week)).sum();
        HIGH / 2.0 + (above - total(week) / 2.0) / most * (HIGH - 12.0)
    };
    let mut out = format!(
        "<svg class=\"stream\" viewBox=\"0 0 {WIDE} {}\" role=\"img\" aria-label=\"{}\">",
        point(HIGH + FEET),
        xml::text(label)
    );
    for (week, column) in columns.iter().enumerate() {
        let _ = write!(
            out,
            "<line class=\"grid\" x1=\"{0}\" x2=\"{0}\" y1=\"0\" y2=\"{HIGH}\"/>",
            point(x(week))
        );
        // Every other name where there are many.
        if weeks <= 9 || week % 2 == (weeks - 1) % 2 {
            let anchor = match week {
                0 => "start",
                w if w + 1 == weeks => "end",
                _ => "middle",
            };
            let at = match anchor {
                "start" => 0.0,
                "end" => WIDE,
                _ => x(week),
            };
            let _ = write!(
                out,
                "<text class=\"tick\" x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>",
                point(at),
                point(HIGH + 16.0),
                xml::text(&markup::shorten(column, 12))
            );
        }
    }
    let mut names = String::new();
    for (row, (name, counts)) in rows.iter().enumerate() {
        let mut path = format!("M{} {}", point(x(0)), point(top(row, 0)));
        for week in 1..weeks {
            path.push_str(&curve(
                (x(week - 1), top(row, week - 1)),
                (x(week), top(row, week)),
            ));
        }
        let last = weeks - 1;
        let _ = write!(path, "L{} {}", point(x(last)), point(top(row + 1, last)));
        for week in (0..last).rev() {
            let from = (x(week + 1), top(row + 1, week + 1));
            path.push_str(&curve(from, (x(week), top(row + 1, week))));
        }
        let _ = write!(
            out,
            "<path class=\"b{row}\" d=\"{path}Z\"><title>{}</title></path>",
            xml::text(name)
        );
        // A name stands in its band where the band is thickest, if it fits there.
        let thickest = (0..weeks).max_by_key(|w| (counts.get(*w).copied().unwrap_or(0), *w));
        let Some(week) = thickest else { continue };
        let thick = top(row + 1, week) - top(row, week);
        let shown = markup::shorten(name, 26);
        if thick >= 15.0 {
            let half = width(&shown) * 12.0 / 2.0;
            let _ = write!(
                names,
                "<text class=\"band\" x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                point(x(week).clamp(24.0 + half, WIDE - 24.0 - half)),
                point((top(row, week) + top(row + 1, week)) / 2.0 + 4.0),
                xml::text(&shown)
            );
        }
    }
    out.push_str(&names);
    out.push_str("</svg>");
    out
}

/// A line that leaves and arrives level.
fn curve(from: (f64, f64), to: (f64, f64)) -> String {
    let middle = f64::midpoint(from.0, to.0);
    let points = [middle, from.1, middle, to.1, to.0, to.1].map(point);
    format!("C{}", points.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_a_row_and_no_picture_of_one_week() {
        let weeks = ["2026-W01".to_string(), "2026-W02".to_string()];
        let rows = [
            ("<b>".to_string(), vec![3, 1]),
            ("c".to_string(), vec![0, 9]),
        ];
        let svg = draw(&weeks, &rows, "x");
        assert_eq!(svg.matches("<path").count(), 2);
        assert!(
            !svg.contains("NaN") && svg.contains("<title>&lt;b&gt;</title>"),
            "{svg}"
        );
        assert_eq!(draw(&weeks[..1], &rows, "x"), "");
    }
}
