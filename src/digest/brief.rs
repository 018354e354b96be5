//! One-line items: the entries of a list, each a piece of news.

use super::body;
use super::label::Field;
use super::markdown::{Block, Kind, Line, Piece, Style};
use super::outline::Outline;
use crate::document::{Digest, Item, Origin, Passage};
use crate::text::{Span, markup};

/// Says whether the blocks of a section are a list of one-line items rather than the bullets of an article.
///
/// A section that is labelled so is one if it has entries. Any other is one if it holds nothing but entries, and most of them have a
/// link of their own or begin with a `[tag]`. An article's fields, or a heading that is itself a link, say that it is an article.
pub(crate) fn are_briefs(
    outline: &Outline<'_>,
    blocks: &[&Block],
    labelled: bool,
    linked: bool,
) -> bool {
    let source = outline.source;
    let speaking: Vec<&&Block> = blocks
        .iter()
        .filter(|b| b.kind != Kind::Rule && b.says_something(source))
        .collect();
    let entries: Vec<&[&Block]> = entries(blocks);
    if labelled {
        return !entries.is_empty();
    }
    if linked
        || entries.is_empty()
        || speaking
            .iter()
            .any(|b| b.depth == 0 && !is_note(outline, b))
    {
        return false;
    }
    let has_link = |entry: &[&Block]| {
        entry
            .iter()
            .flat_map(|b| &b.lines)
            .flat_map(|l| &l.pieces)
            .any(|p| p.link.is_some())
    };
    let tagged = |entry: &[&Block]| {
        entry
            .first()
            .and_then(|b| b.lines.first())
            .is_some_and(|l| tag(source, &l.pieces).0.is_some())
    };
    let is_field = |entry: &[&Block]| {
        entry
            .first()
            .and_then(|b| b.lines.first())
            .is_some_and(|l| {
                let text = l.text(source);
                text.split_once([':', '：'])
                    .is_some_and(|(label, _)| outline.labels.field(label).is_some())
            })
    };
    let long = |entry: &[&Block]| entry.first().is_some_and(|b| b.span.len() >= 80);
    let news = entries
        .iter()
        .filter(|e| (has_link(e) || tagged(e)) && !is_field(e))
        .count();
    match entries.len() {
        1 => news == 1 && long(entries[0]),
        n => news * 2 >= n,
    }
}

/// A line that is no content: `*(本期无相关内容)*`.
fn is_note(outline: &Outline<'_>, block: &Block) -> bool {
    matches!(
        outline.labels.field(&block.text(outline.source)),
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
pub(crate) fn read(outline: &Outline<'_>, blocks: &[&Block], digest: &mut Digest) -> Vec<Item> {
    let mut items = Vec::new();
    for entry in entries(blocks) {
        let Some((first, nested)) = entry.split_first() else {
            continue;
        };
        match glued_links(outline, first) {
            Some(links) if nested.is_empty() => {
                for pieces in links {
                    items.extend(one(outline, first, &pieces, &[], digest));
                }
            }
            _ => {
                let pieces = first_lines(&first.lines);
                items.extend(one(outline, first, &pieces, nested, digest));
            }
        }
    }
    items
}

/// The pieces of an entry's own lines, with line ends as they are.
fn first_lines(lines: &[Line]) -> Vec<Piece> {
    lines
        .iter()
        .flat_map(|l| l.pieces.iter().copied())
        .collect()
}

/// The links of an entry that is nothing but two or more links: each is an item.
fn glued_links(outline: &Outline<'_>, block: &Block) -> Option<Vec<Vec<Piece>>> {
    let mut groups: Vec<(usize, Vec<Piece>)> = Vec::new();
    for piece in block.lines.iter().flat_map(|l| &l.pieces) {
        let text = piece.span.of(outline.source);
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
    outline: &Outline<'_>,
    block: &Block,
    pieces: &[Piece],
    nested: &[&Block],
    digest: &mut Digest,
) -> Option<Item> {
    let source = outline.source;
    let (topic, rest) = tag(source, pieces);
    let (title, text) = title(outline, &rest);
    let heading = markup::one_line(
        &title
            .iter()
            .map(|p| p.span.of(source))
            .collect::<Vec<_>>()
            .concat(),
    );
    let heading = heading.trim_end_matches([':', '：']).trim().to_string();
    if !heading.chars().any(char::is_alphanumeric) {
        return None;
    }
    let mut item = if nested.is_empty() {
        Item::default()
    } else {
        body::read(outline, nested, digest)
    };
    let own = Span {
        start: pieces.first().map_or(block.span.start, |p| p.span.start),
        end: pieces.last().map_or(block.span.end, |p| p.span.end),
    };
    item.span = if nested.is_empty() { own } else { block.span };
    item.heading = heading;
    item.topics.splice(0..0, topic);
    let mut passages = Vec::new();
    let whole = text.is_empty() && title.len() == rest.len();
    let title_runs = body::readable(outline, &title);
    if !title_runs.is_empty() {
        passages.push(Passage {
            origin: if whole && !is_titled(&rest) {
                Origin::Text
            } else {
                Origin::Heading
            },
            runs: title_runs,
        });
    }
    let text_runs = body::readable(outline, &text);
    if !text_runs.is_empty() {
        passages.push(Passage {
            origin: Origin::Text,
            runs: text_runs,
        });
    }
    item.passages.splice(0..0, passages);
    let mut all = pieces.to_vec();
    all.extend(
        nested
            .iter()
            .flat_map(|b| &b.lines)
            .flat_map(|l| &l.pieces)
            .copied(),
    );
    item.sources.clear();
    item.citations.clear();
    Some(body::finish(outline, item, &all, digest))
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

/// Parts the title from the text: bold or linked words before a colon, a dash or the end; else everything is the title.
fn title(outline: &Outline<'_>, pieces: &[Piece]) -> (Vec<Piece>, Vec<Piece>) {
    let source = outline.source;
    let Some(first) = pieces.first() else {
        return (Vec::new(), Vec::new());
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
        let after: String = rest.iter().map(|p| p.span.of(source)).collect();
        let after = after.trim_start();
        let said: String = title.iter().map(|p| p.span.of(source)).collect();
        let parted = after.is_empty()
            || after.starts_with([':', '：', '-', '–', '—', '|', '｜', '(', '（'])
            || said.trim_end().ends_with([':', '：'])
            || rest.iter().all(|p| !speaks(source, p));
        if parted && said.chars().any(char::is_alphanumeric) {
            return (title.to_vec(), rest.to_vec());
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
    (pieces[..kept].to_vec(), Vec::new())
}

fn speaks(source: &str, piece: &Piece) -> bool {
    let text = piece.span.of(source).trim();
    let number = text
        .strip_prefix('#')
        .is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    !number && text.chars().any(char::is_alphanumeric)
}
