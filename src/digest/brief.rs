//! One-line items: the entries of a list, each a piece of news.

use super::Reading;
use super::body;
use super::label::{Field, Labels};
use super::markdown::{Block, Kind, Line, Piece, Style};
use crate::document::{Digest, Item, Origin, Passage};
use crate::text::{Span, markup, script};
use unicode_width::UnicodeWidthStr;

/// What the blocks of a section are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// The body of one article.
    Article,
    /// A list of one-line items.
    Briefs,
    /// A list of one-line items with prose before or after it.
    Mixed,
}

/// Tells a list of one-line items from the bullets of an article.
///
/// A section that is labelled so is a list if it has entries. Any other is one if most entries are news: they have a link of their own,
/// begin with a `[tag]`, or are numbered and begin with a bold title. With prose beside it a list must be the larger part, and have
/// three pieces of news. An article's fields, or a heading that is itself a link, say that it is an article.
pub(crate) fn shape(
    source: &str,
    labels: &Labels,
    blocks: &[&Block],
    labelled: bool,
    linked: bool,
) -> Shape {
    let entries: Vec<&[&Block]> = entries(blocks);
    if entries.is_empty() {
        return Shape::Article;
    }
    let prose: Vec<&&Block> = blocks
        .iter()
        .filter(|b| b.depth == 0 && b.kind != Kind::Rule && !matches!(b.kind, Kind::Heading(_)))
        .filter(|b| b.says_something(source) && !is_note(source, labels, b))
        .collect();
    if labelled {
        return if prose.is_empty() {
            Shape::Briefs
        } else {
            Shape::Mixed
        };
    }
    let has_field = |b: &Block| {
        b.lines
            .iter()
            .any(|l| field_of(source, labels, l).is_some())
    };
    if linked || prose.iter().any(|b| has_field(b)) {
        return Shape::Article;
    }
    let news = entries
        .iter()
        .filter(|e| is_news(source, labels, e))
        .count();
    let first_long = entries.first().is_some_and(|e| width(source, e) >= 40);
    if prose.is_empty() {
        return match entries.len() {
            1 if news == 1 && first_long => Shape::Briefs,
            n if n > 1 && news * 2 >= n => Shape::Briefs,
            _ => Shape::Article,
        };
    }
    let listed: usize = entries.iter().map(|e| width(source, e)).sum();
    let said: usize = prose.iter().map(|b| width(source, &[**b])).sum();
    if news >= 2 && news * 2 >= entries.len() && listed >= said && listed >= 30 * entries.len() {
        Shape::Mixed
    } else {
        Shape::Article
    }
}

/// Says whether the blocks hold labelled fields.
pub(crate) fn has_fields(source: &str, labels: &Labels, blocks: &[&Block]) -> bool {
    blocks
        .iter()
        .filter(|b| b.depth == 0 && !matches!(b.kind, Kind::Heading(_)))
        .flat_map(|b| &b.lines)
        .any(|l| field_of(source, labels, l).is_some())
}

/// The columns that the text of some blocks takes.
fn width(source: &str, blocks: &[&Block]) -> usize {
    blocks.iter().map(|b| b.text(source).width()).sum()
}

/// The field that a line begins with a label of.
fn field_of(source: &str, labels: &Labels, line: &Line) -> Option<Field> {
    let text = line.text(source);
    let label = text
        .split_once([':', '：'])
        .map_or(text.as_str(), |(l, _)| l);
    labels
        .field(label)
        .filter(|f| !matches!(f, Field::Skip | Field::Empty))
}

fn is_news(source: &str, labels: &Labels, entry: &[&Block]) -> bool {
    let Some(line) = entry.first().and_then(|b| b.lines.first()) else {
        return false;
    };
    if field_of(source, labels, line).is_some() || width(source, entry) < 12 {
        return false;
    }
    let linked = entry
        .iter()
        .flat_map(|b| &b.lines)
        .flat_map(|l| &l.pieces)
        .any(|p| p.link.is_some());
    let numbered = entry
        .first()
        .is_some_and(|b| b.span.of(source).starts_with(|c: char| c.is_ascii_digit()));
    let bold = line
        .pieces
        .first()
        .is_some_and(|p| p.style == Style::Strong && p.span.of(source).width() >= 10);
    linked || tag(source, &line.pieces).0.is_some() || (numbered && bold)
}

/// A line that is no content: `*(本期无相关内容)*`.
fn is_note(source: &str, labels: &Labels, block: &Block) -> bool {
    !block.is_longer_than(Labels::LONGEST, source)
        && matches!(
            labels.field(&block.text(source)),
            Some(Field::Empty | Field::Skip)
        )
}

