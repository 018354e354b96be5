//! Sorts lines that do not fit in memory: sorted runs, spilled to temporary files and merged.

mod merge;
pub(crate) mod packed;
mod source;

pub(crate) use merge::{Merge, merge_lines};

use crate::error::{Result, writing};
use merge::merge;
use source::Source;
use std::cmp::Ordering;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

/// Bytes kept in memory before a run is spilled.
const IN_MEMORY: usize = 32 << 20;

/// Lines that are made when they are asked for: fills an empty buffer with the next ones, sorted, each once and all behind those before;
/// `false` when there are none.
pub(crate) type Made<'a> = Box<dyn FnMut(&mut Vec<u8>) -> bool + 'a>;

/// Collects sorted runs of lines and merges them, each line once.
#[derive(Debug)]
pub(crate) struct Sorter {
    folder: PathBuf,
    /// What messages name.
    shown: PathBuf,
    runs: Vec<Vec<u8>>,
    held: usize,
    spilled: Vec<File>,
    limit: usize,
}

/// Sorts the lines of a buffer by their bytes and drops doubles.
pub(crate) fn sort_lines(buffer: &[u8]) -> Vec<u8> {
    let mut lines: Vec<&[u8]> = buffer.split_inclusive(|&b| b == b'\n').collect();
    lines.sort_unstable();
    lines.dedup();
    lines.concat()
}

/// The lines that only the first and that only the second of two sorted buffers has.
pub(crate) fn difference(one: &[u8], other: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let lines = |buffer| -> std::iter::Peekable<_> {
        <[u8]>::split_inclusive(buffer, |&b| b == b'\n').peekable()
    };
    let (mut left, mut right) = (lines(one), lines(other));
    let (mut only_one, mut only_other) = (Vec::new(), Vec::new());
    loop {
        let order = match (left.peek(), right.peek()) {
            (None, None) => return (only_one, only_other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.cmp(b),
        };
        let a = left.next_if(|_| order.is_le());
        let b = right.next_if(|_| order.is_ge());
        if order.is_ne() {
            only_one.extend_from_slice(a.unwrap_or_default());
            only_other.extend_from_slice(b.unwrap_or_default());
        }
    }
}

impl Sorter {
    /// A sorter that spills to `folder`; messages name `shown`.
    pub(crate) fn new(folder: &Path, shown: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
            shown: shown.to_path_buf(),
            runs: Vec::new(),
            held: 0,
            spilled: Vec::new(),
            limit: IN_MEMORY,
        }
    }

    /// Takes a run that [`sort_lines`] made.
    pub(crate) fn push(&mut self, run: Vec<u8>) -> Result<()> {
        self.held += run.len();
        self.runs.push(run);
        if self.held > self.limit {
            self.spill()?;
        }
        Ok(())
    }

    fn spill(&mut self) -> Result<()> {
        let mut file = tempfile::tempfile_in(&self.folder).map_err(writing(&self.shown))?;
        let runs = std::mem::take(&mut self.runs);
        self.held = 0;
        let sources = runs.iter().map(|run| Source::memory(run)).collect();
        let mut out = packed::Writer::new(BufWriter::with_capacity(1 << 20, &mut file));
        merge(sources, |line| out.put(line))
            .and_then(|_| out.finish())
            .map_err(writing(&self.shown))?;
        std::io::Seek::rewind(&mut file).map_err(writing(&self.shown))?;
        self.spilled.push(file);
        Ok(())
    }

    /// Hands on all lines in order, each with its end; returns how many.
    pub(crate) fn finish(
        self,
        each: impl FnMut(&[u8]) -> std::io::Result<()>,
    ) -> std::io::Result<u64> {
        self.finish_with(Vec::new(), each)
    }

    /// The same with lines that need not be held: those of `made` come in order already.
    pub(crate) fn finish_with(
        mut self,
        made: Vec<Made<'_>>,
        each: impl FnMut(&[u8]) -> std::io::Result<()>,
    ) -> std::io::Result<u64> {
        let runs = std::mem::take(&mut self.runs);
        let mut sources: Vec<Source<'_>> = runs.iter().map(|run| Source::memory(run)).collect();
        for file in self.spilled {
            let reader = BufReader::with_capacity(64 << 10, file);
            sources.push(Source::packed(reader));
        }
        sources.extend(made.into_iter().map(Source::made));
        merge(sources, each)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_difference_of_two_buffers() {
        let (gone, come) = difference(b"a\nc\nd\n", b"b\nc\ne\nf\n");
        assert_eq!(
            (gone.as_slice(), come.as_slice()),
            (&b"a\nd\n"[..], &b"b\ne\nf\n"[..])
        );
        assert_eq!(difference(b"a\n", b"a\n"), (Vec::new(), Vec::new()));
        assert_eq!(difference(b"", b"a\n"), (Vec::new(), b"a\n".to_vec()));
    }

    proptest! {
        #[test]
        fn merging_is_sorting(runs in prop::collection::vec(prop::collection::vec("[a-c]{0,3}", 0..8), 0..6), limit in 1usize..40) {
            let folder = tempfile::tempdir().unwrap();
            let mut sorter = Sorter::new(folder.path(), folder.path());
            sorter.limit = limit;
            let mut wanted: Vec<String> = Vec::new();
            for run in &runs {
                let text: String = run.iter().map(|l| format!("{l}\n")).collect();
                wanted.extend(run.iter().map(|l| format!("{l}\n")));
                sorter.push(sort_lines(text.as_bytes())).unwrap();
            }
            wanted.sort();
            wanted.dedup();
            // A third of the lines is made when asked for.
            let third: Vec<String> = wanted.iter().step_by(3).cloned().collect();
            let third: std::collections::BTreeSet<String> = third.into_iter().collect();
            let mut rest = third.iter();
            let made: Made<'_> = Box::new(move |buffer| {
                let before = buffer.len();
                buffer.extend(rest.by_ref().take(2).flat_map(|line| line.bytes()));
                buffer.len() > before
            });
            let mut out = Vec::new();
            let count = sorter.finish_with(vec![made], |line| {
                out.extend_from_slice(line);
                Ok(())
            }).unwrap();
            prop_assert_eq!(count as usize, wanted.len());
            prop_assert_eq!(String::from_utf8(out).unwrap(), wanted.concat());
        }
    }
}
