//! Folding: the form in which spellings of one name meet, and the way back to the bytes.
//!
//! `ＮＶＩＤＩＡ`, `Nvidia` and `NVIDIA` fold to `nvidia`; `輝達` and `辉达` to `辉达`; `GPT‑5`, `GPT 5` and `GPT5` to `gpt5`.
//! A fold is compatibility decomposition (NFKD) without the accents, lower case, Traditional → Simplified by character, and no
//! separators (white space, hyphens, dots, underscores), except that between two digits a full stop stays and any other separator is a
//! hyphen: `Llama 3 8B` is `llama3-8b`, not `llama38b`, and `Qwen2.5` is not `Qwen25`. Fold to compare, never to store.

mod pass;
mod table;

pub use pass::stretches;
pub use table::is_separator;

use super::han;

/// The table of folds, as the program carries it.
pub fn table_bytes() -> Vec<u8> {
    table::table().concat()
}

/// A folded text that knows where each of its bytes came from.
#[derive(Debug, Default, Clone)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of `text` the byte offset in the source of the character that made it.
    starts: Vec<u32>,
    /// For each byte of `text` the byte offset in the source just after that character.
    ends: Vec<u32>,
}

impl Folded {
    /// Returns the bytes of the source that made the folded bytes `start..end`, as offsets into the source.
    pub fn source(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let first = *self.starts.get(start)?;
        let last = *self.ends.get(end.checked_sub(1)?)?;
        Some((first as usize, last as usize))
    }

    fn push(&mut self, c: char, start: u32, end: u32) {
        let before = self.text.len();
        self.text.push(c);
        let added = self.text.len() - before;
        self.starts.resize(before + added, start);
        self.ends.resize(before + added, end);
    }
}

/// Folds a text into `folded`, which is emptied first so that it can be used again without allocating.
pub fn fold_into(source: &str, folded: &mut Folded) {
    folded.text.clear();
    folded.starts.clear();
    folded.ends.clear();
    stretches(source, |chars, starts| {
        for (i, (&c, &start)) in chars.iter().zip(starts).enumerate() {
            let end = match (c, starts.get(i + 1)) {
                // What stands for separators ends where the digit after them begins.
                ('-' | '.', Some(next)) => *next,
                _ => start.saturating_add(length(source.as_bytes().get(start as usize))),
            };
            folded.push(c, start, end);
        }
    });
}

/// Returns the folded text with the way back.
pub fn fold(source: &str) -> Folded {
    let mut folded = Folded::default();
    fold_into(source, &mut folded);
    folded
}

/// Returns the folded text alone.
pub fn text(source: &str) -> String {
    let mut folded = String::with_capacity(source.len());
    stretches(source, |chars, _| folded.extend(chars));
    folded
}

/// Adds a text's folded characters to others.
pub fn chars(source: &str, folded: &mut Vec<char>) {
    stretches(source, |chars, _| folded.extend_from_slice(chars));
}

/// The bytes of a character that begins with this byte.
pub fn length(first: Option<&u8>) -> u32 {
    match first {
        None => 0,
        Some(0..0x80) => 1,
        Some(0x80..0xE0) => 2,
        Some(0xE0..0xF0) => 3,
        Some(_) => 4,
    }
}

/// What a character folds to wherever it stands, where that is one character.
#[inline]
pub fn one(c: char) -> Option<char> {
    char::from_u32(u32::from(table::entry(table::table(), c)))
}

/// Returns the Simplified form of a character, or the character itself.
pub fn simplified_char(c: char) -> char {
    han::simplify(c)
}

/// Returns a text with its Traditional characters made Simplified, all else as it is.
pub fn simplified(text: &str) -> String {
    text.chars().map(han::simplify).collect()
}

/// Returns the key of a name: its fold, without quotes, brackets and full stops around it. Two spellings with one key are one name.
pub fn key(name: &str) -> String {
    let folded = text(name);
    let trimmed = bare(&folded);
    if trimmed.len() == folded.len() {
        folded
    } else {
        trimmed.to_string()
    }
}

