//! Where sorted lines come from: memory, files, or whoever makes them when they are asked for.

use super::{Made, packed};
use std::cmp::Ordering;
use std::fs::File;
use std::io::{BufRead, BufReader, Result};

/// Sorted lines, of which one is at hand after each [`Source::advance`] that says so.
pub(super) struct Source<'a> {
    from: From<'a>,
    /// The line, where it does not stand in a run or a chunk.
    line: Vec<u8>,
}

enum From<'a> {
    /// A run, beginning with the line at hand, and where that ends.
    Memory(&'a [u8], usize),
    /// A file of lines.
    Lines(Box<dyn BufRead + 'a>),
    /// A file that [`packed::Writer`] wrote.
    Packed(BufReader<File>),
    /// A chunk, where in it the line at hand begins and ends, and who fills the next one.
    Made(Vec<u8>, usize, usize, Made<'a>),
}

/// Where the first line ends.
fn end(lines: &[u8]) -> usize {
    memchr::memchr(b'\n', lines).map_or(lines.len(), |at| at + 1)
}

impl<'a> Source<'a> {
    fn new(from: From<'a>) -> Self {
        let line = Vec::new();
        Self { from, line }
    }

    /// A run in memory.
    pub(super) fn memory(run: &'a [u8]) -> Self {
        Self::new(From::Memory(run, 0))
    }

    /// A file of sorted lines.
    pub(super) fn lines(file: Box<dyn BufRead + 'a>) -> Self {
        Self::new(From::Lines(file))
    }

    /// A spilled run.
    pub(super) fn packed(file: BufReader<File>) -> Self {
        Self::new(From::Packed(file))
    }

    /// Lines that are made when they are asked for.
    pub(super) fn made(made: Made<'a>) -> Self {
        Self::new(From::Made(Vec::new(), 0, 0, made))
    }

    /// The line at hand, with its end.
    pub(super) fn line(&self) -> &[u8] {
        match &self.from {
            From::Memory(run, end) => run.get(..*end).unwrap_or_default(),
            From::Made(chunk, from, to, _) => chunk.get(*from..*to).unwrap_or_default(),
            From::Lines(_) | From::Packed(_) => &self.line,
        }
    }

    /// Goes on to the next line; `false` at the end.
    pub(super) fn advance(&mut self) -> Result<bool> {
        match &mut self.from {
            From::Memory(run, to) => {
                *run = run.get(*to..).unwrap_or_default();
                *to = end(run);
            }
            From::Lines(reader) => {
                self.line.clear();
                reader.read_until(b'\n', &mut self.line)?;
            }
            From::Packed(reader) => return packed::read(reader, &mut self.line),
            From::Made(chunk, from, to, fill) => {
                if *to >= chunk.len() {
                    chunk.clear();
                    *to = 0;
                    if !fill(chunk) {
                        chunk.clear();
                    }
                }
                *from = *to;
                *to += end(chunk.get(*from..).unwrap_or_default());
            }
        }
        Ok(!self.line().is_empty())
    }
}

impl PartialEq for Source<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Source<'_> {}

impl PartialOrd for Source<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By the lines at hand, the least one first out of a heap.
impl Ord for Source<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        other.line().cmp(self.line())
    }
}
