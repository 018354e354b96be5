//! Whether a Han name stands between words or across them: 北大 is no name in 西北大雪, 博通 none in 渊博通达.
//!
//! Chinese has no word spaces. The clause around a short name is cut into the most probable words (a unigram model, Viterbi over the
//! words that fit; the way of Sproat et al. 1996, A stochastic finite-state word-segmentation algorithm for Chinese); the name stands
//! where the cut may run along both its ends at no loss.

use super::Lexicon;
#[cfg(not(prepared))]
use crate::builtin;
use crate::text::{fold, script};
use std::ops::Range;
use std::sync::LazyLock;

/// Characters that are looked at on each side of a name.
const AROUND: usize = 8;
/// The logarithm of the count of a name, as a word of the news: that of an everyday word.
const NAME: f32 = 6.9;
/// The logarithm of the count of all words.
const ALL: f32 = 17.9;
/// The logarithm of the count of a character that is no word.
const UNKNOWN: f32 = 1.0;

/// Ordinary words with how often they occur, from `dictionaries/words.csv`.
pub(super) struct Words {
    words: Option<crawdad::Trie>,
}

impl std::fmt::Debug for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Words").finish_non_exhaustive()
    }
}

impl Words {
    /// The words of the program, which all dictionaries share; read once, when the first name asks for them.
    pub(super) fn ordinary() -> &'static Self {
        static WORDS: LazyLock<Words> = LazyLock::new(|| {
            #[cfg(prepared)]
            return Words::from_bytes(include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.words")));
            #[cfg(not(prepared))]
            Words::read()
        });
        &WORDS
    }

    /// Reads the table: `word,count`, sorted.
    #[cfg(not(prepared))]
    fn read() -> Self {
        let rows = builtin::dictionary("words.csv").lines().skip(1);
        let records = rows.filter_map(|row| {
            let (word, count) = row.split_once(',')?;
            Some((word, count.parse().ok()?))
        });
        let records: Vec<(&str, u32)> = records.collect();
        Self {
            words: crawdad::Trie::from_records(records).ok(),
        }
    }

    /// How often a key occurs; 0 for what is no word.
    pub(super) fn count(&self, key: &str) -> u32 {
        let words = self.words.as_ref();
        words
            .and_then(|words| words.exact_match(key.chars()))
            .unwrap_or(0)
    }

    /// Reads what [`Words::to_bytes`] wrote.
    #[cfg(prepared)]
    fn from_bytes(bytes: &[u8]) -> Self {
        Self {
            words: (!bytes.is_empty()).then(|| crawdad::Trie::deserialize_from_slice(bytes).0),
        }
    }

    /// The words as bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        self.words
            .as_ref()
            .map_or_else(Vec::new, crawdad::Trie::serialize_to_vec)
    }
}

impl Lexicon {
    /// Says whether a Han name at `start..end` of a text stands between words. `margin` is how much less probable than the best a cut
    /// along its ends may be, as the difference of natural logarithms.
    pub fn stands_between_words(&self, text: &str, start: usize, end: usize, margin: f32) -> bool {
        let beside = |chars: &mut dyn Iterator<Item = char>| -> (usize, usize) {
            let han = chars.take_while(|c| script::is_han(*c)).take(AROUND);
            han.fold((0, 0), |(count, bytes), c| {
                (count + 1, bytes + c.len_utf8())
            })
        };
        let before = text.get(..start).unwrap_or_default();
        let after = text.get(end..).unwrap_or_default();
        let name = text.get(start..end).unwrap_or_default();
        let (from, bytes_before) = beside(&mut before.chars().rev());
        let (rest, bytes_after) = beside(&mut after.chars());
        let length = name.chars().count();
        let to = from + length;
        let clause = text.get(start - bytes_before.min(start)..end + bytes_after);
        let chars = folded(clause.unwrap_or_default());
        if chars.len() != to + rest {
            return true;
        }
        let steps = self.steps(&chars, from..to);
        let last = |steps: &[(f32, usize)]| steps.last().map_or(0.0, |(best, _)| *best);
        let part = |chars: &[char]| last(&self.steps(chars, 0..0));
        // Up to the name the best cut is the same with and without it.
        let front = steps.get(from).map_or(0.0, |(best, _)| *best);
        let along = front + part(&chars[from..to]) + part(&chars[to..]);
        along + margin >= last(&steps)
    }

    /// Cuts a text of Han characters into its most probable words: their lengths in characters.
    pub fn words_of(&self, text: &str) -> Vec<usize> {
        let chars = folded(text);
        let steps = self.steps(&chars, 0..0);
        let mut lengths = Vec::new();
        let mut at = chars.len();
        while at > 0 {
            let length = steps.get(at).map_or(1, |(_, length)| *length).clamp(1, at);
            lengths.push(length);
            at -= length;
        }
        lengths.reverse();
        lengths
    }

    /// How often a key occurs as an everyday word, in sixty million words of newspapers and novels; 0 for what is none.
    pub fn word_count(&self, key: &str) -> u32 {
        Words::ordinary().count(key)
    }

    /// For each place the logarithm of the probability of the best cut up to it, and the length of that cut's last word. A longer name
    /// around `inner` does not count: 百度 stands in 百度智能云.
    fn steps(&self, chars: &[char], inner: Range<usize>) -> Vec<(f32, usize)> {
        let mut best = vec![(f32::NEG_INFINITY, 1); chars.len() + 1];
        best[0].0 = 0.0;
        for i in 0..chars.len() {
            let here = best[i].0;
            let mut reach = |length: usize, count: f32| {
                if let Some(there) = best.get_mut(i + length)
                    && here + count - ALL > there.0
                {
                    *there = (here + count - ALL, length);
                }
            };
            reach(1, UNKNOWN);
            let rest = &chars[i..];
            if let Some(words) = &Words::ordinary().words {
                for (count, length) in words.common_prefix_search(rest.iter().copied()) {
                    reach(length, (count as f32).max(1.0).ln());
                }
            }
            self.trie().prefixes(rest, |length| {
                let around = length > inner.len() && i <= inner.start && inner.end <= i + length;
                if length > 1 && (inner.is_empty() || !around) {
                    reach(length, NAME);
                }
            });
        }
        best
    }
}

/// The folded characters of a text.
fn folded(text: &str) -> Vec<char> {
    let mut chars = Vec::with_capacity(text.len() / 3 + 1);
    fold::chars(text, &mut chars);
    chars
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_across_words_are_told() {
        let lexicon = Lexicon::builtin();
        for (text, name, stands) in [
            ("西北大雪封路", "北大", false),
            ("机器人大脑", "人大", false),
            ("他學識淵博通達古今", "博通", false),
            ("在线上银行办理", "上银", false),
            ("北大发布新模型", "北大", true),
            ("博通收購案", "博通", true),
            ("英伟达成美国标杆", "英伟达", true),
            ("投资百度智能云", "百度", true),
        ] {
            let start = text.find(name).unwrap();
            let told = lexicon.stands_between_words(text, start, start + name.len(), 0.5);
            assert_eq!(told, stands, "{name} in {text}");
        }
    }
}