/// A folded name without the marks around it; marks alone stay.
pub fn bare(folded: &str) -> &str {
    let trimmed = folded.trim_matches(|c: char| {
        matches!(
            c,
            '"' | '\'' | '《' | '》' | '〈' | '〉' | '【' | '】' | '*' | '。' | ',' | '、'
        )
    });
    if trimmed.is_empty() { folded } else { trimmed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_name_meet() {
        for group in [
            &[
                "NVIDIA",
                "Nvidia",
                "ＮＶＩＤＩＡ",
                "N\u{200B}vidia",
                "Ｎvidia",
            ][..],
            &["輝達", "辉达", "「辉达」", "輝 達"],
            &["GPT-5", "gpt 5", "GPT‑5", "GPT–5", "GPT−5", "GPT5"],
            &["José Pérez", "Jose Perez", "JOSE\u{301} PEREZ"],
            &["史蒂夫·乔布斯", "史蒂夫・喬布斯", "史蒂夫喬布斯"],
            &["USENIX FAST’26", "USENIX FAST'26"],
            &["蘋果 基礎模型 團隊", "苹果基础模型团队"],
            &["薴", "苧", "苎"],
            &["Pony.ai", "Pony AI", "PonyAI"],
            &["Nat. Methods", "Nat Methods"],
        ] {
            let keys: std::collections::BTreeSet<String> = group.iter().map(|n| key(n)).collect();
            assert_eq!(keys.len(), 1, "{group:?} should share a key: {keys:?}");
        }
    }

    #[test]
    fn names_that_differ_stay_apart() {
        for (a, b) in [
            ("GPT-5", "GPT-5.2"),
            ("Llama 3 8B", "Llama 38B"),
            ("Qwen2.5", "Qwen25"),
            ("Qwen2.5", "Qwen2-5"),
            ("C", "C++"),
            ("o1", "o3"),
            ("か", "が"),
        ] {
            assert_ne!(key(a), key(b), "{a} is not {b}");
        }
    }

    #[test]
    fn key_of_quotes_alone_is_not_empty() {
        assert_eq!(key("「」"), "\"\"");
    }

    #[test]
    fn separators_are_nothing_but_between_digits() {
        for (name, folded) in [
            ("a-b_c.d e·f", "abcdef"),
            ("a‧b•c・d･e⋅f⁃g", "abcdefg"),
            (
                "a\u{2010}b\u{2015}c\u{2212}d\u{FE58}e\u{FE63}f\u{FF0D}g\u{FF3F}h\u{AD}i",
                "abcdefghi",
            ),
            ("3 8", "3-8"),
            ("3 - 8", "3-8"),
            ("3.8", "3.8"),
            ("3．8", "3.8"),
            ("3. 8", "3-8"),
            ("3..8", "3-8"),
            ("a 8", "a8"),
            ("3 b", "3b"),
            ("3 b 8", "3b8"),
            (" 3 ", "3"),
        ] {
            assert_eq!(text(name), folded, "{name}");
        }
    }

    #[test]
    fn what_is_not_seen_is_not_there() {
        for hidden in [
            '\u{200B}', '\u{200F}', '\u{202A}', '\u{202E}', '\u{2060}', '\u{2069}', '\u{FEFF}',
            '\u{FE00}', '\u{FE0F}',
        ] {
            assert_eq!(text(&format!("3{hidden}8")), "38", "{hidden:?}");
        }
    }

    #[test]
    fn quotes_of_each_kind_are_two() {
        assert_eq!(text("’‘ʼ`´"), "'".repeat(5));
        assert_eq!(text("“”„「」『』«»"), "\"".repeat(9));
    }

    #[test]
    fn accents_go_and_the_marks_of_kana_stay() {
        assert_eq!(text("Éé"), "ee");
        assert_ne!(text("が"), text("か"));
        assert_ne!(text("ぱ"), text("は"));
        assert_eq!(text("か\u{3099}"), text("が"));
        // A capital whose small form has an accent of its own.
        assert_eq!(text("\u{130}stanbul"), "istanbul");
        assert_eq!(text("ﬁ½"), "fi1⁄2");
    }

    #[test]
    fn what_a_character_folds_to_is_told_where_it_is_one() {
        assert_eq!(
            [one('Ａ'), one('輝'), one('x')],
            [Some('a'), Some('辉'), Some('x')]
        );
        assert_eq!([one('-'), one('.'), one('\u{200B}'), one('ﬁ')], [None; 4]);
        assert_eq!(
            one('\u{1D400}'),
            None,
            "beyond the first plane it is asked for again"
        );
        assert_eq!(text("\u{1D400}\u{20000}"), "a\u{20000}");
    }

    #[test]
    fn simplifying_touches_nothing_else() {
        assert_eq!(simplified("輝達 NVIDIA-X 們"), "辉达 NVIDIA-X 们");
        assert_eq!((simplified_char('輝'), simplified_char('a')), ('辉', 'a'));
    }

    #[test]
    fn a_stretch_of_the_fold_leads_back_to_its_bytes() {
        let folded = fold("輝達 GPT-5！");
        assert_eq!(folded.text, "辉达gpt5!");
        let source = |part: &str| {
            let at = folded.text.find(part).unwrap();
            folded.source(at, at + part.len())
        };
        assert_eq!(source("辉达"), Some((0, 6)));
        assert_eq!(source("达g"), Some((3, 8)));
        assert_eq!(source("gpt5"), Some((7, 12)));
        assert_eq!(source("!"), Some((12, 15)));
        assert_eq!(folded.source(0, 0), None);
        assert_eq!(folded.source(100, 101), None);
        // The hyphen between digits is that of all separators there.
        let digits = fold("3 - 8");
        assert_eq!(
            (digits.text.as_str(), digits.source(1, 2)),
            ("3-8", Some((1, 4)))
        );
        let mut again = fold("a longer text than the next");
        fold_into("x", &mut again);
        assert_eq!(
            (again.text.as_str(), again.source(0, 1)),
            ("x", Some((0, 1)))
        );
        assert_eq!(again.source(1, 2), None);
    }

    #[test]
    fn marks_around_a_name_are_not_of_its_key() {
        for name in [
            "《三体》",
            "【三体】",
            "〈三体〉",
            "*三体*",
            "'三体'",
            "「三体」。",
            "、三体,",
        ] {
            assert_eq!(key(name), "三体", "{name}");
        }
        assert_eq!(bare("《》"), "《》");
        assert_eq!(bare("a《b》c"), "a《b》c");
    }

    proptest! {
        #[test]
        fn folded_bytes_lead_back_to_whole_characters(text in "\\PC{0,60}") {
            let folded = fold(&text);
            for (at, c) in folded.text.char_indices() {
                let (start, end) = folded.source(at, at + c.len_utf8()).unwrap();
                prop_assert!(text.get(start..end).is_some_and(|s| !s.is_empty()));
            }
        }

        #[test]
        fn folding_twice_changes_nothing(text in "[ -~一-鿿À-ÿ\u{3000}-\u{30ff}]{0,40}") {
            let once = fold(&text).text;
            prop_assert_eq!(&fold(&once).text, &once);
        }
    }
}
