//! Digest → extract: everything that one digest says, from its bytes and the dictionaries alone.
//!
//! Extraction is pure, so digests run in parallel and what was extracted can be kept under the digest's hash; linking reads the
//! extracts of all digests at once.

use crate::digest::{self, Labels};
use crate::document::{Citation, Digest, Item, Origin, Passage};
use crate::entity::Kind;
use crate::lexicon::Lexicon;
use crate::mention::{self, Ballot, Finder, Meaning, Mention, SameName, Vote};
use crate::relation::{Claim, Rules};
use crate::text::script::Script;
use crate::text::{Span, sha256};
use crate::warning::Warning;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one digest says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extract {
    /// The digest's name.
    pub name: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// How many bytes it has.
    pub bytes: u64,
    /// The language most of it is written in.
    pub script: Script,
    /// Its title.
    pub title: String,
    /// Its date.
    pub date: Option<Date>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Its items, without their text and lists, which the mentions stand for; each with its own date, else the digest's.
    pub items: Vec<Item>,
    /// The papers that its head cites.
    pub citations: Vec<Citation>,
    /// All mentions with their surfaces, sorted by item and place.
    pub mentions: Vec<Surfaced>,
    /// Pairs of names that its lists give to one thing.
    pub same: Vec<SameName>,
    /// What its places say of names in no dictionary, added up.
    pub votes: Vec<Vote>,
    /// What its sentences say of two names, sorted by item.
    pub claims: Vec<Claim>,
    /// What was odd.
    pub warnings: Vec<Warning>,
}

/// A mention and its bytes as text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Surfaced {
    /// The mention.
    pub mention: Mention,
    /// Its bytes.
    pub surface: String,
    /// The passage it stands in, counted over the digest: names in one passage stand close together.
    pub passage: u32,
}

/// What extraction needs besides the text.
#[derive(Debug)]
pub struct Knowledge {
    /// The labels of digests.
    pub labels: Labels,
    /// The dictionaries.
    pub lexicon: Lexicon,
    /// The rules for claims.
    pub rules: Rules,
}

impl Knowledge {
    /// What is compiled in.
    pub fn builtin() -> Self {
        Self {
            labels: Labels::builtin(),
            lexicon: Lexicon::builtin(),
            rules: Rules::builtin(),
        }
    }

    /// The oddities of the dictionaries.
    pub fn warnings(&self) -> impl Iterator<Item = &Warning> {
        let tables = self.labels.warnings.iter().chain(&self.lexicon.warnings);
        tables.chain(&self.rules.warnings)
    }
}

/// Extracts what a text says.
pub fn extract(name: &str, source: &str, knowledge: &Knowledge, finder: &mut Finder) -> Extract {
    let mut digest = digest::read(name, source, &knowledge.labels);
    know_sections(&mut digest.items, &knowledge.lexicon);
    leave_layout(&mut digest, &knowledge.labels);
    let Names {
        mentions,
        same,
        votes,
    } = names(source, &digest, &knowledge.lexicon, finder, &[]);
    know_titles(&mut digest.items, &mentions);
    let claims = claims(source, &digest, &mentions, &votes, knowledge);
    let Digest {
        name,
        script,
        title,
        date,
        tags,
        head,
        items,
        warnings,
    } = digest;
    Extract {
        name,
        sha256: sha256(source.as_bytes()),
        bytes: source.len() as u64,
        script,
        title,
        date,
        tags,
        citations: head.citations,
        items: items
            .into_iter()
            .map(|item| Item {
                date: item.date.or(date),
                listed: Vec::new(),
                passages: Vec::new(),
                ..item
            })
            .collect(),
        mentions,
        same,
        votes,
        claims,
        warnings,
    }
}

/// Extracts what one text says, as an item of its own: what `build` finds in an item that is this text alone. `learned` are names that
/// a graph knows beside the dictionaries.
pub fn of_text(
    source: &str,
    knowledge: &Knowledge,
    finder: &mut Finder,
    learned: &[(String, Meaning)],
) -> Extract {
    let digest = Digest {
        items: vec![Item {
            number: 1,
            passages: vec![Passage {
                origin: Origin::Text,
                runs: vec![Span::new(0, source.len())],
            }],
            ..Item::default()
        }],
        name: String::new(),
        script: Script::En,
        title: String::new(),
        date: None,
        tags: Vec::new(),
        head: Item::default(),
        warnings: Vec::new(),
    };
    let Names {
        mentions,
        same,
        votes,
    } = names(source, &digest, &knowledge.lexicon, finder, learned);
    Extract {
        name: String::new(),
        sha256: String::new(),
        bytes: source.len() as u64,
        script: Script::En,
        title: String::new(),
        date: None,
        tags: Vec::new(),
        items: Vec::new(),
        citations: Vec::new(),
        mentions,
        same,
        votes,
        claims: Vec::new(),
        warnings: Vec::new(),
    }
}

/// Gives items the topics that their sections are named after. A section that names none is no tag: it is kept as printed alone.
fn know_sections(items: &mut [Item], lexicon: &Lexicon) {
    for item in items {
        let subjects = lexicon.subjects_of_section(&item.section);
        let new = subjects
            .iter()
            .filter(|s| !item.topics.iter().any(|t| t == *s));
        let new: Vec<String> = new.map(|s| (*s).to_string()).collect();
        item.topics.extend(new);
    }
}

/// Takes out topics and tags that only say where news stands on the page: `今日要闻` is no subject.
fn leave_layout(digest: &mut Digest, labels: &Labels) {
    let topics = digest.items.iter_mut().map(|item| &mut item.topics);
    for tags in topics.chain([&mut digest.tags]) {
        tags.retain(|tag| !labels.is_layout(tag));
    }
}

