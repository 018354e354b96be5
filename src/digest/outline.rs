//! Headings → items: which heading is the title, which a section, which an item, which only a label.

use super::body;
use super::brief;
use super::label::{Field, Labels, Section};
use super::markdown::{Block, Kind, Page};
use crate::document::{Digest, Element, Item, Origin, Passage};
use crate::text::{Span, date, fold, markup};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// A digest's body under its headings.
pub(crate) struct Outline<'a> {
    pub(crate) source: &'a str,
    pub(crate) page: &'a Page,
    pub(crate) labels: &'a Labels,
    heads: Vec<Head>,
    /// The last lines of the first blocks that are no heading end here.
    opening: usize,
}

/// A heading that structures the digest.
struct Head {
    block: usize,
    level: u8,
    text: String,
    role: Role,
    /// The heading one level up, by index.
    parent: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Role {
    /// The digest's own title.
    Title,
    /// `### [行业动态]`: the topic of the entries under it.
    Topic,
    /// Named in the table of labels.
    Labelled(Section),
    /// A section or an item.
    Plain,
}

impl<'a> Outline<'a> {
    /// Finds the headings of a page and what each is. `titled` says whether the head of the digest has a title.
    pub(crate) fn of(source: &'a str, page: &'a Page, labels: &'a Labels, titled: bool) -> Self {
        let mut heads: Vec<Head> = Vec::new();
        for (block, b) in page.blocks.iter().enumerate() {
            let Kind::Heading(level) = b.kind else {
                continue;
            };
            if b.depth > 0 || b.quoted {
                continue;
            }
            let text = heading_text(source, b);
            let role = if text.starts_with(['[', '【'])
                && text.ends_with([']', '】'])
                && b.lines
                    .iter()
                    .flat_map(|l| &l.pieces)
                    .all(|p| p.link.is_none())
            {
                Role::Topic
            } else {
                labels.section(&text).map_or(Role::Plain, Role::Labelled)
            };
            heads.push(Head {
                block,
                level,
                text,
                role,
                parent: None,
            });
        }
        heads.retain(|h| !h.text.is_empty());
        mark_titles(&mut heads, titled);
        drop_labels(&mut heads, labels);
        set_parents(&mut heads);
        let opening = heads
            .iter()
            .find(|h| h.role != Role::Title)
            .map_or(page.blocks.len(), |h| h.block);
        Self {
            source,
            page,
            labels,
            heads,
            opening,
        }
    }

    /// The texts of the title headings.
    pub(crate) fn titles(&self) -> Vec<&str> {
        self.heads
            .iter()
            .filter(|h| h.role == Role::Title)
            .map(|h| h.text.as_str())
            .collect()
    }

    /// A full date in the text before the first section, or in a heading.
    pub(crate) fn dated_opening(&self) -> Option<Date> {
        let opening = self.page.blocks[..self.opening].iter().take(12);
        opening
            .map(|b| b.text(self.source))
            .chain(self.heads.iter().take(3).map(|h| h.text.clone()))
            .find_map(|text| date::last_of_first_range(&text))
    }

    /// Reads everything into the digest's items and head.
    pub(crate) fn read_items(&self, digest: &mut Digest) {
        self.read_opening(digest);
        for index in 0..self.heads.len() {
            if self.heads[index].role != Role::Title {
                self.read_section(index, digest);
            }
        }
        if digest.items.is_empty()
            && digest
                .head
                .passages
                .iter()
                .any(|p| p.origin == Origin::Text)
        {
            // Text without headings or lists is one item.
            let blocks: Vec<&Block> = self.page.blocks.iter().collect();
            let mut item = body::read(self, &blocks, digest);
            item.heading.clone_from(&digest.title);
            digest.head.passages.clear();
            digest.items.push(item);
        }
    }

    fn read_opening(&self, digest: &mut Digest) {
        let blocks: Vec<&Block> = self.page.blocks[..self.opening]
            .iter()
            .filter(|b| !matches!(b.kind, Kind::Heading(_)))
            .collect();
        if brief::are_briefs(self, &blocks, false, false) {
            return self.push_briefs(&blocks, "", None, digest);
        }
        let mut item = body::read(self, &blocks, digest);
        if blocks.iter().any(|b| self.is_prose(b)) {
            item.heading.clone_from(&digest.title);
            digest.items.push(item);
        } else {
            adopt(&mut digest.head, item);
        }
    }

