//! Markdown → blocks of lines of pieces, every piece with its bytes.
//!
//! CommonMark is parsed by `pulldown-cmark`; this file turns its events into the flat form that headings and items are read from, and
//! `mend` repairs what authors of digests mean otherwise than CommonMark.

use crate::text::{Span, markup};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A heading of level 1 to 6.
    Heading(u8),
    /// A paragraph.
    Text,
    /// The first paragraph of a list entry.
    Entry,
    /// A code block or raw HTML.
    Raw,
    /// A row of a table; each cell is a line.
    Row,
    /// A rule.
    Rule,
}

/// How a piece is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Not at all.
    Plain,
    /// `**bold**`.
    Strong,
    /// `` `code` ``.
    Code,
}

/// A stretch of text without marks inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// Its bytes.
    pub(crate) span: Span,
    /// How it is marked.
    pub(crate) style: Style,
    /// The link it is the text of.
    pub(crate) link: Option<usize>,
}

/// A line of a block, as the author broke it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Line {
    /// Its pieces in order.
    pub(crate) pieces: Vec<Piece>,
}

/// A block of a page.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// What it is.
    pub(crate) kind: Kind,
    /// Its bytes; for a list entry all of the entry.
    pub(crate) span: Span,
    /// How many lists enclose it.
    pub(crate) depth: usize,
    /// Whether it stands in a block quote.
    pub(crate) quoted: bool,
    /// Its lines.
    pub(crate) lines: Vec<Line>,
}

/// A link.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// Where it leads.
    pub(crate) url: String,
    /// All of it, marks included.
    pub(crate) span: Span,
    /// Whether the address itself is what the reader sees.
    pub(crate) bare: bool,
}

/// A digest's body.
#[derive(Debug, Default)]
pub(crate) struct Page {
    /// Its blocks in order.
    pub(crate) blocks: Vec<Block>,
    /// Its links in order.
    pub(crate) links: Vec<Link>,
    /// Where a code fence or a comment opens that is never closed.
    pub(crate) open: Vec<usize>,
}

/// Reads the Markdown of `source` from the byte `from` on.
pub(crate) fn read(source: &str, from: usize) -> Page {
    let mut reader = Reader {
        source,
        from,
        page: Page::default(),
        current: None,
        depth: 0,
        quotes: 0,
        strong: 0,
        images: 0,
        link: None,
        silent: false,
    };
    // A fence or comment that is never closed would swallow the rest of the digest: it is passed over and the rest is read.
    let mut next = Some(from);
    while let Some(start) = next {
        next = reader.read_from(start);
    }
    let mut page = reader.page;
    super::mend::mend(source, &mut page);
    page
}

struct Reader<'a> {
    source: &'a str,
    from: usize,
    page: Page,
    /// The block that takes the next piece.
    current: Option<usize>,
    depth: usize,
    quotes: usize,
    strong: usize,
    images: usize,
    link: Option<usize>,
    /// Inside a code block of a programming language.
    silent: bool,
}

