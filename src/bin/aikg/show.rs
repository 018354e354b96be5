//! `aikg show`: one entity on a page.

use crate::args;
use crate::{Status, knowledge, say};
use aikg::entity::Kind;
use aikg::graph::{Built, BuiltItem, pairs_of};
use aikg::text::markup;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Lines of each list.
const SHOWN: usize = 10;

pub(crate) fn run(args: args::Show) -> anyhow::Result<Status> {
    let knowledge = knowledge::read(&args.knowledge)?;
    say::pending(&args.graph.graph);
    let built = Built::open_as_of(&args.graph.graph, args.when.as_of)?;
    let number = built.find(&args.entity, &knowledge.lexicon)?;
    let text = page(&built, number, &knowledge.lexicon);
    say::put(say::plain(&text).as_bytes(), None)?;
    Ok(Status::Done)
}

fn page(built: &Built, number: u32, lexicon: &aikg::lexicon::Lexicon) -> String {
    let mut text = String::new();
    let Some(entity) = built.entity(number) else {
        return text;
    };
    let mut items: Vec<&BuiltItem> = built.items.iter().filter(|i| i.named.has(number)).collect();
    items.sort_by_key(|i| (std::cmp::Reverse(i.date), &i.digest, i.number));
    let row = lexicon.by_id(&entity.id).and_then(|n| lexicon.entity(n));
    let _ = writeln!(
        text,
        "{}   {} · ent:{}",
        entity.canonical, entity.kind, entity.id
    );
    if let Some(row) = row {
        let names: Vec<&str> = [&row.en, &row.zh_hans, &row.zh_hant]
            .into_iter()
            .map(String::as_str)
            .filter(|n| !n.is_empty())
            .collect();
        let _ = writeln!(text, "  names       {}", names.join(" · "));
        for (label, value) in [
            ("of", row.of.join(", ")),
            ("since", row.since.clone()),
            ("until", row.until.clone()),
            ("note", row.notes.clone()),
            ("row", format!("{}:{}", row.file, row.line)),
        ] {
            if !value.is_empty() {
                let _ = writeln!(text, "  {label:<11} {value}");
            }
        }
    }
    let _ = writeln!(text, "  spellings   {}", entity.aliases.join(" · "));
    let dates: Vec<_> = items.iter().filter_map(|i| i.date).collect();
    if let (Some(first), Some(last)) = (dates.iter().min(), dates.iter().max()) {
        let _ = writeln!(text, "  seen        {first} – {last}");
    }
    let _ = writeln!(
        text,
        "  counted     {} items, {} mentions",
        items.len(),
        entity.mentions
    );
    let mut tied: BTreeMap<u32, u32> = BTreeMap::new();
    for item in &items {
        for (a, b) in pairs_of(&item.named, |n| {
            built.entity(n).is_some_and(|e| e.kind != Kind::Other)
        }) {
            if a == number || b == number {
                *tied.entry(if a == number { b } else { a }).or_default() += 1;
            }
        }
    }
    let named = |wanted: &dyn Fn(Kind) -> bool| {
        let mut list: Vec<(u32, u32)> = tied
            .iter()
            .filter(|(n, _)| built.entity(**n).is_some_and(|e| wanted(e.kind)))
            .map(|(n, count)| (*n, *count))
            .collect();
        list.sort_by_key(|(n, count)| (std::cmp::Reverse(*count), *n));
        list.truncate(SHOWN);
        list
    };
    for (title, list) in [
        ("Named with", named(&|k| k.is_core() && k != Kind::Paper)),
        ("Papers", named(&|k| k == Kind::Paper)),
    ] {
        if !list.is_empty() {
            let _ = writeln!(text, "\n{title}");
        }
        for (other, count) in list {
            if let Some(other) = built.entity(other) {
                let _ = writeln!(text, "  {count:>4}  {}   {}", other.canonical, other.kind);
            }
        }
    }
    let _ = writeln!(text, "\nItems, the newest first");
    for item in items.iter().take(SHOWN) {
        let date = item
            .date
            .map_or_else(|| "          ".to_string(), |d| d.to_string());
        let _ = writeln!(
            text,
            "  {date}  {}   {}/{}",
            markup::shorten(&item.heading, 60),
            item.digest,
            item.number
        );
        if let Some(source) = item.sources.first() {
            let _ = writeln!(text, "              {source}");
        }
    }
    if items.len() > SHOWN {
        let _ = writeln!(
            text,
            "  and {} more: aikg query entity-timeline entity={}",
            items.len() - SHOWN,
            entity.id
        );
    }
    text
}
