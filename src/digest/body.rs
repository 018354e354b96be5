//! The blocks under a heading → an item's fields, lists, links and text.

use super::label::Field;
use super::list;
use super::markdown::{Block, Kind, Line, Piece, Style};
use super::outline::Outline;
use super::paper;
use crate::document::{Citation, Digest, Item, Origin, Passage, Source};
use crate::text::{Span, date, markup, span};
use crate::warning::{Code, Warning};

/// Reads blocks into an item that has no heading yet. Heading blocks among them are labels, but for the first.
pub(crate) fn read(outline: &Outline<'_>, blocks: &[&Block], digest: &mut Digest) -> Item {
    let mut body = Body {
        outline,
        item: Item::default(),
        field: Field::Text,
        waits: false,
        runs: Vec::new(),
    };
    if let (Some(first), Some(last)) = (blocks.first(), blocks.last()) {
        body.item.span = Span {
            start: first.span.start,
            end: last.span.end.max(first.span.end),
        };
    }
    for (index, block) in blocks.iter().enumerate() {
        let own_heading = index == 0 && matches!(block.kind, Kind::Heading(_));
        if !own_heading {
            body.block(block, digest);
        }
    }
    let pieces: Vec<Piece> = blocks
        .iter()
        .flat_map(|b| &b.lines)
        .flat_map(|l| &l.pieces)
        .copied()
        .collect();
    finish(outline, body.item, &pieces, digest)
}

/// Fills in what is read from the pieces at large: links and papers.
pub(crate) fn finish(
    outline: &Outline<'_>,
    mut item: Item,
    pieces: &[Piece],
    digest: &mut Digest,
) -> Item {
    collect_links(outline, pieces, &mut item, digest);
    cite_text(outline, pieces, &mut item, digest);
    item
}

struct Body<'a> {
    outline: &'a Outline<'a>,
    item: Item,
    /// The field whose lines are being read.
    field: Field,
    /// Whether the field's label stood alone, so that its value follows on other lines.
    waits: bool,
    runs: Vec<Span>,
}

