//! What authors of digests mean otherwise than CommonMark.
//!
//! `text` over `---` is no heading where the digest has `##` headings; `**` that CommonMark does not take for emphasis, as in `**核心：**文`,
//! is a mark all the same; `##标题` without a space is a heading; a bare address is a link.

use super::markdown::{Block, Kind, Line, Link, Page, Piece, Style};
use crate::text::{Span, markup};
use unicode_width::UnicodeWidthStr;

/// Mends a page.
pub(super) fn mend(source: &str, page: &mut Page) {
    for line in page.blocks.iter_mut().flat_map(|b| &mut b.lines) {
        find_addresses(source, line, &mut page.links);
        drop_stray_marks(source, line);
    }
    unmake_underlined_headings(source, &mut page.blocks);
    make_glued_headings(source, &mut page.blocks);
    sort_links(page);
}

/// Finds a bare `http://` or `https://` address: up to white space, Han text or a closing mark.
fn find_address(text: &str) -> Option<std::ops::Range<usize>> {
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find("http")?;
        let rest = &text[start..];
        if rest.starts_with("http://") || rest.starts_with("https://") {
            let end = rest
                .find(|c: char| {
                    c.is_whitespace()
                        || !c.is_ascii()
                        || matches!(c, '<' | '>' | '"' | '`' | '|' | ']' | '[')
                })
                .unwrap_or(rest.len());
            let mut address =
                rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*']);
            while address.ends_with(')')
                && address.matches(')').count() > address.matches('(').count()
            {
                address = &address[..address.len() - 1];
            }
            if address.len() > "https://".len() {
                return Some(start..start + address.len());
            }
        }
        from = start + 4;
    }
}

/// Puts the links in order of their places.
fn sort_links(page: &mut Page) {
    let mut order: Vec<usize> = (0..page.links.len()).collect();
    order.sort_by_key(|i| page.links[*i].span);
    let mut place = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    page.links = order.iter().map(|i| page.links[*i].clone()).collect();
    for piece in page
        .blocks
        .iter_mut()
        .flat_map(|b| &mut b.lines)
        .flat_map(|l| &mut l.pieces)
    {
        piece.link = piece.link.and_then(|l| place.get(l).copied());
    }
}

/// Makes links of bare addresses: in text, and in code, where they are no text to read either.
fn find_addresses(source: &str, line: &mut Line, links: &mut Vec<Link>) {
    let holds = |p: &Piece| p.link.is_none() && p.span.of(source).contains("://");
    if !line.pieces.iter().any(holds) {
        return;
    }
    let mut pieces: Vec<Piece> = Vec::new();
    // An address may run over marks, `https://x.com/__x__/1`: what it covers of later pieces is no text.
    let mut covered = 0u32;
    for piece in &line.pieces {
        let mut rest = piece.span;
        rest.start = rest.start.max(covered.min(rest.end));
        if !holds(piece) {
            pieces.push(Piece {
                span: rest,
                ..*piece
            });
            continue;
        }
        while let Some(found) = find_address(rest.of(source)) {
            let start = rest.start as usize + found.start;
            let address = whole_address(source, start, start + found.len(), piece);
            pieces.push(Piece {
                span: Span::new(rest.start as usize, start),
                ..*piece
            });
            links.push(Link {
                url: markup::unescape(address.of(source)),
                span: address,
                bare: true,
            });
            pieces.push(Piece {
                span: address,
                link: Some(links.len() - 1),
                ..*piece
            });
            covered = address.end;
            rest.start = address.end.min(rest.end);
        }
        pieces.push(Piece {
            span: rest,
            ..*piece
        });
    }
    pieces.retain(|p| !p.span.is_empty());
    line.pieces = pieces;
}

/// Follows an address that ends with its piece over the marks behind it.
fn whole_address(source: &str, start: usize, end: usize, piece: &Piece) -> Span {
    let goes_on = end == piece.span.end as usize
        && piece.style != Style::Code
        && source[end..].starts_with(['_', '*', '~']);
    if goes_on
        && let Some(found) = find_address(&source[start..])
        && found.start == 0
    {
        return Span::new(start, start + found.len());
    }
    Span::new(start, end)
}

/// Makes headings of `##Heading` without a space, which authors of Chinese text often write. `#word` stays a hashtag.
fn make_glued_headings(source: &str, blocks: &mut Vec<Block>) {
    let mut at = 0;
    while at < blocks.len() {
        let block = &blocks[at];
        let level = block
            .lines
            .first()
            .and_then(|l| l.pieces.first())
            .map_or(0, |p| {
                let text = p.span.of(source);
                let marks = text.len() - text.trim_start_matches('#').len();
                let glued = text[marks..]
                    .chars()
                    .next()
                    .is_some_and(|c| c.is_alphabetic() || c == '[' || c == '【');
                if glued { marks } else { 0 }
            });
        if block.kind != Kind::Text || block.quoted || block.depth > 0 || !(2..=6).contains(&level)
        {
            at += 1;
            continue;
        }
        let mut rest = block.clone();
        rest.lines.remove(0);
        let heading = &mut blocks[at];
        heading.kind = Kind::Heading(u8::try_from(level).unwrap_or(6));
        heading.lines.truncate(1);
        if let Some(piece) = heading.lines.first_mut().and_then(|l| l.pieces.first_mut()) {
            piece.span.start += u32::try_from(level).unwrap_or(0);
        }
        if let Some(first) = rest.lines.iter().flat_map(|l| &l.pieces).next() {
            rest.span.start = first.span.start;
            heading.span.end = rest.span.start;
            blocks.insert(at + 1, rest);
        }
        at += 1;
    }
}

/// Drops `**` that is left in the text of a line; what stands between two of them is bold.
fn drop_stray_marks(source: &str, line: &mut Line) {
    let stray = |p: &Piece| p.style == Style::Plain && p.span.of(source).contains("**");
    if !line.pieces.iter().any(stray) {
        return;
    }
    let mut pieces = Vec::new();
    let mut bold = false;
    for piece in &line.pieces {
        if !stray(piece) {
            pieces.push(*piece);
            continue;
        }
        let mut at = piece.span.start as usize;
        for (number, part) in piece.span.of(source).split("**").enumerate() {
            bold ^= number > 0;
            if !part.is_empty() {
                pieces.push(Piece {
                    span: Span::new(at, at + part.len()),
                    style: if bold { Style::Strong } else { Style::Plain },
                    link: piece.link,
                });
            }
            at += part.len() + 2;
        }
    }
    line.pieces = pieces;
}

/// Makes paragraphs again of headings underlined with `---`: where the page has `##` headings its author means a rule, and so he does
/// under a sentence or a paragraph.
fn unmake_underlined_headings(source: &str, blocks: &mut [Block]) {
    let is_hash = |block: &Block| {
        let text = block.span.of(source).trim_start();
        text.starts_with('#') || text.starts_with('<')
    };
    let has_sections = blocks
        .iter()
        .any(|b| matches!(b.kind, Kind::Heading(2..)) && is_hash(b));
    for block in blocks {
        if block.kind != Kind::Heading(2) || is_hash(block) {
            continue;
        }
        let text = block.text(source);
        let sentence = text.ends_with(['.', '。', '!', '！', ':', '：', ';', '；', '…', ')', '）']);
        if has_sections || sentence || block.lines.len() > 1 || text.width() > 80 {
            block.kind = Kind::Text;
        }
    }
}
