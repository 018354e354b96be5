//! What a builder does not hold in memory: sorted runs of terms and rows in files without names, merged at the end.
//!
//! A term that comes again after its table was written gets another number; that both are one term shows when the runs are merged. What
//! stays in memory: the limits below, and four bytes for each number and for each term.

use super::body::Body;
use super::builder::{OSPG, POSG, TermWriter, count32, renumber, turn};
use super::layout::Section;
use super::orders::{self, Each};
use super::terms::Terms;
use crate::graph::sorter::packed;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufReader, BufWriter, Error, Read, Result, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::thread;

/// Rows that are held: 16 MB.
const ROWS: usize = 1 << 20;
/// Bytes of terms that are held.
const TERMS: usize = 16 << 20;

/// Runs that are sorted at a time, and held for that.
const ABREAST: usize = 2;

/// Rows that are handed over at once.
const BLOCK: usize = 16 << 10;

/// Bytes of a row in a file.
const SIZE: usize = 16;

#[derive(Debug)]
pub(super) struct Spill {
    folder: PathBuf,
    /// Rows by numbers as they came.
    rows: Vec<File>,
    count: usize,
    /// Terms, each with its number behind it.
    terms: Vec<File>,
    most_rows: usize,
    most_terms: usize,
}

impl Spill {
    pub(super) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_path_buf(),
            rows: Vec::new(),
            count: 0,
            terms: Vec::new(),
            most_rows: ROWS,
            most_terms: TERMS,
        }
    }

    /// How many rows may be held.
    pub(super) fn room(&self) -> usize {
        self.most_rows
    }

    /// How many rows are in files.
    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// Says whether nothing was spilled.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.terms.is_empty()
    }

    /// Moves rows to a file when they are too many.
    pub(super) fn rows(&mut self, rows: &mut Vec<u128>) -> Result<()> {
        if rows.len() >= self.most_rows {
            self.count += rows.len();
            self.rows.push(self.written(rows)?);
            rows.clear();
        }
        Ok(())
    }

    /// Moves terms to a file when they are too large.
    pub(super) fn terms(&mut self, terms: &mut Terms) -> Result<()> {
        if terms.size() >= self.most_terms {
            self.all_terms(terms)?;
        }
        Ok(())
    }

    fn all_terms(&mut self, terms: &mut Terms) -> Result<()> {
        let mut file = tempfile::tempfile_in(&self.folder)?;
        let mut out = packed::Writer::new(BufWriter::with_capacity(1 << 20, &mut file));
        let before = count32(terms.before());
        let mut entry = Vec::new();
        for number in terms.sorted() {
            entry.clear();
            entry.extend_from_slice(terms.spelled(number));
            entry.extend_from_slice(&(before + number).to_le_bytes());
            out.put(&entry)?;
        }
        out.finish()?;
        file.rewind()?;
        self.terms.push(file);
        terms.forget();
        Ok(())
    }

    fn written(&self, rows: &[u128]) -> Result<File> {
        let mut file = tempfile::tempfile_in(&self.folder)?;
        let mut out = BufWriter::with_capacity(1 << 20, &mut file);
        for row in rows {
            out.write_all(&row.to_le_bytes())?;
        }
        out.flush()?;
        drop(out);
        file.rewind()?;
        Ok(file)
    }

    /// Writes the store of what was spilled and of what is still held.
    pub(super) fn finish(
        mut self,
        mut terms: Terms,
        rows: Vec<u128>,
        file: impl Write + Seek,
    ) -> Result<()> {
        self.all_terms(&mut terms)?;
        let numbers = terms.numbers();
        drop(terms);
        let mut body = Body::new(file)?;
        let mut writer = TermWriter::default();
        let mut places = vec![0; numbers];
        body.section(Section::Terms, |body| {
            merge_terms(std::mem::take(&mut self.terms), |term, fresh, number| {
                if fresh {
                    writer.put(body, term)?;
                }
                if let Some(to) = places.get_mut(number as usize) {
                    *to = count32(writer.count()).saturating_sub(1);
                }
                Ok(())
            })?;
            writer.end()
        })?;
        body.numbers(Section::Buckets, writer.starts())?;
        let (count, classes) = (writer.count(), writer.classes());
        drop(writer);

        let runs = std::mem::take(&mut self.rows);
        let [mut spog, mut posg, mut ospg] = self.sorted(runs, rows, &places)?;
        drop(places);
        let mut quads = 0;
        let predicates = orders::write_spog(&mut body, count, |each| {
            quads = merge_ahead(&mut spog, each)?;
            Ok::<_, std::io::Error>(())
        })?;
        orders::write_posg(&mut body, predicates, |each| {
            merge_ahead(&mut posg, each).map(|_| ())
        })?;
        orders::write_ospg(&mut body, count, |each| {
            merge_ahead(&mut ospg, each).map(|_| ())
        })?;
        body.finish(quads, count32(count), classes)
    }

    /// Gives each run the places of its terms and writes it in each of the three orders; a few runs at a time, side by side.
    fn sorted(&self, runs: Vec<File>, held: Vec<u128>, places: &[u32]) -> Result<[Vec<File>; 3]> {
        let mut all = [Vec::new(), Vec::new(), Vec::new()];
        let mut add = |orders: [File; 3]| {
            for (all, order) in all.iter_mut().zip(orders) {
                all.push(order);
            }
        };
        if !held.is_empty() {
            add(self.in_orders(held, places)?);
        }
        let mut runs = runs.into_iter().peekable();
        while runs.peek().is_some() {
            let some: Vec<File> = runs.by_ref().take(ABREAST).collect();
            let some: Vec<Result<[File; 3]>> = some
                .into_par_iter()
                .with_max_len(1)
                .map(|run| self.in_orders(read(run)?, places))
                .collect();
            for orders in some {
                add(orders?);
            }
        }
        Ok(all)
    }

    fn in_orders(&self, mut rows: Vec<u128>, places: &[u32]) -> Result<[File; 3]> {
        renumber(&mut rows, places);
        rows.par_sort_unstable();
        let spog = self.written(&rows)?;
        turn(&mut rows, POSG);
        let posg = self.written(&rows)?;
        turn(&mut rows, OSPG);
        Ok([spog, posg, self.written(&rows)?])
    }
}