/// The entries of the outermost lists, each with the blocks nested in it.
fn entries<'b, 'p>(blocks: &'b [&'p Block]) -> Vec<&'b [&'p Block]> {
    let starts: Vec<usize> = blocks
        .iter()
        .enumerate()
        .filter(|(_, b)| b.kind == Kind::Entry && b.depth == 1)
        .map(|(i, _)| i)
        .collect();
    starts
        .iter()
        .enumerate()
        .map(|(n, &start)| {
            let end = starts.get(n + 1).copied().unwrap_or(blocks.len());
            let nested = blocks[start + 1..end]
                .iter()
                .take_while(|b| b.depth > 0)
                .count();
            &blocks[start..start + 1 + nested]
        })
        .collect()
}

/// Reads each entry into an item.
pub(crate) fn read(reading: &Reading<'_>, blocks: &[&Block], digest: &mut Digest) -> Vec<Item> {
    let mut items = Vec::new();
    for entry in entries(blocks) {
        let Some((first, nested)) = entry.split_first() else {
            continue;
        };
        match glued_links(reading, first) {
            Some(links) if nested.is_empty() => {
                for pieces in links {
                    let line = Line { pieces };
                    items.extend(one(reading, first, &[line], &[], digest));
                }
            }
            _ => items.extend(one(reading, first, &first.lines, nested, digest)),
        }
    }
    items
}

/// The links of an entry that is nothing but two or more links: each is an item.
fn glued_links(reading: &Reading<'_>, block: &Block) -> Option<Vec<Vec<Piece>>> {
    let mut groups: Vec<(usize, Vec<Piece>)> = Vec::new();
    for piece in block.lines.iter().flat_map(|l| &l.pieces) {
        let text = piece.span.of(reading.source);
        match piece.link {
            Some(link) => match groups.last_mut() {
                Some((last, pieces)) if *last == link => pieces.push(*piece),
                _ => groups.push((link, vec![*piece])),
            },
            None if text.chars().any(char::is_alphanumeric) => return None,
            None => {}
        }
    }
    let speaks = |pieces: &[Piece]| pieces.iter().map(|p| p.span.len()).sum::<usize>() >= 12;
    (groups.len() >= 2 && groups.iter().all(|(_, p)| speaks(p)))
        .then(|| groups.into_iter().map(|(_, pieces)| pieces).collect())
}

fn one(
    reading: &Reading<'_>,
    block: &Block,
    lines: &[Line],
    nested: &[&Block],
    digest: &mut Digest,
) -> Option<Item> {
    let source = reading.source;
    let first = lines.first()?;
    let (topic, rest) = tag(source, &first.pieces);
    let (title, mut text, parted) = title(reading, &rest, lines.len() > 1);
    // A title ends with its line; text goes on until a line that begins with a label.
    let mut title = title;
    let own = if parted {
        1
    } else {
        lines
            .iter()
            .skip(1)
            .position(|l| field_of(source, reading.labels, l).is_some())
            .map_or(lines.len(), |n| n + 1)
    };
    let mut heading = said(source, &title);
    for line in &lines[1..own] {
        let more = said(source, &line.pieces);
        let gap = !ends_in_han(&heading) || !starts_in_han(&more);
        if gap && !heading.is_empty() {
            heading.push(' ');
        }
        heading.push_str(&more);
        title.extend(&line.pieces);
    }
    let heading = markup::unescape(&markup::one_line(&heading));
    let heading = heading.trim_end_matches([':', '：']).trim().to_string();
    if !heading.chars().any(char::is_alphanumeric) {
        return None;
    }
    let later = Block {
        kind: Kind::Text,
        lines: lines[own..].to_vec(),
        ..block.clone()
    };
    let mut body: Vec<&Block> = Vec::new();
    if !later.lines.is_empty() {
        body.push(&later);
    }
    body.extend(nested);
    let mut item = if body.is_empty() {
        Item::default()
    } else {
        body::read(reading, None, &body, digest)
    };
    let pieces: Vec<Piece> = lines
        .iter()
        .flat_map(|l| l.pieces.iter().copied())
        .collect();
    item.span = if nested.is_empty() {
        Span {
            start: pieces.first().map_or(block.span.start, |p| p.span.start),
            end: pieces.last().map_or(block.span.end, |p| p.span.end),
        }
    } else {
        block.span
    };
    item.heading = heading;
    item.topics.splice(0..0, topic);
    let mut passages = Vec::new();
    let origin = if parted || is_titled(&rest) && text.is_empty() {
        Origin::Heading
    } else {
        Origin::Text
    };
    for (origin, pieces) in [(origin, &mut title), (Origin::Text, &mut text)] {
        let runs = body::readable(reading, pieces);
        if !runs.is_empty() {
            passages.push(Passage { origin, runs });
        }
    }
    item.passages.splice(0..0, passages);
    let mut all = pieces;
    all.extend(
        nested
            .iter()
            .flat_map(|b| &b.lines)
            .flat_map(|l| &l.pieces)
            .copied(),
    );
    item.sources.clear();
    item.citations.clear();
    Some(body::finish(reading, item, &all, digest))
}

