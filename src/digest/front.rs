//! The YAML head of a digest: its title, date, tags and typed lists, each value with its bytes.

use crate::text::Span;
use saphyr_parser::{Event, Parser, ScalarStyle};

/// One value of the head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    /// The key it stands under.
    pub(crate) key: String,
    /// The value as YAML reads it.
    pub(crate) text: String,
    /// Its bytes in the file, without quotes.
    pub(crate) span: Span,
    /// Whether it is an element of a list.
    pub(crate) in_list: bool,
}

/// A head and where the text after it begins.
#[derive(Debug, Default)]
pub(crate) struct Front {
    /// The values of the top-level keys, in order.
    pub(crate) values: Vec<Value>,
    /// Where the body begins.
    pub(crate) body: usize,
    /// What is wrong with the head: byte offset, reason.
    pub(crate) fault: Option<(usize, Fault)>,
}

/// What can be wrong with a head.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It does not parse.
    Syntax(String),
    /// It never ends.
    Open,
}

/// A head larger than this is no head.
const LIMIT: usize = 1 << 20;

/// Reads the head, if the text begins with one.
pub(crate) fn read(source: &str) -> Front {
    let start = source.len()
        - source
            .trim_start_matches('\u{FEFF}')
            .trim_start_matches(['\n', '\r'])
            .len();
    let Some(inside) = opening(source, start) else {
        return Front {
            body: if source.starts_with('\u{FEFF}') { 3 } else { 0 },
            ..Front::default()
        };
    };
    let Some((end, body)) = closing(source, inside) else {
        // A rule (`---`) on the first line opens no head when the next line is no `key: value`.
        let next = source[inside..]
            .lines()
            .find(|line| !line.trim().is_empty());
        if !next.is_some_and(looks_like_key) {
            return Front {
                body: inside,
                ..Front::default()
            };
        }
        let rest = source[inside..].get(..LIMIT).unwrap_or(&source[inside..]);
        let cut = end_of_keys(rest).or_else(|| first_break(rest)).unwrap_or(0);
        let head = &rest[..cut];
        return Front {
            values: parse(head, inside).unwrap_or_else(|_| by_line(head, inside)),
            body: inside + cut,
            fault: Some((start, Fault::Open)),
        };
    };
    let head = &source[inside..end];
    if !head.lines().any(looks_like_key) {
        return Front {
            body: inside,
            ..Front::default()
        };
    }
    match parse(head, inside) {
        Ok(values) => Front {
            values,
            body,
            fault: None,
        },
        // News before the next rule: the head never ended.
        Err(_) if let Some(cut) = end_of_keys(head) => {
            let head = &head[..cut];
            Front {
                values: parse(head, inside).unwrap_or_else(|_| by_line(head, inside)),
                body: inside + cut,
                fault: Some((start, Fault::Open)),
            }
        }
        Err((at, reason)) => Front {
            values: by_line(head, inside),
            body,
            fault: Some((at, Fault::Syntax(reason))),
        },
    }
}

/// Where the lines of a head end that runs on into text: at the first blank line or heading that prose follows.
fn end_of_keys(head: &str) -> Option<usize> {
    let cut = first_break(head);
    let mut at = 0;
    for line in head.split_inclusive('\n') {
        let bare = line.trim();
        let after = cut.is_some_and(|cut| at >= cut);
        if after && !bare.is_empty() && !is_heading(bare) {
            let like_yaml =
                line.starts_with([' ', '\t']) || bare.starts_with("- ") || looks_like_key(line);
            if !like_yaml {
                return cut;
            }
        }
        at += line.len();
    }
    None
}

fn is_heading(line: &str) -> bool {
    line.starts_with('#') && line.trim_start_matches('#').starts_with(' ')
}

/// Where the first blank line or heading begins.
fn first_break(head: &str) -> Option<usize> {
    let mut at = 0;
    for line in head.split_inclusive('\n') {
        if line.trim().is_empty() || is_heading(line.trim()) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

fn opening(source: &str, start: usize) -> Option<usize> {
    let rest = source.get(start..)?;
    let line_end = rest.find('\n')?;
    (rest[..line_end].trim_end() == "---").then_some(start + line_end + 1)
}

/// Finds the line that ends the head: where it begins, and where the body begins.
fn closing(source: &str, inside: usize) -> Option<(usize, usize)> {
    let mut at = inside;
    for line in source[inside..].split_inclusive('\n') {
        if at - inside > LIMIT {
            return None;
        }
        if matches!(line.trim_end(), "---" | "...") {
            return Some((at, at + line.len()));
        }
        at += line.len();
    }
    None
}

fn looks_like_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| {
        !key.is_empty()
            && key.len() <= 40
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | ' '))
            && !key.starts_with(' ')
    })
}

