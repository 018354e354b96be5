//! Sorts lines that do not fit in memory: sorted runs, spilled to temporary files and merged.

use crate::error::{Result, writing};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Bytes kept in memory before a run is spilled.
const IN_MEMORY: usize = 96 << 20;

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
        let sources = runs.iter().map(|run| Source::Memory(run)).collect();
        let mut out = BufWriter::with_capacity(1 << 20, &mut file);
        merge(sources, |line| out.write_all(line))
            .and_then(|_| out.flush())
            .map_err(writing(&self.shown))?;
        drop(out);
        std::io::Seek::rewind(&mut file).map_err(writing(&self.shown))?;
        self.spilled.push(file);
        Ok(())
    }

    /// Hands on all lines in order, each with its end; returns how many.
    pub(crate) fn finish(
        mut self,
        each: impl FnMut(&[u8]) -> std::io::Result<()>,
    ) -> std::io::Result<u64> {
        let runs = std::mem::take(&mut self.runs);
        let mut sources: Vec<Source<'_>> = runs.iter().map(|run| Source::Memory(run)).collect();
        for file in self.spilled {
            let reader = BufReader::with_capacity(256 << 10, file);
            sources.push(Source::Reader(Box::new(reader)));
        }
        merge(sources, each)
    }
}

/// Hands on the lines of several sorted files in order, each line once; returns how many.
pub(crate) fn merge_lines(
    files: Vec<Box<dyn BufRead>>,
    each: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> std::io::Result<u64> {
    merge(files.into_iter().map(Source::Reader).collect(), each)
}

enum Source<'a> {
    Memory(&'a [u8]),
    Reader(Box<dyn BufRead>),
}

impl Source<'_> {
    /// Reads the next line, with its end, into `line`; leaves it empty at the end.
    fn next(&mut self, line: &mut Vec<u8>) -> std::io::Result<()> {
        line.clear();
        match self {
            Source::Memory(rest) => {
                let end = rest
                    .iter()
                    .position(|&b| b == b'\n')
                    .map_or(rest.len(), |at| at + 1);
                line.extend_from_slice(&rest[..end]);
                *rest = &rest[end..];
            }
            Source::Reader(reader) => {
                reader.read_until(b'\n', line)?;
            }
        }
        Ok(())
    }
}

fn merge(
    mut sources: Vec<Source<'_>>,
    mut each: impl FnMut(&[u8]) -> std::io::Result<()>,
) -> std::io::Result<u64> {
    let mut heap: BinaryHeap<Reverse<(Vec<u8>, usize)>> = BinaryHeap::new();
    for (number, source) in sources.iter_mut().enumerate() {
        let mut line = Vec::new();
        source.next(&mut line)?;
        if !line.is_empty() {
            heap.push(Reverse((line, number)));
        }
    }
    let mut last: Vec<u8> = Vec::new();
    let mut count = 0;
    while let Some(Reverse((mut line, number))) = heap.pop() {
        if line != last {
            each(&line)?;
            count += 1;
            std::mem::swap(&mut last, &mut line);
        }
        if let Some(source) = sources.get_mut(number) {
            source.next(&mut line)?;
            if !line.is_empty() {
                heap.push(Reverse((line, number)));
            }
        }
    }
    Ok(count)
}

/// Merges lines that come in order with those of a sorted file, each line once.
pub(crate) struct Merge<'a, W: Write> {
    other: BufReader<File>,
    next: Vec<u8>,
    last: Vec<u8>,
    out: &'a mut W,
    count: u64,
}

impl<'a, W: Write> Merge<'a, W> {
    /// Merges what is pushed with `other` into `out`.
    pub(crate) fn new(mut other: BufReader<File>, out: &'a mut W) -> std::io::Result<Self> {
        let mut next = Vec::new();
        other.read_until(b'\n', &mut next)?;
        Ok(Self {
            other,
            next,
            last: Vec::new(),
            out,
            count: 0,
        })
    }

    /// Takes the next line, with its end.
    pub(crate) fn push(&mut self, line: &[u8]) -> std::io::Result<()> {
        while !self.next.is_empty() && self.next.as_slice() < line {
            self.step()?;
        }
        self.put(line)
    }

    /// Writes what is left of the file; returns how many lines were written in all.
    pub(crate) fn finish(mut self) -> std::io::Result<u64> {
        while !self.next.is_empty() {
            self.step()?;
        }
        Ok(self.count)
    }

    fn step(&mut self) -> std::io::Result<()> {
        let line = std::mem::take(&mut self.next);
        self.put(&line)?;
        self.other.read_until(b'\n', &mut self.next)?;
        Ok(())
    }

    fn put(&mut self, line: &[u8]) -> std::io::Result<()> {
        if self.last != line {
            self.out.write_all(line)?;
            self.count += 1;
            self.last.clear();
            self.last.extend_from_slice(line);
        }
        Ok(())
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
            let mut out = Vec::new();
            let count = sorter.finish(|line| {
                out.extend_from_slice(line);
                Ok(())
            }).unwrap();
            prop_assert_eq!(count as usize, wanted.len());
            prop_assert_eq!(String::from_utf8(out).unwrap(), wanted.concat());
        }
    }
}
