//! Whether a found spelling is a whole name where it stands.
//!
//! Latin names end where letters and digits end: `Meta` is not in `metadata`, and `GPT-5` is not in `GPT-5.2` or `GPT-5-Codex`. Han text has
//! no word spaces: a Han name may stand anywhere, unless its row asks for a whole word.

use crate::lexicon::{Alias, is_everyday_english};
use crate::text::fold;
use crate::text::script::{self, is_wordish};

/// A spelling as it was found.
pub(super) struct Found<'a> {
    /// The text it stands in.
    pub(super) source: &'a str,
    /// Its first byte.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
}

impl Found<'_> {
    pub(super) fn surface(&self) -> &str {
        self.source.get(self.start..self.end).unwrap_or_default()
    }

    fn before(&self) -> &str {
        self.source.get(..self.start).unwrap_or_default()
    }

    fn after(&self) -> &str {
        self.source.get(self.end..).unwrap_or_default()
    }

    /// Says whether it is a short Han name with Han text beside it, which may be the end of one word and the beginning of another:
    /// whether a Han name is a whole word, as a row's `^word` asks too, is told by cutting the clause into words.
    pub(super) fn may_cross_words(&self) -> bool {
        let han = |c: Option<char>| c.is_some_and(script::is_han);
        let surface = self.surface();
        surface.len() <= 9
            && surface.chars().all(script::is_han)
            && (han(self.before().chars().next_back()) || han(self.after().chars().next()))
    }

    /// Says whether no letter or digit of the same script is glued to it.
    pub(super) fn is_whole(&self) -> bool {
        let surface = self.surface();
        let (Some(first), Some(last)) = (surface.chars().next(), surface.chars().next_back())
        else {
            return false;
        };
        if self.is_part_of_transliteration(first, last) {
            return false;
        }
        if is_wordish(first) && (self.glued_before() || self.joined_before()) {
            return false;
        }
        !(is_wordish(last) && (self.glued_after() || self.continues(last)))
    }

    /// 克劳德 in 克劳德·莫奈: a middle dot joins the words of one foreign name.
    fn is_part_of_transliteration(&self, first: char, last: char) -> bool {
        let dot = |c: Option<char>| c.is_some_and(|c| matches!(c, '·' | '‧'));
        let han = |c: Option<char>| c.is_some_and(script::is_han);
        let mut back = self.before().chars().rev();
        let mut on = self.after().chars();
        (script::is_han(first) && dot(back.next()) && han(back.next()))
            || (script::is_han(last) && dot(on.next()) && han(on.next()))
    }

    fn glued_before(&self) -> bool {
        self.before().chars().next_back().is_some_and(is_wordish)
    }

    fn glued_after(&self) -> bool {
        self.after().chars().next().is_some_and(is_wordish) && !self.is_plural()
    }

    /// `GPUs`: a plural s at the end of a word.
    fn is_plural(&self) -> bool {
        let mut after = self.after().chars();
        after.next() == Some('s') && after.next().is_none_or(|c| !is_wordish(c))
    }

    /// `SWE-bench` for `bench`: a capitalised or numbered part is joined by a hyphen.
    fn joined_before(&self) -> bool {
        let mut back = self.before().chars().rev();
        back.next() == Some('-')
            && back
                .by_ref()
                .take_while(|c| is_wordish(*c))
                .any(|c| c.is_uppercase() || c.is_ascii_digit())
    }

    /// A longer version or variant follows: `.2`, `-Codex`, `-4B`, `+`.
    fn continues(&self, last: char) -> bool {
        let mut after = self.after().chars();
        let (first, second) = (after.next(), after.next());
        match (first, second) {
            (Some('.'), Some(d)) => last.is_ascii_digit() && d.is_ascii_digit(),
            (Some('-' | '\u{2011}'), Some(c)) => c.is_uppercase() || c.is_ascii_digit(),
            (Some('+'), _) => true,
            _ => false,
        }
    }

    /// Says whether the spelling fits what the alias asks for: case, whole words, and no separator where the alias has none.
    pub(super) fn fits(&self, alias: &Alias) -> bool {
        let surface = self.surface();
        if surface == alias.text {
            return true;
        }
        if (alias.marks.case || is_short_capitals(&alias.text)) && !same_case(surface, &alias.text)
        {
            return false;
        }
        // 《科学》 is written with its marks because 科学 is a word.
        if alias.text.starts_with('《') && !surface.starts_with('《') && !self.has_book_mark() {
            return false;
        }
        separators_fit(surface, &alias.text) && !joins_to_another(surface, &alias.text)
    }

    fn has_book_mark(&self) -> bool {
        self.before().ends_with(['《', '〈'])
    }
}

