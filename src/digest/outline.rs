//! Headings and what stands under them → items.

use super::Reading;
use super::body;
use super::brief::{self, Shape};
use super::heading::{self, Head, Role};
use super::label::{Field, Section};
use super::markdown::{Block, Kind};
use crate::document::{Digest, Element, Item, Origin, Passage};
use crate::text::{Span, date};
use jiff::civil::Date;
use unicode_width::UnicodeWidthStr;

/// A digest's body under its headings.
pub(crate) struct Outline<'a> {
    reading: Reading<'a>,
    heads: Vec<Head>,
    /// The last lines of the first blocks that are no heading end here.
    opening: usize,
}

impl<'a> Outline<'a> {
    /// Finds the headings of a page and what each is. `title` is the title in the head of the digest.
    pub(crate) fn of(reading: Reading<'a>, title: Option<&str>) -> Self {
        let heads = heading::find(&reading, title);
        let opening = heads
            .iter()
            .find(|h| h.role != Role::Title)
            .map_or(reading.page.blocks.len(), |h| h.block);
        Self {
            reading,
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
        let opening = self.reading.page.blocks[..self.opening].iter().take(12);
        opening
            .map(|b| b.text(self.reading.source))
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
            let blocks: Vec<&Block> = self.reading.page.blocks.iter().collect();
            let mut item = body::read(&self.reading, None, &blocks, digest);
            item.heading.clone_from(&digest.title);
            digest.head.passages.clear();
            digest.items.push(item);
        }
    }

    fn read_opening(&self, digest: &mut Digest) {
        let blocks: Vec<&Block> = self.reading.page.blocks[..self.opening]
            .iter()
            .filter(|b| !matches!(b.kind, Kind::Heading(_)))
            .collect();
        let blocks = self.list_apart(
            &blocks,
            "",
            None,
            self.heads.iter().all(|h| h.role == Role::Title),
            false,
            digest,
        );
        let mut item = body::read(&self.reading, None, &blocks, digest);
        if blocks.iter().any(|b| self.is_prose(b)) {
            item.heading.clone_from(&digest.title);
            digest.items.push(item);
        } else {
            adopt(&mut digest.head, item);
        }
    }

