//! The elements of an entity list: `英伟达、MoE（混合专家），GPT-5` → three elements, the second with two names.
//!
//! A list is split at 、 , ， ; ； and line ends, outside brackets and quotes; never at `/` or `:`, which stand inside names.

use super::markdown::{Piece, Style};
use crate::document::Element;
use crate::entity::Kind;
use crate::text::Span;
use regex::Regex;
use std::sync::LazyLock;

/// Splits the pieces of a list into elements.
pub(crate) fn split(source: &str, pieces: &[Piece], kind: Option<Kind>) -> Vec<Element> {
    let mut letters: Vec<Letter> = Vec::new();
    let mut after_code = false;
    for piece in pieces.iter().filter(|p| !is_address(p.span.of(source))) {
        let code = piece.style == Style::Code;
        if code && after_code && letters.last().is_none_or(|l| !l.parts()) {
            letters.push(Letter::gap(piece.span.start as usize));
        }
        for (at, c) in piece.span.of(source).char_indices() {
            letters.push(Letter {
                at: piece.span.start as usize + at,
                c,
                code,
            });
        }
        if code {
            after_code = true;
        } else if !piece.span.of(source).trim().is_empty() {
            after_code = false;
        }
    }
    let mut elements = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < letters.len() {
        if letters[at].parts() && !is_thousands_comma(&letters, at) {
            elements.extend(element(source, &letters[start..at], kind));
            start = at + 1;
        } else if letters[at].c == '#' && letters[..at].last().is_some_and(|l| l.c.is_whitespace())
        {
            // `#OpenAI #GPT-6`: hashtags part too.
            elements.extend(element(source, &letters[start..at], kind));
            start = at;
        } else if let Some(skip) = closing(&letters, at) {
            at = skip;
        }
        at += 1;
    }
    elements.extend(element(
        source,
        letters.get(start..).unwrap_or_default(),
        kind,
    ));
    elements
}

/// One character of the list's text and where it stands.
#[derive(Clone, Copy)]
struct Letter {
    at: usize,
    c: char,
    /// Inside `` `code` ``, where nothing parts.
    code: bool,
}

impl Letter {
    /// The boundary between two code spans.
    fn gap(at: usize) -> Self {
        Self {
            at,
            c: '\n',
            code: false,
        }
    }

    fn parts(&self) -> bool {
        !self.code && matches!(self.c, '、' | ',' | '，' | ';' | '；' | '\n')
    }
}

fn is_thousands_comma(letters: &[Letter], at: usize) -> bool {
    let digit = |i: Option<usize>| {
        i.and_then(|i| letters.get(i))
            .is_some_and(|l| l.c.is_ascii_digit())
    };
    letters[at].c == ','
        && digit(at.checked_sub(1))
        && (1..=3).all(|n| digit(Some(at + n)))
        && !digit(Some(at + 4))
}

/// Characters that a bracket inside an element may hold: a longer one is never closed.
const LONGEST: usize = 240;

fn is_address(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("http://") || text.starts_with("https://") || text.starts_with("www.")
}

/// Returns where the bracket or quote that opens at `at` is closed; `None` if it opens none or is never closed.
fn closing(letters: &[Letter], at: usize) -> Option<usize> {
    let open = letters[at].c;
    let close = match open {
        '(' | '（' => &[')', '）'][..],
        '[' => &[']'],
        '【' => &['】'],
        '{' => &['}'],
        '《' => &['》'],
        '〈' => &['〉'],
        '「' => &['」'],
        '『' => &['』'],
        '“' => &['”'],
        '"' => &['"'],
        _ => return None,
    };
    let mut depth = 0usize;
    for (i, letter) in letters.iter().enumerate().skip(at + 1).take(LONGEST) {
        if letter.c == '\n' {
            return None;
        }
        if close.contains(&letter.c) {
            if depth == 0 {
                return Some(i);
            }
            depth -= 1;
        } else if letter.c == open || (open == '(' && letter.c == '（') {
            depth += 1;
        }
    }
    None
}

