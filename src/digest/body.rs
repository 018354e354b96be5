//! The blocks under a heading → an item's fields, lists, links and text.

use super::Reading;
use super::label::Field;
use super::list;
use super::markdown::{Block, Kind, Line, Piece, Style};
use super::paper;
use crate::document::{Citation, Digest, Item, Origin, Passage, Source};
use crate::text::{Span, date, markup, span};
use crate::warning::{Code, Warning};

/// Reads blocks into an item without a heading text; the links of the `heading` above them are the item's too. Heading blocks among
/// them are labels.
pub(crate) fn read(
    reading: &Reading<'_>,
    heading: Option<&Block>,
    blocks: &[&Block],
    digest: &mut Digest,
) -> Item {
    let mut body = Body {
        reading,
        item: Item::default(),
        field: Field::Text,
        waits: false,
        began: None,
        runs: Vec::new(),
        just_opened: false,
    };
    let all: Vec<&Block> = heading.into_iter().chain(blocks.iter().copied()).collect();
    if let (Some(first), Some(last)) = (all.first(), all.last()) {
        body.item.span = Span {
            start: first.span.start,
            end: last.span.end.max(first.span.end),
        };
    }
    for block in blocks {
        body.block(block, digest);
    }
    let pieces: Vec<Piece> = all
        .iter()
        .flat_map(|b| &b.lines)
        .flat_map(|l| &l.pieces)
        .copied()
        .collect();
    finish(reading, body.item, &pieces, digest)
}

/// Fills in what is read from the pieces at large: links and papers.
pub(crate) fn finish(
    reading: &Reading<'_>,
    mut item: Item,
    pieces: &[Piece],
    digest: &mut Digest,
) -> Item {
    collect_links(reading, pieces, &mut item, digest);
    cite_text(reading, pieces, &mut item, digest);
    item
}

struct Body<'a> {
    reading: &'a Reading<'a>,
    item: Item,
    /// The field whose lines are being read.
    field: Field,
    /// Whether the field's label stood alone, so that its value follows on other lines.
    waits: bool,
    /// The kind of the block in which a value that was waited for began: it goes on in blocks of that kind only.
    began: Option<Kind>,
    runs: Vec<Span>,
    /// Whether the line being read has just opened its field.
    just_opened: bool,
}

