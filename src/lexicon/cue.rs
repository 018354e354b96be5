//! Words that show whether a name is meant: cues beside it, and ordinary words that it is only a part of.
//!
//! Sample rows of `cues.csv`: `发布,after,Company Organization Model Product Hardware` `CEO,before,Person`; of `stop.csv`: `高通量,high-throughput`.

use super::rows_of_three;
use crate::builtin;
use crate::entity::Kind;
use crate::text::{fold, script};
use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

/// Cues by their keys, each with the kinds that it shows.
#[derive(Default)]
struct Cues {
    /// Those that follow a name.
    after: Option<crawdad::Trie>,
    /// Those that stand before it, read backwards.
    before: Option<crawdad::Trie>,
    kinds: Vec<Vec<Kind>>,
}

static CUES: LazyLock<Cues> = LazyLock::new(|| {
    let (mut after, mut before) = (BTreeMap::new(), BTreeMap::new());
    let mut kinds: Vec<Vec<Kind>> = Vec::new();
    for [cue, side, shown] in rows_of_three("cues.csv") {
        let number = u32::try_from(kinds.len()).unwrap_or(u32::MAX);
        kinds.push(shown.split(' ').filter_map(|k| k.parse().ok()).collect());
        let key = fold::key(cue);
        match side {
            "before" => before.insert(key.chars().rev().collect::<String>(), number),
            _ => after.insert(key, number),
        };
    }
    let trie = |rows: BTreeMap<String, u32>| crawdad::Trie::from_records(rows).ok();
    Cues {
        after: trie(after),
        before: trie(before),
        kinds,
    }
});

/// Characters of the longest cue.
const LONGEST: usize = 16;

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
    let near = near(after.chars());
    let folded = fold::fold(&near).text;
    let Some(cues) = &CUES.after else {
        return;
    };
    for (number, length) in cues.common_prefix_search(folded.chars()) {
        if is_whole(&near, &folded, length) {
            kinds.extend(CUES.kinds.get(number as usize).into_iter().flatten());
        }
    }
}

/// Words that stand between a name and its verb: X 近日 发布.
const ADVERBS: [&str; 34] = [
    "近日", "近期", "今日", "今天", "昨日", "昨天", "日前", "本周", "上周", "周一", "周二", "周三",
    "周四", "周五", "周六", "周日", "今年", "去年", "刚刚", "正式", "首次", "再次", "率先", "已经",
    "已", "將", "将", "也", "还", "還", "又", "最新", "再", "同时",
];

fn without_adverbs(text: &str) -> &str {
    let skip = |text: &'_ str| {
        ADVERBS
            .iter()
            .find_map(|word| text.strip_prefix(word).map(str::len))
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
    // Read backwards, as the cues are.
    let near = near(before.chars().rev());
    let folded: String = fold::fold(&near.chars().rev().collect::<String>()).text;
    let folded: String = folded.chars().rev().collect();
    let Some(cues) = &CUES.before else {
        return;
    };
    for (number, length) in cues.common_prefix_search(folded.chars()) {
        if is_whole(&near, &folded, length) {
            kinds.extend(CUES.kinds.get(number as usize).into_iter().flatten());
        }
    }
}

/// Says whether a cue of so many characters, with which a folded text begins, is whole words there: Han cues are everywhere.
fn is_whole(near: &str, folded: &str, length: usize) -> bool {
    let bytes: usize = folded.chars().take(length).map(char::len_utf8).sum();
    let cue = folded.get(..bytes).unwrap_or_default();
    !cue.is_ascii() || ends_a_word(near, cue)
}

fn near(chars: impl Iterator<Item = char>) -> String {
    // Folding drops spaces, so a few more characters are needed than a cue has.
    chars.take(LONGEST + 6).collect()
}

/// Says whether a text that begins with a cue goes on with another word.
fn ends_a_word(text: &str, cue: &str) -> bool {
    let mut left = cue.len();
    let mut rest = text.chars();
    while left > 0 {
        match rest.next() {
            Some(c) if fold::is_separator(c) => {}
            Some(_) => left -= 1,
            None => return true,
        }
    }
    !rest.next().is_some_and(script::is_wordish)
}

/// Says whether an English word, in any case, is an everyday one: digests write it small more often than large.
pub fn is_everyday_english(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| builtin::dictionary("english.csv").lines().skip(1).collect());
    let small = word.to_ascii_lowercase();
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
