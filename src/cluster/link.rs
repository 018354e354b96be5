//! Extracts → links, and links or counts of parts → those of all.

use super::line::Input;
use super::partial::{self, Adds, Head, Holds, Lines, Merged, Partial};
use super::record;
use crate::error::Result;
use crate::extract::Knowledge;
use crate::graph::count::Count;
use crate::link::{Entry, Evidence};
use crate::pipeline::identity;
use crate::warning::{Code, Warning};
use std::io::Write;

/// What was linked, and what was not.
#[derive(Debug, Default)]
pub struct Left {
    /// How many digests were.
    pub digests: u64,
    /// Why others were not, the first of them.
    pub warnings: Vec<Warning>,
    /// How many were not.
    pub failed: u64,
}

/// Failures that are told one by one.
const TOLD: usize = 12;

/// Writes what extracts tell about names.
///
/// # Errors
/// A line is no extract, or was made by another program or with other dictionaries; `out` takes no more.
pub fn link(inputs: Vec<Input>, knowledge: &Knowledge, out: &mut dyn Write) -> Result<Left> {
    let by = identity(knowledge);
    let mut left = Left::default();
    let mut evidence = Evidence::default();
    let told = |extract| {
        let mut one = Evidence::default();
        one.add(&extract);
        one.without_dates()
    };
    record::each(inputs, &by, told, |made| {
        match made {
            Ok(one) => {
                left.digests += 1;
                evidence.merge(one);
            }
            Err(failure) => {
                left.failed += 1;
                if left.warnings.len() < TOLD {
                    let line = u32::try_from(failure.line).unwrap_or(u32::MAX);
                    let name = Some(failure.digest).filter(|name| !name.is_empty());
                    let name = name.unwrap_or_else(|| "a document".to_string());
                    let warning = Warning::new(name, line, Code::InputLeftOut, failure.error);
                    left.warnings.push(warning);
                }
            }
        }
        Ok(())
    })?;
    let head = Head::links(by, left.digests);
    partial::write(&head, evidence.into_entries().map(Ok), out)?;
    Ok(left)
}

/// Writes what the parts in several files give together. One entry of each is held in memory.
///
/// # Errors
/// They do not belong together, or one is not whole; `out` takes no more.
pub fn merge(files: Vec<Input>, out: &mut dyn Write) -> Result<()> {
    let mut heads = Vec::new();
    let mut parts = Vec::new();
    for file in files {
        let name = file.name.clone();
        let mut lines = Lines::of(file);
        let head = lines.head()?.ok_or_else(|| partial::empty(&name))?;
        heads.push((name, head));
        parts.push(lines);
    }
    let head = partial::together(&heads)?;
    match head.holds {
        Holds::Links => add_up(&head, parts.into_iter().map(Partial::<Entry>::new), out),
        Holds::Counts => add_up(&head, parts.into_iter().map(Partial::<Count>::new), out),
    }
}

/// Writes what the parts in one stream, one after another, give together. Nobody can read such a stream in several places at once, so all
/// parts are held in memory.
///
/// # Errors
/// As [`merge`].
pub fn merge_stream(stream: Input, out: &mut dyn Write) -> Result<()> {
    let name = stream.name.clone();
    let mut lines = Lines::of(stream);
    let Some(first) = lines.head()? else {
        return Err(partial::empty(&name));
    };
    match first.holds {
        Holds::Links => gather::<Entry>(first, lines, out),
        Holds::Counts => gather::<Count>(first, lines, out),
    }
}

fn gather<E: Adds>(first: Head, mut lines: Lines, out: &mut dyn Write) -> Result<()> {
    let name = lines.name().to_path_buf();
    let mut heads = Vec::new();
    let mut parts = Vec::new();
    let mut next = Some(first);
    while let Some(head) = next {
        // Before its entries: those of something else could not be read.
        heads.push((name.clone(), head));
        partial::together(&heads)?;
        let (entries, rest) = Partial::<E>::new(lines).gather()?;
        parts.push(entries.into_iter().map(Ok));
        lines = rest;
        next = lines.head()?;
    }
    add_up(&partial::together(&heads)?, parts.into_iter(), out)
}

fn add_up<E: Adds>(
    head: &Head,
    parts: impl Iterator<Item = impl Iterator<Item = Result<E>>>,
    out: &mut dyn Write,
) -> Result<()> {
    partial::write(head, Merged::new(parts.collect()), out)
}
