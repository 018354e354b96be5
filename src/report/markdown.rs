//! A trend → Markdown: the words stand in `templates/report.md`, tables are made here so that their columns line up.

use super::chart::bar;
use super::phrase::phrases;
use super::template::{chance, web};
use crate::language::Language;
use crate::query::format::{escape_markdown, table_of_cells};
use crate::text::markup;
use serde_json::Value;

/// The columns that are left out where no row has anything in them.
const OPTIONAL: [&str; 6] = ["ratio", "momentum", "chance", "maker", "before", "digests"];

/// Writes rows as a table; where there are none, says that there is nothing.
pub(super) fn table(rows: &[Value], columns: &[String], language: Language) -> String {
    let words = phrases(language);
    if rows.is_empty() {
        return format!("{}\n", words["none"]);
    }
    let mut head: Vec<String> = Vec::new();
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); rows.len()];
    // A column that no phrase names is a week: its counts stand in the order of the weeks.
    let weeks: Vec<&String> = columns
        .iter()
        .filter(|c| !words.contains_key(c.as_str()))
        .collect();
    for column in columns {
        if let Some(week) = weeks.iter().position(|w| *w == column) {
            head.push(text(column));
            for (row, cells) in rows.iter().zip(&mut cells) {
                cells.push(match row["weeks"][week].as_u64() {
                    Some(0) | None => "·".to_string(),
                    Some(n) => n.to_string(),
                });
            }
            continue;
        }
        let filled: Vec<String> = rows.iter().map(|row| cell(row, column)).collect();
        if OPTIONAL.contains(&column.as_str()) && filled.iter().all(String::is_empty) {
            continue;
        }
        head.push(text(words[column.as_str()]));
        for (cells, cell) in cells.iter_mut().zip(filled) {
            cells.push(cell);
        }
    }
    table_of_cells(&head, &cells)
}

fn cell(row: &Value, column: &str) -> String {
    let string = |key: &str| row[key].as_str().map(text);
    match column {
        "name" | "topic" => string("name").unwrap_or_else(|| {
            let one = |key| string(key).unwrap_or_default();
            format!("{} – {}", one("a"), one("b"))
        }),
        "sources" => sources(row),
        "chance" => row["chance"]
            .as_f64()
            .or_else(|| row["q"].as_f64())
            .map_or_else(String::new, chance),
        "ratio" => row["ratio"].as_f64().map_or_else(String::new, |ratio| {
            match (row["low"].as_f64(), row["high"].as_f64()) {
                (Some(low), Some(high)) => format!(
                    "×{} ({}–{})",
                    bar::number(ratio),
                    bar::number(low),
                    bar::number(high)
                ),
                _ => format!("×{}", bar::number(ratio)),
            }
        }),
        "momentum" => row["momentum"].as_array().map_or_else(String::new, |all| {
            let counts: Vec<String> = all.iter().map(Value::to_string).collect();
            counts.join(" ")
        }),
        other => match &row[other] {
            Value::Null => String::new(),
            Value::String(s) => text(s),
            value => text(&value.to_string()),
        },
    }
}

/// A text of digests in Markdown: one line, without marks.
pub(super) fn text(text: &str) -> String {
    escape_markdown(&markup::one_line(text))
}

/// Links to the items that say so.
fn sources(row: &Value) -> String {
    let links: Vec<String> = row["evidence"]
        .as_array()
        .into_iter()
        .flatten()
        .map(link)
        .collect();
    links.join("; ")
}

/// A link to an item, with its date; where it cites nothing, its place.
pub(super) fn link(item: &Value) -> String {
    let string = |key: &str| item[key].as_str().unwrap_or_default();
    let heading = text(&markup::shorten(string("heading"), 48));
    let date = match string("date") {
        "" => String::new(),
        date => format!("{} ", text(date)),
    };
    match web(string("url")) {
        Some(url) => format!("{date}[{heading}]({url})"),
        None => format!(
            "{date}{heading} ({}/{})",
            text(string("digest")),
            item["item"]
        ),
    }
}
