//! Several sorted sources → their lines in order.

use super::source::Source;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufRead, BufReader, Result, Write};

/// Hands on the lines of several sorted files, each line once in a file, in order, each line once; returns how many.
pub(crate) fn merge_lines(
    files: Vec<Box<dyn BufRead>>,
    each: impl FnMut(&[u8]) -> Result<()>,
) -> Result<u64> {
    merge(files.into_iter().map(Source::lines).collect(), each)
}

/// Hands on the lines of sorted sources in order, each line once; returns how many.
///
/// Most sources are of one digest or of one part of the graph, so that a source gives many lines before another has a lesser one: it stays
/// out of the heap that long, and each line is compared once.
pub(super) fn merge(
    sources: Vec<Source<'_>>,
    mut each: impl FnMut(&[u8]) -> Result<()>,
) -> Result<u64> {
    let mut heap: BinaryHeap<Box<Source<'_>>> = BinaryHeap::new();
    for mut source in sources {
        if source.advance()? {
            heap.push(Box::new(source));
        }
    }
    let mut count = 0;
    while let Some(mut source) = heap.pop() {
        loop {
            match heap.peek().map(|next| source.line().cmp(next.line())) {
                None | Some(Ordering::Less) => {
                    each(source.line())?;
                    count += 1;
                }
                // The next one has it too, and hands it on.
                Some(Ordering::Equal) => {}
                Some(Ordering::Greater) => {
                    heap.push(source);
                    break;
                }
            }
            if !source.advance()? {
                break;
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
    pub(crate) fn new(mut other: BufReader<File>, out: &'a mut W) -> Result<Self> {
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
    pub(crate) fn push(&mut self, line: &[u8]) -> Result<()> {
        while !self.next.is_empty() && self.next.as_slice() < line {
            self.step()?;
        }
        self.put(line)
    }

    /// Writes what is left of the file; returns how many lines were written in all.
    pub(crate) fn finish(mut self) -> Result<u64> {
        while !self.next.is_empty() {
            self.step()?;
        }
        Ok(self.count)
    }

    fn step(&mut self) -> Result<()> {
        let line = std::mem::take(&mut self.next);
        self.put(&line)?;
        self.other.read_until(b'\n', &mut self.next)?;
        Ok(())
    }

    fn put(&mut self, line: &[u8]) -> Result<()> {
        if self.last != line {
            self.out.write_all(line)?;
            self.count += 1;
            self.last.clear();
            self.last.extend_from_slice(line);
        }
        Ok(())
    }
}
