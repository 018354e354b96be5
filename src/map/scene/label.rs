//! Labels: broken into lines, and how large they are.

use crate::text::{markup, script};
use unicode_width::UnicodeWidthChar;

/// Columns after which a line is broken where it can be, and where it is broken anyhow.
const SOFT: usize = 15;
const HARD: usize = 22;

/// Columns of a whole label.
const LONGEST: usize = 54;

/// Breaks a label into lines of about 15 columns (Han characters take two), at most four.
pub(crate) fn lines(label: &str) -> Vec<String> {
    let label = markup::shorten(&markup::one_line(label), LONGEST);
    // Marks that stand above others take no column.
    let label: String = label.chars().take(2 * LONGEST).collect();
    let mut lines = vec![String::new()];
    let mut column = 0;
    let mut chars = label.chars().peekable();
    while let Some(c) = chars.next() {
        let width = c.width().unwrap_or(0);
        let rest: usize = chars.clone().map(|c| c.width().unwrap_or(0)).sum();
        let breakable = c == ' ' || script::is_han(c);
        // A last word of few letters may stand out rather than alone.
        if (column >= SOFT && breakable && rest > 4) || column + width > HARD {
            lines.push(String::new());
            column = 0;
            if c == ' ' {
                continue;
            }
        }
        if let Some(line) = lines.last_mut() {
            line.push(c);
        }
        column += width;
        if matches!(c, '-' | '/' | '_') && column >= SOFT && rest > 4 {
            lines.push(String::new());
            column = 0;
        }
    }
    lines
        .into_iter()
        .map(|line| line.trim().to_string())
        .filter(|line| !line.is_empty())
        .collect()
}

/// The width of a line in ems: near that of Helvetica for Latin letters, one for Han characters.
pub(crate) fn ems(line: &str) -> f64 {
    line.chars()
        .map(|c| match c {
            'i' | 'j' | 'l' | '\'' | '.' | ',' | ':' | ';' | '|' | '!' | 'I' | ' ' | '·' => 0.28,
            'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' => 0.34,
            'm' | 'w' | 'M' | 'W' | '@' | '%' => 0.88,
            'A'..='Z' | '&' | '+' | '=' | '~' => 0.70,
            '0'..='9' => 0.56,
            'a'..='z' => 0.55,
            c => match c.width().unwrap_or(0) {
                0 => 0.0,
                1 => 0.62,
                _ => 1.0,
            },
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_labels_are_broken_and_cut() {
        let broken = lines(&"長江後浪推前浪".repeat(12));
        assert!(broken.len() <= 4, "{broken:?}");
        assert!(
            broken.last().is_some_and(|l| l.ends_with('…')),
            "{broken:?}"
        );
        let endless = lines(&"x".repeat(10_000));
        assert!(
            endless.len() <= 4 && endless.iter().all(|l| l.len() <= HARD + 3),
            "{endless:?}"
        );
        assert_eq!(lines("OpenAI"), ["OpenAI"]);
        assert_eq!(lines("Thinking Machines Lab"), ["Thinking Machines Lab"]);
    }
}
