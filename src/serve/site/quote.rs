//! A text and what is named in it → the text with its names as links.

use super::frame::text_of;
use super::occurrence::Occurrence;
use super::view::View;
use std::fmt::Write as _;

/// A part of a text that names an entity: first byte, one past the last, the entity.
type Named = (usize, usize, u32);

/// Marks the names of a text that stands whole in the digest's file, from byte `start` on.
pub(super) fn marked(view: &View<'_>, item: u32, text: &str, start: u32) -> String {
    let occurrences = &view.site.index.occurrences;
    let mut named: Vec<Named> = Vec::new();
    for occurrence in occurrences.of(item) {
        let Some(at) = occurrence.start.checked_sub(start) else {
            continue;
        };
        let (at, surface) = (at as usize, occurrences.surface(occurrence));
        let end = at + surface.len();
        // Where the text was mended, its bytes are not those of the file.
        if text.get(at..end) == Some(surface) {
            named.push((at, end, occurrence.entity));
        }
    }
    write(view, text, named)
}

/// Marks the names of a heading, which is not written as it stands in the file: one after the other, in the order of the file.
pub(super) fn heading(view: &View<'_>, item: u32, text: &str) -> String {
    let occurrences = &view.site.index.occurrences;
    let in_heading = |o: &&Occurrence| o.heading && !o.nested;
    let mut named: Vec<Named> = Vec::new();
    let mut from = 0;
    for occurrence in occurrences.of(item).iter().filter(in_heading) {
        let surface = occurrences.surface(occurrence);
        let rest = text.get(from..).unwrap_or("");
        if let Some(at) = rest.find(surface).filter(|_| !surface.is_empty()) {
            let end = from + at + surface.len();
            named.push((from + at, end, occurrence.entity));
            from = end;
        }
    }
    write(view, text, named)
}

fn write(view: &View<'_>, text: &str, mut named: Vec<Named>) -> String {
    // The longest of those that begin alike; none inside another.
    named.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
    let mut out = String::with_capacity(text.len() * 2);
    let mut from = 0;
    for (start, end, entity) in named {
        if start < from {
            continue;
        }
        let (Some(before), Some(name)) = (text.get(from..start), text.get(start..end)) else {
            continue;
        };
        let who = view.who(entity);
        let _ = write!(
            out,
            "{}<a class=\"name k-{}\" href=\"{}\" title=\"{} · {}\">{}</a>",
            text_of(before),
            who.kind,
            text_of(&who.href),
            text_of(&who.name),
            who.kind_name,
            text_of(name)
        );
        from = end;
    }
    out.push_str(&text_of(text.get(from..).unwrap_or("")));
    out
}
