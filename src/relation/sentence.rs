//! An item's text → sentences: characters in one form, and the names among them as one token each.

use crate::document::{Item, Origin};
use crate::mention::Mention;
use crate::text::{Span, fold, script};

/// A character of a sentence, or a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    /// The character in Simplified, lower case; [`NAME`] for a name.
    pub(super) c: char,
    /// The name, by its place in the item's mentions.
    pub(super) name: Option<usize>,
    /// Its bytes in the source.
    pub(super) span: Span,
}

/// What stands for a name.
pub(super) const NAME: char = '\u{F8FF}';

/// A sentence, without quotation marks and without most brackets.
#[derive(Debug, Clone, Default)]
pub(super) struct Sentence {
    /// Whether it is the item's heading.
    pub(super) is_heading: bool,
    /// Its tokens.
    pub(super) tokens: Vec<Token>,
}

/// The form in which cues and text meet: Simplified, lower case, one character for each.
pub(super) fn plain(text: &str) -> String {
    text.chars().map(plain_char).collect()
}

fn plain_char(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let c = fold::simplified_char(c);
    if script::is_han(c) {
        return c;
    }
    match c.to_lowercase().next().unwrap_or(c) {
        '’' => '\'',
        '｜' => '|',
        lower => lower,
    }
}

/// Says whether a character ends a clause.
pub(super) fn ends_clause(c: char) -> bool {
    matches!(c, '，' | ',' | '：' | ':' | '—' | '–' | '|')
}

/// What a character counts in a gap: a Han character says as much as a short word.
pub(super) fn weight(c: char) -> u32 {
    if c.is_ascii() { 1 } else { 4 }
}

/// Cuts an item's heading and body into sentences. `mentions` are sorted by place; one that does not count stays words, since 开源 may be
/// a topic and the verb.
pub(super) fn sentences(
    source: &str,
    item: &Item,
    mentions: &[Mention],
    counts: impl Fn(usize) -> bool,
) -> Vec<Sentence> {
    let mut all = Vec::new();
    for passage in &item.passages {
        let is_heading = match passage.origin {
            Origin::Heading => true,
            Origin::Text => false,
            Origin::List | Origin::Source => continue,
        };
        let mut sentence = Sentence {
            is_heading,
            tokens: Vec::new(),
        };
        let mut last_end: Option<u32> = None;
        for run in &passage.runs {
            let between = last_end.map(|end| Span::new(end as usize, run.start as usize));
            last_end = Some(run.end);
            if between.is_some_and(|gap| gap.of(source).contains('\n')) {
                sentence.finish(&mut all);
            }
            sentence.read(source, *run, (mentions, &counts), &mut all);
        }
        sentence.finish(&mut all);
    }
    all
}

impl Sentence {
    /// Adds a run of text; sentences that end in it go to `done`.
    fn read(
        &mut self,
        source: &str,
        run: Span,
        (mentions, counts): (&[Mention], &impl Fn(usize) -> bool),
        done: &mut Vec<Sentence>,
    ) {
        let rest = |at: u32| Span::new(at as usize, run.end as usize).of(source).chars();
        let mut at = run.start;
        let mut chars = rest(at);
        let mut next = mentions.partition_point(|m| m.span.start < run.start);
        while at < run.end {
            while mentions
                .get(next)
                .is_some_and(|m| m.span.start < at || (m.span.start == at && !counts(next)))
            {
                next += 1;
            }
            let here = mentions
                .get(next)
                .filter(|m| m.span.start == at && run.covers(m.span) && !m.span.is_empty());
            if let Some(mention) = here {
                self.tokens.push(Token {
                    c: NAME,
                    name: Some(next),
                    span: mention.span,
                });
                at = mention.span.end;
                chars = rest(at);
                continue;
            }
            let Some(c) = chars.next() else { break };
            let end = at as usize + c.len_utf8();
            let after = chars.clone().next();
            self.push(c, after, Span::new(at as usize, end), done);
            at = u32::try_from(end).unwrap_or(u32::MAX);
        }
    }

    fn push(&mut self, c: char, after: Option<char>, span: Span, done: &mut Vec<Sentence>) {
        let ends = matches!(c, '。' | '！' | '？' | '!' | '?' | '；' | ';')
            || (c == '.' && after.is_none_or(char::is_whitespace));
        if ends {
            self.finish(done);
            return;
        }
        if matches!(
            c,
            '「' | '」' | '『' | '』' | '“' | '”' | '"' | '《' | '》' | '*' | '`' | '【' | '】'
        ) {
            return;
        }
        let c = if c.is_whitespace() {
            ' '
        } else {
            plain_char(c)
        };
        self.tokens.push(Token {
            c,
            name: None,
            span,
        });
    }

    fn finish(&mut self, done: &mut Vec<Sentence>) {
        if !self.tokens.iter().any(|t| t.name.is_some()) {
            self.tokens.clear();
            return;
        }
        // The next sentence is likely as long.
        let room = Vec::with_capacity(self.tokens.len());
        let mut tokens = std::mem::replace(&mut self.tokens, room);
        lift_brackets(&mut tokens);
        if tokens.iter().any(|t| t.name.is_some()) {
            done.push(Sentence {
                is_heading: self.is_heading,
                tokens,
            });
        }
    }

    /// The bytes of the tokens `from..to`.
    pub(super) fn span(&self, from: usize, to: usize) -> Option<Span> {
        let tokens = self.tokens.get(from..to)?;
        let (first, last) = (tokens.first()?, tokens.last()?);
        Some(Span::new(first.span.start as usize, last.span.end as usize))
    }

    /// Where the clause begins that holds a token.
    pub(super) fn clause_start(&self, at: usize) -> usize {
        let before = self.tokens.get(..at).unwrap_or_default();
        let mark = before.iter().rposition(|t| ends_clause(t.c));
        mark.map_or(0, |mark| mark + 1)
    }
}

/// Takes out what stands in brackets; a list of names after another word stays: 三款芯片（A、B、C）.
fn lift_brackets(tokens: &mut Vec<Token>) {
    if !tokens.iter().any(|t| matches!(t.c, '(' | '（')) {
        return;
    }
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if !matches!(token.c, '(' | '（') {
            kept.push(*token);
            at += 1;
            continue;
        }
        let rest = tokens.get(at + 1..).unwrap_or_default();
        let Some(length) = rest.iter().position(|t| matches!(t.c, ')' | '）')) else {
            at += 1;
            continue;
        };
        let inside = rest.get(..length).unwrap_or_default();
        let is_list = inside.iter().any(|t| t.name.is_some())
            && inside
                .iter()
                .all(|t| t.name.is_some() || matches!(t.c, '、' | ',' | '，' | ' ' | '和' | '与'));
        if is_list && kept.last().is_some_and(|t| t.name.is_none()) {
            kept.extend(inside.iter().filter(|t| t.name.is_some() || t.c != '，'));
        }
        at += length + 2;
    }
    *tokens = kept;
}