fn element(source: &str, letters: &[Letter], kind: Option<Kind>) -> Option<Element> {
    let skip =
        |l: &Letter| l.c.is_whitespace() || matches!(l.c, '。' | '…' | '*' | '#' | '|' | '｜');
    let letters = whole(letters);
    let first = letters.iter().position(|l| !skip(l))?;
    let mut last = letters.iter().rposition(|l| !skip(l))?;
    // The sharp of `C#` is of its name; that which closes `#OpenAI#` is not.
    let alone = letters[last].c.is_ascii_uppercase()
        && !letters[..last]
            .last()
            .is_some_and(|l| l.c.is_alphanumeric() || l.c == '#');
    if alone && letters.get(last + 1).is_some_and(|l| l.c == '#') {
        last += 1;
    }
    let letters = &letters[first..=last];
    let end = |l: &Letter| l.at + l.c.len_utf8();
    let span = Span::new(letters.first()?.at, end(letters.last()?));
    if !letters.iter().any(|l| l.c.is_alphanumeric()) {
        return None;
    }
    Some(Element {
        span,
        parts: parts(source, span),
        kind,
    })
}

/// The longest stretch without marks inside: `[OpenAI](...) 公司` names OpenAI, and its bytes must be those of the name.
fn whole(letters: &[Letter]) -> &[Letter] {
    let glued = |pair: &[Letter]| pair[0].at + pair[0].c.len_utf8() == pair[1].at;
    let mut longest = &letters[..0];
    let mut start = 0;
    for end in 1..=letters.len() {
        if end == letters.len() || !glued(&letters[end - 1..=end]) {
            if words(&letters[start..end]) > words(longest) {
                longest = &letters[start..end];
            }
            start = end;
        }
    }
    longest
}

/// How many letters and digits there are.
fn words(letters: &[Letter]) -> usize {
    letters.iter().filter(|l| l.c.is_alphanumeric()).count()
}

/// The two names of `X (Y)`.
fn parts(source: &str, span: Span) -> Vec<Span> {
    let text = span.of(source);
    let Some(open) = text.find(['(', '（']) else {
        return Vec::new();
    };
    let Some(close) = text.strip_suffix([')', '）']).map(str::len) else {
        return Vec::new();
    };
    let Some(width) = text[open..].chars().next().map(char::len_utf8) else {
        return Vec::new();
    };
    let base = span.start as usize;
    let outside = Span::new(base, base + open).trim(source);
    if close < open + width {
        return Vec::new();
    }
    let inside = Span::new(base + open + width, base + close).trim(source);
    let many = inside
        .of(source)
        .contains(['、', ',', '，', ';', '；', '(', '（', ')', '）']);
    if outside.is_empty() || inside.is_empty() || many {
        return Vec::new();
    }
    vec![outside, inside]
}

static QUANTITY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^[约約近逾超达達第]{0,2}\s*(?:[$¥€£]|US\$|RMB)?\s*\d[\d,.]*\s*(?:
            $ | [+%‰％] | [~–-]\s*\d+
            | (?i:k|m|b|t|gb|tb|mb|gw|mw|kw|nm|ms|fps|px|hz|ghz|usd|tokens?|params?|parameters|million|billion|trillion|percent|years?|days?|hours?)\b
            | x\b
            | [万萬亿億兆千百倍种種个個項项家人年月日天周週岁歲期款位名点點度元]
            | 美[元金] | 小[时時] | 分[钟鐘] | 奈米 | 纳米 | 参数 | 參數
        )",
    )
    .expect("the pattern is fixed and tested")
});

