//! What people have decided: names that are the same, and names that never are.
//!
//! `same.csv` adds a spelling to an entity; `forbid.csv` keeps two names apart, whatever rule or list would join them:
//!
//! ```csv
//! name,id
//! 老黄,jensen-huang
//! ```
//!
//! ```csv
//! a,b
//! 星野,星野机器人
//! ```

use super::Table;
use crate::text::fold;
use crate::warning::{Code, Warning};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Pairs of names that are never one, as keys, the smaller first.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Forbidden {
    pairs: BTreeSet<(String, String)>,
}

impl Forbidden {
    /// Says whether there are no such pairs.
    pub(super) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Says whether two keys must stay apart.
    pub(super) fn parts(&self, a: &str, b: &str) -> bool {
        self.pairs.contains(&pair(a, b))
    }

    /// Adds the rows of a table.
    pub(super) fn add(&mut self, table: &Table, warnings: &mut Vec<Warning>) {
        for (_, a, b) in rows(table, ["a", "b"], warnings) {
            self.pairs.insert(pair(&fold::key(&a), &fold::key(&b)));
        }
    }

    /// Everything that can change a graph, for the dictionaries' hash.
    pub(super) fn text(&self) -> String {
        self.pairs
            .iter()
            .map(|(a, b)| format!("{a}\t{b}\n"))
            .collect()
    }
}

fn pair(a: &str, b: &str) -> (String, String) {
    if a <= b {
        (a.to_string(), b.to_string())
    } else {
        (b.to_string(), a.to_string())
    }
}

/// Reads the rows of a table with two columns: line, first, second. Bad rows are warnings.
pub(super) fn rows(
    table: &Table,
    columns: [&str; 2],
    warnings: &mut Vec<Warning>,
) -> Vec<(u32, String, String)> {
    let mut warn = |line: u32, reason: String| {
        warnings.push(Warning::new(
            table.name.clone(),
            line,
            Code::DictionaryRow,
            reason,
        ));
    };
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_reader(table.text.trim_start_matches('\u{FEFF}').as_bytes());
    if !reader.headers().is_ok_and(|head| head.iter().eq(columns)) {
        warn(1, format!("the columns are {}", columns.join(",")));
        return Vec::new();
    }
    let mut found = Vec::new();
    for record in reader.records() {
        match record {
            Ok(row) => {
                let line = row
                    .position()
                    .map_or(0, |p| u32::try_from(p.line()).unwrap_or(u32::MAX));
                match (row.get(0).map(str::trim), row.get(1).map(str::trim)) {
                    (Some(a), Some(b)) if !a.is_empty() && !b.is_empty() => {
                        found.push((line, a.to_string(), b.to_string()));
                    }
                    _ => warn(line, format!("a row has two names: {}", columns.join(","))),
                }
            }
            Err(error) => {
                let line = error
                    .position()
                    .map_or(0, |p| u32::try_from(p.line()).unwrap_or(u32::MAX));
                warn(line, error.to_string());
            }
        }
    }
    found
}