/// The rows of a run.
fn read(mut run: File) -> Result<Vec<u128>> {
    run.rewind()?;
    let mut bytes = Vec::new();
    run.read_to_end(&mut bytes)?;
    let (rows, _) = bytes.as_chunks::<SIZE>();
    Ok(rows.iter().map(|row| u128::from_le_bytes(*row)).collect())
}

/// The next row of a file.
fn next(file: &mut impl Read) -> Result<Option<u128>> {
    let mut bytes = [0; SIZE];
    match file.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(u128::from_le_bytes(bytes))),
        // The files hold whole rows.
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// The same as [`merge_rows`], in a thread of its own while the rows before are taken, where there is more than one.
fn merge_ahead(runs: &mut [File], each: &mut Each<'_>) -> Result<u32> {
    if rayon::current_num_threads() == 1 {
        return merge_rows(runs, each);
    }
    thread::scope(|scope| {
        let (sender, blocks) = sync_channel::<Vec<u128>>(4);
        let merging = thread::Builder::new().spawn_scoped(scope, move || {
            let ended = |_| Error::other("the thread that writes rows ended");
            let mut block = Vec::with_capacity(BLOCK);
            let count = merge_rows(runs, &mut |row| {
                block.push(row);
                if block.len() < BLOCK {
                    return Ok(());
                }
                let full = std::mem::replace(&mut block, Vec::with_capacity(BLOCK));
                sender.send(full).map_err(ended)
            })?;
            sender.send(block).map_err(ended)?;
            Ok(count)
        })?;
        blocks.into_iter().flatten().try_for_each(each)?;
        let ended = |_| Err(Error::other("the thread that merges rows ended"));
        merging.join().unwrap_or_else(ended)
    })
}

