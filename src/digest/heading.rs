//! Which heading is the title, which a section or an item, which only a label; and which bold lines are headings.

use super::Reading;
use super::brief::{self, Shape};
use super::label::{Labels, Section};
use super::markdown::{Block, Kind, Style};
use crate::text::{date, fold, markup};
use std::collections::{BTreeMap, BTreeSet};
use unicode_width::UnicodeWidthStr;

/// A heading that structures the digest.
pub(super) struct Head {
    /// Its block.
    pub(super) block: usize,
    /// From 1.
    pub(super) level: u8,
    /// Its text without marks.
    pub(super) text: String,
    /// What it is.
    pub(super) role: Role,
    /// The heading one level up, by index.
    pub(super) parent: Option<usize>,
}

/// What a heading is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Role {
    /// The digest's own title.
    Title,
    /// `### [行业动态]`: the topic of the entries under it.
    Topic,
    /// Named in the table of labels.
    Labelled(Section),
    /// A section or an item.
    Plain,
}

/// Finds the headings of a page and what each is. `title` is the title in the head of the digest.
pub(super) fn find(reading: &Reading<'_>, title: Option<&str>) -> Vec<Head> {
    let mut heads: Vec<Head> = Vec::new();
    for (number, block) in reading.page.blocks.iter().enumerate() {
        if let Kind::Heading(level) = block.kind
            && block.depth == 0
            && !block.quoted
        {
            heads.push(head(reading, number, level));
        }
    }
    heads.retain(|h| !h.text.is_empty());
    mark_titles(&mut heads, title);
    drop_labels(reading, &mut heads);
    add_bold_lines(reading, &mut heads);
    set_parents(&mut heads);
    heads
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

fn head(reading: &Reading<'_>, block: usize, level: u8) -> Head {
    let b = &reading.page.blocks[block];
    let labels = reading.labels;
    let text = heading_text(reading.source, b);
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
fn drop_labels(reading: &Reading<'_>, heads: &mut Vec<Head>) {
    let Reading {
        source,
        page,
        labels,
    } = *reading;
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
fn add_bold_lines(reading: &Reading<'_>, heads: &mut Vec<Head>) {
    let Reading {
        source,
        page,
        labels,
    } = *reading;
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
            found.extend(
                bold.iter()
                    .map(|b| head(reading, start + b, level.saturating_add(1))),
            );
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
