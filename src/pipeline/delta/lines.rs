//! The sorted lines of `graph.nq` without some and with others → the new file, in one pass over blocks that are compared with their sums.

use super::Edits;
use crate::pipeline::early;
use crate::pipeline::early::Pages;
use crate::pipeline::output::Output;
use crate::pipeline::summed::{self, BLOCK};
use std::cmp::Ordering;
use std::fs::File;
use std::io::{Error, Result, Write};
use std::iter::Peekable;
use std::path::Path;

/// Writes the lines; returns the sums of the new blocks.
pub(super) fn rewrite(
    dir: &Path,
    sums: &[u64],
    edits: &Edits,
    output: &Output,
) -> Result<Vec<u64>> {
    let mut file = File::open(dir.join("graph.nq"))?;
    // The next build reads it, as this one reads the last.
    let mut out = output.lines(Pages::Stay).map_err(Error::other)?;
    let mut sums = sums.iter().enumerate();
    let mut changes = Changes::of(edits);
    let mut buffer = Vec::with_capacity(2 * BLOCK);
    let mut offset = 0;
    while summed::read(&mut file, &mut sums, &mut buffer)? {
        // This file is about to be replaced: its pages can take the new one.
        early::forget(&file, offset, BLOCK as u64);
        offset += BLOCK as u64;
        let whole = memchr::memrchr(b'\n', &buffer).map_or(0, |at| at + 1);
        apply(
            buffer.get(..whole).unwrap_or_default(),
            &mut changes,
            &mut out,
        )?;
        buffer.drain(..whole);
    }
    if !buffer.is_empty() {
        return Err(unfit());
    }
    // What is left comes after the last line.
    for change in changes {
        match change {
            Change::Added(line) => out.write_all(line)?,
            Change::Removed(_) => return Err(unfit()),
        }
    }
    let (blocks, mut file) = out.finish()?;
    file.finish()?;
    Ok(blocks)
}

fn unfit() -> Error {
    Error::other("its lines are not those of the last build")
}

/// A line that goes or comes.
#[derive(Clone, Copy)]
enum Change<'a> {
    Removed(&'a [u8]),
    Added(&'a [u8]),
}

impl<'a> Change<'a> {
    fn line(self) -> &'a [u8] {
        let (Change::Removed(line) | Change::Added(line)) = self;
        line
    }
}

/// Lines that go and that come, in one order.
struct Changes<'a, I: Iterator<Item = &'a [u8]>> {
    removed: Peekable<I>,
    added: Peekable<I>,
}

impl<'a> Changes<'a, Lines<'a>> {
    fn of(edits: &'a Edits) -> Peekable<Self> {
        Self {
            removed: Lines(&edits.removed).peekable(),
            added: Lines(&edits.added).peekable(),
        }
        .peekable()
    }
}

impl<'a> Iterator for Changes<'a, Lines<'a>> {
    type Item = Change<'a>;

    fn next(&mut self) -> Option<Change<'a>> {
        let removed = match (self.removed.peek(), self.added.peek()) {
            (Some(removed), Some(added)) => removed < added,
            (removed, _) => removed.is_some(),
        };
        if removed {
            self.removed.next().map(Change::Removed)
        } else {
            self.added.next().map(Change::Added)
        }
    }
}

/// The lines of a buffer, each with its end.
struct Lines<'a>(&'a [u8]);

impl<'a> Iterator for Lines<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.0.is_empty() {
            return None;
        }
        let (line, rest) = self.0.split_at(end(self.0));
        self.0 = rest;
        Some(line)
    }
}

/// Where the first line ends.
fn end(lines: &[u8]) -> usize {
    memchr::memchr(b'\n', lines).map_or(lines.len(), |at| at + 1)
}

/// Writes whole lines with what changes among them. What comes after the last of them stays for the next ones.
fn apply<'a>(
    mut lines: &[u8],
    changes: &mut Peekable<Changes<'a, Lines<'a>>>,
    out: &mut impl Write,
) -> Result<()> {
    while let Some(change) = changes.peek().copied() {
        let at = first_from(lines, change.line());
        let (before, from) = lines.split_at(at);
        out.write_all(before)?;
        lines = from;
        if lines.is_empty() {
            return Ok(());
        }
        let (first, rest) = lines.split_at(end(lines));
        match change {
            Change::Removed(line) if line == first => lines = rest,
            Change::Added(line) if line != first => out.write_all(line)?,
            _ => return Err(unfit()),
        }
        changes.next();
    }
    out.write_all(lines)
}

/// Where the first line begins that is not below `wanted`. Changes stand close together: steps that double come before halving.
fn first_from(lines: &[u8], wanted: &[u8]) -> usize {
    let start = |at: usize| {
        let before = lines.get(..at).unwrap_or_default();
        memchr::memrchr(b'\n', before).map_or(0, |at| at + 1)
    };
    let is_below = |at: usize| {
        let from = lines.get(at..).unwrap_or_default();
        let line = from.get(..end(from)).unwrap_or_default();
        line.cmp(wanted) == Ordering::Less
    };
    // Lines that begin before `low` are below; the first that begins at or after `high`, if there is one, is not.
    let (mut low, mut high, mut step) = (0, lines.len(), 256);
    while low < high {
        let at = start(low.saturating_add(step).min(low + (high - low) / 2));
        if is_below(at) {
            low = at + end(lines.get(at..).unwrap_or_default());
            step = step.saturating_mul(2);
        } else {
            high = at;
            step = usize::MAX;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn text(lines: &BTreeSet<String>) -> Vec<u8> {
        lines
            .iter()
            .map(|l| format!("{l}\n"))
            .collect::<String>()
            .into_bytes()
    }

    proptest! {
        #[test]
        fn lines_change_as_sets_do(
            old in prop::collection::btree_set("[a-d]{0,3}(x{600})?", 0..30),
            new in prop::collection::btree_set("[a-d]{0,3}(x{600})?", 0..30),
            cut in 0usize..31,
        ) {
            let edits = Edits {
                removed: text(&old.difference(&new).cloned().collect()),
                added: text(&new.difference(&old).cloned().collect()),
            };
            let mut changes = Changes::of(&edits);
            let mut out = Vec::new();
            let lines: Vec<&String> = old.iter().collect();
            let (front, back) = lines.split_at(cut.min(lines.len()));
            for part in [front, back] {
                let part: BTreeSet<String> = part.iter().map(|l| (*l).clone()).collect();
                apply(&text(&part), &mut changes, &mut out).unwrap();
            }
            for change in changes {
                prop_assert!(matches!(change, Change::Added(_)));
                out.extend_from_slice(change.line());
            }
            prop_assert_eq!(out, text(&new));
        }
    }

    #[test]
    fn a_line_that_is_not_there_is_an_error() {
        let edits = |removed: &[u8], added: &[u8]| Edits {
            removed: removed.to_vec(),
            added: added.to_vec(),
        };
        for edits in [edits(b"b\n", b""), edits(b"", b"a\n")] {
            let mut changes = Changes::of(&edits);
            assert!(apply(b"a\nc\n", &mut changes, &mut Vec::new()).is_err());
        }
    }
}
