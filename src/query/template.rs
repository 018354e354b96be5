//! A query's text with values put in: only where a value can stand, never inside strings, IRIs and comments.

use std::collections::BTreeMap;

/// Replaces `$name` by its term, outside strings, IRIs and comments.
pub(super) fn replace(text: &str, terms: &BTreeMap<&str, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skip = match c {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => string_end(rest, c),
            '<' => iri_end(rest),
            '$' => {
                let name: String = rest[1..]
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if let Some(term) = terms.get(name.as_str()) {
                    out.push_str(term);
                    rest = &rest[1 + name.len()..];
                    continue;
                }
                1
            }
            c => c.len_utf8(),
        };
        out.push_str(&rest[..skip]);
        rest = &rest[skip..];
    }
    out
}

fn string_end(text: &str, quote: char) -> usize {
    let long: String = [quote; 3].iter().collect();
    let (mark, open) = if text.starts_with(&long) {
        (long.as_str(), 3)
    } else {
        (&long[..1], 1)
    };
    let bytes = text.as_bytes();
    let mut at = open;
    while at < text.len() {
        if bytes[at] == b'\\' {
            at += 2;
        } else if text.is_char_boundary(at) && text[at..].starts_with(mark) {
            return at + mark.len();
        } else {
            at += 1;
        }
    }
    text.len()
}

fn iri_end(text: &str) -> usize {
    match text.find(|c: char| c == '>' || c.is_whitespace()) {
        Some(end) if text[end..].starts_with('>') => end + 1,
        // A less-than sign.
        _ => 1,
    }
}

/// The text without strings, IRIs and comments: a space stands for each.
pub(super) fn code(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let skip = match c {
            '#' => rest.find('\n').unwrap_or(rest.len()),
            '"' | '\'' => string_end(rest, c),
            '<' => iri_end(rest),
            c => c.len_utf8(),
        };
        if skip > 1 && !c.is_alphabetic() {
            out.push(' ');
        } else {
            out.push(c);
        }
        rest = &rest[skip..];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_free_standing_names_are_replaced() {
        let terms = BTreeMap::from([("x", "7".to_string())]);
        assert_eq!(
            replace(
                "# $x\nSELECT \"$x\" '''a'$x''' <i:$x> ($x < $y) $xy \"\\\"$x\" $x",
                &terms
            ),
            "# $x\nSELECT \"$x\" '''a'$x''' <i:$x> (7 < $y) $xy \"\\\"$x\" 7"
        );
    }

    #[test]
    fn code_is_what_is_no_text() {
        assert_eq!(code("a \"b\" <c> 5<6 # d\ne"), "a     5<6  \ne");
    }
}
