//! What changed, for people: the first lines of each kind, each with its reason.

use super::{Change, Diff};
use crate::text::markup;
use std::fmt::Write as _;

/// Lines shown of each kind; JSON has all.
const SHOWN: usize = 20;

/// Writes a comparison as text.
pub fn text(diff: &Diff) -> String {
    let mut out = String::new();
    let [old, new] = &diff.builds;
    let _ = writeln!(out, "{} → {}", head(old), head(new));
    causes(&mut out, diff);
    let lines = |change: Change, text: String, why: &str| {
        (change, format!("{}   ({why})", markup::one_line(&text)))
    };
    let entities = diff.entities.iter().map(|e| {
        let was = e
            .before
            .as_ref()
            .map_or_else(String::new, |b| format!(", before: {b}"));
        let shown = format!("{}, {} · ent:{}{was}", e.name, e.kind, e.entity);
        lines(e.change, shown, &e.why)
    });
    section(&mut out, "Entities", entities.collect());
    let relinked = diff.relinked.iter().map(|r| {
        let meaning = |m: &Option<String>| m.clone().unwrap_or_else(|| "nothing".to_string());
        let shown = format!(
            "{}: {} → {}, {} in {}",
            r.surface,
            meaning(&r.from),
            meaning(&r.to),
            count(r.places as usize, "place"),
            count(r.digests.len(), "digest")
        );
        lines(Change::Relinked, shown, &r.why)
    });
    section(&mut out, "Names", relinked.collect());
    let items = diff.items.iter().map(|i| {
        let what = match i.columns.is_empty() {
            true => String::new(),
            false => format!(": {}", i.columns.join(", ")),
        };
        let heading = markup::shorten(&i.heading, 60);
        let shown = format!("{heading} · {}/{}{what}", i.digest, i.item);
        lines(i.change, shown, &i.why)
    });
    section(&mut out, "Items", items.collect());
    let claims = diff.claims.iter().map(|c| {
        let was = c
            .before
            .as_ref()
            .map_or_else(String::new, |b| format!(", before: {b}"));
        let shown = format!("{} · {}/{}{was}", c.says, c.digest, c.item);
        lines(c.change, shown, &c.why)
    });
    section(&mut out, "Claims", claims.collect());
    if diff.is_empty() {
        out.push_str("\nnothing that tables show differs\n");
    }
    out
}

/// The first digits of a build's id.
fn head(build: &str) -> &str {
    build.get(..12).unwrap_or(build)
}

fn causes(out: &mut String, diff: &Diff) {
    let causes = &diff.causes;
    if let Some([old, new]) = &causes.program {
        let _ = writeln!(out, "  program       {old} → {new}");
    }
    if let Some([old, new]) = &causes.dictionaries {
        let _ = writeln!(out, "  dictionaries  {} → {}", head(old), head(new));
    }
    let digests = [
        (Change::Added, &causes.added),
        (Change::Removed, &causes.removed),
        (Change::Changed, &causes.changed),
    ];
    let lines = digests.into_iter().flat_map(|(change, names)| {
        names
            .iter()
            .map(move |name| (change, markup::one_line(name)))
    });
    section(out, "Digests", lines.collect());
    section(out, "Imports", causes.imports.clone());
}

fn section(out: &mut String, title: &str, lines: Vec<(Change, String)>) {
    if lines.is_empty() {
        return;
    }
    let counts: Vec<String> = [
        (Change::Added, "new"),
        (Change::Removed, "gone"),
        (Change::Changed, "changed"),
        (Change::Relinked, "re-linked"),
    ]
    .into_iter()
    .map(|(change, word)| (lines.iter().filter(|(c, _)| *c == change).count(), word))
    .filter(|(n, _)| *n > 0)
    .map(|(n, word)| format!("{n} {word}"))
    .collect();
    let _ = writeln!(out, "\n{title}: {}", counts.join(", "));
    for (change, line) in lines.iter().take(SHOWN) {
        let _ = writeln!(out, "  {} {line}", change.sign());
    }
    if lines.len() > SHOWN {
        let _ = writeln!(out, "  and {} more: -f json has all", lines.len() - SHOWN);
    }
}

fn count(n: usize, one: &str) -> String {
    format!("{n} {one}{}", if n == 1 { "" } else { "s" })
}
