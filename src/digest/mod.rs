//! Bytes → [`Digest`]. One reader for many dialects; reading never fails.
//!
//! ```
//! use aikg::digest::{self, Labels};
//!
//! let text = "# 快報 - 2026年1月5日\n\n## 輝達發表新晶片\n\n**關鍵實體**：輝達、台積電\n";
//! let digest = digest::read("brief.md", text, &Labels::builtin());
//! assert_eq!(digest.items[0].heading, "輝達發表新晶片");
//! assert_eq!(digest.items[0].listed.len(), 2);
//! assert_eq!(digest.date.unwrap().to_string(), "2026-01-05");
//! ```

mod body;
mod brief;
mod front;
mod heading;
mod label;
pub mod list;
mod markdown;
mod mend;
mod outline;
pub mod paper;
mod title;

pub use label::Labels;

use crate::document::{Digest, Element, Item};
use crate::entity::Kind;
use crate::text::date;
use crate::text::script::{self, Script};
use crate::text::{markup, span};
use crate::warning::{Code, Warning};
use front::{Fault, Front};
use jiff::civil::Date;
use label::Key;
use outline::Outline;

/// What reading needs at every step.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// The text.
    pub(crate) source: &'a str,
    /// Its blocks.
    pub(crate) page: &'a markdown::Page,
    /// What labels mean.
    pub(crate) labels: &'a Labels,
}

/// Reads one digest. `name` is its path below the input folder; `source` its text.
pub fn read(name: &str, source: &str, labels: &Labels) -> Digest {
    let front = front::read(source);
    let page = markdown::read(source, front.body);
    let title_in_head = front
        .values
        .iter()
        .find(|v| !v.in_list && labels.key(&v.key) == Some(Key::Title))
        .map(|v| v.text.as_str());
    let reading = Reading {
        source,
        page: &page,
        labels,
    };
    let outline = Outline::of(reading, title_in_head);

    let mut digest = Digest {
        name: name.to_string(),
        script: script::detect(source.get(front.body..).unwrap_or_default(), Script::En),
        title: title(name, &front, &outline, labels),
        date: digest_date(name, &front, &outline, labels),
        tags: Vec::new(),
        head: Item::default(),
        items: Vec::new(),
        warnings: Vec::new(),
    };
    digest.head.heading.clone_from(&digest.title);
    digest.warnings = oddities(name, source, &front);
    for at in &page.open {
        digest.warnings.push(Warning::new(
            name,
            span::line_of(source, *at),
            Code::OpenFence,
            "a code fence or comment opens here and is never closed; what follows was read as text",
        ));
    }

    read_front(source, &front, labels, &mut digest);
    outline.read_items(&mut digest);
    title::name_papers(&reading, &mut digest);
    for (number, item) in digest.items.iter_mut().enumerate() {
        item.number = u32::try_from(number + 1).unwrap_or(u32::MAX);
    }
    if digest.date.is_none() && digest.items.iter().all(|item| item.date.is_none()) {
        digest.warnings.push(Warning::new(
            name,
            0,
            Code::NoDate,
            "no date in the head, the title or the file's name; add one, such as `date: 2026-01-05` in the head",
        ));
    }
    if digest.items.is_empty() {
        digest.warnings.push(Warning::new(
            name,
            0,
            Code::NoItems,
            "no item found; an item is a heading with text under it, or an entry of a list of links",
        ));
    }
    digest.warnings.sort();
    digest.warnings.dedup();
    digest
}

fn title(name: &str, front: &Front, outline: &Outline<'_>, labels: &Labels) -> String {
    front
        .values
        .iter()
        .find(|v| !v.in_list && labels.key(&v.key) == Some(Key::Title))
        .map(|v| markup::one_line(&v.text.replace("**", "")))
        .filter(|t| !t.is_empty())
        .or_else(|| outline.titles().last().map(|t| (*t).to_string()))
        .unwrap_or_else(|| {
            let file = name.rsplit('/').next().unwrap_or(name);
            file.rsplit_once('.')
                .map_or(file, |(stem, _)| stem)
                .to_string()
        })
}

/// The date of the issue: as its head says, else its titles, else its opening text, else its file name.
fn digest_date(name: &str, front: &Front, outline: &Outline<'_>, labels: &Labels) -> Option<Date> {
    let in_front = |wanted: Key| {
        front
            .values
            .iter()
            .filter(|v| !v.in_list && labels.key(&v.key) == Some(wanted))
            .find_map(|v| date::in_value(&v.text))
    };
    in_front(Key::Date)
        .or_else(|| {
            outline
                .titles()
                .iter()
                .find_map(|t| date::last_of_first_range(t))
        })
        .or_else(|| in_front(Key::Title))
        .or_else(|| outline.dated_opening())
        .or_else(|| date::in_file_name(name.rsplit('/').next().unwrap_or(name)))
}

fn oddities(name: &str, source: &str, front: &Front) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if let Some((at, fault)) = &front.fault {
        let line = span::line_of(source, *at);
        warnings.push(match fault {
            Fault::Syntax(reason) => Warning::new(
                name,
                line,
                Code::FrontMatter,
                format!("the YAML head does not parse ({reason}); its lines were read one by one"),
            ),
            Fault::Open => Warning::new(
                name,
                line,
                Code::FrontMatterOpen,
                "the YAML head never ends; close it with a line `---`; it was read as text",
            ),
        });
    }
    if let Some(at) = source.find('\u{FFFD}') {
        warnings.push(Warning::new(
            name,
            span::line_of(source, at),
            Code::LostCharacters,
            "the text holds U+FFFD: characters were lost before it came here",
        ));
    }
    warnings
}

/// Takes tags and typed lists from the YAML head.
fn read_front(source: &str, front: &Front, labels: &Labels, digest: &mut Digest) {
    for value in &front.values {
        let Some(key) = labels.key(&value.key) else {
            continue;
        };
        let kind = match key {
            Key::Companies => Some(Kind::Company),
            Key::Models => Some(Kind::Model),
            Key::People => Some(Kind::Person),
            Key::Topics => Some(Kind::Topic),
            Key::Keywords => None,
            Key::Tags => {
                let tags = value.text.split([',', '，', '、']);
                digest
                    .tags
                    .extend(tags.map(markup::one_line).filter(|t| !t.is_empty()));
                continue;
            }
            Key::Title | Key::Date | Key::Text => continue,
        };
        if key == Key::Topics {
            digest.tags.push(markup::one_line(&value.text));
        }
        if value.in_list {
            if !value.span.is_empty() {
                digest.head.listed.push(Element {
                    span: value.span,
                    parts: Vec::new(),
                    kind,
                });
            }
        } else {
            // `keywords: OpenAI, NVIDIA`: a list in one value.
            let piece = markdown::Piece {
                span: value.span,
                style: markdown::Style::Plain,
                link: None,
            };
            digest
                .head
                .listed
                .extend(list::split(source, &[piece], kind));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_text_is_read_and_every_span_fits(source in "(---\n)?[-#*>`\\[\\]()|\n\r a-c一二：:、0-9.<輝达\u{FFFD}]{0,200}") {
            let digest = read("x.md", &source, &Labels::builtin());
            for item in digest.items.iter().chain([&digest.head]) {
                prop_assert!(item.number == 0 || !item.heading.is_empty());
                for element in &item.listed {
                    prop_assert!(source.get(element.span.range()).is_some());
                }
                for run in item.passages.iter().flat_map(|p| &p.runs) {
                    prop_assert!(source.get(run.range()).is_some());
                }
            }
        }
    }
}