impl Body<'_> {
    fn block(&mut self, block: &Block, digest: &Digest) {
        // A value that was waited for is one paragraph, or the entries of one list.
        let goes_on = self.waits
            && match self.began {
                None => true,
                Some(kind) => kind == Kind::Entry && block.kind == Kind::Entry,
            };
        if !goes_on || matches!(block.kind, Kind::Rule | Kind::Heading(_)) {
            self.field = Field::Text;
            self.waits = false;
        }
        if block.kind == Kind::Rule {
            return;
        }
        for line in &block.lines {
            self.line(line, matches!(block.kind, Kind::Heading(_)), digest);
        }
        if self.waits && block.says_something(self.reading.source) && !self.just_opened {
            self.began = Some(block.kind);
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
        let source = self.reading.source;
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
        let mut rest: Vec<Piece> = line.pieces.clone();
        self.just_opened = false;
        if let Some((field, value)) = self.label(line, heading) {
            self.enter(field);
            rest = value;
        } else if !self.waits && self.field != Field::Text && starts_unknown_label(line, source) {
            self.field = Field::Text;
        }
        // `**來源**：[a](..) | **分類**：x`: several fields on one line.
        loop {
            let next = (1..rest.len()).find_map(|i| {
                let later = Line {
                    pieces: rest[i..].to_vec(),
                };
                let bold = rest[i].style == Style::Strong && rest[i].link.is_none();
                Some((i, self.label(&later, false).filter(|_| bold)?))
            });
            let here = &rest[..next.as_ref().map_or(rest.len(), |(i, _)| *i)];
            if here.iter().any(|p| !p.span.of(source).trim().is_empty()) {
                let here = here.to_vec();
                self.value(&here, digest);
            } else if next.is_none() && self.just_opened {
                self.waits = true;
                self.began = None;
            }
            let Some((_, (field, value))) = next else {
                break;
            };
            self.enter(field);
            rest = value;
        }
    }

    /// A label opens a field; what came before belongs to another.
    fn enter(&mut self, field: Field) {
        let origin = if self.field == Field::Source {
            Origin::Source
        } else {
            Origin::Text
        };
        self.flush(origin);
        self.field = field;
        self.waits = false;
        self.began = None;
        self.just_opened = true;
    }

    /// Finds the label that a line begins with, and what stands after it.
    fn label(&self, line: &Line, heading: bool) -> Option<(Field, Vec<Piece>)> {
        let source = self.reading.source;
        let labels = self.reading.labels;
        let first = line
            .pieces
            .iter()
            .position(|p| !p.span.of(source).trim().is_empty())?;
        let first_piece = line.pieces[first];
        // `[相关论文](url)`: the link is the value.
        if first_piece.link.is_some()
            && let Some(field) = labels.field(first_piece.span.of(source))
            && matches!(field, Field::Source | Field::Paper | Field::Original)
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
                // `People: the new company raises ...` is a sentence.
                let bold = first_piece.style == Style::Strong;
                if field == Field::Entities && label.is_ascii() && !bold {
                    return None;
                }
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
            // `**關鍵實體** a、b`: bold words that are a label want no colon.
            if piece.style == Style::Strong
                && i + 1 < line.pieces.len()
                && !line.pieces[i + 1]
                    .span
                    .of(source)
                    .trim_start()
                    .starts_with([':', '：'])
                && let Some(field) = labels.field(&label)
                && !matches!(field, Field::Text | Field::Skip | Field::Empty)
            {
                return Some((field, line.pieces[i + 1..].to_vec()));
            }
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
        let source = self.reading.source;
        let text = || {
            let joined: String = pieces.iter().map(|p| p.span.of(source)).collect();
            markup::one_line(&joined)
        };
        match self.field {
            Field::Entities => self.item.listed.extend(list::split(source, pieces, None)),
            Field::Topic | Field::Tags => {
                for element in list::split(source, pieces, None) {
                    let names = element.span.of(source).split(['|', '｜']);
                    self.item
                        .topics
                        .extend(names.map(markup::one_line).filter(|t| !t.is_empty()));
                }
            }
            Field::Importance => {
                if !self.item.importance.is_empty() {
                    self.item.importance.push(' ');
                }
                self.item.importance.push_str(&text());
                self.runs.extend(readable(self.reading, pieces));
            }
            Field::Date | Field::Original => {
                let text = text();
                // A date stands first in its field; `发布会将于 2026-03-01 举行` tells another.
                let bare = text.trim_start_matches(['[', '(', '（', '`']);
                let original = self.field == Field::Original;
                if self.item.date.is_none() && (original || date::begins_with_date(bare)) {
                    self.item.date = date::last_of_first_range(&text).or_else(|| {
                        let (month, day) = date::month_and_day(&text)?;
                        date::with_year_near(month, day, digest.date?)
                    });
                }
            }
            Field::Text | Field::Source | Field::Paper | Field::PaperTitle => {
                self.runs.extend(readable(self.reading, pieces));
            }
            Field::Skip | Field::Empty => {}
        }
    }
}

