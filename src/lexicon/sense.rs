//! Names with another sense: words in the same sentence that show it.
//!
//! Sample rows of `senses.csv`: `豆包,bun,包子|馒头|豆沙` `特斯拉,unit,磁场|<number>`.

use super::rows_of_three;
use crate::text::fold;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use rustc_hash::FxHashMap;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

/// What shows another sense of a name.
#[derive(Debug, Default)]
struct Sense {
    /// Folded words anywhere in the sentence; Latin ones as whole words.
    words: Words,
    /// Those that have the name in them: 量化宽松.
    around: Words,
    /// Whether a numeral directly before makes it a unit.
    unit: bool,
}

/// Words to look for.
#[derive(Debug, Default)]
struct Words {
    all: Vec<String>,
    /// Finds the first of them, made when a text first asks: most texts have none, and then nothing else is asked.
    any: OnceLock<Option<AhoCorasick>>,
}

impl Words {
    /// Says whether a folded text may have one of the words as a word.
    fn may_be_in(&self, folded: &str) -> bool {
        if self.all.is_empty() {
            return false;
        }
        let any = self.any.get_or_init(|| {
            let mut builder = AhoCorasick::builder();
            builder
                .match_kind(MatchKind::LeftmostFirst)
                .kind(Some(AhoCorasickKind::NoncontiguousNFA));
            builder.build(&self.all).ok()
        });
        any.as_ref().is_none_or(|any| any.is_match(folded))
    }

    /// Says whether a folded text has one of the words.
    fn are_in(&self, folded: &str) -> bool {
        self.all.iter().any(|word| holds(folded, word))
    }
}

static SENSES: LazyLock<FxHashMap<String, Sense>> = LazyLock::new(|| {
    let mut senses: FxHashMap<String, Sense> = FxHashMap::default();
    for [name, _, words] in rows_of_three("senses.csv") {
        let sense = senses.entry(fold::key(name)).or_default();
        for word in words.split('|') {
            let key = word_key(word);
            if word == "<number>" {
                sense.unit = true;
            } else if key.replace(' ', "").contains(&fold::key(name)) {
                sense.around.all.push(key);
            } else {
                sense.words.all.push(key);
            }
        }
    }
    senses
});

/// The keys that have another sense.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    let mut keys: Vec<&str> = SENSES.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys.into_iter()
}

/// A word folded, with its spaces, so that it can be told from a part of a word.
fn word_key(word: &str) -> String {
    let mut keys = String::with_capacity(word.len());
    for (number, part) in word.split_whitespace().enumerate() {
        if number > 0 {
            keys.push(' ');
        }
        keys.push_str(fold::bare(&fold::text(part)));
    }
    keys
}

/// Asks a text for other senses of the names in it.
#[derive(Debug)]
pub struct Senses<'t> {
    text: &'t str,
    /// The sentence that was last asked: names of one sentence ask one after the other.
    last: Option<Sentence>,
}

/// A sentence that no mark parts.
#[derive(Debug)]
struct Sentence {
    span: Range<usize>,
    folded: String,
}

impl<'t> Senses<'t> {
    /// Asks this text.
    pub fn of(text: &'t str) -> Self {
        Self { text, last: None }
    }

    /// Says whether a name with another sense stands at `start..end` and the sentence around it speaks of that sense.
    pub fn has_other(&mut self, start: usize, end: usize) -> bool {
        let text = self.text;
        let name = text.get(start..end).unwrap_or_default();
        let Some(sense) = SENSES.get(&fold::key(name)) else {
            return false;
        };
        let known = self
            .last
            .take_if(|s| s.span.start <= start && end <= s.span.end);
        let (before, after) = match &known {
            Some(sentence) => (
                text.get(sentence.span.start..start).unwrap_or_default(),
                text.get(end..sentence.span.end).unwrap_or_default(),
            ),
            None => around(text, start, end),
        };
        if sense.unit && before.trim_end().ends_with(is_numeral) {
            return true;
        }
        let sentence = known.unwrap_or_else(|| {
            let span = start - before.len()..end + after.len();
            let folded = word_key(text.get(span.clone()).unwrap_or_default());
            Sentence { span, folded }
        });
        // What stands before or after the name stands in the whole, and most sentences have none of the words.
        let other = sense.words.may_be_in(&sentence.folded)
            && (sense.words.are_in(&word_key(before)) || sense.words.are_in(&word_key(after)))
            || sense.around.may_be_in(&sentence.folded) && sense.around.are_in(&sentence.folded);
        let whole = text.get(sentence.span.clone()).unwrap_or_default();
        if !whole.contains(ends_sentence) && !whole.contains(". ") {
            self.last = Some(sentence);
        }
        other
    }
}

fn is_numeral(c: char) -> bool {
    c.is_numeric() || "零一二三四五六七八九十百千万亿兆两几多".contains(c)
}

fn ends_sentence(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '!' | '?' | '\n' | '；')
}

/// The parts of a sentence before and after a place in it.
fn around(text: &str, start: usize, end: usize) -> (&str, &str) {
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let before = before.rsplit(ends_sentence).next().unwrap_or_default();
    let after = after.split(ends_sentence).next().unwrap_or_default();
    // An English sentence ends at a full stop and a space.
    let before = before.rsplit(". ").next().unwrap_or_default();
    let after = after.split(". ").next().unwrap_or_default();
    (before, after)
}

/// Says whether a folded text has a word: anywhere for Han, whole for Latin letters.
fn holds(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        if !word.is_ascii() {
            return true;
        }
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let rest = text.get(at + word.len()..).unwrap_or_default();
        // A plural is the word too.
        let rest = rest.strip_prefix('s').unwrap_or(rest);
        !letter(before) && !letter(rest.chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn other(text: &str, name: &str) -> bool {
        let start = text.find(name).unwrap();
        Senses::of(text).has_other(start, start + name.len())
    }

    #[test]
    fn words_in_the_sentence_show_another_sense() {
        assert!(other("包子铺里的豆包刚出锅。", "豆包"));
        assert!(!other("豆包的月活超過一億。隔壁賣包子。", "豆包"));
        assert!(other("磁場強度為三特斯拉", "特斯拉"));
        assert!(!other("特斯拉交付新車", "特斯拉"));
        assert!(other("Elizabeth Blackwell was a physician", "Blackwell"));
    }

    #[test]
    fn names_of_one_sentence_are_told_apart() {
        let text = "特斯拉交付新車，包子铺里的豆包刚出锅。豆包的月活超過一億。";
        let mut senses = Senses::of(text);
        let mut told = |name: &str, from: usize| {
            let start = from + text[from..].find(name).unwrap();
            senses.has_other(start, start + name.len())
        };
        assert!(!told("特斯拉", 0));
        assert!(told("豆包", 0));
        assert!(!told("豆包", text.find('。').unwrap()));
    }

    #[test]
    fn latin_words_are_whole() {
        assert!(holds("apple pies", "pie"));
        assert!(!holds("apple piece", "pie"));
    }
}