    /// Reads a list of one-line items among the blocks into items; returns the other blocks.
    fn list_apart<'b>(
        &self,
        blocks: &[&'b Block],
        section: &str,
        topic: Option<&str>,
        labelled: bool,
        linked: bool,
        digest: &mut Digest,
    ) -> Vec<&'b Block> {
        if brief::shape(
            self.reading.source,
            self.reading.labels,
            blocks,
            labelled,
            linked,
        ) == Shape::Article
        {
            return blocks.to_vec();
        }
        self.push_briefs(blocks, section, topic, digest);
        blocks.iter().copied().filter(|b| b.depth == 0).collect()
    }

    /// Says whether a block is a paragraph of some length, or one with a source; not a line of links or a slogan.
    fn is_prose(&self, block: &Block) -> bool {
        if block.kind != Kind::Text || block.quoted || block.depth > 0 {
            return false;
        }
        let pieces = || block.lines.iter().flat_map(|l| &l.pieces);
        let plain: usize = pieces()
            .filter(|p| p.link.is_none())
            .map(|p| p.span.of(self.reading.source).trim().width())
            .sum();
        let linked = pieces().any(|p| p.link.is_some());
        plain >= 56 || (linked && plain >= 8 && !is_link_bar(self.reading.source, block))
    }

    fn read_section(&self, index: usize, digest: &mut Digest) {
        let head = &self.heads[index];
        let next = self.heads.get(index + 1);
        let end = next.map_or(self.reading.page.blocks.len(), |h| h.block);
        let blocks: Vec<&Block> = self.reading.page.blocks[head.block + 1..end]
            .iter()
            .collect();
        let leaf = next.is_none_or(|h| h.level <= head.level);
        let says_something = blocks.iter().any(|b| self.says_something(b));
        match self.inherited(index) {
            Some(Section::Aside) => {
                let heading = &self.reading.page.blocks[head.block];
                let item = body::read(&self.reading, None, &blocks, digest);
                digest.head.passages.extend(heading_passage(heading));
                return adopt(&mut digest.head, item);
            }
            Some(Section::Keywords) => return self.read_keywords(&blocks, digest),
            _ => {}
        }
        if !says_something {
            // A heading alone is an item too, unless headings beside it are sections, or it is labelled as one.
            let empty = blocks
                .iter()
                .all(|b| !b.says_something(self.reading.source));
            if leaf && empty && head.role == Role::Plain && !self.is_section_level(index) {
                self.push_article(index, &blocks, digest);
            }
            return;
        }
        let labelled = matches!(self.inherited(index), Some(Section::Briefs));
        let linked = self.reading.page.blocks[head.block]
            .lines
            .iter()
            .flat_map(|l| &l.pieces)
            .any(|p| p.link.is_some());
        let (section, topic) = match (head.role, head.parent) {
            (Role::Topic, Some(parent)) => (
                self.heads[parent].text.as_str(),
                Some(unbracket(&head.text)),
            ),
            (Role::Topic, None) => ("", Some(unbracket(&head.text))),
            _ => (head.text.as_str(), None),
        };
        let listed = digest.items.len();
        let list = labelled || head.role == Role::Topic;
        let rest = self.list_apart(&blocks, section, topic, list, linked, digest);
        for item in &mut digest.items[listed..] {
            item.date = item.date.or_else(|| self.section_date(index));
        }
        let had_list = digest.items.len() > listed;
        let prose = rest.iter().any(|b| self.is_prose(b));
        let entries = rest.iter().any(|b| b.kind == Kind::Entry);
        if (leaf && !had_list) || prose || (entries && !had_list) {
            if had_list && list {
                // Beside a list that is labelled as one, prose is a remark.
                let item = body::read(&self.reading, None, &rest, digest);
                adopt(&mut digest.head, item);
            } else {
                self.push_article(index, &rest, digest);
            }
        } else {
            let item = body::read(&self.reading, None, &rest, digest);
            adopt(&mut digest.head, item);
        }
    }

    /// Keywords of the whole issue, up to a rule: each line is a list of its own.
    fn read_keywords(&self, blocks: &[&Block], digest: &mut Digest) {
        for line in blocks
            .iter()
            .take_while(|b| b.kind != Kind::Rule)
            .flat_map(|b| &b.lines)
        {
            let elements: Vec<Element> =
                super::list::split(self.reading.source, &line.pieces, None);
            digest.tags.extend(
                elements
                    .iter()
                    .map(|e| e.span.of(self.reading.source).to_string()),
            );
            digest.head.listed.extend(elements);
        }
    }

    /// The date of the nearest heading that is one: `## 2026-01-06` over the news of a day.
    fn section_date(&self, index: usize) -> Option<Date> {
        let mut at = Some(index);
        while let Some(i) = at {
            let head = &self.heads[i];
            if head.role == Role::Plain && date::begins_with_date(&head.text) {
                return date::last_of_first_range(&head.text);
            }
            at = head.parent;
        }
        None
    }

    fn says_something(&self, block: &Block) -> bool {
        block.says_something(self.reading.source)
            && self.reading.labels.field(&block.text(self.reading.source)) != Some(Field::Empty)
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
        let heading = &self.reading.page.blocks[head.block];
        let mut item = body::read(&self.reading, Some(heading), blocks, digest);
        let (tag, text) = leading_tag(&head.text);
        item.heading = text.to_string();
        item.topics.splice(0..0, tag.map(str::to_string));
        item.date = item
            .date
            .or_else(|| date::at_end(text))
            .or_else(|| self.section_date(index));
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
        for mut item in brief::read(&self.reading, blocks, digest) {
            item.section = section.to_string();
            if let Some(topic) = topic {
                item.topics.insert(0, topic.to_string());
            }
            digest.items.push(item);
        }
    }
}

/// Parts `[大模型] OpenAI 发布` into tag and text.
fn leading_tag(text: &str) -> (Option<&str>, &str) {
    let parted = || {
        let (open, close) = match text.chars().next()? {
            '[' => (1, ']'),
            '【' => ('【'.len_utf8(), '】'),
            _ => return None,
        };
        let end = text.find(close)?;
        let (tag, rest) = (
            text[open..end].trim(),
            text[end + close.len_utf8()..].trim(),
        );
        let fits = !tag.is_empty() && tag.chars().count() <= 24 && !rest.is_empty();
        fits.then_some((Some(tag), rest))
    };
    parted().unwrap_or((None, text))
}

/// A line that only lists links: `[网页版](..) | [订阅](..)`.
fn is_link_bar(source: &str, block: &Block) -> bool {
    let pieces = || block.lines.iter().flat_map(|l| &l.pieces);
    let links = pieces().filter(|p| p.link.is_some()).count();
    let bars = pieces()
        .filter(|p| p.link.is_none() && p.span.of(source).contains(['|', '｜', '·']))
        .count();
    links >= 2 && bars + 1 >= links
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