/// The stretches of text that a reader reads: no bare addresses, no labels on links.
pub(crate) fn readable(reading: &Reading<'_>, pieces: &[Piece]) -> Vec<Span> {
    let mut runs: Vec<Span> = Vec::new();
    for piece in pieces {
        if let Some(link) = piece.link.and_then(|l| reading.page.links.get(l)) {
            let text = piece.span.of(reading.source);
            if link.bare || text.contains("://") || reading.labels.field(text).is_some() {
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

/// Says whether a line is hashtags only: `#AI #OpenAI`. A number among them, as in `#2026`, is no heading's number either.
fn is_hashtags(text: &str) -> bool {
    let tag = |w: &str| {
        w.strip_prefix('#')
            .is_some_and(|t| t.chars().next().is_some_and(char::is_alphanumeric))
    };
    let named = |w: &str| !w[1..].bytes().all(|b| b.is_ascii_digit());
    text.split_whitespace().all(tag) && text.split_whitespace().any(named)
}

fn collect_links(reading: &Reading<'_>, pieces: &[Piece], item: &mut Item, digest: &mut Digest) {
    let source = reading.source;
    let mut numbers: Vec<usize> = pieces.iter().filter_map(|p| p.link).collect();
    numbers.dedup();
    // A link around a picture or around nothing has no piece of its own.
    let within = |s: Span| item.span.covers(s);
    let first = reading
        .page
        .links
        .partition_point(|l| l.span.start < item.span.start);
    for (number, link) in reading.page.links.iter().enumerate().skip(first) {
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
        let Some(link) = reading.page.links.get(number) else {
            continue;
        };
        let title: String = pieces
            .iter()
            .filter(|p| p.link == Some(number))
            .map(|p| p.span.of(source))
            .collect();
        let title = markup::one_line(&title);
        let url = link.url.trim();
        cite(reading, url, link, item, digest);
        if !(url.starts_with("http://") || url.starts_with("https://")) {
            continue;
        }
        if !item.sources.iter().any(|s| s.url == url) {
            item.sources.push(Source {
                url: url.to_string(),
                title,
            });
            // Whose statement a link leads to is a source that the item names.
            if let Some(account) = account(source, link) {
                item.passages.push(Passage {
                    origin: Origin::Source,
                    runs: vec![account],
                });
            }
        }
    }
}

/// Where the account stands in a link to a statement: acme in https://x.com/acme/status/1.
fn account(source: &str, link: &super::markdown::Link) -> Option<Span> {
    let text = link.span.of(source);
    let begin = ["//x.com/", "//twitter.com/"]
        .iter()
        .find_map(|host| Some(text.find(host)? + host.len()))?;
    let name = text.get(begin..)?.split('/').next()?;
    let statement = text.get(begin + name.len()..)?.starts_with("/status/");
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let start = link.span.start as usize + begin;
    (statement && name.chars().all(plain)).then(|| Span::new(start, start + name.len()))
}

fn cite(
    reading: &Reading<'_>,
    url: &str,
    link: &super::markdown::Link,
    item: &mut Item,
    digest: &mut Digest,
) {
    for found in paper::all(url) {
        if let Some(word) = &found.glued {
            warn_glued(reading, link.span, &found.identifier, word, digest);
        }
        push_citation(
            item,
            Citation {
                identifier: found.identifier,
                version: found.version,
                url: url.to_string(),
                ..Citation::default()
            },
        );
    }
}

fn warn_glued(reading: &Reading<'_>, at: Span, identifier: &str, word: &str, digest: &mut Digest) {
    digest.warnings.push(Warning::new(
        digest.name.clone(),
        span::line_of(reading.source, at.start as usize),
        Code::DoiRepaired,
        format!("the DOI {identifier} has the word {word} glued to its end; it was cut off"),
    ));
}

fn cite_text(reading: &Reading<'_>, pieces: &[Piece], item: &mut Item, digest: &mut Digest) {
    for piece in pieces {
        for found in paper::all(piece.span.of(reading.source)) {
            if item
                .citations
                .iter()
                .any(|c| c.identifier == found.identifier)
            {
                continue;
            }
            if let Some(word) = &found.glued {
                warn_glued(reading, piece.span, &found.identifier, word, digest);
            }
            push_citation(
                item,
                Citation {
                    identifier: found.identifier,
                    version: found.version,
                    ..Citation::default()
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
        }
        None => item.citations.push(citation),
    }
}
