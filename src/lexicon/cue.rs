//! Words that show whether a name is meant: cues beside it, and ordinary words that it is only a part of.
//!
//! Sample rows of `cues.csv`: `发布,after,Company Organization Model Product Hardware` `CEO,before,Person`; of `stop.csv`: `高通量,high-throughput`.

use super::rows_of_three;
use crate::builtin;
use crate::entity::Kind;
use crate::text::{CharSet, fold, script};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The cues on either side of a name.
#[derive(Default)]
struct Cues {
    /// Those that follow a name.
    after: Option<Side>,
    /// Those that stand before it, read backwards.
    before: Option<Side>,
}

/// The cues on one side, by their keys in the order of reading.
struct Side {
    trie: crawdad::Trie,
    /// The characters with which they begin.
    first: CharSet,
    /// The kinds that each shows.
    kinds: Vec<Vec<Kind>>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let (mut after, mut before) = (BTreeMap::new(), BTreeMap::new());
    for [cue, side, shown] in rows_of_three("cues.csv") {
        let kinds: Vec<Kind> = shown.split(' ').filter_map(|k| k.parse().ok()).collect();
        let key = fold::key(cue);
        match side {
            "before" => before.insert(key.chars().rev().collect::<String>(), kinds),
            _ => after.insert(key, kinds),
        };
    }
    Cues {
        after: Side::of(after),
        before: Side::of(before),
    }
});

impl Side {
    fn of(cues: BTreeMap<String, Vec<Kind>>) -> Option<Self> {
        let first = cues.keys().filter_map(|cue| cue.chars().next()).collect();
        let (keys, kinds): (Vec<String>, _) = cues.into_iter().unzip();
        let trie = crawdad::Trie::from_keys(keys).ok()?;
        Some(Self { trie, first, kinds })
    }

    /// Says whether a cue may begin with a character of the text: most texts are told from cues by it.
    fn may_begin(&self, c: Option<char>) -> bool {
        c.is_some_and(|c| fold::one(c).is_none_or(|c| self.first.has(c)))
    }

    /// Adds the kinds of the cues with which a folded text begins; a Latin one must be whole words of `text`.
    fn read(
        &self,
        folded: &[char],
        text: impl Iterator<Item = char> + Clone,
        kinds: &mut Vec<Kind>,
    ) {
        for (number, length) in self.trie.common_prefix_search(folded.iter().copied()) {
            let latin = folded.iter().take(length).all(char::is_ascii);
            if !latin || ends_a_word(text.clone(), length) {
                kinds.extend(self.kinds.get(number as usize).into_iter().flatten());
            }
        }
    }
}

/// Characters of a text that are looked at: the longest cue's, and a few more, since folding drops spaces.
const NEAR: usize = 22;

/// The kinds of entities that cues beside a name show. `before` and `after` are the texts around it. A Latin cue is whole words.
pub fn cue_kinds(before: &str, after: &str) -> Vec<Kind> {
    let mut kinds = Vec::new();
    follows(after, &mut kinds);
    precedes(before, &mut kinds);
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// What may stand between a name and its cue.
const SKIPPED: [char; 8] = [' ', '\u{A0}', '\'', '’', '」', '”', '"', '》'];

/// Adds what cues say that follow, directly or after words that may stand between.
fn follows(after: &str, kinds: &mut Vec<Kind>) {
    let after = after.trim_start_matches(SKIPPED);
    follows_directly(after, kinds);
    let bare = without_adverbs(after.strip_prefix('的').unwrap_or(after));
    if bare.len() != after.len() {
        follows_directly(bare.trim_start_matches(SKIPPED), kinds);
    }
}

fn follows_directly(after: &str, kinds: &mut Vec<Kind>) {
    if let Some(cues) = &CUES.after
        && cues.may_begin(after.chars().next())
    {
        let near = head(after);
        let mut folded = Vec::with_capacity(NEAR);
        fold::chars(near, &mut folded);
        cues.read(&folded, near.chars(), kinds);
    }
}

/// Words that stand between a name and its verb: X 近日 发布.
const ADVERBS: [&str; 34] = [
    "近日", "近期", "今日", "今天", "昨日", "昨天", "日前", "本周", "上周", "周一", "周二", "周三",
    "周四", "周五", "周六", "周日", "今年", "去年", "刚刚", "正式", "首次", "再次", "率先", "已经",
    "已", "將", "将", "也", "还", "還", "又", "最新", "再", "同时",
];

fn without_adverbs(text: &str) -> &str {
    static FIRST: LazyLock<CharSet> =
        LazyLock::new(|| ADVERBS.iter().filter_map(|w| w.chars().next()).collect());
    let skip = |text: &'_ str| {
        let first = text.chars().next()?;
        let mut words = ADVERBS.iter().filter(|_| FIRST.has(first));
        words.find_map(|word| text.strip_prefix(word).map(str::len))
    };
    let mut left = text.len();
    for _ in 0..2 {
        let rest = text.get(text.len() - left..).unwrap_or_default();
        match skip(rest) {
            Some(length) => left = length,
            None => break,
        }
    }
    text.get(text.len() - left..).unwrap_or_default()
}

