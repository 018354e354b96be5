//! What a title looks like.

use super::han;
use crate::digest::label::{Labels, TitleWord};

/// What stands around a stretch of text that may be a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// Nothing: it must look like a title.
    None,
    /// It opens a piece of news: it must have the form `Name: what it is`.
    Headline,
    /// Bold letters or a link, beside a word for a paper.
    Bold,
    /// Slanted letters.
    Slant,
    /// Quotation marks.
    Quote,
    /// `《》`, which stand around titles only.
    Book,
    /// A label says that it is a title.
    Label,
}

/// The title in a stretch of text and where it begins; none where it does not look like one.
pub(super) fn as_title<'t>(
    raw: &'t str,
    marks: Marks,
    labels: &Labels,
) -> Option<(usize, &'t str)> {
    let edge = |c: char| c.is_whitespace() || "*_`\"“”「」『』《》".contains(c);
    let mut text = raw.trim_start_matches(edge);
    // `[2402.17764] Title`, `Paper page - Title`
    if let Some(close) = text.strip_prefix('[').and_then(|t| t.split_once(']'))
        && close.0.chars().all(|c| c.is_ascii_digit() || c == '.')
    {
        text = close.1.trim_start_matches(edge);
    }
    text = labels
        .without_start(text, TitleWord::Lead)
        .trim_start_matches(edge);
    let start = raw.len() - text.len();
    let mut text = text.trim_end_matches(edge);
    // `Title (2020)`, `Title (AI News)`
    if let Some(open) = text.rfind(['(', '（'])
        && text.ends_with([')', '）'])
        && text
            .get(open..)
            .is_some_and(|tail| tail.split_whitespace().count() <= 2)
    {
        text = text.get(..open)?.trim_end_matches(edge);
    }
    // `Title | Nature`, `Title - arXiv`
    if let Some(bar) = text.rfind(" | ").or_else(|| text.rfind(" - "))
        && text
            .get(bar + 3..)
            .is_some_and(|tail| tail.split_whitespace().count() <= 3)
    {
        text = text.get(..bar)?.trim_end();
    }
    text = text
        .trim_end_matches([',', '，', '.', '。', '：', ':', ';'])
        .trim_end();
    let is_cut = text.ends_with('…') || text.ends_with("..");
    if is_cut || text.contains("://") || text.contains(['\n', '。', '；', '！']) || text.len() > 260
    {
        return None;
    }
    let fits = if han(text) * 3 > text.chars().count() {
        is_han_title(text, marks, labels)
    } else {
        is_latin_title(text, marks, labels)
    };
    fits.then_some((start, text))
}

/// Titles in Han characters have no form of their own: only what labels and book marks show is one.
fn is_han_title(text: &str, marks: Marks, labels: &Labels) -> bool {
    let least = match marks {
        Marks::Label => 6,
        Marks::Book => 5,
        _ => return false,
    };
    han(text) >= least
        && text.chars().count() <= 60
        && !labels.is_journal(text)
        && !text.contains(['，', '！', '？'])
        && !labels.holds(text, TitleWord::News)
}

fn is_latin_title(text: &str, marks: Marks, labels: &Labels) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_titled = matches!(marks, Marks::Book | Marks::Label);
    // Beside Latin letters, Han characters are the digest's own words.
    if !is_titled && han(text) > 0 {
        return false;
    }
    let says_paper =
        labels.begins_with(text, TitleWord::Paper) || labels.ends_with(text, TitleWord::Paper);
    if !is_titled && says_paper {
        return false;
    }
    let starts = text.chars().next();
    if !starts
        .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || has_inner_capital(words.first()))
    {
        return false;
    }
    // Pictures and faces stand in posts; 2 and more sentences are no title.
    let sentences = text.matches(". ").count();
    if sentences > 0 || labels.is_journal(text) || text.chars().any(|c| c >= '\u{1F000}') {
        return false;
    }
    let own = words
        .iter()
        .filter(|w| !labels.is_word(w, TitleWord::Link))
        .count();
    let (colon, most) = match text.split_once(": ").or_else(|| text.split_once('：')) {
        Some((name, rest)) => (is_coined(name), rest.split_whitespace().count()),
        None => (false, 0),
    };
    let report = labels.ends_with(text, TitleWord::Genre);
    if own < 3 && !(report && own >= 1) {
        return false;
    }
    let news = labels.holds(text, TitleWord::News);
    let share = capital_share(&words);
    match marks {
        Marks::Headline => colon && most >= 4 && share >= 60 && !news,
        Marks::None => report || (colon && most >= 2) || (words.len() >= 4 && share >= 60 && !news),
        Marks::Bold | Marks::Slant | Marks::Quote => {
            words.len() >= 3 && (share >= 50 || colon) && (!news || colon)
        }
        Marks::Book | Marks::Label => is_titled,
    }
}

/// Says whether a word has a capital or digit behind its first letter, as names have that no language has as a word.
fn has_inner_capital(word: Option<&&str>) -> bool {
    word.is_some_and(|w| w.chars().skip(1).any(|c| c.is_uppercase()))
}

/// Says whether what stands before a title's colon is a name: one or two words, written as no word is, or a single word.
pub(crate) fn is_coined(name: &str) -> bool {
    let words: Vec<&str> = name.split_whitespace().collect();
    matches!(words.len(), 1 | 2)
        && words.first().is_some_and(|w| {
            let odd = w
                .chars()
                .skip(1)
                .any(|c| c.is_uppercase() || c.is_ascii_digit());
            odd || words.len() == 1
        })
}

/// How many of a hundred longer words are capitalised.
fn capital_share(words: &[&str]) -> usize {
    let long = words.iter().skip(1).filter_map(|w| {
        let w = w.trim_matches(|c: char| !c.is_alphanumeric());
        (w.chars().count() >= 4).then(|| w.chars().any(|c| c.is_uppercase() || c.is_ascii_digit()))
    });
    let long: Vec<bool> = long.collect();
    if long.is_empty() {
        return 100;
    }
    long.iter().filter(|c| **c).count() * 100 / long.len()
}