    /// Says whether a block is a paragraph of some length, not a line of links or a slogan.
    fn is_prose(&self, block: &Block) -> bool {
        if block.kind != Kind::Text || block.quoted || block.depth > 0 {
            return false;
        }
        let plain: usize = block
            .lines
            .iter()
            .flat_map(|l| &l.pieces)
            .filter(|p| p.link.is_none())
            .map(|p| p.span.len())
            .sum();
        plain >= 60
    }

    fn read_section(&self, index: usize, digest: &mut Digest) {
        let head = &self.heads[index];
        let next = self.heads.get(index + 1);
        let end = next.map_or(self.page.blocks.len(), |h| h.block);
        let blocks: Vec<&Block> = self.page.blocks[head.block + 1..end].iter().collect();
        let leaf = next.is_none_or(|h| h.level <= head.level);
        let says_something = blocks.iter().any(|b| self.says_something(b));
        match self.inherited(index) {
            Some(Section::Aside) => {
                let heading = &self.page.blocks[head.block];
                let item = body::read(self, &blocks, digest);
                digest.head.passages.extend(heading_passage(heading));
                return adopt(&mut digest.head, item);
            }
            Some(Section::Keywords) => {
                let pieces: Vec<_> = blocks
                    .iter()
                    .flat_map(|b| &b.lines)
                    .flat_map(|l| &l.pieces)
                    .copied()
                    .collect();
                let elements: Vec<Element> = super::list::split(self.source, &pieces, None);
                digest
                    .tags
                    .extend(elements.iter().map(|e| e.span.of(self.source).to_string()));
                digest.head.listed.extend(elements);
                return;
            }
            _ => {}
        }
        if !says_something {
            // A heading alone is an item too, unless headings beside it have sections of their own, or it is labelled as one.
            if leaf
                && blocks.is_empty()
                && head.role == Role::Plain
                && !self.is_section_level(index)
            {
                self.push_article(index, &blocks, digest);
            }
            return;
        }
        let labelled = matches!(self.inherited(index), Some(Section::Briefs));
        let linked = self.page.blocks[head.block]
            .lines
            .iter()
            .flat_map(|l| &l.pieces)
            .any(|p| p.link.is_some());
        if brief::are_briefs(self, &blocks, labelled || head.role == Role::Topic, linked) {
            let (section, topic) = match (head.role, head.parent) {
                (Role::Topic, Some(parent)) => (
                    self.heads[parent].text.as_str(),
                    Some(unbracket(&head.text)),
                ),
                (Role::Topic, None) => ("", Some(unbracket(&head.text))),
                _ => (head.text.as_str(), None),
            };
            self.push_briefs(&blocks, section, topic, digest);
        } else if leaf
            || blocks
                .iter()
                .any(|b| self.is_prose(b) || b.kind == Kind::Entry)
        {
            self.push_article(index, &blocks, digest);
        } else {
            let item = body::read(self, &blocks, digest);
            adopt(&mut digest.head, item);
        }
    }

    fn says_something(&self, block: &Block) -> bool {
        block.says_something(self.source)
            && self.labels.field(&block.text(self.source)) != Some(Field::Empty)
    }

    /// Says whether another heading of the same level has headings below it, so that this level is one of sections.
    fn is_section_level(&self, index: usize) -> bool {
        let level = self.heads[index].level;
        self.heads
            .iter()
            .zip(self.heads.iter().skip(1))
            .any(|(a, b)| a.level == level && b.level > level && a.role == Role::Plain)
    }

    /// The label of this heading or of the nearest one above that has one.
    fn inherited(&self, index: usize) -> Option<Section> {
        let mut at = Some(index);
        while let Some(i) = at {
            if let Role::Labelled(section) = self.heads[i].role {
                return Some(section);
            }
            at = self.heads[i].parent;
        }
        None
    }

    fn push_article(&self, index: usize, blocks: &[&Block], digest: &mut Digest) {
        let head = &self.heads[index];
        let heading = &self.page.blocks[head.block];
        let mut all = vec![heading];
        all.extend(blocks);
        let mut item = body::read(self, &all, digest);
        item.heading.clone_from(&head.text);
        item.section = self.section_of(index);
        item.passages.splice(0..0, heading_passage(heading));
        digest.items.push(item);
    }

