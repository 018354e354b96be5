//! Names in no dictionary, found in text by their form, with votes for what they name.
//!
//! Each place where such a name stands votes for kinds: the noun after it, the cue beside it, the company of names that it is joined
//! to, its own form. Linking adds the votes of all digests up, so that one clear sentence types the unclear ones; where they stay weak,
//! the name is no entity.

mod compound;
mod form;
mod han;
mod latin;
mod research;
mod series;
mod source;
mod subject;
mod word;

use super::{Ballot, Meaning, Mention};
use crate::document::{Item, Origin};
use crate::entity::Kind;
use crate::lexicon::{
    Lexicon, cue_kinds, is_everyday_english, noun_closing, noun_opening, split_person,
};
use crate::text::{Span, script};
use aho_corasick::{AhoCorasick, MatchKind};
use serde::{Deserialize, Serialize};

/// What a place says of a name in no dictionary.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Vote {
    /// The key of the name.
    pub key: String,
    /// What it may name.
    pub kind: Kind,
    /// How strongly the place says so.
    pub weight: u32,
}

/// What an item's text around a name can be asked for.
struct Page<'a> {
    source: &'a str,
    lexicon: &'a Lexicon,
    /// The mentions near the run that is read, of those of the item that are known already, in their order.
    known: &'a [Mention],
    /// Whether the item tells of research: what it coins is a method rather than a product.
    is_research: bool,
}

/// The known mentions of an item, of which each place asks only for those near it.
struct Known<'a> {
    all: &'a [Mention],
    is_sorted: bool,
    /// The bytes of the longest.
    longest: u32,
}

impl<'a> Known<'a> {
    /// How far a mention may stand from what it is joined to.
    const REACH: u32 = 32;

    fn new(all: &'a [Mention]) -> Self {
        let length = |m: &Mention| m.span.end - m.span.start;
        Self {
            all,
            is_sorted: all.is_sorted_by_key(|m| m.span.start),
            longest: all.iter().map(length).max().unwrap_or(0),
        }
    }

    /// Those that touch a span or stand close to it, and perhaps a few more.
    fn near(&self, span: Span) -> &'a [Mention] {
        if !self.is_sorted {
            return self.all;
        }
        let first = span.start.saturating_sub(self.longest + Self::REACH);
        let last = span.end.saturating_add(Self::REACH);
        let from = self.all.partition_point(|m| m.span.start < first);
        let to = self.all.partition_point(|m| m.span.start <= last);
        self.all.get(from..to).unwrap_or_default()
    }
}

/// Finds names by their form in an item's text, beside those known already, and votes for these and for coined ones among the known.
pub(super) fn find(
    source: &str,
    item: &Item,
    known: &[Mention],
    lexicon: &Lexicon,
    votes: &mut Ballot,
) -> Vec<Mention> {
    let all = Known::new(known);
    let is_research = research::tells(source, item);
    let page = |span: Span| Page {
        source,
        lexicon,
        known: all.near(span),
        is_research,
    };
    let mut found = Vec::new();
    for passage in &item.passages {
        for run in &passage.runs {
            let page = page(*run);
            let mut spans = match passage.origin {
                Origin::Source => source::find(&page, *run),
                _ => latin::find(&page, *run),
            };
            spans.extend(han::find(&page, *run));
            spans.extend(compound::find(&page, *run));
            spans.extend(subject::find(&page, *run));
            spans.sort_unstable_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
            let mut end = 0;
            for (span, own) in spans {
                let nested = span.end <= end;
                if span.start < end && !nested {
                    continue;
                }
                end = end.max(span.end);
                let surface = span.of(source);
                let key = lexicon.coined_key(surface);
                page.vote(span, &key, own, votes);
                found.push(Mention {
                    item: item.number,
                    span,
                    origin: passage.origin,
                    nested,
                    meaning: Meaning::Coined { key, kind: None },
                });
            }
        }
    }
    for mention in known {
        // A Han phrase of a list is a subject wherever it stands; only its own form may say otherwise.
        if let Meaning::Coined { key, .. } = &mention.meaning
            && mention.origin != Origin::List
            && !mention.span.of(source).chars().all(script::is_han)
        {
            page(mention.span).vote(mention.span, key, Vec::new(), votes);
        }
    }
    found
}

/// What the form of a list's element says of it.
pub(super) fn of_element(surface: &str, key: &str, lexicon: &Lexicon, votes: &mut Ballot) {
    let mut all = form::votes(surface, lexicon).to_vec();
    // An element in Latin letters that says nothing of itself is a product more often than a subject.
    if all.is_empty()
        && surface.chars().skip(1).any(char::is_uppercase)
        && !surface.contains(' ')
        && surface.chars().count() > 5
        && !surface.chars().any(script::is_han)
    {
        all.push((Kind::Product, super::ENOUGH));
    }
    // Waymo: a word that no language has names something.
    if all.is_empty() && is_strange(surface) {
        all.push((Kind::Product, super::ENOUGH));
    }
    // 孙茂松: a surname and characters that make up no word.
    if all.iter().all(|(kind, _)| *kind == Kind::Person) && is_full_name(key, lexicon) {
        all.push((Kind::Person, super::ENOUGH));
    }
    votes.add(key, all);
}

