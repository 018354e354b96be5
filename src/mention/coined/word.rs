//! Words in scripts that put spaces between them: letters and digits, joined inside by hyphens, dots, underscores, pluses, ampersands and
//! apostrophes.

use crate::text::CharSet;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// Latin letters.
static LATIN: LazyLock<CharSet> = LazyLock::new(|| all(r"\p{Latin}"));

/// Latin and Greek letters, and digits.
static LETTERS: LazyLock<CharSet> = LazyLock::new(|| all(r"[\p{Latin}\p{Greek}0-9]"));

/// The characters that a pattern fits.
fn all(pattern: &str) -> CharSet {
    // No letters of these scripts lie beyond the first two planes.
    let text: String = ('\0'..='\u{1FFFF}').collect();
    let pattern = Regex::new(pattern).ok();
    let fitting = pattern.iter().flat_map(|p| p.find_iter(&text));
    fitting.filter_map(|m| m.as_str().chars().next()).collect()
}

/// The bytes of the words of a text.
pub(super) fn all_in(text: &str) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut done = 0;
    let letters = &*LETTERS;
    for (at, c) in text.char_indices() {
        if at >= done && letters.has(c) {
            done = end(text, at);
            words.push(at..done);
        }
    }
    words
}

/// Where a word ends that begins at a letter.
fn end(text: &str, start: usize) -> usize {
    let mut end = run(text, start, &LETTERS);
    while let Some(mark) = text.get(end..).and_then(|rest| rest.chars().next()) {
        let next = end + mark.len_utf8();
        let reach = match mark {
            '-' | '_' | '.' | '&' | '\u{2011}' | '+' => run(text, next, &LETTERS),
            // One letter behind an apostrophe is an ending: OpenAI's.
            '\'' | '’' => {
                let reach = run(text, next, &LATIN);
                let letters = text.get(next..reach).unwrap_or_default();
                if letters.chars().nth(1).is_some() {
                    reach
                } else {
                    next
                }
            }
            _ => break,
        };
        if reach == next {
            break;
        }
        end = reach;
    }
    let rest = text.get(end..).unwrap_or_default();
    end + rest.len() - rest.trim_start_matches('+').len()
}

/// Where characters of a set end that stand at a place.
fn run(text: &str, at: usize, set: &CharSet) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.find(|c| !set.has(c)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        all_in(text).into_iter().map(|at| &text[at]).collect()
    }

    #[test]
    fn marks_join_letters() {
        assert_eq!(
            words("用GPT-5.2和C++，OpenAI's o'Neill’ll β-VAE e2e. a++b AT&T"),
            [
                "GPT-5.2",
                "C++",
                "OpenAI",
                "s",
                "o'Neill’ll",
                "β-VAE",
                "e2e",
                "a++",
                "b",
                "AT&T"
            ]
        );
    }

    proptest! {
        #[test]
        fn words_are_those_of_the_pattern(text in "[a-cβé1-3的 '’._&+\u{2011}-]{0,40}") {
            let pattern = Regex::new(r"[\p{Latin}\p{Greek}0-9]+(?:[-_.&\u{2011}+][\p{Latin}\p{Greek}0-9]+|['’][\p{Latin}]{2,})*\+*").unwrap();
            let wanted: Vec<&str> = pattern.find_iter(&text).map(|m| m.as_str()).collect();
            prop_assert_eq!(words(&text), wanted);
        }
    }
}