/// Parses the head by YAML's rules. An error has its byte offset.
fn parse(head: &str, offset: usize) -> Result<Vec<Value>, (usize, String)> {
    let bytes_at = ByteOffsets::new(head);
    let mut values = Vec::new();
    // What surrounds the next event: for each open collection, whether it is a mapping that waits for a key.
    let mut open: Vec<Option<bool>> = Vec::new();
    let mut key = String::new();
    let mut parser = Parser::new_from_str(head);
    while let Some(next) = parser.next_event() {
        let (event, span) = next.map_err(|error| {
            (
                offset + bytes_at.get(error.marker().index()),
                error.info().to_string(),
            )
        })?;
        match event {
            Event::Scalar(text, style, ..) => {
                // In a mapping keys and values take turns.
                let is_key = match open.last_mut() {
                    Some(Some(waits)) => std::mem::replace(waits, !*waits),
                    _ => false,
                };
                if is_key {
                    if open.len() == 1 {
                        key = text.to_string();
                    }
                    continue;
                }
                let in_list = open.len() == 2 && open[1].is_none();
                if open.len() == 1 || in_list {
                    let (start, end) = (
                        bytes_at.get(span.start.index()),
                        bytes_at.get(span.end.index()),
                    );
                    // The place of a value with an anchor or a tag begins with that: `&name gpt-6`.
                    let marked = head.get(start..end).unwrap_or_default();
                    let skip = marked
                        .split_inclusive(char::is_whitespace)
                        .take_while(|w| w.starts_with(['&', '!']))
                        .map(str::len)
                        .sum::<usize>();
                    let start = start + skip;
                    let raw = head.get(start..end).unwrap_or_default();
                    let (skip_left, skip_right) = match style {
                        ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if raw.len() >= 2 => {
                            (1, 1)
                        }
                        _ => (0, 0),
                    };
                    let span = Span::new(start + skip_left, end - skip_right).trim(head);
                    let span = Span::new(offset + span.start as usize, offset + span.end as usize);
                    values.push(Value {
                        key: key.clone(),
                        text: text.to_string(),
                        span,
                        in_list,
                    });
                }
            }
            Event::MappingStart(..) | Event::SequenceStart(..) => {
                if let Some(Some(waits)) = open.last_mut() {
                    // A collection in the place of a key is one whose value follows; in the place of a value it ends the pair.
                    *waits = !*waits;
                }
                if open.len() > 64 {
                    return Err((
                        offset + bytes_at.get(span.start.index()),
                        "lists or maps are nested more than 64 deep".to_string(),
                    ));
                }
                open.push(match event {
                    Event::MappingStart(..) => Some(true),
                    _ => None,
                });
            }
            Event::MappingEnd | Event::SequenceEnd => {
                open.pop();
            }
            Event::Alias(_) => {
                if let Some(Some(waits)) = open.last_mut() {
                    *waits = !*waits;
                }
            }
            _ => {}
        }
    }
    Ok(values)
}

/// Reads what a person would read from a head that does not parse: `key: value` lines and `- element` lines.
fn by_line(head: &str, offset: usize) -> Vec<Value> {
    let mut values = Vec::new();
    let mut key = String::new();
    let mut at = offset;
    for line in head.split_inclusive('\n') {
        let trimmed = line.trim();
        let (text, in_list) = if let Some(element) = trimmed.strip_prefix("- ") {
            (element, true)
        } else if looks_like_key(line)
            && let Some((name, value)) = line.split_once(':')
        {
            key = name.trim().to_string();
            (value, false)
        } else {
            ("", false)
        };
        let text = text.split(" #").next().unwrap_or_default().trim();
        let flow = text
            .strip_prefix('[')
            .map(|t| t.strip_suffix(']').unwrap_or(t));
        let parts: Vec<&str> = match flow {
            Some(inside) => inside.split(',').collect(),
            None => vec![text],
        };
        let mut from = 0;
        for part in parts {
            let bare = part.trim().trim_matches(['"', '\'']).trim();
            let Some(place) = line.get(from..).and_then(|rest| rest.find(bare)) else {
                continue;
            };
            if bare.is_empty() {
                continue;
            }
            let start = at + from + place;
            values.push(Value {
                key: key.clone(),
                text: bare.to_string(),
                span: Span::new(start, start + bare.len()),
                in_list: in_list || flow.is_some(),
            });
            from += place + bare.len();
        }
        at += line.len();
    }
    values
}

