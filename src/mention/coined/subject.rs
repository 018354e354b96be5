//! Han names that begin a clause and do what firms do: 它石智航发布……, 某某今日宣布…….

use super::Page;
use super::han::OUTSIDE;
use crate::entity::Kind;
use crate::text::{Span, fold, script};
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// What firms do, said directly behind their name.
const VERBS: [&str; 22] = [
    "发布", "發布", "發佈", "推出", "宣布", "宣佈", "官宣", "开源", "開源", "上线", "上線", "完成",
    "获投", "获得", "獲得", "收购", "收購", "携手", "攜手", "首发", "首發", "融资",
];

/// Words between a name and its verb.
const BETWEEN: [&str; 22] = [
    "今日", "昨日", "近日", "日前", "今天", "昨天", "今晨", "今晚", "昨晚", "正式", "重磅", "首次",
    "联合", "聯合", "最新", "全新", "刚刚", "剛剛", "突然", "再次", "同步", "率先",
];

/// How often a word of a name is written elsewhere, at most.
const ORDINARY: u32 = 30;

static FINDER: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| super::longest_of(VERBS.iter().copied()));

/// Names in a run of text, with what their place says.
pub(super) fn find(page: &Page<'_>, run: Span) -> Vec<(Span, Vec<(Kind, u32)>)> {
    let text = run.of(page.source);
    let base = run.start as usize;
    let mut found = Vec::new();
    for hit in FINDER.iter().flat_map(|finder| finder.find_iter(text)) {
        let before = text.get(..hit.start()).unwrap_or_default();
        let Some(start) = clause_start(before) else {
            continue;
        };
        let mut name = before.get(start..).unwrap_or_default();
        while let Some(rest) = BETWEEN.iter().find_map(|word| name.strip_suffix(word)) {
            name = rest;
        }
        let span = Span::new(base + start, base + start + name.len());
        if is_odd(page, name) && !page.known.iter().any(|m| m.span.overlaps(span)) {
            found.push((span, vec![(Kind::Company, 5)]));
        }
    }
    found
}

/// Where the Han characters at a text's end begin, where punctuation or nothing stands before them.
fn clause_start(text: &str) -> Option<usize> {
    let (mut start, mut count) = (text.len(), 0);
    for (at, c) in text.char_indices().rev() {
        if !script::is_han(c) {
            return (count > 0 && "，。：；！？“「『（(、:\n".contains(c)).then_some(start);
        }
        (start, count) = (at, count + 1);
        if count > 10 {
            return None;
        }
    }
    (count > 0).then_some(start)
}

/// Says whether characters make up no words of the language: 它石智航, not 研究团队.
fn is_odd(page: &Page<'_>, name: &str) -> bool {
    let length = name.chars().count();
    if !(2..=6).contains(&length) || name.chars().any(|c| OUTSIDE.contains(c)) {
        return false;
    }
    let key = fold::key(name);
    if page.lexicon.word_count(&key) > ORDINARY {
        return false;
    }
    let chars: Vec<char> = key.chars().collect();
    let (mut at, mut singles) = (0, 0);
    for word in page.lexicon.words_of(&key) {
        let text: String = chars.iter().skip(at).take(word).collect();
        at += word;
        if word == 1 {
            singles += 1;
        } else if page.lexicon.word_count(&text) > ORDINARY {
            return false;
        }
    }
    singles >= 2 || length > singles
}
