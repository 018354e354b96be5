//! Small graphs for the tests beside: an entity for each letter, so that what comes out can be counted by hand.

use super::{Limits, Record, Trend, trend};
use crate::entity::Kind;
use crate::graph::{Built, BuiltEntity, BuiltItem};
use crate::language::Language;
use crate::lexicon::Lexicon;
use crate::report::trend::Period;
use crate::text::date;
use jiff::civil::Date;
use std::sync::LazyLock;

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A period by its first and its last month or day.
pub(super) fn period(from: &str, to: &str) -> Period {
    Period {
        from: date::period(from).unwrap().0,
        to: date::period(to).unwrap().1,
    }
}

/// An item that names the entities of some letters; its heading is like no other's.
pub(super) fn item(digest: &str, day: &str, named: &str) -> BuiltItem {
    BuiltItem {
        digest: digest.to_string(),
        number: 0,
        heading: String::new(),
        date: day.parse().ok(),
        topics: Vec::new(),
        sources: Vec::new(),
        named: named.bytes().map(|b| (u32::from(b - b'a'), None)).collect(),
    }
}

pub(super) fn linked(digest: &str, day: &str, named: &str, link: &str) -> BuiltItem {
    BuiltItem {
        sources: vec![link.to_string()],
        ..item(digest, day, named)
    }
}

/// A graph of these items, in their order; `kinds` says of which kind `a`, `b` and so on are. Items of one digest stand together.
pub(super) fn graph(kinds: &[Kind], items: Vec<BuiltItem>) -> Built {
    let mut items = items;
    let mut number = 0;
    for place in 0..items.len() {
        let goes_on = place > 0 && items[place - 1].digest == items[place].digest;
        number = if goes_on { number + 1 } else { 1 };
        items[place].number = number;
        if items[place].heading.is_empty() {
            items[place].heading = format!("heading {place}");
        }
    }
    let seen = |n: u32| {
        let dates = items.iter().filter(move |i| i.named.has(n));
        dates.filter_map(|i| i.date)
    };
    let entities = (0u32..)
        .zip(kinds)
        .map(|(n, kind)| {
            let letter = char::from_u32(u32::from(b'a') + n).unwrap();
            BuiltEntity {
                id: letter.to_string(),
                canonical: letter.to_uppercase().to_string(),
                kind: *kind,
                aliases: Vec::new(),
                first_seen: seen(n).min(),
                last_seen: seen(n).max(),
                items: 0,
                sourced: 0,
                mentions: 0,
            }
        })
        .collect();
    Built::of(Default::default(), entities, items)
}

pub(super) fn report(built: &Built, period: Period) -> Trend {
    report_within(built, period, &Limits::default())
}

pub(super) fn report_within(built: &Built, period: Period, limits: &Limits) -> Trend {
    static EMPTY: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(&[]));
    trend(built, &EMPTY, Language::En, period, limits)
}

/// The claims of a table: digest, item, subject, predicate, object and polarity of each.
pub(super) fn record(built: &Built, rows: &[[&str; 6]]) -> Record {
    let dir = tempfile::tempdir().unwrap();
    let tables = dir.path().join("tables");
    std::fs::create_dir(&tables).unwrap();
    let mut table = String::from("digest,item,subject,predicate,object,polarity,evidence\n");
    for row in rows {
        table.push_str(&format!("{},{} said so\n", row.join(","), row[2]));
    }
    std::fs::write(tables.join("relations.csv"), table).unwrap();
    Record::open(dir.path(), built).unwrap()
}

/// Two digests a day with four items each, from the first of January on; `named` says what an item names, by its day and its place from 0
/// to 7.
pub(super) fn daily(kinds: &[Kind], days: i64, named: impl Fn(i64, usize) -> String) -> Built {
    let mut items = Vec::new();
    for number in 0..days {
        let day = day("2026-01-01")
            .checked_add(jiff::Span::new().days(number))
            .unwrap()
            .to_string();
        for place in 0..8 {
            let digest = format!("{day}-{}.md", place / 4);
            items.push(item(&digest, &day, &named(number, place)));
        }
    }
    graph(kinds, items)
}
