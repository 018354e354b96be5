//! The model: what a digest says, every part with the bytes it came from.

use crate::entity::Kind;
use crate::text::Span;
use crate::text::script::Script;
use crate::warning::Warning;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One issue of a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// Its path below the input folder, with `/`.
    pub name: String,
    /// The language most of it is written in.
    pub script: Script,
    /// Its title: the head's, else the first heading's, else the file's name.
    pub title: String,
    /// The date printed on it; the last day of a range.
    pub date: Option<Date>,
    /// Tags and keywords that stand for the whole issue.
    pub tags: Vec<String>,
    /// What belongs to the whole issue: lists in its head, its editorial, its keywords. Number 0, and no item of the tables.
    pub head: Item,
    /// The items, numbered from 1.
    pub items: Vec<Item>,
    /// What was odd.
    pub warnings: Vec<Warning>,
}

/// One piece of news: an article with its own heading, or a one-line entry of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Item {
    /// From 1 in the digest; 0 is the digest's head.
    pub number: u32,
    /// The heading without Markdown marks; of a one-line item its title, else its text.
    pub heading: String,
    /// The heading that encloses it.
    pub section: String,
    /// Heading and body.
    pub span: Span,
    /// The date that the item itself states.
    pub date: Option<Date>,
    /// What it says of its importance.
    pub importance: String,
    /// Its categories and tags.
    pub topics: Vec<String>,
    /// The elements of its entity lists.
    pub listed: Vec<Element>,
    /// Its links, in order, each address once.
    pub sources: Vec<Source>,
    /// Its text in reading order.
    pub passages: Vec<Passage>,
    /// The papers it links to or names by identifier.
    pub citations: Vec<Citation>,
}

/// One element of an entity list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// The whole element.
    pub span: Span,
    /// The two names of `X (Y)`; empty for a plain element.
    pub parts: Vec<Span>,
    /// The kind its list gives it (`companies:` in a YAML head).
    pub kind: Option<Kind>,
}

/// A link out of the digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The address.
    pub url: String,
    /// The text of the link.
    pub title: String,
}

/// A block of an item's text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Where in the item it stands.
    pub origin: Origin,
    /// Stretches of plain text between Markdown marks, in order.
    pub runs: Vec<Span>,
}

/// Where in an item a mention stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// An element of an entity list.
    List,
    /// The heading.
    Heading,
    /// The body.
    Text,
    /// The line that names the sources.
    Source,
}

impl Origin {
    /// The name as it stands in the tables.
    pub fn name(self) -> &'static str {
        match self {
            Origin::List => "list",
            Origin::Heading => "heading",
            Origin::Text => "text",
            Origin::Source => "source",
        }
    }
}

/// A paper that an item cites.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Citation {
    /// `arXiv:2512.24880` or a bare DOI; empty for a paper that the item knows by its title alone.
    pub identifier: String,
    /// `v2`, where printed.
    pub version: String,
    /// The address as printed; empty where the text gives only the identifier.
    pub url: String,
    /// What the item calls the paper, where it does.
    pub title: String,
    /// The bytes of the title, where it stands in one piece.
    pub title_span: Span,
    /// The paper of the dictionaries that has this title, by id; empty where there is none or the identifier decides.
    pub known: String,
    /// Where the item links to it or names it.
    pub places: Vec<Span>,
}