    /// The text of the nearest heading above that is no title.
    fn section_of(&self, index: usize) -> String {
        let mut at = self.heads[index].parent;
        while let Some(i) = at {
            if !matches!(self.heads[i].role, Role::Title | Role::Topic) {
                return self.heads[i].text.clone();
            }
            at = self.heads[i].parent;
        }
        String::new()
    }

    fn push_briefs(
        &self,
        blocks: &[&Block],
        section: &str,
        topic: Option<&str>,
        digest: &mut Digest,
    ) {
        for mut item in brief::read(self, blocks, digest) {
            item.section = section.to_string();
            if let Some(topic) = topic {
                item.topics.insert(0, topic.to_string());
            }
            digest.items.push(item);
        }
    }
}

/// The text of a heading without marks, arrows and a number such as `#12` at its end.
fn heading_text(source: &str, block: &Block) -> String {
    let mut text = String::new();
    for piece in block.lines.iter().flat_map(|l| &l.pieces) {
        let part = piece.span.of(source);
        let number = part
            .strip_prefix('#')
            .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
        if !number {
            text.push_str(part);
        }
    }
    let text = markup::one_line(&text);
    text.trim_end_matches(['↗', ' ', '\u{FE0F}'])
        .trim()
        .to_string()
}

fn heading_passage(block: &Block) -> Option<Passage> {
    let runs: Vec<Span> = block
        .lines
        .iter()
        .flat_map(|l| &l.pieces)
        .map(|p| p.span)
        .collect();
    (!runs.is_empty()).then_some(Passage {
        origin: Origin::Heading,
        runs,
    })
}

fn unbracket(text: &str) -> &str {
    text.trim_matches(['[', ']', '【', '】']).trim()
}

/// Gives the text and lists of a part that is no item to the digest's head.
fn adopt(head: &mut Item, part: Item) {
    head.listed.extend(part.listed);
    head.passages.extend(part.passages);
    for source in part.sources {
        if !head.sources.iter().any(|s| s.url == source.url) {
            head.sources.push(source);
        }
    }
    head.citations.extend(part.citations);
}

/// Marks the digest's own titles among the leading headings.
///
/// A leading heading of level 1 with a date is one; so is an undated first one that is the only heading of level 1 in a digest whose
/// head has no title, and a dated one
/// of another level with headings below it.
fn mark_titles(heads: &mut [Head], titled: bool) {
    let top = heads.iter().filter(|h| h.level == 1).count();
    for i in 0..heads.len() {
        let dated = date::last_of_first_range(&heads[i].text).is_some();
        let has_children = heads.get(i + 1).is_some_and(|n| n.level > heads[i].level);
        let only = i == 0 && heads[i].level == 1 && top == 1 && !titled;
        let leading = i == 0 || heads[i].level == 1 || heads[i - 1].level < heads[i].level;
        let is_title = leading
            && heads[i].role == Role::Plain
            && (only || (dated && (heads[i].level == 1 || has_children)));
        if !is_title {
            break;
        }
        heads[i].role = Role::Title;
    }
}

/// Drops headings that only label a part of an item: those named in the table of fields below an item's level, and those that
/// return under three or more others.
fn drop_labels(heads: &mut Vec<Head>, labels: &Labels) {
    set_parents(heads);
    let mut under: BTreeMap<String, BTreeSet<Option<usize>>> = BTreeMap::new();
    for head in heads.iter() {
        under
            .entry(fold::key(&head.text))
            .or_default()
            .insert(head.parent);
    }
    let below_something: Vec<bool> = heads
        .iter()
        .map(|h| h.parent.is_some_and(|p| heads[p].role != Role::Title))
        .collect();
    let keep: Vec<bool> = heads
        .iter()
        .zip(&below_something)
        .map(|(head, below)| {
            let label = labels.field(&head.text).is_some();
            let returns = under
                .get(&fold::key(&head.text))
                .is_some_and(|p| p.len() >= 3);
            head.role != Role::Plain || !below || !(label || returns)
        })
        .collect();
    let mut at = 0;
    heads.retain(|_| {
        at += 1;
        keep[at - 1]
    });
}

fn set_parents(heads: &mut [Head]) {
    let mut stack: Vec<usize> = Vec::new();
    for i in 0..heads.len() {
        while stack
            .last()
            .is_some_and(|&p| heads[p].level >= heads[i].level)
        {
            stack.pop();
        }
        heads[i].parent = stack.last().copied();
        stack.push(i);
    }
}