/// Notes which papers that items know by their titles alone stand in the dictionaries.
fn know_titles(items: &mut [Item], mentions: &[Surfaced]) {
    for item in items {
        for citation in &mut item.citations {
            let here = |s: &&Surfaced| {
                (s.mention.item, s.mention.span) == (item.number, citation.title_span)
            };
            if citation.identifier.is_empty()
                && let Some(Meaning::Known(id)) =
                    mentions.iter().find(here).map(|s| &s.mention.meaning)
            {
                citation.known.clone_from(id);
            }
        }
    }
}

/// The kind that this digest says most strongly of each name in no dictionary.
fn likeliest(votes: &[Vote]) -> BTreeMap<&str, Kind> {
    let mut best: BTreeMap<&str, (u32, Kind)> = BTreeMap::new();
    for vote in votes.iter().filter(|v| v.weight >= mention::ENOUGH) {
        let known = best.entry(&vote.key).or_insert((vote.weight, vote.kind));
        if vote.weight > known.0 {
            *known = (vote.weight, vote.kind);
        }
    }
    best.into_iter()
        .map(|(key, (_, kind))| (key, kind))
        .collect()
}

/// A mention with what its digest says of its kind: claims need kinds before all digests are read.
fn with_kind(mention: &Mention, kinds: &BTreeMap<&str, Kind>) -> Mention {
    let mut mention = mention.clone();
    if let Meaning::Coined { key, kind } = &mut mention.meaning
        && kind.is_none()
    {
        *kind = kinds.get(key.as_str()).copied();
    }
    mention
}

/// What the digest's items claim.
fn claims(
    source: &str,
    digest: &Digest,
    mentions: &[Surfaced],
    votes: &[Vote],
    knowledge: &Knowledge,
) -> Vec<Claim> {
    let kinds = likeliest(votes);
    let mut claims = Vec::new();
    for item in &digest.items {
        let first = mentions.partition_point(|s| s.mention.item < item.number);
        let own: Vec<Mention> = mentions
            .iter()
            .skip(first)
            .take_while(|s| s.mention.item == item.number)
            .map(|s| with_kind(&s.mention, &kinds))
            .collect();
        let lexicon = &knowledge.lexicon;
        claims.extend(knowledge.rules.find(source, item, &own, first, lexicon));
    }
    claims
}

/// The names of a digest and what it tells of them.
struct Names {
    mentions: Vec<Surfaced>,
    same: Vec<SameName>,
    votes: Vec<Vote>,
}

fn names(
    source: &str,
    digest: &Digest,
    lexicon: &Lexicon,
    finder: &mut Finder,
    learned: &[(String, Meaning)],
) -> Names {
    let items = || std::iter::once(&digest.head).chain(&digest.items);
    let mut same = Vec::new();
    let lists: Vec<Vec<Mention>> = items()
        .map(|item| mention::in_lists(source, item, lexicon, &mut same))
        .collect();
    // A name that one list of the digest gives is looked for in all of its text.
    let listed = lists.iter().flatten().filter_map(|m| match &m.meaning {
        Meaning::Coined { kind, .. } if *kind != Some(Kind::Other) => {
            Some((m.span.of(source), &m.meaning))
        }
        _ => None,
    });
    finder.coin(
        listed.chain(
            learned
                .iter()
                .map(|(name, meaning)| (name.as_str(), meaning)),
        ),
    );
    let mut votes = Ballot::default();
    for mention in lists.iter().flatten() {
        if let Meaning::Coined { key, .. } = &mention.meaning {
            mention::vote_for_element(mention.span.of(source), key, lexicon, &mut votes);
        }
    }
    let mut all = Vec::new();
    let mut passages = 0u32;
    for (item, listed) in items().zip(lists) {
        let runs = run_numbers(item, &mut passages);
        let mut texts = mention::in_text(source, item, lexicon, finder, &listed);
        let more = mention::by_form(source, item, &texts, lexicon, &mut votes);
        mention::nest(&mut texts, more);
        mention::add_titles(source, item, &mut texts, &mut votes);
        mention::in_apposition(source, item, &texts, lexicon, &mut same);
        for mention in listed.into_iter().chain(texts) {
            all.push(Surfaced {
                surface: mention.span.of(source).to_string(),
                passage: passage_of(&runs, mention.span),
                mention,
            });
        }
    }
    // A digest says a thing once, however often it repeats it.
    same.sort();
    same.dedup();
    all.sort_by_key(|s| {
        let m = &s.mention;
        (
            m.item,
            m.span.start,
            std::cmp::Reverse(m.span.end),
            m.origin,
        )
    });
    // A list element that stands in a passage too is one occurrence.
    all.dedup_by(|later, kept| {
        later.mention.item == kept.mention.item && later.mention.span == kept.mention.span
    });
    Names {
        mentions: all,
        same,
        votes: votes.count(),
    }
}

/// Numbers the passages of an item; each run has the number of its passage.
fn run_numbers(item: &Item, passages: &mut u32) -> Vec<(Span, u32)> {
    let mut runs = Vec::new();
    for passage in &item.passages {
        *passages += 1;
        runs.extend(passage.runs.iter().map(|run| (*run, *passages)));
    }
    *passages += 1;
    // List elements form a passage of their own, the last of their item.
    runs.push((Span::default(), *passages));
    runs.sort_unstable();
    runs
}

fn passage_of(runs: &[(Span, u32)], span: Span) -> u32 {
    let at = runs.partition_point(|(run, _)| run.start <= span.start);
    match at.checked_sub(1).and_then(|i| runs.get(i)) {
        Some((run, passage)) if run.covers(span) => *passage,
        _ => runs.first().map_or(0, |(_, passage)| *passage),
    }
}
