//! Headings → items: which heading is the title, which a section, which an item, which only a label.

use super::body;
use super::brief::{self, Shape};
use super::label::{Field, Labels, Section};
use super::markdown::{Block, Kind, Page, Style};
use crate::document::{Digest, Element, Item, Origin, Passage};
use crate::text::{Span, date, fold, markup};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use unicode_width::UnicodeWidthStr;

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
    /// Finds the headings of a page and what each is. `title` is the title in the head of the digest.
    pub(crate) fn of(
        source: &'a str,
        page: &'a Page,
        labels: &'a Labels,
        title: Option<&str>,
    ) -> Self {
        let mut heads: Vec<Head> = Vec::new();
        for (block, b) in page.blocks.iter().enumerate() {
            let Kind::Heading(level) = b.kind else {
                continue;
            };
            if b.depth > 0 || b.quoted {
                continue;
            }
            heads.push(head(source, labels, block, level, b));
        }
        heads.retain(|h| !h.text.is_empty());
        mark_titles(&mut heads, title);
        drop_labels(source, page, &mut heads, labels);
        add_bold_lines(source, page, &mut heads, labels);
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
            let mut item = body::read(self, None, &blocks, digest);
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
        let blocks = self.list_apart(
            &blocks,
            "",
            None,
            self.heads.iter().all(|h| h.role == Role::Title),
            false,
            digest,
        );
        let mut item = body::read(self, None, &blocks, digest);
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
        if brief::shape(self.source, self.labels, blocks, labelled, linked) == Shape::Article {
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
            .map(|p| p.span.of(self.source).trim().width())
            .sum();
        let linked = pieces().any(|p| p.link.is_some());
        plain >= 56 || (linked && plain >= 8 && !is_link_bar(self.source, block))
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
                let item = body::read(self, None, &blocks, digest);
                digest.head.passages.extend(heading_passage(heading));
                return adopt(&mut digest.head, item);
            }
            Some(Section::Keywords) => return self.read_keywords(&blocks, digest),
            _ => {}
        }
        if !says_something {
            // A heading alone is an item too, unless headings beside it are sections, or it is labelled as one.
            let empty = blocks.iter().all(|b| !b.says_something(self.source));
            if leaf && empty && head.role == Role::Plain && !self.is_section_level(index) {
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
                let item = body::read(self, None, &rest, digest);
                adopt(&mut digest.head, item);
            } else {
                self.push_article(index, &rest, digest);
            }
        } else {
            let item = body::read(self, None, &rest, digest);
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
            let elements: Vec<Element> = super::list::split(self.source, &line.pieces, None);
            digest
                .tags
                .extend(elements.iter().map(|e| e.span.of(self.source).to_string()));
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
        let mut item = body::read(self, Some(heading), blocks, digest);
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
    let text = markup::unescape(&markup::one_line(&text));
    let text = strip_attributes(&text);
    text.trim_end_matches(['↗', ' ', '\u{FE0F}'])
        .trim()
        .to_string()
}