fn precedes(before: &str, kinds: &mut Vec<Kind>) {
    let before = before.trim_end_matches([' ', '\u{A0}', '「', '“', '"']);
    if let Some(cues) = &CUES.before
        && cues.may_begin(before.chars().next_back())
    {
        let near = tail(before);
        let mut folded = Vec::with_capacity(NEAR);
        fold::chars(near, &mut folded);
        // Read backwards, as the cues are.
        folded.reverse();
        cues.read(&folded, near.chars().rev(), kinds);
    }
}

/// The first characters of a text, as many as a cue may need.
fn head(text: &str) -> &str {
    let end = text
        .char_indices()
        .nth(NEAR)
        .map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

/// The last characters of a text.
fn tail(text: &str) -> &str {
    let start = text.char_indices().rev().nth(NEAR - 1);
    text.get(start.map_or(0, |(at, _)| at)..)
        .unwrap_or_default()
}

/// Says whether a text goes on with another word after so many characters that count.
fn ends_a_word(mut text: impl Iterator<Item = char>, mut length: usize) -> bool {
    while length > 0 {
        match text.next() {
            Some(c) if fold::is_separator(c) => {}
            Some(_) => length -= 1,
            None => return true,
        }
    }
    !text.next().is_some_and(script::is_wordish)
}

/// Says whether an English word, in any case, is an everyday one: digests write it small more often than large.
pub fn is_everyday_english(word: &str) -> bool {
    static WORDS: LazyLock<FxHashSet<&'static str>> =
        LazyLock::new(|| builtin::dictionary("english.csv").lines().skip(1).collect());
    let small = if word.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(word.to_ascii_lowercase())
    } else {
        Cow::Borrowed(word)
    };
    small.split('-').all(|part| {
        WORDS.contains(part) || part.strip_suffix('s').is_some_and(|p| WORDS.contains(p))
    })
}

/// The keys of ordinary words that swallow a name inside them.
pub(super) fn stop_words() -> Vec<String> {
    builtin::dictionary("stop.csv")
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').next())
        .map(fold::key)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has_cue(before: &str, after: &str, kind: Kind) -> bool {
        cue_kinds(before, after).contains(&kind)
    }

    #[test]
    fn cues_stand_on_either_side_in_either_script() {
        assert!(has_cue("", "發布了新模型", Kind::Company));
        assert!(has_cue("微軟 CEO ", "說", Kind::Person));
        assert!(has_cue("搭载", "", Kind::Product));
        assert!(!has_cue("吃了一个", "，很甜", Kind::Company));
        assert!(!has_cue("", "發布了新模型", Kind::Person));
        assert!(has_cue("", " released a model", Kind::Company));
        assert!(!has_cue("", " releasedly", Kind::Company));
    }
}
