//! A digest's extract ↔ a line of JSON that says who made it, or why there is none.

use super::line::{Input, windows};
use crate::error::{Error, Result};
use crate::extract::Extract;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use std::borrow::Cow;

/// The form of the lines.
const FORMAT: u32 = 1;

/// What stands in a line that `extract` writes: an extract and who made it, or a failure.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Record<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<u32>,
    /// The program and the dictionaries.
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    by: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    extract: Option<&'a RawValue>,
    /// The name of a digest that was not extracted.
    #[serde(skip_serializing_if = "Option::is_none")]
    digest: Option<String>,
    /// Its line among the documents, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// The line of an extract that `by` made, with its end.
pub(super) fn good(by: &str, extract: &Extract) -> Vec<u8> {
    let extract = to_raw_value(extract).expect("an extract holds nothing that JSON cannot");
    line(&Record {
        format: Some(FORMAT),
        by: Some(Cow::Borrowed(by)),
        extract: Some(&extract),
        ..Record::default()
    })
}

/// The line of a document that was not extracted, with its end.
pub(super) fn bad(failure: Failure) -> Vec<u8> {
    line(&Record {
        digest: Some(failure.digest),
        line: Some(failure.line),
        error: Some(failure.error),
        ..Record::default()
    })
}

fn line(record: &Record<'_>) -> Vec<u8> {
    let mut line = serde_json::to_vec(record).expect("a record holds nothing that JSON cannot");
    line.push(b'\n');
    line
}

/// What a line holds: an extract, or the name of a digest and why there is none.
type Read = std::result::Result<Box<Extract>, Failure>;

/// A document that was not extracted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) digest: String,
    pub(super) line: u64,
    pub(super) error: String,
}

/// Reads lines of extracts that `by` made, does something with each good one in parallel, and hands on what came of it in order.
///
/// # Errors
/// A line cannot be read, or was made by another program or with other dictionaries.
pub(super) fn each<T: Send>(
    inputs: Vec<Input>,
    by: &str,
    make: impl Fn(Extract) -> T + Sync,
    mut take: impl FnMut(std::result::Result<T, Failure>) -> Result<()>,
) -> Result<()> {
    for input in inputs {
        let place = input.name.clone();
        windows(input, |window| {
            let made: Vec<_> = window
                .into_par_iter()
                .map(|line| {
                    let broken = |reason: &str| Error::Partial {
                        path: place.clone(),
                        line: line.number,
                        reason: reason.to_string(),
                    };
                    let bytes = line.bytes.as_deref();
                    let bytes = bytes.ok_or_else(|| broken("is longer than any extract"))?;
                    match read(bytes, by) {
                        Ok(read) => Ok(read.map(|extract| make(*extract))),
                        Err(Broken::Other(made)) => Err(Error::OtherMake {
                            path: place.clone(),
                            made,
                            own: by.to_string(),
                        }),
                        Err(Broken::Line(reason)) => Err(broken(&reason)),
                    }
                })
                .collect();
            made.into_iter().try_for_each(|made| take(made?))
        })?;
    }
    Ok(())
}

enum Broken {
    /// Another program made it, or other dictionaries.
    Other(String),
    Line(String),
}

fn read(line: &[u8], by: &str) -> std::result::Result<Read, Broken> {
    let no_extract = |error: serde_json::Error| Broken::Line(format!("is no extract: {error}"));
    // Who made it comes first: what another program wrote may have another form.
    let head: Record<'_> = serde_json::from_slice(line).map_err(no_extract)?;
    if let Some(error) = head.error {
        return Ok(Err(Failure {
            digest: head.digest.unwrap_or_default(),
            line: head.line.unwrap_or_default(),
            error,
        }));
    }
    match head.by {
        Some(made) if made == by && head.format == Some(FORMAT) => {}
        Some(made) => return Err(Broken::Other(made.into_owned())),
        None => return Err(Broken::Line("is no extract".to_string())),
    }
    let extract = head.extract.map_or("null", RawValue::get);
    let extract = serde_json::from_str(extract).map_err(no_extract)?;
    Ok(Ok(extract))
}
