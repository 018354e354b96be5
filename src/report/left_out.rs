//! A built graph → the digests that its build left out, each with the reason.

use crate::error::{Result, reading};
use crate::warning::Warning;
use serde_json::{Value, json};
use std::io::ErrorKind;
use std::path::Path;

/// Reads what the last build left out.
///
/// # Errors
/// `warnings.jsonl` is there and cannot be read.
pub fn left_out(dir: &Path) -> Result<Vec<Value>> {
    let path = dir.join("warnings.jsonl");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(reading(&path)(error)),
    };
    Ok(text
        .lines()
        .filter_map(|line| serde_json::from_str::<Warning>(line).ok())
        .filter(|warning| warning.code.leaves_out())
        .map(|warning| json!({"digest": warning.file, "reason": warning.message}))
        .collect())
}
