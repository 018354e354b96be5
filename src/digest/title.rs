//! Titles of papers: where an item says what a paper is called.
//!
//! A title stands as the text of the paper's link, in quotes or slanted beside a word for a paper (論文《…》, a paper titled "…"), behind a label
//! (论文标题：…), behind a journal's name (Nature | …), or it is the heading. Link texts and headings are headlines more often than titles, so
//! without quotes a title must look like one; a paper without a title is better than one with a wrong one.

mod form;

use super::Reading;
use super::label::{Field, TitleWord};
use super::markdown::{Block, Kind, Piece, Style};
use super::paper;
use crate::document::{Citation, Digest, Item};
use crate::text::{Span, fold, markup, script};
use form::{Marks, as_title};

/// Gives the papers of all items their titles and their places; papers that are known by their titles alone are added.
pub(super) fn name_papers(reading: &Reading<'_>, digest: &mut Digest) {
    for item in &mut digest.items {
        let starts = |b: &Block| b.span.start <= item.span.start;
        let first = reading.page.blocks.partition_point(starts);
        let blocks = reading.page.blocks.iter().skip(first.saturating_sub(1));
        let near: Vec<&Block> = blocks
            .take_while(|b| b.span.start < item.span.end)
            .collect();
        let texts: Vec<Text<'_>> = near
            .iter()
            .map(|b| Text::of(reading, b, item.span))
            .filter(|t| !t.pieces.is_empty())
            .collect();
        for text in &texts {
            text.place(&mut item.citations);
        }
        for text in &texts {
            text.name_links(item);
            text.name_said(item);
        }
        if let Some(heading) = texts.first() {
            heading.name_heading(item);
        }
    }
}

/// The text of a block within an item, without marks.
struct Text<'a> {
    reading: &'a Reading<'a>,
    kind: Kind,
    /// Each piece with the place in `text` where it begins.
    pieces: Vec<(usize, Piece)>,
    text: String,
}

/// A stretch of a text that may be a title.
struct Candidate {
    start: usize,
    end: usize,
    /// What stands around it: quotes say more than bold letters.
    marks: Marks,
}

impl<'a> Text<'a> {
    fn of(reading: &'a Reading<'a>, block: &Block, within: Span) -> Self {
        let mut all = Self {
            reading,
            kind: block.kind,
            pieces: Vec::new(),
            text: String::new(),
        };
        for line in &block.lines {
            for piece in line.pieces.iter().filter(|p| within.covers(p.span)) {
                all.pieces.push((all.text.len(), *piece));
                all.text.push_str(piece.span.of(reading.source));
            }
            all.text.push('\n');
        }
        all
    }

    /// Notes where the item's papers are linked or named by identifier.
    fn place(&self, citations: &mut [Citation]) {
        if citations.is_empty() {
            return;
        }
        for (_, piece) in &self.pieces {
            let link = piece.link.and_then(|l| self.reading.page.links.get(l));
            let text = piece.span.of(self.reading.source);
            let found = link.map(|l| paper::all(&l.url)).unwrap_or_default();
            for one in found.into_iter().chain(paper::all(text)) {
                let cited = citations
                    .iter_mut()
                    .find(|c| c.identifier == one.identifier);
                if let Some(citation) = cited
                    && citation.places.last() != Some(&piece.span)
                {
                    citation.places.push(piece.span);
                }
            }
        }
    }

    /// The papers that are cited in this text, by their number.
    fn cited(&self, item: &Item) -> Vec<usize> {
        let here = |c: &Citation| {
            let mut spans = self.pieces.iter().map(|(_, p)| p.span);
            spans.any(|s| c.places.contains(&s))
        };
        let all = item.citations.iter().enumerate();
        all.filter(|(_, c)| here(c)).map(|(n, _)| n).collect()
    }

    /// Titles that are the text of the paper's link.
    fn name_links(&self, item: &mut Item) {
        let mut at = 0;
        while let Some((start, first)) = self.pieces.get(at).copied() {
            let same = |(_, p): &&(usize, Piece)| p.link == first.link;
            let rest = self.pieces.get(at..).unwrap_or_default();
            let count = rest.iter().take_while(same).count().max(1);
            let end = rest
                .get(count)
                .map_or(self.text.trim_end().len(), |(s, _)| *s);
            let begins = at == 0;
            at += count;
            let Some(link) = first.link.and_then(|l| self.reading.page.links.get(l)) else {
                continue;
            };
            let Some(found) = paper::all(&link.url).into_iter().next() else {
                continue;
            };
            // `- **[FooNet Doubles Speed](…)**: …` opens a piece of news; its link leads to the paper but does not name it.
            let headline = begins && first.style == Style::Strong;
            let marks = if headline {
                Marks::Headline
            } else {
                Marks::None
            };
            let Some((span, title)) = self.titled(start, end, marks) else {
                continue;
            };
            let cited = item
                .citations
                .iter_mut()
                .find(|c| c.identifier == found.identifier);
            if let Some(citation) = cited {
                citation.name(title, span);
            }
        }
    }