/// Says whether a name is one capitalised Latin word that is no word of English.
fn is_strange(surface: &str) -> bool {
    surface.chars().count() > 4
        && surface.starts_with(char::is_uppercase)
        && surface.chars().skip(1).all(char::is_lowercase)
        && surface.is_ascii()
        && !is_everyday_english(surface)
}

/// Says whether a key is a surname and one or two characters that make up no words with it or each other.
fn is_full_name(key: &str, lexicon: &Lexicon) -> bool {
    (2..=3).contains(&key.chars().count())
        && split_person(key).is_some()
        && lexicon.word_count(key) == 0
        && lexicon.words_of(key).iter().all(|length| *length == 1)
}

impl Page<'_> {
    fn before(&self, span: Span) -> &str {
        super::known::tail(self.source.get(..span.start as usize).unwrap_or_default())
    }

    fn after(&self, span: Span) -> &str {
        super::known::head(self.source.get(span.end as usize..).unwrap_or_default())
    }

    /// The known mention that ends or begins at a place.
    fn known_at(&self, fits: impl Fn(&Mention) -> bool) -> Option<Kind> {
        self.known
            .iter()
            .filter(|m| m.origin != Origin::List && fits(m))
            .find_map(|m| self.kind_of(m))
    }

    fn kind_of(&self, mention: &Mention) -> Option<Kind> {
        match &mention.meaning {
            Meaning::Known(id) => Some(self.lexicon.entity(self.lexicon.by_id(id)?)?.kind),
            Meaning::Coined { kind, .. } => *kind,
            Meaning::Paper(_) => Some(Kind::Paper),
        }
    }

    /// Adds what this place says of a name.
    fn vote(&self, span: Span, key: &str, own: Vec<(Kind, u32)>, votes: &mut Ballot) {
        let surface = span.of(self.source);
        let (before, after) = (self.before(span), self.after(span));
        let mut all = own;
        all.extend(form::votes(surface, self.lexicon).iter());
        // What is a heading by itself is what the item presents.
        if is_heading(before, after) {
            all.push((Kind::Product, 6));
        }
        // A noun after the name says what it is: X框架, X（...）模型 less surely, so only directly.
        // X团队 says that X has a team, not what it is.
        if let Some(kinds) = noun_opening(after.trim_start_matches([' ', '」', '”', '》']))
            && !kinds.contains(&Kind::Organization)
        {
            all.extend(share(kinds, 6));
        }
        let before_marks = before.trim_end_matches([' ', '「', '“', '《', '：', ':']);
        if let Some(kinds) = noun_closing(before_marks) {
            all.extend(share(kinds, 5));
        }
        all.extend(share(&cue_kinds(before, after), 4));
        all.extend(series::votes(before, after));
        all.extend(self.joined(span).map(|kind| (kind, 3)));
        votes.add(key, all);
    }

    /// The kinds of the known names that a comma or an "and" joins to a span, on either side.
    fn joined(&self, span: Span) -> impl Iterator<Item = Kind> {
        let joint = |text: &str| {
            matches!(
                text.trim(),
                "、" | "和" | "与" | "與" | "及" | "以及" | "/" | "," | "and"
            )
        };
        let between = move |start: u32, end: u32| {
            start < end && end - start <= 9 && joint(Span { start, end }.of(self.source))
        };
        let before = self.known_at(move |m| between(m.span.end, span.start));
        let after = self.known_at(move |m| between(span.end, m.span.start));
        before.into_iter().chain(after)
    }
}

/// Says whether what stands between is a heading, but for a number and a link: `## [3. Name](…`.
fn is_heading(before: &str, after: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let number = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '.' | '[' | '#' | '*' | '、');
    let ends = after.is_empty()
        || after.starts_with('\n')
        || after.starts_with("](")
        || after.starts_with("**\n");
    line.starts_with('#') && line.chars().all(number) && ends
}

/// Finds words, the longest at each place.
fn longest_of<'w>(words: impl Iterator<Item = &'w str>) -> Option<AhoCorasick> {
    AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(words)
        .ok()
}

/// Shares a weight among kinds: what may be many things says little for each.
fn share(kinds: &[Kind], weight: u32) -> impl Iterator<Item = (Kind, u32)> {
    let each = match kinds.len() {
        0 | 1 => weight,
        2 => weight * 2 / 3,
        _ => weight / 3,
    };
    kinds.iter().map(move |kind| (*kind, each))
}
