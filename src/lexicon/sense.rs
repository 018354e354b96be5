//! Names with another sense: words in the same sentence that show it.
//!
//! Sample rows of `senses.csv`: `豆包,bun,包子|馒头|豆沙` `特斯拉,unit,磁场|<number>`.

use super::rows_of_three;
use crate::text::fold;
use std::collections::HashMap;
use std::sync::LazyLock;

/// What shows another sense of a name.
#[derive(Debug, Default)]
struct Sense {
    /// Folded words anywhere in the sentence; Latin ones as whole words.
    words: Vec<String>,
    /// Those that have the name in them: 量化宽松.
    around: Vec<String>,
    /// Whether a numeral directly before makes it a unit.
    unit: bool,
}

static SENSES: LazyLock<HashMap<String, Sense>> = LazyLock::new(|| {
    let mut senses: HashMap<String, Sense> = HashMap::new();
    for [name, _, words] in rows_of_three("senses.csv") {
        let sense = senses.entry(fold::key(name)).or_default();
        for word in words.split('|') {
            let key = word_key(word);
            if word == "<number>" {
                sense.unit = true;
            } else if key.replace(' ', "").contains(&fold::key(name)) {
                sense.around.push(key);
            } else {
                sense.words.push(key);
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
    let words: Vec<String> = word.split_whitespace().map(fold::key).collect();
    words.join(" ")
}

/// Says whether a name with another sense stands at `start..end` of a text and the sentence around it speaks of that sense.
pub fn has_other_sense(text: &str, start: usize, end: usize) -> bool {
    let key = fold::key(text.get(start..end).unwrap_or_default());
    let Some(sense) = SENSES.get(&key) else {
        return false;
    };
    let (before, after) = sentence(text, start, end);
    if sense.unit && before.trim_end().ends_with(is_numeral) {
        return true;
    }
    let has = |text: &str, words: &[String]| {
        let folded = if words.is_empty() {
            String::new()
        } else {
            word_key(text)
        };
        words.iter().any(|word| holds(&folded, word))
    };
    let name = text.get(start..end).unwrap_or_default();
    has(before, &sense.words)
        || has(after, &sense.words)
        || !sense.around.is_empty() && has(&format!("{before}{name}{after}"), &sense.around)
}

fn is_numeral(c: char) -> bool {
    c.is_numeric() || "零一二三四五六七八九十百千万亿兆两几多".contains(c)
}

/// The parts of a sentence before and after a place in it.
fn sentence(text: &str, start: usize, end: usize) -> (&str, &str) {
    let is_end = |c: char| matches!(c, '。' | '！' | '？' | '!' | '?' | '\n' | '；');
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let before = before.rsplit(is_end).next().unwrap_or_default();
    let after = after.split(is_end).next().unwrap_or_default();
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
        has_other_sense(text, start, start + name.len())
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
    fn latin_words_are_whole() {
        assert!(holds("apple pies", "pie"));
        assert!(!holds("apple piece", "pie"));
    }
}