/// Says whether a list element names a number, a date or a quantity: `13種癌症`, `2035年`, `50 billion`.
pub fn is_quantity(text: &str) -> bool {
    QUANTITY.is_match(text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elements(source: &str) -> Vec<String> {
        let piece = Piece {
            span: Span::new(0, source.len()),
            style: Style::Plain,
            link: None,
        };
        split(source, &[piece], None)
            .iter()
            .map(|e| e.span.of(source).to_string())
            .collect()
    }

    #[test]
    fn lists_split_at_all_commas_outside_brackets() {
        assert_eq!(
            elements("輝達、台積電，OpenAI, xAI；Kimi; 通义"),
            ["輝達", "台積電", "OpenAI", "xAI", "Kimi", "通义"]
        );
        assert_eq!(
            elements("MoE（混合专家，稀疏）、《A, B》、“x、y”"),
            ["MoE（混合专家，稀疏）", "《A, B》", "“x、y”"]
        );
    }

    #[test]
    fn slashes_colons_and_thousands_stay() {
        assert_eq!(
            elements("外部摘要/筆記、Nested Learning: The Illusion、1,000 GPUs"),
            [
                "外部摘要/筆記",
                "Nested Learning: The Illusion",
                "1,000 GPUs"
            ]
        );
    }

    #[test]
    fn a_bracket_that_never_closes_swallows_nothing() {
        assert_eq!(elements("A（未完、B、C"), ["A（未完", "B", "C"]);
        assert_eq!(elements("，、 。"), [""; 0]);
    }

    #[test]
    fn two_names_in_one_element() {
        let source = "視覺語言模型 (VLMs)";
        let piece = Piece {
            span: Span::new(0, source.len()),
            style: Style::Plain,
            link: None,
        };
        let all = split(source, &[piece], None);
        let parts: Vec<&str> = all[0].parts.iter().map(|p| p.of(source)).collect();
        assert_eq!(parts, ["視覺語言模型", "VLMs"]);
    }

    #[test]
    fn quantities_are_told_from_names() {
        for text in [
            "13種癌症",
            "2035年零排放新車目標",
            "50%",
            "$100B",
            "1.5 million",
            "200亿美元",
            "2025",
            "10倍",
        ] {
            assert!(is_quantity(text), "{text}");
        }
        for text in [
            "36氪", "3DGS", "01.AI", "1X", "4o", "2D轉3D", "GPT-5", "三星",
        ] {
            assert!(!is_quantity(text), "{text}");
        }
    }

    /// The elements of pieces that stand one after the other.
    fn of_pieces(pieces: &[(&str, Style)]) -> Vec<String> {
        let source: String = pieces.iter().map(|(text, _)| *text).collect();
        let mut start = 0;
        let pieces: Vec<Piece> = pieces
            .iter()
            .map(|(text, style)| {
                let span = Span::new(start, start + text.len());
                start += text.len();
                Piece {
                    span,
                    style: *style,
                    link: None,
                }
            })
            .collect();
        let elements = split(&source, &pieces, None);
        elements
            .iter()
            .map(|e| e.span.of(&source).to_string())
            .collect()
    }

    #[test]
    fn code_parts_from_code_and_nothing_parts_inside() {
        use Style::{Code, Plain};
        assert_eq!(
            of_pieces(&[("a,b", Code), (" ", Plain), ("c", Code)]),
            ["a,b", "c"]
        );
        assert_eq!(
            of_pieces(&[("a", Code), ("、", Plain), ("c", Code)]),
            ["a", "c"]
        );
        assert_eq!(
            of_pieces(&[("a", Code), (" b ", Plain), ("c", Code)]),
            ["a b c"]
        );
        assert_eq!(of_pieces(&[("a", Code), ("b", Code)]), ["a", "b"]);
    }

    #[test]
    fn addresses_are_no_elements() {
        use Style::Plain;
        for address in ["https://a.example/x", " http://a.example", "www.a.example"] {
            assert_eq!(
                of_pieces(&[("OpenAI、", Plain), (address, Plain), ("、xAI", Plain)]),
                ["OpenAI", "xAI"],
                "{address}"
            );
        }
        assert_eq!(of_pieces(&[("httpx、wwwy", Plain)]), ["httpx", "wwwy"]);
    }

    #[test]
    fn hashtags_part_and_a_sharp_inside_a_name_does_not() {
        assert_eq!(elements("#OpenAI #GPT-6 #xAI"), ["OpenAI", "GPT-6", "xAI"]);
        assert_eq!(
            elements("C#、Visual C#、F# 语言、#OpenAI#、#X#"),
            ["C#", "Visual C#", "F# 语言", "OpenAI", "X"]
        );
    }

    #[test]
    fn a_comma_stays_only_between_thousands() {
        assert_eq!(
            elements("1,000、10,000,000 GPUs"),
            ["1,000", "10,000,000 GPUs"]
        );
        for (source, parts) in [
            ("1,00", ["1", "00"]),
            ("1,0000", ["1", "0000"]),
            ("a,100", ["a", "100"]),
            ("1，000", ["1", "000"]),
            ("1;000", ["1", "000"]),
        ] {
            assert_eq!(elements(source), parts, "{source}");
        }
        assert_eq!(elements(",100"), ["100"]);
    }

    #[test]
    fn brackets_of_each_kind_hold_their_commas() {
        for source in [
            "A(b, c)",
            "A（b，c）",
            "A[b, c]",
            "【b、c】",
            "A{b, c}",
            "《b，c》",
            "〈b，c〉",
            "「b、c」",
            "『b、c』",
            "“b、c”",
            "\"b, c\"",
            "A (b (c, d), e)",
            "A（b（c、d）、e）",
            "A (b（c、d）、e)",
            "A(b, c）",
        ] {
            let both = format!("{source}、Z");
            let whole = source.trim_start_matches('"');
            assert!(elements(&both)[0].ends_with(whole), "{source}");
            assert_eq!(elements(&both).len(), 2, "{source}");
        }
        // A bracket ends with its line, and after 240 characters it is held for one that is never closed.
        assert_eq!(elements("A（b、\nc）"), ["A（b", "c）"]);
        let long = |n: usize| format!("（{}、）", "b".repeat(n));
        assert_eq!(elements(&long(238)).len(), 1);
        assert_eq!(elements(&long(239)), [format!("（{}", "b".repeat(239))]);
    }

    #[test]
    fn an_element_is_the_longest_stretch_without_marks_inside() {
        // A mark that no piece holds stands between the two names.
        let source = "[OpenAI](https://a.example) co";
        let piece = |start, end| Piece {
            span: Span::new(start, end),
            style: Style::Plain,
            link: None,
        };
        let whole = |pieces: &[Piece]| -> Vec<String> {
            let elements = split(source, pieces, None);
            elements
                .iter()
                .map(|e| e.span.of(source).to_string())
                .collect()
        };
        assert_eq!(whole(&[piece(1, 7), piece(27, 30)]), ["OpenAI"]);
        assert_eq!(
            whole(&[piece(1, 3), piece(27, 30)]),
            ["Op"],
            "the first of two alike"
        );
        assert_eq!(whole(&[piece(1, 2), piece(27, 30)]), ["co"]);
        assert_eq!(whole(&[piece(1, 4), piece(4, 7)]), ["OpenAI"]);
    }

    #[test]
    fn two_names_in_one_element_are_told_where_there_are_two() {
        let parts = |source: &str| -> Vec<String> {
            let piece = Piece {
                span: Span::new(0, source.len()),
                style: Style::Plain,
                link: None,
            };
            let all = split(source, &[piece], None);
            all[0]
                .parts
                .iter()
                .map(|p| p.of(source).to_string())
                .collect()
        };
        assert_eq!(parts("*MoE（ 混合专家 ）"), ["MoE", "混合专家"]);
        for source in [
            "MoE",
            "MoE（",
            "MoE（）",
            "（混合专家）",
            "MoE（混合专家）模型",
            "MoE（混合、专家）",
            "MoE（混合（专家））",
            "x）",
            "MoE（ ）",
        ] {
            assert_eq!(parts(source), [""; 0], "{source}");
        }
    }

    proptest::proptest! {
        #[test]
        fn elements_are_slices_without_outer_space(source in "[a-c一二 、,，;（）()《》\"“”0-9/:\n]{0,60}") {
            let piece = Piece { span: Span::new(0, source.len()), style: Style::Plain, link: None };
            for element in split(&source, &[piece], None) {
                let text = &source[element.span.range()];
                proptest::prop_assert_eq!(text, text.trim());
                proptest::prop_assert!(!text.is_empty());
                for part in element.parts {
                    proptest::prop_assert!(element.span.covers(part));
                }
            }
        }
    }
}