/// Drops `{#id .class}` at the end of a heading.
fn strip_attributes(text: &str) -> &str {
    match text.rfind(" {") {
        Some(at) if text.ends_with('}') && text[at + 2..].starts_with(['#', '.']) => &text[..at],
        _ => text,
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

fn head(source: &str, labels: &Labels, block: usize, level: u8, b: &Block) -> Head {
    let text = heading_text(source, b);
    let linked = b
        .lines
        .iter()
        .flat_map(|l| &l.pieces)
        .any(|p| p.link.is_some());
    let bracketed = text.starts_with(['[', '【'])
        && text.ends_with([']', '】'])
        && text.matches(['[', '【']).count() == 1;
    let role = if bracketed && !linked {
        Role::Topic
    } else {
        labels.section(&text).map_or(Role::Plain, Role::Labelled)
    };
    Head {
        block,
        level,
        text,
        role,
        parent: None,
    }
}

/// Marks the digest's own titles among the leading headings.
///
/// A leading heading of level 1 with a date is one, unless three or more have dates; so is one that says the title of the digest's head
/// again, an undated first one that is the only heading of level 1 in a digest whose head has no title, and a dated one of another level
/// with headings below it.
fn mark_titles(heads: &mut [Head], title: Option<&str>) {
    let has_date = |h: &Head| date::last_of_first_range(&h.text).is_some();
    let top = heads.iter().filter(|h| h.level == 1).count();
    let dated_top = heads.iter().filter(|h| h.level == 1 && has_date(h)).count();
    let title = title.map(fold::key);
    for i in 0..heads.len() {
        let dated = has_date(&heads[i]) && !(heads[i].level == 1 && dated_top > 2);
        let has_children = heads.get(i + 1).is_some_and(|n| n.level > heads[i].level);
        let only = i == 0 && heads[i].level == 1 && top == 1 && title.is_none();
        let again = title.as_ref() == Some(&fold::key(&heads[i].text));
        let leading = i == 0 || heads[i].level == 1 || heads[i - 1].level < heads[i].level;
        let is_title = leading
            && heads[i].role == Role::Plain
            && (only || again || (dated && (heads[i].level == 1 || has_children)));
        if !is_title {
            break;
        }
        heads[i].role = Role::Title;
    }
}

/// Drops headings that only label a part of an item: those named in the table of fields below an item's level, and those that
/// return together with others under three or more headings.
fn drop_labels(source: &str, page: &Page, heads: &mut Vec<Head>, labels: &Labels) {
    set_parents(heads);
    let mut under: BTreeMap<String, BTreeSet<Option<usize>>> = BTreeMap::new();
    for head in heads.iter() {
        under
            .entry(fold::key(&head.text))
            .or_default()
            .insert(head.parent);
    }
    let returns = |h: &Head| under.get(&fold::key(&h.text)).is_some_and(|p| p.len() >= 3);
    let with_others = |h: &Head| {
        heads
            .iter()
            .filter(|o| o.parent == h.parent && returns(o))
            .count()
            >= 2
    };
    let keep: Vec<bool> = (0..heads.len())
        .map(|i| {
            let head = &heads[i];
            let below = head.parent.is_some_and(|p| heads[p].role != Role::Title);
            if head.role != Role::Plain || !below {
                return true;
            }
            let name = head
                .text
                .split_once([':', '：'])
                .map_or(head.text.as_str(), |(l, _)| l);
            let label = labels.field(&head.text).is_some() || labels.field(name).is_some();
            let end = heads.get(i + 1).map_or(page.blocks.len(), |h| h.block);
            let blocks: Vec<&Block> = page.blocks[head.block + 1..end].iter().collect();
            let list = brief::shape(source, labels, &blocks, false, false) != Shape::Article;
            list || !(label || (returns(head) && with_others(head)))
        })
        .collect();
    let mut at = 0;
    heads.retain(|_| {
        at += 1;
        keep[at - 1]
    });
}

/// Adds bold lines that stand over news as headings of their own, one level below the heading they stand under.
///
/// A section with labelled fields is an article, and its bold lines are parts of it. Elsewhere a paragraph that is one bold line is a
/// heading where a list follows it, or where its section has two or more; not where the same words return under other headings.
fn add_bold_lines(source: &str, page: &Page, heads: &mut Vec<Head>, labels: &Labels) {
    let mut starts: Vec<(usize, u8)> = vec![(0, 1)];
    starts.extend(heads.iter().map(|h| (h.block + 1, h.level)));
    let mut found: Vec<Head> = Vec::new();
    for (i, (start, level)) in starts.iter().enumerate() {
        let end = heads.get(i).map_or(page.blocks.len(), |h| h.block);
        let labelled = i > 0
            && matches!(
                heads[i - 1].role,
                Role::Labelled(Section::Aside | Section::Keywords)
            );
        let Some(blocks) = page.blocks.get(*start..end).filter(|_| !labelled) else {
            continue;
        };
        let refs: Vec<&Block> = blocks.iter().collect();
        if brief::has_fields(source, labels, &refs) {
            continue;
        }
        let bold: Vec<usize> = (0..blocks.len())
            .filter(|b| is_bold_line(source, labels, &blocks[*b]))
            .collect();
        let over_list = |b: &usize| {
            blocks[b + 1..]
                .iter()
                .find(|n| n.says_something(source))
                .is_some_and(|n| n.kind == Kind::Entry)
        };
        if bold.len() >= 2 || bold.iter().any(over_list) {
            found.extend(bold.iter().map(|b| {
                let block = start + b;
                head(
                    source,
                    labels,
                    block,
                    level.saturating_add(1),
                    &page.blocks[block],
                )
            }));
        }
    }
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for head in &found {
        *times.entry(fold::key(&head.text)).or_default() += 1;
    }
    found.retain(|h| !h.text.is_empty() && times.get(&fold::key(&h.text)) == Some(&1));
    heads.extend(found);
    heads.sort_by_key(|h| h.block);
}

/// Says whether a paragraph is one line, bold from end to end, and no label.
fn is_bold_line(source: &str, labels: &Labels, block: &Block) -> bool {
    let [line] = block.lines.as_slice() else {
        return false;
    };
    let text = line.text(source);
    block.kind == Kind::Text
        && block.depth == 0
        && !block.quoted
        && line
            .pieces
            .iter()
            .all(|p| p.style == Style::Strong || p.span.of(source).trim().is_empty())
        && (4..=160).contains(&text.trim().width())
        && !text.trim_end().ends_with(['.', '。', '!', '！'])
        && labels.field(&text).is_none()
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