/// The parser counts characters; files are counted in bytes.
struct ByteOffsets {
    /// Empty for ASCII, where the two agree.
    offsets: Vec<u32>,
    len: usize,
}

impl ByteOffsets {
    fn new(text: &str) -> Self {
        let offsets = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices()
                .map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX))
                .collect()
        };
        Self {
            offsets,
            len: text.len(),
        }
    }

    fn get(&self, index: usize) -> usize {
        if self.offsets.is_empty() {
            return index.min(self.len);
        }
        self.offsets.get(index).map_or(self.len, |&at| at as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts<'a>(front: &'a Front, key: &str) -> Vec<&'a str> {
        front
            .values
            .iter()
            .filter(|v| v.key == key)
            .map(|v| v.text.as_str())
            .collect()
    }

    #[test]
    fn values_of_every_style_keep_their_bytes() {
        let source = "---\ntitle: \"底層算力 — 2025/12/22\"\ndate: 2025-12-22T06:41:28+08:00\ncover:\n  image: x.png\ntags:\n  - 文字到影片\n  - 'GPU生態'\nmodels: [gpt-5, \"o1\"]\ncompanies:\n- openai\n- x-ai\ndescription: >-\n  folded\n  text\n---\nbody\n";
        let front = read(source);
        assert_eq!(front.fault, None);
        assert_eq!(texts(&front, "title"), ["底層算力 — 2025/12/22"]);
        assert_eq!(texts(&front, "tags"), ["文字到影片", "GPU生態"]);
        assert_eq!(texts(&front, "models"), ["gpt-5", "o1"]);
        assert_eq!(texts(&front, "companies"), ["openai", "x-ai"]);
        assert_eq!(
            texts(&front, "image"),
            [""; 0],
            "nested values are not top-level ones"
        );
        assert_eq!(&source[front.body..], "body\n");
        for value in &front.values {
            if value.key != "description" {
                assert_eq!(value.span.of(source), value.text);
            }
        }
    }

    #[test]
    fn a_head_that_does_not_parse_is_read_by_line() {
        let source = "---\ntitle: \"unfinished\ntags:\n  - a\n bad: [\n---\nbody";
        let front = read(source);
        assert!(matches!(front.fault, Some((_, Fault::Syntax(_)))));
        assert_eq!(texts(&front, "tags"), ["a"]);
        assert_eq!(&source[front.body..], "body");
    }

    #[test]
    fn a_head_without_end_is_text() {
        let source = "---\ntitle: x\n\n## one\n";
        let front = read(source);
        assert_eq!(front.fault, Some((0, Fault::Open)));
        assert_eq!(&source[front.body..], "\n## one\n");
        assert_eq!(texts(&front, "title"), ["x"]);
        let source = "---\ntitle: AI news\n\n# News\n## A item\ntext one\n\n---\n## B item\n";
        let front = read(source);
        assert_eq!(front.fault, Some((0, Fault::Open)));
        assert!(source[front.body..].starts_with("\n# News\n## A item"));
    }

    #[test]
    fn the_commonest_mistakes_cost_nothing() {
        let source =
            "---\ntitle: a: b\ncompanies: [openai, \"x ai\"]\nmodels:\n- gpt-6 # new\n---\nbody";
        let front = read(source);
        assert_eq!(texts(&front, "title"), ["a: b"]);
        assert_eq!(texts(&front, "companies"), ["openai", "x ai"]);
        assert_eq!(texts(&front, "models"), ["gpt-6"]);
        for value in &front.values {
            assert_eq!(value.span.of(source), value.text);
        }
        let source = "---\nmodels:\n- &m gpt-6\n- o1\n---\n";
        let front = read(source);
        assert_eq!(front.values[0].span.of(source), "gpt-6");
    }

    #[test]
    fn a_rule_is_no_head() {
        for source in [
            "---\n\n# Heading\n\ntext\n\n---\nmore",
            "no head at all",
            "---",
        ] {
            let front = read(source);
            assert!(
                front.fault.is_none() && front.values.is_empty(),
                "{source:?}"
            );
        }
    }
}