    /// Titles beside a word for a paper, slanted in a citation, or behind a label or a journal's name.
    fn name_said(&self, item: &mut Item) {
        let cited = self.cited(item);
        let papers = item.citations.iter().filter(|c| !c.identifier.is_empty());
        let alone = papers.count() == 1;
        let mut said: Vec<(Span, String)> = Vec::new();
        for candidate in self
            .labelled(!cited.is_empty())
            .into_iter()
            .chain(self.marked())
        {
            let beside = candidate.marks == Marks::Label || self.is_beside_paper(&candidate);
            // Bold and slanted words are titles beside a word for a paper; a slanted title also in a citation.
            let cites = candidate.marks == Marks::Slant && cited.len() == 1;
            if !beside && !cites {
                continue;
            }
            let marks = if beside { candidate.marks } else { Marks::None };
            said.extend(self.titled(candidate.start, candidate.end, marks));
        }
        said.extend(self.behind_journal());
        for (span, title) in said {
            if item.citations.iter().any(|c| same(&c.title, &title)) {
                continue;
            }
            let open = |n: &usize| item.citations.get(*n).is_some_and(|c| c.title.is_empty());
            let here: Vec<usize> = cited.iter().copied().filter(open).collect();
            let meant = match (cited.len(), here.first()) {
                (1, only) => only.copied(),
                (0, _) if alone => Some(0).filter(open),
                _ => None,
            };
            if let Some(citation) = meant.and_then(|n| item.citations.get_mut(n)) {
                citation.name(title, span);
            } else if cited.is_empty() && !alone && !span.is_empty() {
                item.citations.push(Citation {
                    title,
                    title_span: span,
                    places: vec![span],
                    ..Citation::default()
                });
            }
        }
    }

    /// The heading is the title of the only paper that the item cites, where it looks like one.
    fn name_heading(&self, item: &mut Item) {
        let [citation] = item.citations.as_mut_slice() else {
            return;
        };
        if !citation.title.is_empty() || !matches!(self.kind, Kind::Heading(_)) {
            return;
        }
        let numbered = self.text.trim_start_matches(|c: char| !c.is_alphabetic());
        let start = self.text.len() - numbered.len();
        let end = start + numbered.trim_end().len();
        if let Some((span, title)) = self.titled(start, end, Marks::Headline) {
            citation.name(title, span);
        }
    }

    /// What stands behind a label for a paper or its title.
    fn labelled(&self, has_paper: bool) -> Option<Candidate> {
        let (colon, c) = self
            .text
            .char_indices()
            .take(32)
            .find(|(_, c)| matches!(c, ':' | '：'))?;
        let field = self.reading.labels.field(self.text.get(..colon)?)?;
        let start = colon + c.len_utf8();
        // The link to the paper stands behind its title.
        let link = self.pieces.iter().find(|(s, p)| {
            *s >= start && (p.link.is_some() || p.span.of(self.reading.source).contains("://"))
        });
        let line = self.text.get(start..)?.find('\n').map(|n| start + n)?;
        let mut end = link.map_or(line, |(s, _)| *s).min(line);
        let value = self.text.get(start..end)?;
        // Behind a title in quotes the label's line may say more.
        if value.trim_start().starts_with(['《', '“', '「', '『'])
            && let Some(close) = value.find(['》', '”', '」', '』'])
        {
            end = start + close;
        }
        let marks = match field {
            Field::PaperTitle => Marks::Label,
            Field::Paper if has_paper => Marks::Quote,
            _ => return None,
        };
        (field == Field::PaperTitle || end > start).then_some(Candidate { start, end, marks })
    }