/// Names such as AMD, FAIR and o1 are words or parts of words in another case.
fn is_short_capitals(alias: &str) -> bool {
    alias.len() <= 5
        && alias
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '.')
        && alias.chars().any(|c| c.is_ascii_uppercase())
}

fn same_case(surface: &str, alias: &str) -> bool {
    let letters = |text: &str| -> Vec<char> {
        use unicode_normalization::UnicodeNormalization;
        text.nfkc().filter(|c| c.is_alphanumeric()).collect()
    };
    letters(surface) == letters(alias)
}

/// Folding drops separators, so that `met a` folds like `Meta`. A separator in the text is right only where the alias has one, where
/// its case changes (`Deep Seek` for `DeepSeek`), or where letters meet digits or Han.
fn separators_fit(surface: &str, alias: &str) -> bool {
    // In any case, a name that is written as the dictionary has it has the dictionary's separators.
    if surface.eq_ignore_ascii_case(alias) || !surface.chars().any(fold::is_separator) {
        return true;
    }
    // A sentence ends at a full stop with a space behind it, and with it a name, unless it is written so.
    if surface.contains(". ") && !alias.contains('.') {
        return false;
    }
    let breaks = |text: &str| -> (Vec<char>, Vec<usize>) {
        let mut letters = Vec::new();
        let mut places = Vec::new();
        for c in text.chars() {
            if fold::is_separator(c) {
                if places.last() != Some(&letters.len()) {
                    places.push(letters.len());
                }
            } else {
                letters.push(c);
            }
        }
        (letters, places)
    };
    let (letters, allowed) = breaks(alias);
    let (_, found) = breaks(surface);
    found.iter().all(|&place| {
        let Some((left, right)) = place
            .checked_sub(1)
            .and_then(|before| Some((*letters.get(before)?, *letters.get(place)?)))
        else {
            return true;
        };
        let kind = |c: char| (c.is_ascii_digit(), script::is_han(c));
        allowed.contains(&place)
            || kind(left) != kind(right)
            || (left.is_lowercase() && right.is_uppercase())
    })
}

/// Without its hyphen a name may be another word: MultiPL-E is not multiple, RT-X is no RTX.
fn joins_to_another(surface: &str, alias: &str) -> bool {
    let letters = |text: &str| text.chars().all(|c| c.is_ascii_alphabetic());
    alias.contains('-') && letters(surface) && (surface.len() <= 3 || is_everyday_english(surface))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Marks;

    fn check(text: &str, name: &str, alias: &str) -> bool {
        let start = text.find(name).unwrap();
        let found = Found {
            source: text,
            start,
            end: start + name.len(),
        };
        found.is_whole()
            && found.fits(&Alias {
                text: alias.into(),
                marks: Marks::default(),
            })
    }

    #[test]
    fn whole_names_only() {
        for (text, name, want) in [
            ("metadata", "meta", false),
            ("Meta公布", "Meta", true),
            ("GPT-5.2", "GPT-5", false),
            ("GPT-5-Codex", "GPT-5", false),
            ("GPT-5-based", "GPT-5", true),
            ("GPT-5. Then", "GPT-5", true),
            ("SWE-bench", "bench", false),
            ("使用GPUs訓練", "GPU", true),
            ("ChatGPT", "GPT", false),
            ("英伟达成美国标杆", "英伟达", true),
            ("克劳德·莫奈", "克劳德", false),
            ("小米·汽车", "汽车", false),
        ] {
            assert_eq!(check(text, name, name), want, "{name} in {text}");
        }
    }

    #[test]
    fn separators_only_where_a_name_can_break() {
        for (surface, alias, want) in [
            ("Deep Seek", "DeepSeek", true),
            ("met a", "Meta", false),
            ("GPT 5", "GPT-5", true),
            ("Llama3", "Llama 3", true),
            ("Open AI", "OpenAI", true),
            ("to gether", "Together", false),
        ] {
            assert_eq!(
                check(surface, surface, alias),
                want,
                "{surface} for {alias}"
            );
        }
    }

    #[test]
    fn short_capitals_keep_their_case() {
        assert!(!check("a fair result", "fair", "FAIR"));
        assert!(check("at FAIR", "FAIR", "FAIR"));
    }

    #[test]
    fn a_name_without_its_hyphen_may_be_another_word() {
        assert!(!check("multiple models", "multiple", "MultiPL-E"));
        assert!(check("on MultiPL-E they", "MultiPL-E", "MultiPL-E"));
        assert!(!check("an RTX card", "RTX", "RT-X"));
        assert!(check("CLIP and Coca", "CLIP", "CLIP"));
        assert!(check("with GPT4", "GPT4", "GPT-4"));
    }
}
