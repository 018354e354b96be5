//! Item → mentions: the elements of its entity lists, and known names in its text.

mod apposed;
mod ballot;
mod boundary;
mod coined;
mod known;
mod listed;
mod titled;

pub use ballot::Ballot;
pub use coined::Vote;
pub use known::Finder;
pub(crate) use titled::meaning;

use crate::document::{Item, Origin};
use crate::entity::Kind;
use crate::lexicon::{Lexicon, Name};
use crate::text::Span;
use serde::{Deserialize, Serialize};

/// How strong the votes for the likeliest kind of a name must be that no list has: one clear sign.
pub const ENOUGH: u32 = 4;

/// One occurrence of a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The item's number; 0 for the digest's head.
    pub item: u32,
    /// Its bytes in the file.
    pub span: Span,
    /// Where in the item it stands.
    pub origin: Origin,
    /// Whether it stands inside a longer name that is an entity too.
    pub nested: bool,
    /// What it means.
    pub meaning: Meaning,
}

/// What a name means, as far as one digest tells.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Meaning {
    /// An entity of the dictionaries, by id.
    Known(String),
    /// A name of no dictionary, by key, and the kind that its list gives it.
    Coined {
        /// The folded name.
        key: String,
        /// What the list says it is.
        kind: Option<Kind>,
    },
    /// A paper, by its identifier.
    Paper(String),
}

/// Two names that a digest gives to one thing: `夸娥万卡集群（KUAE2.0）`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SameName {
    /// The key of the first name.
    pub first: String,
    /// The key of the other name.
    pub second: String,
    /// What shows that they are one.
    pub rule: SameRule,
}

/// What shows that two names are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SameRule {
    /// `X (Y)` as an element of an entity list.
    List,
    /// X，简称 Y; X, formerly Y.
    Called,
    /// The letters of Y stand in order in X.
    Initialism,
    /// X（Y） in a sentence, the one in Latin letters and the other not.
    Brackets,
}

impl SameRule {
    /// The rule's name in reasons.
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "brackets",
            Self::Called => "called",
            Self::Initialism => "initialism",
            Self::Brackets => "apposition",
        }
    }

    /// How many digests must say so: brackets also hold other things than names.
    pub fn digests_needed(self) -> u32 {
        match self {
            Self::List | Self::Called | Self::Initialism => 1,
            Self::Brackets => 2,
        }
    }
}

/// Finds the mentions in an item's entity lists: every element, and the two names of `X (Y)` inside it.
pub fn in_lists(
    source: &str,
    item: &Item,
    lexicon: &Lexicon,
    same: &mut Vec<SameName>,
) -> Vec<Mention> {
    listed::find(source, item, lexicon, same)
}

/// Finds the known names in an item's text. `listed` are the mentions of its lists: they are the context that decides names which mean
/// an entity only in company.
pub fn in_text(
    source: &str,
    item: &Item,
    lexicon: &Lexicon,
    finder: &mut Finder,
    listed: &[Mention],
) -> Vec<Mention> {
    known::find(source, item, lexicon, finder, listed)
}

/// Finds names in no dictionary by their form in an item's text, and votes for what they and the coined ones among `known` name.
pub fn by_form(
    source: &str,
    item: &Item,
    known: &[Mention],
    lexicon: &Lexicon,
    votes: &mut Ballot,
) -> Vec<Mention> {
    coined::find(source, item, known, lexicon, votes)
}

/// Adds names found by their form to known ones: what stands inside a longer name is nested.
pub fn nest(known: &mut Vec<Mention>, more: Vec<Mention>) {
    // Gemini 3.5 of a list is not meant where Gemini 3.5 Flash stands.
    let begins = |inner: &Mention| {
        let longer = |outer: &Mention| {
            outer.span.start == inner.span.start && outer.span.end > inner.span.end
        };
        matches!(inner.meaning, Meaning::Coined { .. })
            && inner.origin != Origin::List
            && more.iter().any(longer)
    };
    known.retain(|inner| !begins(inner));
    for outer in &more {
        for inner in known.iter_mut() {
            if outer.span.covers(inner.span) {
                inner.nested = true;
            }
        }
    }
    known.extend(more);
    known.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
}

/// Votes for what an element of an entity list names, by its form alone.
pub fn vote_for_element(surface: &str, key: &str, lexicon: &Lexicon, votes: &mut Ballot) {
    coined::of_element(surface, key, lexicon, votes);
}

/// Adds the titles of an item's papers to its names, and what a title `X: ...` names.
pub fn add_titles(source: &str, item: &Item, mentions: &mut Vec<Mention>, votes: &mut Ballot) {
    titled::add(source, item, mentions, votes);
}

/// Notes the other names that an item's text gives to the names found in it.
pub fn in_apposition(
    source: &str,
    item: &Item,
    mentions: &[Mention],
    lexicon: &Lexicon,
    same: &mut Vec<SameName>,
) {
    apposed::find(source, item, mentions, lexicon, same);
}

/// The id behind a dictionary name.
fn known_id(lexicon: &Lexicon, name: Name) -> Option<String> {
    lexicon.entity(name.entity).map(|e| e.id.clone())
}