    /// What stands in quotes, bold or slanted.
    fn marked(&self) -> Vec<Candidate> {
        let mut all = Vec::new();
        for (open, close) in [
            ('《', '》'),
            ('“', '”'),
            ('「', '」'),
            ('『', '』'),
            ('"', '"'),
        ] {
            let mut from = 0;
            while let Some(at) = self.text.get(from..).and_then(|t| t.find(open)) {
                let start = from + at + open.len_utf8();
                let Some(length) = self.text.get(start..).and_then(|t| t.find(close)) else {
                    break;
                };
                let marks = if open == '《' {
                    Marks::Book
                } else {
                    Marks::Quote
                };
                let end = start + length;
                all.push(Candidate { start, end, marks });
                from = end + close.len_utf8();
            }
        }
        for (start, piece) in &self.pieces {
            let before = self.reading.source.get(..piece.span.start as usize);
            let slanted = before.is_some_and(|b| b.ends_with(['*', '_']));
            let marks = match piece.style {
                Style::Strong => Marks::Bold,
                Style::Plain if slanted => Marks::Slant,
                // "a paper titled [..](..)": links that lead elsewhere than to the paper's identifier.
                Style::Plain if piece.link.is_some() => Marks::Bold,
                _ => continue,
            };
            let end = start + piece.span.len();
            let start = *start;
            all.push(Candidate { start, end, marks });
        }
        all.sort_by_key(|c| (c.start, c.end));
        all
    }

    /// Says whether a word for a paper stands before or behind a candidate.
    fn is_beside_paper(&self, candidate: &Candidate) -> bool {
        let labels = self.reading.labels;
        let closing = |c: char| c.is_whitespace() || "*_\"”」』》“「『《[]".contains(c);
        let before = self.text.get(..candidate.start).unwrap_or_default();
        let before =
            before.trim_end_matches(|c| closing(c) || matches!(c, ':' | '：' | ',' | '，'));
        let line = before.rsplit(['\n', '。', '；', '！']).next().unwrap_or("");
        if labels.ends_with(line, TitleWord::Paper) {
            return true;
        }
        // "a paper from Foo titled": the nearest noun for a text says what is titled.
        if let Some(rest) = labels.without_end(line, TitleWord::Titled) {
            return labels.last_is(rest, TitleWord::Paper, TitleWord::Other)
                || self.is_paper_behind(candidate);
        }
        candidate.marks == Marks::Book && self.is_paper_behind(candidate)
            || (candidate.marks == Marks::Quote && self.is_paper_behind(candidate))
    }

    fn is_paper_behind(&self, candidate: &Candidate) -> bool {
        let labels = self.reading.labels;
        let closing = |c: char| c.is_whitespace() || "*_\"”」』》“「『《[]".contains(c);
        let behind = self.text.get(candidate.end..).unwrap_or_default();
        let behind = behind.trim_start_matches(closing);
        labels.begins_with(behind, TitleWord::Paper)
    }

    /// `Nature | …` at the beginning of a line.
    fn behind_journal(&self) -> Option<(Span, String)> {
        let line_end = self.text.find('\n').unwrap_or(self.text.len());
        let line = self.text.get(..line_end)?;
        let (bar, c) = line.char_indices().find(|(_, c)| matches!(c, '|' | '｜'))?;
        let before = self.pieces.iter().rfind(|(s, _)| *s <= bar)?;
        // A category in brackets may stand before the journal.
        let head = line.get(before.0..bar).filter(|h| !h.trim().is_empty());
        let head = head.or_else(|| line.get(..bar))?;
        if !self.reading.labels.is_journal(head.trim()) {
            return None;
        }
        let start = bar + c.len_utf8();
        let piece_end = before.0 + before.1.span.len();
        let end = if piece_end > start {
            piece_end
        } else {
            line_end
        };
        self.titled(start, end, Marks::Label)
    }

    /// The title in a stretch of the text, with its bytes; none where marks stand inside.
    fn titled(&self, start: usize, end: usize, marks: Marks) -> Option<(Span, String)> {
        let raw = self.text.get(start..end)?;
        let (from, title) = as_title(raw, marks, self.reading.labels)?;
        let start = start + from;
        let (at, piece) = self.pieces.iter().rfind(|(s, _)| *s <= start)?;
        let first = piece.span.start as usize + (start - at);
        let span = Span::new(first, first + title.len());
        let whole = self.reading.source.get(span.range()) == Some(title);
        let span = if whole { span } else { Span::default() };
        let title = markup::one_line(&markup::unescape(title));
        Some((span, title))
    }
}

/// Says whether two titles are one.
fn same(one: &str, other: &str) -> bool {
    !one.is_empty() && fold::key(one) == fold::key(other)
}

impl Citation {
    /// Names the paper where it has no title yet.
    fn name(&mut self, title: String, span: Span) {
        if self.title.is_empty() {
            self.title = title;
            self.title_span = span;
        }
    }
}

/// Says how much of a text is Han.
fn han(text: &str) -> usize {
    text.chars().filter(|c| script::is_han(*c)).count()
}
