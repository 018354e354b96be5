//! Pairs of entities → how many items name both, and since when: 20 bytes a pair, in files when there are millions.

use super::derive::Sum;
use crate::error::{Result, reading, writing};
use crate::text::date;
use jiff::civil::Date;
use rayon::slice::ParallelSliceMut;
use std::fs::File;
use std::io::{BufReader, BufWriter, ErrorKind, Read, Seek, Write};
use std::path::Path;

/// Pairs that are held where there is a folder for more: 20 MB.
const HELD: usize = 1 << 20;

/// Pairs that are put in order at once, at least.
const FEW: usize = 1 << 16;

/// Stands for a date that is not there: [`date::number`].
const NEVER: u32 = 0;

/// A pair and its counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row {
    pair: (u32, u32),
    items: u32,
    /// Dates as numbers in their order, or [`NEVER`].
    first: u32,
    last: u32,
}

/// Bytes of a row in a file.
const SIZE: usize = 20;

impl Row {
    /// The entities, the smaller number first.
    pub(super) fn pair(&self) -> (u32, u32) {
        self.pair
    }

    /// How many items name both.
    pub(super) fn items(&self) -> u32 {
        self.items
    }

    /// What is counted of them.
    pub(super) fn sum(&self) -> Sum {
        Sum {
            items: u64::from(self.items),
            mentions: 0,
            first: date::of_number(self.first),
            last: date::of_number(self.last),
        }
    }

    fn add(&mut self, other: &Self) {
        self.items = self.items.saturating_add(other.items);
        self.first = match (self.first, other.first) {
            (NEVER, first) | (first, NEVER) => first,
            (one, other) => one.min(other),
        };
        self.last = self.last.max(other.last);
    }

    fn bytes(&self) -> [u8; SIZE] {
        let mut bytes = [0; SIZE];
        let numbers = [self.pair.0, self.pair.1, self.items, self.first, self.last];
        for (to, number) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(numbers) {
            *to = number.to_le_bytes();
        }
        bytes
    }

    fn of(bytes: &[u8; SIZE]) -> Self {
        let mut numbers = [0; 5];
        for (to, number) in numbers.iter_mut().zip(bytes.as_chunks::<4>().0) {
            *to = u32::from_le_bytes(*number);
        }
        let [a, b, items, first, last] = numbers;
        Self {
            pair: (a, b),
            items,
            first,
            last,
        }
    }
}

/// Pairs while they are counted.
#[derive(Debug, Default, Clone)]
pub(crate) struct Pairs {
    /// The front sorted, each pair once; what came since behind.
    rows: Vec<Row>,
    /// How many rows there may be before they are put in order again.
    full: usize,
}

impl Pairs {
    /// Counts an item that names both.
    pub(super) fn add(&mut self, pair: (u32, u32), date: Option<Date>) {
        let day = date::number(date);
        self.rows.push(Row {
            pair,
            items: 1,
            first: day,
            last: day,
        });
        if self.rows.len() >= self.full.max(FEW) {
            self.settle();
            self.full = self.rows.len() * 2;
        }
    }

    /// Adds up what is counted of one pair.
    fn settle(&mut self) {
        self.rows.par_sort_unstable_by_key(|row| row.pair);
        self.rows.dedup_by(|next, row| {
            let same = next.pair == row.pair;
            if same {
                row.add(next);
            }
            same
        });
    }

    /// All pairs, sorted.
    pub(super) fn into_rows(mut self) -> Vec<Row> {
        self.settle();
        self.rows
    }
}

/// Pairs of a large graph: sorted runs of them in files without names.
#[derive(Debug, Default)]
pub(crate) struct Spilled {
    runs: Vec<File>,
}

impl Spilled {
    /// Moves pairs to a file in `folder` when they are many; messages name `shown`.
    pub(crate) fn take(&mut self, pairs: &mut Pairs, folder: &Path, shown: &Path) -> Result<()> {
        if pairs.rows.len() < HELD {
            return Ok(());
        }
        pairs.settle();
        let write = || -> std::io::Result<File> {
            let mut file = tempfile::tempfile_in(folder)?;
            let mut out = BufWriter::with_capacity(1 << 20, &mut file);
            for row in &pairs.rows {
                out.write_all(&row.bytes())?;
            }
            out.flush()?;
            drop(out);
            file.rewind()?;
            Ok(file)
        };
        self.runs.push(write().map_err(writing(shown))?);
        pairs.rows.clear();
        pairs.full = HELD;
        Ok(())
    }

    /// Hands on all pairs, sorted, each once.
    pub(super) fn merge(self, rest: Pairs, mut each: impl FnMut(Row)) -> Result<()> {
        let mut sources: Vec<Box<dyn Iterator<Item = std::io::Result<Row>>>> =
            vec![Box::new(rest.into_rows().into_iter().map(Ok))];
        for run in self.runs {
            let mut file = BufReader::with_capacity(1 << 20, run);
            sources.push(Box::new(std::iter::from_fn(move || {
                let mut bytes = [0; SIZE];
                match file.read_exact(&mut bytes) {
                    Ok(()) => Some(Ok(Row::of(&bytes))),
                    Err(error) if error.kind() == ErrorKind::UnexpectedEof => None,
                    Err(error) => Some(Err(error)),
                }
            })));
        }
        let mut sources: Vec<_> = sources.into_iter().map(Iterator::peekable).collect();
        loop {
            // There is a run for a million pairs: few.
            let heads = sources.iter_mut().filter_map(|source| source.peek());
            let Some(pair) = heads.flatten().map(Row::pair).min() else {
                break;
            };
            let mut sum: Option<Row> = None;
            for source in &mut sources {
                while let Some(row) =
                    source.next_if(|row| row.as_ref().is_ok_and(|r| r.pair == pair))
                {
                    let row = row.map_err(reading("pairs"))?;
                    match &mut sum {
                        Some(sum) => sum.add(&row),
                        None => sum = Some(row),
                    }
                }
            }
            sum.into_iter().for_each(&mut each);
        }
        for source in sources {
            for row in source {
                row.map_err(reading("pairs"))?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// Sums are the same in whatever parts pairs are counted.
        #[test]
        fn pairs_add_up(
            all in prop::collection::vec((0u32..4, 0u32..4, prop::option::of(1i8..28)), 0..60),
            parts in 1usize..5,
        ) {
            let mut wanted: BTreeMap<(u32, u32), Row> = BTreeMap::new();
            let folder = tempfile::tempdir().unwrap();
            let mut spilled = Spilled::default();
            let mut rest = Pairs::default();
            for (n, (a, b, day)) in all.iter().enumerate() {
                let date = day.map(|d| Date::new(2026, 1, d).unwrap());
                rest.add((*a, *b), date);
                let one = *rest.rows.last().unwrap();
                wanted.entry((*a, *b)).and_modify(|row| row.add(&one)).or_insert(one);
                if n % parts == 0 {
                    // As if there were millions.
                    rest.settle();
                    let file = tempfile::tempfile_in(folder.path()).unwrap();
                    let bytes: Vec<u8> = rest.rows.iter().flat_map(Row::bytes).collect();
                    (&file).write_all(&bytes).unwrap();
                    (&file).rewind().unwrap();
                    spilled.runs.push(file);
                    rest.rows.clear();
                }
            }
            let mut rows = Vec::new();
            spilled.merge(rest, |row| rows.push(row)).unwrap();
            prop_assert_eq!(rows, wanted.into_values().collect::<Vec<_>>());
        }
    }
}