impl Body<'_> {
    fn block(&mut self, block: &Block, digest: &Digest) {
        match block.kind {
            Kind::Rule => {
                self.field = Field::Text;
                self.waits = false;
                return;
            }
            Kind::Heading(_) => {
                self.field = Field::Text;
                self.waits = false;
            }
            // A paragraph after a field that had its value is prose again; list entries may belong to a label above them.
            Kind::Text | Kind::Raw | Kind::Row if !self.waits => self.field = Field::Text,
            Kind::Entry if !self.waits => self.field = Field::Text,
            _ => {}
        }
        for line in &block.lines {
            self.line(line, matches!(block.kind, Kind::Heading(_)), digest);
        }
        let origin = match self.field {
            Field::Source => Origin::Source,
            _ => Origin::Text,
        };
        self.flush(origin);
    }

    fn flush(&mut self, origin: Origin) {
        if !self.runs.is_empty() {
            let runs = std::mem::take(&mut self.runs);
            self.item.passages.push(Passage { origin, runs });
        }
    }

    fn line(&mut self, line: &Line, heading: bool, digest: &Digest) {
        let source = self.outline.source;
        if line.pieces.is_empty() {
            return;
        }
        if is_hashtags(&line.text(source)) {
            let text = line.text(source);
            self.item.topics.extend(
                text.split_whitespace()
                    .map(|t| t.trim_matches('#').to_string()),
            );
            return;
        }
        let mut rest: &[Piece] = &line.pieces;
        let cut;
        if let Some((field, value)) = self.label(line, heading) {
            // What came before belongs to another field.
            let origin = if self.field == Field::Source {
                Origin::Source
            } else {
                Origin::Text
            };
            self.flush(origin);
            self.field = field;
            cut = value;
            rest = &cut;
            self.waits = !rest.iter().any(|p| !p.span.of(source).trim().is_empty());
            if self.waits {
                return;
            }
        } else if !self.waits && self.field != Field::Text && starts_unknown_label(line, source) {
            self.field = Field::Text;
        }
        self.value(rest, digest);
    }

    /// Finds the label that a line begins with, and what stands after it.
    fn label(&self, line: &Line, heading: bool) -> Option<(Field, Vec<Piece>)> {
        let source = self.outline.source;
        let labels = self.outline.labels;
        let first = line
            .pieces
            .iter()
            .position(|p| !p.span.of(source).trim().is_empty())?;
        let first_piece = line.pieces[first];
        // `[相关论文](url)`: the link is the value.
        if first_piece.link.is_some()
            && let Some(field) = labels.field(first_piece.span.of(source))
        {
            return Some((field, line.pieces[first..].to_vec()));
        }
        let mut label = String::new();
        for (i, piece) in line.pieces.iter().enumerate().skip(first) {
            let text = piece.span.of(source);
            if piece.link.is_none()
                && let Some((colon, width)) = find_colon(text)
            {
                label.push_str(&text[..colon]);
                let field = labels.field(&label)?;
                let mut value = vec![Piece {
                    span: Span {
                        start: piece.span.start + u32::try_from(colon + width).ok()?,
                        end: piece.span.end,
                    },
                    ..*piece
                }];
                value.extend(&line.pieces[i + 1..]);
                value.retain(|p| !p.span.is_empty());
                return Some((field, value));
            }
            label.push_str(text);
            if label.len() > 48 {
                return None;
            }
        }
        let alone = heading || first_piece.style == Style::Strong;
        if let Some(field) = labels.field(&label)
            && (alone || field == Field::Empty)
        {
            return Some((field, Vec::new()));
        }
        None
    }

    fn value(&mut self, pieces: &[Piece], digest: &Digest) {
        let source = self.outline.source;
        let text = || {
            let joined: String = pieces.iter().map(|p| p.span.of(source)).collect();
            markup::one_line(&joined)
        };
        match self.field {
            Field::Entities => self.item.listed.extend(list::split(source, pieces, None)),
            Field::Topic | Field::Tags => {
                let elements = list::split(source, pieces, None);
                self.item.topics.extend(
                    elements
                        .iter()
                        .map(|e| e.span.of(source).trim_matches('#').to_string()),
                );
            }
            Field::Importance => {
                if !self.item.importance.is_empty() {
                    self.item.importance.push(' ');
                }
                self.item.importance.push_str(&text());
                self.runs.extend(readable(self.outline, pieces));
            }
            Field::Date | Field::Original => {
                if self.item.date.is_none() {
                    let text = text();
                    self.item.date = date::last_of_first_range(&text).or_else(|| {
                        let (month, day) = date::month_and_day(&text)?;
                        date::with_year_near(month, day, digest.date?)
                    });
                }
            }
            Field::Text | Field::Source | Field::Paper => {
                self.runs.extend(readable(self.outline, pieces));
            }
            Field::Skip | Field::Empty => {}
        }
    }
}

/// The stretches of text that a reader reads: no bare addresses, no labels on links.
pub(crate) fn readable(outline: &Outline<'_>, pieces: &[Piece]) -> Vec<Span> {
    let mut runs: Vec<Span> = Vec::new();
    for piece in pieces {
        if let Some(link) = piece.link.and_then(|l| outline.page.links.get(l)) {
            let text = piece.span.of(outline.source);
            if link.bare || text == link.url || outline.labels.field(text).is_some() {
                continue;
            }
        }
        match runs.last_mut() {
            Some(last) if last.end == piece.span.start => last.end = piece.span.end,
            _ => runs.push(piece.span),
        }
    }
    runs
}

fn find_colon(text: &str) -> Option<(usize, usize)> {
    let (at, c) = text
        .char_indices()
        .take(32)
        .find(|(_, c)| matches!(c, ':' | '：' | '︰'))?;
    Some((at, c.len_utf8()))
}