impl Reader<'_> {
    /// Reads from a byte on; returns where to go on if something was opened that is never closed.
    fn read_from(&mut self, start: usize) -> Option<usize> {
        let body = self.source.get(start..)?;
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
            let span = Span::new(start + range.start, start + range.end);
            let swallows = match &event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => self.is_open(span),
                Event::Start(Tag::HtmlBlock) => {
                    span.of(self.source).trim_start().starts_with("<!--") && self.is_open(span)
                }
                _ => false,
            };
            if swallows {
                self.page.open.push(span.start as usize);
                self.current = None;
                self.depth = 0;
                self.quotes = 0;
                let line_end = span.of(self.source).find('\n')?;
                return Some(span.start as usize + line_end + 1);
            }
            self.event(event, span);
        }
        None
    }

    /// Says whether a block runs to the end of the text without its closing mark, over lines that look like headings.
    fn is_open(&self, span: Span) -> bool {
        let text = span.of(self.source);
        let rest = self.source.get(span.end as usize..).unwrap_or_default();
        let last = text.trim_end().lines().next_back().unwrap_or_default();
        let last = last.trim();
        let fence = last.len() >= 3
            && (last.trim_matches('`').is_empty() || last.trim_matches('~').is_empty());
        let closed = text.trim_end().contains('\n') && (fence || last.ends_with("-->"));
        rest.trim().is_empty() && !closed && text.contains("\n#")
    }

    fn open(&mut self, kind: Kind, span: Span) {
        self.page.blocks.push(Block {
            kind,
            span,
            depth: self.depth,
            quoted: self.quotes > 0,
            lines: vec![Line::default()],
        });
        self.current = Some(self.page.blocks.len() - 1);
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(tag),
            Event::Text(_) => self.text(span, Style::Plain),
            Event::Code(_) => self.code(span),
            Event::SoftBreak | Event::HardBreak => self.new_line(),
            Event::Rule => {
                self.open(Kind::Rule, span);
                self.current = None;
            }
            Event::Html(_) => self.html(span),
            Event::InlineHtml(_) => {
                let tag = span.of(self.source).trim_end_matches('>');
                self.html_tag(tag, span.start as usize);
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>, span: Span) {
        match tag {
            Tag::Heading { level, .. } => self.open(Kind::Heading(number(level)), span),
            Tag::Paragraph => {
                let fresh_entry = self.current.is_some_and(|i| {
                    let block = &self.page.blocks[i];
                    block.kind == Kind::Entry && block.lines.iter().all(|l| l.pieces.is_empty())
                });
                if !fresh_entry {
                    self.open(Kind::Text, span);
                }
            }
            Tag::BlockQuote(_) => {
                self.quotes += 1;
                self.current = None;
            }
            Tag::CodeBlock(kind) => {
                self.silent = matches!(&kind, CodeBlockKind::Fenced(info) if !matches!(info.trim(), "" | "text" | "txt" | "markdown" | "md" | "plain" | "plaintext"));
                self.open(Kind::Raw, span);
            }
            Tag::HtmlBlock => self.open(Kind::Raw, span),
            Tag::List(_) => self.current = None,
            Tag::Item => {
                self.depth += 1;
                self.open(Kind::Entry, span);
            }
            Tag::TableHead | Tag::TableRow => self.open(Kind::Row, span),
            Tag::TableCell => self.new_line(),
            Tag::Strong => self.strong += 1,
            Tag::Image { .. } => self.images += 1,
            Tag::Link {
                link_type,
                dest_url,
                ..
            } => {
                let url = match link_type {
                    LinkType::Email => format!("mailto:{dest_url}"),
                    _ => dest_url.to_string(),
                };
                self.page.links.push(Link {
                    url,
                    span,
                    bare: matches!(link_type, LinkType::Autolink | LinkType::Email),
                });
                self.link = Some(self.page.links.len() - 1);
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::Link => self.link = None,
            TagEnd::Item => {
                self.depth = self.depth.saturating_sub(1);
                self.current = None;
            }
            TagEnd::BlockQuote(_) => {
                self.quotes = self.quotes.saturating_sub(1);
                self.current = None;
            }
            TagEnd::CodeBlock => {
                self.silent = false;
                self.current = None;
            }
            TagEnd::Heading(_)
            | TagEnd::Paragraph
            | TagEnd::HtmlBlock
            | TagEnd::List(_)
            | TagEnd::TableHead
            | TagEnd::TableRow => self.current = None,
            _ => {}
        }
    }

    fn new_line(&mut self) {
        if let Some(block) = self.current.and_then(|i| self.page.blocks.get_mut(i))
            && block.lines.last().is_some_and(|l| !l.pieces.is_empty())
        {
            block.lines.push(Line::default());
        }
    }

    fn code(&mut self, span: Span) {
        let text = span.of(self.source);
        let ticks = text.len() - text.trim_start_matches('`').len();
        let inner =
            Span::new(span.start as usize + ticks, span.end as usize - ticks).trim(self.source);
        self.piece(inner, Style::Code);
    }

    /// Takes plain text: broken at line ends (code blocks keep theirs) and around bare addresses.
    fn text(&mut self, span: Span, style: Style) {
        if self.silent || self.images > 0 {
            return;
        }
        let text = span.of(self.source);
        if text.contains('\n') {
            let mut at = span.start as usize;
            for line in text.split_inclusive('\n') {
                let bare = line.trim_end_matches(['\n', '\r']);
                self.piece(Span::new(at, at + bare.len()), style);
                if line.ends_with('\n') {
                    self.new_line();
                }
                at += line.len();
            }
        } else {
            self.piece(span, style);
        }
    }

    fn piece(&mut self, span: Span, style: Style) {
        if span.is_empty() || self.images > 0 || (span.start as usize) < self.from {
            return;
        }
        if self.current.is_none() {
            self.open(Kind::Text, span);
        }
        let style = if self.strong > 0 && style == Style::Plain {
            Style::Strong
        } else {
            style
        };
        let link = self.link;
        let Some(block) = self.current.and_then(|i| self.page.blocks.get_mut(i)) else {
            return;
        };
        if block.lines.is_empty() {
            block.lines.push(Line::default());
        }
        let Some(line) = block.lines.last_mut() else {
            return;
        };
        match line.pieces.last_mut() {
            // The parser parts text at every character that could have been a mark.
            Some(last)
                if last.span.end == span.start && last.style == style && last.link == link =>
            {
                last.span.end = span.end;
            }
            _ => line.pieces.push(Piece { span, style, link }),
        }
    }

    /// Takes raw HTML: its text, and the addresses of its links.
    fn html(&mut self, span: Span) {
        let text = span.of(self.source);
        let lower = text.trim_start().get(..7).map(str::to_ascii_lowercase);
        if lower.is_some_and(|l| {
            l.starts_with("<script") || l.starts_with("<style") || l.starts_with("<!--")
        }) {
            return;
        }
        let base = span.start as usize;
        let mut at = 0;
        while let Some(open) = text[at..].find('<') {
            self.text(Span::new(base + at, base + at + open), Style::Plain);
            let tag = at + open;
            let Some(close) = text[tag..].find('>') else {
                return;
            };
            let inside = &text[tag..tag + close];
            self.html_tag(inside, base + tag);
            at = tag + close + 1;
        }
        self.text(Span::new(base + at, span.end as usize), Style::Plain);
        self.new_line();
    }

    fn html_tag(&mut self, tag: &str, at: usize) {
        let lower = tag.to_ascii_lowercase();
        if lower.starts_with("</a") {
            self.link = None;
        } else if lower.starts_with("<a ")
            && let Some(place) = lower.find("href=")
        {
            let value = &tag[place + 5..];
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let value = match quote {
                Some(q) => value[1..].split(q).next(),
                None => value.split_whitespace().next(),
            };
            if let Some(url) = value {
                self.page.links.push(Link {
                    url: markup::unescape(url),
                    span: Span::new(at, at + tag.len()),
                    bare: false,
                });
                self.link = Some(self.page.links.len() - 1);
            }
        } else if let Some(level) = html_heading(&lower) {
            self.open(Kind::Heading(level), Span::new(at, at + tag.len()));
        } else if lower.starts_with("</h") || lower.starts_with("</summary") {
            self.current = None;
        } else if lower.starts_with("<summary") {
            self.open(Kind::Text, Span::new(at, at + tag.len()));
        } else if lower == "<li" || lower.starts_with("<li ") {
            self.depth += 1;
            self.open(Kind::Entry, Span::new(at, at + tag.len()));
        } else if lower.starts_with("</li") {
            self.depth = self.depth.saturating_sub(1);
            self.current = None;
        } else if matches!(
            lower
                .trim_start_matches(['<', '/'])
                .split(|c: char| !c.is_alphanumeric())
                .next(),
            Some("br" | "p" | "div" | "tr" | "td" | "th")
        ) {
            self.new_line();
        }
    }
}

/// The level of `<h2` or `<h2 class=...`.
fn html_heading(tag: &str) -> Option<u8> {
    let rest = tag.strip_prefix("<h")?;
    let level = rest.bytes().next()?.checked_sub(b'0')?;
    let ends = rest.len() == 1 || rest[1..].starts_with(char::is_whitespace);
    ((1..=6).contains(&level) && ends).then_some(level)
}

fn number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

impl Line {
    /// The text of the line without marks.
    pub(crate) fn text(&self, source: &str) -> String {
        let mut text = String::new();
        for piece in &self.pieces {
            text.push_str(piece.span.of(source));
        }
        text
    }
}

impl Block {
    /// The text of all lines, parted by a space.
    pub(crate) fn text(&self, source: &str) -> String {
        let lines: Vec<String> = self.lines.iter().map(|l| l.text(source)).collect();
        crate::text::markup::one_line(&lines.join(" "))
    }

    /// Says whether the block's text has more bytes, its spaces aside.
    pub(crate) fn is_longer_than(&self, bytes: usize, source: &str) -> bool {
        let pieces = self.lines.iter().flat_map(|l| &l.pieces);
        let shown = pieces
            .flat_map(|p| p.span.of(source).chars())
            .filter(|c| !c.is_whitespace() && !crate::text::markup::is_hidden(*c));
        let mut left = bytes;
        for c in shown {
            match left.checked_sub(c.len_utf8()) {
                Some(rest) => left = rest,
                None => return true,
            }
        }
        false
    }

    /// Says whether the block holds any letter, digit or Han character.
    pub(crate) fn says_something(&self, source: &str) -> bool {
        self.lines.iter().flat_map(|l| &l.pieces).any(|p| {
            p.span
                .of(source)
                .chars()
                .any(|c| c.is_alphanumeric() || crate::text::script::is_han(c))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(source: &str) -> Vec<(Kind, usize, String)> {
        read(source, 0)
            .blocks
            .iter()
            .map(|b| (b.kind, b.depth, b.text(source)))
            .collect()
    }

    #[test]
    fn blocks_keep_kind_depth_and_text() {
        let source = "# T\n\n> **概要**：文\n\n- **a** b\n  - c\n- d\n\n---\n";
        assert_eq!(
            shape(source),
            [
                (Kind::Heading(1), 0, "T".into()),
                (Kind::Text, 0, "概要：文".into()),
                (Kind::Entry, 1, "a b".into()),
                (Kind::Entry, 2, "c".into()),
                (Kind::Entry, 1, "d".into()),
                (Kind::Rule, 0, String::new()),
            ]
        );
    }

    #[test]
    fn emphasis_that_commonmark_refuses_leaves_no_marks() {
        assert_eq!(shape("**核心：**文字")[0].2, "核心：文字");
    }

    #[test]
    fn hashtags_and_underlines_are_no_headings() {
        let source = "# Title\n\n#AI #OpenAI\n\nThis is a sentence.\n---\n\nmore";
        let kinds: Vec<Kind> = shape(source).into_iter().map(|b| b.0).collect();
        assert_eq!(
            kinds,
            [Kind::Heading(1), Kind::Text, Kind::Text, Kind::Text]
        );
    }

    #[test]
    fn addresses_end_before_han_text() {
        let source = "見https://example.org/a(b)。另 https://example.org/c, 完";
        let urls: Vec<String> = read(source, 0).links.into_iter().map(|l| l.url).collect();
        assert_eq!(urls, ["https://example.org/a(b)", "https://example.org/c"]);
    }

    #[test]
    fn html_gives_its_text_and_links() {
        let source = "<div>一<a href=\"https://example.org/x\">二</a></div>\n";
        let page = read(source, 0);
        assert_eq!(page.links[0].url, "https://example.org/x");
        assert_eq!(page.blocks[0].text(source), "一二");
    }

    proptest::proptest! {
        #[test]
        fn pieces_are_slices_in_order(source in "[-#*>`\\[\\]()|\n a-c一二：、0-9.<]{0,120}") {
            let page = read(&source, 0);
            for line in page.blocks.iter().flat_map(|b| &b.lines) {
                for piece in &line.pieces {
                    proptest::prop_assert!(source.get(piece.span.range()).is_some());
                }
            }
        }
    }
}