/// The text of some pieces.
fn said(source: &str, pieces: &[Piece]) -> String {
    let text: String = pieces.iter().map(|p| p.span.of(source)).collect();
    text.trim().to_string()
}

fn ends_in_han(text: &str) -> bool {
    text.chars()
        .next_back()
        .is_some_and(|c| script::is_han(c) || !c.is_ascii())
}

fn starts_in_han(text: &str) -> bool {
    text.chars()
        .next()
        .is_some_and(|c| script::is_han(c) || !c.is_ascii())
}

fn is_titled(pieces: &[Piece]) -> bool {
    pieces
        .first()
        .is_some_and(|p| p.link.is_some() || p.style == Style::Strong)
}

/// Parts a leading `[tag]` from the rest: `**[大模型]** **title**: text` and `**[大模型] title**: text`.
fn tag(source: &str, pieces: &[Piece]) -> (Option<String>, Vec<Piece>) {
    let first = pieces
        .iter()
        .position(|p| !p.span.of(source).trim().is_empty())
        .unwrap_or(0);
    let pieces = pieces.get(first..).unwrap_or_default();
    let Some(piece) = pieces.first() else {
        return (None, Vec::new());
    };
    let text = piece.span.of(source);
    let lead = text.len() - text.trim_start().len();
    let open = text[lead..].chars().next();
    let close = match open {
        Some('[') if piece.link.is_none() => ']',
        Some('【') => '】',
        _ => return (None, pieces.to_vec()),
    };
    let Some(end) = text.find(close) else {
        return (None, pieces.to_vec());
    };
    let inside = text[lead + open.map_or(1, char::len_utf8)..end].trim();
    if inside.is_empty() || inside.chars().count() > 24 {
        return (None, pieces.to_vec());
    }
    let after = Span {
        start: piece.span.start + u32::try_from(end + close.len_utf8()).unwrap_or(0),
        end: piece.span.end,
    }
    .trim(source);
    let mut rest = Vec::new();
    if !after.is_empty() {
        rest.push(Piece {
            span: after,
            ..*piece
        });
    }
    let alone = rest.is_empty();
    rest.extend(
        pieces[1..]
            .iter()
            .skip_while(|p| alone && p.span.of(source).trim().is_empty()),
    );
    (Some(inside.to_string()), rest)
}

/// Parts the title from the text: bold or linked words before a colon, a full stop, a dash or the end of the line; else everything is
/// the title. Says which of the two it was.
fn title(reading: &Reading<'_>, pieces: &[Piece], wrapped: bool) -> (Vec<Piece>, Vec<Piece>, bool) {
    let source = reading.source;
    let Some(first) = pieces.first() else {
        return (Vec::new(), Vec::new(), false);
    };
    let of_title = |p: &Piece| {
        if first.link.is_some() {
            p.link == first.link
        } else {
            p.style == Style::Strong && p.link.is_none()
        }
    };
    if first.link.is_some() || first.style == Style::Strong {
        let count = pieces.iter().take_while(|p| of_title(p)).count();
        let (title, rest) = pieces.split_at(count);
        let after = said(source, rest);
        let words = said(source, title);
        let marks = [':', '：', '-', '–', '—', '|', '｜', '(', '（', '.', '。'];
        let alone = rest.iter().all(|p| !speaks(source, p));
        // A few linked or bold words at the start of a wrapped paragraph are no title of it.
        let short = wrapped && words.width() < 10;
        let parted = after.starts_with(marks) || words.ends_with([':', '：']) || (alone && !short);
        if parted && words.chars().any(char::is_alphanumeric) {
            return (title.to_vec(), rest.to_vec(), true);
        }
    }
    // Arrows with a link and numbers such as `#3` at the end are no part of the text.
    let is_extra = |p: &Piece| {
        let blank = p.span.of(source).trim().is_empty();
        blank || ((p.link.is_some() || p.style == Style::Code) && !speaks(source, p))
    };
    let kept = pieces
        .iter()
        .rposition(|p| !is_extra(p))
        .map_or(0, |last| last + 1);
    (pieces[..kept].to_vec(), Vec::new(), false)
}

fn speaks(source: &str, piece: &Piece) -> bool {
    let text = piece.span.of(source).trim();
    let number = text
        .strip_prefix('#')
        .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    !number && text.chars().any(char::is_alphanumeric)
}