/// `**架構**：...` with a label that the table does not know ends the field above it.
fn starts_unknown_label(line: &Line, source: &str) -> bool {
    line.pieces.first().is_some_and(|p| {
        p.style == Style::Strong
            && (p.span.of(source).ends_with([':', '：'])
                || line
                    .pieces
                    .get(1)
                    .is_some_and(|n| n.span.of(source).trim_start().starts_with([':', '：'])))
    })
}

/// Says whether a line is hashtags only: `#AI #OpenAI`.
fn is_hashtags(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    words.peek().is_some()
        && words.all(|w| {
            w.strip_prefix('#').is_some_and(|t| {
                t.chars().next().is_some_and(char::is_alphanumeric)
                    && !t.bytes().all(|b| b.is_ascii_digit())
            })
        })
}

fn collect_links(outline: &Outline<'_>, pieces: &[Piece], item: &mut Item, digest: &mut Digest) {
    let source = outline.source;
    let mut numbers: Vec<usize> = pieces.iter().filter_map(|p| p.link).collect();
    numbers.dedup();
    // A link around a picture or around nothing has no piece of its own.
    let within = |s: Span| item.span.covers(s);
    let first = outline
        .page
        .links
        .partition_point(|l| l.span.start < item.span.start);
    for (number, link) in outline.page.links.iter().enumerate().skip(first) {
        if link.span.start >= item.span.end {
            break;
        }
        if within(link.span) {
            numbers.push(number);
        }
    }
    numbers.sort_unstable();
    numbers.dedup();
    for number in numbers {
        let Some(link) = outline.page.links.get(number) else {
            continue;
        };
        let title: String = pieces
            .iter()
            .filter(|p| p.link == Some(number))
            .map(|p| p.span.of(source))
            .collect();
        let title = markup::one_line(&title);
        let url = link.url.trim();
        cite(outline, url, &title, link, item, digest);
        if !(url.starts_with("http://") || url.starts_with("https://")) {
            continue;
        }
        if !item.sources.iter().any(|s| s.url == url) {
            item.sources.push(Source {
                url: url.to_string(),
                title,
            });
        }
    }
}

fn cite(
    outline: &Outline<'_>,
    url: &str,
    title: &str,
    link: &super::markdown::Link,
    item: &mut Item,
    digest: &mut Digest,
) {
    let named = !title.is_empty()
        && !title.contains("://")
        && title.chars().count() >= 8
        && outline.labels.field(title).is_none();
    for found in paper::all(url) {
        if let Some(word) = &found.glued {
            warn_glued(outline, link.span, &found.identifier, word, digest);
        }
        push_citation(
            item,
            Citation {
                identifier: found.identifier,
                version: found.version,
                url: url.to_string(),
                title: if named {
                    title.to_string()
                } else {
                    String::new()
                },
            },
        );
    }
}

fn warn_glued(outline: &Outline<'_>, at: Span, identifier: &str, word: &str, digest: &mut Digest) {
    digest.warnings.push(Warning::new(
        digest.name.clone(),
        span::line_of(outline.source, at.start as usize),
        Code::DoiRepaired,
        format!("the DOI {identifier} has the word {word} glued to its end; it was cut off"),
    ));
}

fn cite_text(outline: &Outline<'_>, pieces: &[Piece], item: &mut Item, digest: &mut Digest) {
    for piece in pieces {
        for found in paper::all(piece.span.of(outline.source)) {
            if item
                .citations
                .iter()
                .any(|c| c.identifier == found.identifier)
            {
                continue;
            }
            if let Some(word) = &found.glued {
                warn_glued(outline, piece.span, &found.identifier, word, digest);
            }
            push_citation(
                item,
                Citation {
                    identifier: found.identifier,
                    version: found.version,
                    url: String::new(),
                    title: String::new(),
                },
            );
        }
    }
}

fn push_citation(item: &mut Item, citation: Citation) {
    match item
        .citations
        .iter_mut()
        .find(|c| c.identifier == citation.identifier)
    {
        Some(known) => {
            if known.version.is_empty() {
                known.version = citation.version;
            }
            if known.title.is_empty() {
                known.title = citation.title;
            }
        }
        None => item.citations.push(citation),
    }
}