/// Hands on the rows of sorted runs in order; returns how many distinct ones there are.
fn merge_rows(runs: &mut [File], each: &mut Each<'_>) -> Result<u32> {
    let mut readers = Vec::new();
    let mut heap = BinaryHeap::new();
    for (at, run) in runs.iter_mut().enumerate() {
        let mut reader = BufReader::with_capacity(256 << 10, run);
        if let Some(row) = next(&mut reader)? {
            heap.push(Reverse((row, at)));
        }
        readers.push(reader);
    }
    let (mut count, mut last) = (0, None);
    while let Some(Reverse((mut row, at))) = heap.pop() {
        let least = heap.peek().map_or(u128::MAX, |Reverse((row, _))| *row);
        // Runs are of neighbours: one gives many rows before another has a lesser one.
        loop {
            count += u32::from(last.replace(row) != Some(row));
            each(row)?;
            let reader = readers.get_mut(at);
            match reader.map_or(Ok(None), next)? {
                Some(following) if following <= least => row = following,
                Some(following) => {
                    heap.push(Reverse((following, at)));
                    break;
                }
                None => break,
            }
        }
    }
    Ok(count)
}

/// A run of terms, with the one at hand.
struct Run {
    file: BufReader<File>,
    /// The term and, behind it, its number.
    entry: Vec<u8>,
}

impl Run {
    fn parts(&self) -> (&[u8], u32) {
        match self.entry.split_last_chunk::<4>() {
            Some((term, number)) => (term, u32::from_le_bytes(*number)),
            None => (&[], 0),
        }
    }
}

impl PartialEq for Run {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Run {}

impl PartialOrd for Run {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The least term first out of a heap; of those alike, the one that was numbered first.
impl Ord for Run {
    fn cmp(&self, other: &Self) -> Ordering {
        other.parts().cmp(&self.parts())
    }
}

/// Hands on the terms of sorted runs in order, each with whether it is another one than that before, and with a number that it has.
fn merge_terms(
    files: Vec<File>,
    mut each: impl FnMut(&[u8], bool, u32) -> Result<()>,
) -> Result<()> {
    let mut heap = BinaryHeap::new();
    for file in files {
        let mut run = Box::new(Run {
            file: BufReader::with_capacity(64 << 10, file),
            entry: Vec::new(),
        });
        if packed::read(&mut run.file, &mut run.entry)? {
            heap.push(run);
        }
    }
    let mut last: Option<Vec<u8>> = None;
    while let Some(mut run) = heap.pop() {
        let (term, number) = run.parts();
        let fresh = last.as_deref() != Some(term);
        each(term, fresh, number)?;
        if fresh {
            let last = last.get_or_insert_default();
            last.clear();
            last.extend_from_slice(term);
        }
        if packed::read(&mut run.file, &mut run.entry)? {
            heap.push(run);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::store::builder::Builder;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn store(lines: &[String], mut builder: Builder) -> Vec<u8> {
        for line in lines {
            builder.add(line.as_bytes()).unwrap();
        }
        let mut file = Cursor::new(Vec::new());
        builder.finish(&mut file).unwrap();
        file.into_inner()
    }

    proptest! {
        /// Whatever is spilled, and in whatever order lines come, the store is the same.
        #[test]
        fn a_store_by_way_of_files_is_the_same_bytes(
            quads in prop::collection::vec((0u8..9, 0u8..3, 0u8..30, 0u8..3), 0..60),
            most_rows in 1usize..20,
            most_terms in 1usize..200,
        ) {
            let lines: Vec<String> = quads.iter().map(|(s, p, o, g)| {
                let object = match o % 3 {
                    0 => format!("<s:{o}>"),
                    1 => format!("\"{o}\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
                    _ => format!("\"text {o}\"@en"),
                };
                format!("<s:{s}> <p:{p}> {object} <g:{g}> .\n")
            }).collect();
            let folder = tempfile::tempdir().unwrap();
            let mut spilling = Builder::spilling(folder.path());
            let spill = spilling.spill.as_mut().unwrap();
            spill.most_rows = most_rows;
            spill.most_terms = most_terms;
            prop_assert!(store(&lines, spilling) == store(&lines, Builder::new()));
            prop_assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }
}
