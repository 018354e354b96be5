//! The tables of a built graph: their columns, and that they are CSV.

use crate::warning::{Code, Warning};
use std::path::Path;

/// Tells what is wrong with a table: its columns, or a row that is no CSV.
pub(super) fn check(dir: &Path, name: &str, columns: &[&str], warnings: &mut Vec<Warning>) {
    let file = format!("tables/{name}");
    let mut warn = |line: u64, reason: String| {
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        warnings.push(Warning::new(file.clone(), line, Code::GraphFile, reason));
    };
    let mut reader = match csv::Reader::from_path(dir.join(&file)) {
        Ok(reader) => reader,
        Err(error) => return warn(0, format!("cannot be read: {error}")),
    };
    match reader.headers() {
        Ok(head) if head.iter().eq(columns.iter().copied()) => {}
        Ok(_) => return warn(1, format!("the columns are not {}", columns.join(","))),
        Err(error) => return warn(1, error.to_string()),
    }
    for record in reader.records() {
        if let Err(error) = record {
            let line = error.position().map_or(0, csv::Position::line);
            return warn(line, error.to_string());
        }
    }
}
