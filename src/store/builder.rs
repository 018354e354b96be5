//! Quads → a store's file. Takes N-Quads lines in any order; the file depends on the set of quads alone.
//!
//! Terms get numbers as they come; at the end they are sorted, the rows are renumbered and sorted three times, in place. In memory: 16 bytes
//! a quad, and each term once.

use super::body::Body;
use super::dictionary::{BUCKET, put_number};
use super::id::{Id, Kind, MOST_TERMS};
use super::layout::{ROW, Section};
use super::line::{Token, measure, token};
use super::term::{Spelled, spell_literal};
use crate::text::hash::xxh64;
use rayon::slice::ParallelSliceMut;
use std::io::{Error, Result, Seek, Write};

/// Collects quads and writes the store.
#[derive(Debug, Default)]
pub struct Builder {
    pub(super) terms: Terms,
    /// Subject, predicate, object, graph, from the highest bits down.
    pub(super) rows: Vec<u128>,
    /// The last subject, predicate and graph as they stood in the line: neighbours share them.
    last: [(Vec<u8>, u32); 3],
    spelled: Vec<u8>,
}

impl Builder {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a quad, a line of N-Quads in canonical form.
    ///
    /// # Errors
    /// The line is no quad of a named graph, or there are more quads or terms than 32 bits can count.
    pub fn add(&mut self, line: &[u8]) -> Result<()> {
        let mut rest = line;
        let subject = self.shared(0, &mut rest)?;
        let predicate = self.shared(1, &mut rest)?;
        let object = {
            let bytes = front(&mut rest)?;
            self.intern(bytes)?
        };
        let graph = self.shared(2, &mut rest)?;
        if !matches!(rest, b".\n" | b".") {
            return Err(no_quad());
        }
        if self.rows.len() >= u32::MAX as usize {
            return Err(too_many());
        }
        self.rows.push(pack([subject, predicate, object, graph]));
        Ok(())
    }

    /// Takes a term off the front of a line; it is often the same as in the line before.
    fn shared(&mut self, which: usize, rest: &mut &[u8]) -> Result<u32> {
        if let Some((bytes, id)) = self.last.get(which)
            && !bytes.is_empty()
            && let Some(after) = rest.strip_prefix(bytes.as_slice())
            && let Some(after) = after.strip_prefix(b" ")
        {
            *rest = after;
            return Ok(*id);
        }
        let bytes = front(rest)?;
        if bytes.first() == Some(&b'"') {
            return Err(no_quad());
        }
        let id = self.intern(bytes)?;
        if let Some((last, last_id)) = self.last.get_mut(which) {
            last.clear();
            last.extend_from_slice(bytes);
            *last_id = id;
        }
        Ok(id)
    }

    fn intern(&mut self, bytes: &[u8]) -> Result<u32> {
        self.spelled.clear();
        let spelled = match token(bytes).ok_or_else(no_quad)? {
            Token::Iri(iri) => {
                self.spelled.push(b'I');
                self.spelled.extend_from_slice(&iri);
                Spelled::Bytes
            }
            Token::Blank(label) => {
                self.spelled.push(b'B');
                self.spelled.extend_from_slice(label);
                Spelled::Bytes
            }
            Token::Literal(value, tail) => {
                let tail = tail.tail().ok_or_else(no_quad)?;
                spell_literal(&value, tail, &mut self.spelled)
            }
        };
        match spelled {
            Spelled::Value(id) => Ok(id.0),
            Spelled::Bytes => self.terms.number(&self.spelled).ok_or_else(too_many),
        }
    }

    /// Writes the store to an empty file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn finish(self, file: impl Write + Seek) -> Result<()> {
        let Self {
            terms, mut rows, ..
        } = self;
        let mut body = Body::new(file)?;
        let order = terms.sorted();
        let classes = write_terms(&mut body, &terms, &order)?;
        let count = order.len();
        drop(terms);

        let mut places = vec![0u32; count];
        for (place, number) in (0u32..).zip(&order) {
            if let Some(to) = places.get_mut(*number as usize) {
                *to = place;
            }
        }
        drop(order);
        let place = |id: u32| match Id(id).kind() {
            Kind::Listed(number) => places.get(number as usize).copied().unwrap_or(id),
            _ => id,
        };
        for row in &mut rows {
            *row = pack(unpack(*row).map(place));
        }
        rows.par_sort_unstable();
        rows.dedup();

        let predicates = write_spog(&mut body, &rows, count)?;
        turn(&mut rows, |[s, p, o, g]| [p, o, s, g]);
        write_posg(&mut body, &rows, predicates)?;
        turn(&mut rows, |[p, o, s, g]| [o, s, p, g]);
        write_ospg(&mut body, &rows, count)?;
        body.finish(count32(rows.len()), count32(count), classes)
    }
}

/// Another order of the rows.
fn turn(rows: &mut [u128], by: fn([u32; 4]) -> [u32; 4]) {
    for row in rows.iter_mut() {
        *row = pack(by(unpack(*row)));
    }
    rows.par_sort_unstable();
}

pub(super) fn pack([a, b, c, d]: [u32; 4]) -> u128 {
    (u128::from(a) << 96) | (u128::from(b) << 64) | (u128::from(c) << 32) | u128::from(d)
}

pub(super) fn unpack(row: u128) -> [u32; 4] {
    [
        (row >> 96) as u32,
        (row >> 64) as u32,
        (row >> 32) as u32,
        row as u32,
    ]
}

/// Counts were checked when rows and terms came.
fn count32(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Takes a term and the space after it off the front of a line.
fn front<'a>(rest: &mut &'a [u8]) -> Result<&'a [u8]> {
    let length = measure(rest).ok_or_else(no_quad)?;
    let (bytes, after) = rest.split_at_checked(length).ok_or_else(no_quad)?;
    *rest = after.strip_prefix(b" ").ok_or_else(no_quad)?;
    Ok(bytes)
}

#[cold]
fn no_quad() -> Error {
    Error::other("a line is no quad of a named graph")
}

#[cold]
fn too_many() -> Error {
    Error::other("more quads or terms than a store can hold")
}

/// Writes the dictionary; returns where IRIs, strings and other literals begin.
fn write_terms(
    body: &mut Body<impl Write + Seek>,
    terms: &Terms,
    order: &[u32],
) -> Result<[u32; 3]> {
    let mut writer = TermWriter::default();
    body.section(Section::Terms, |body| {
        for number in order {
            writer.put(body, terms.spelled(*number))?;
        }
        writer.end()
    })?;
    body.numbers(Section::Buckets, writer.starts())?;
    Ok(writer.classes())
}

/// Writes terms, which come in order, to [`Section::Terms`].
#[derive(Debug, Default)]
pub(super) struct TermWriter {
    count: usize,
    written: usize,
    last: Vec<u8>,
    entry: Vec<u8>,
    starts: Vec<u32>,
    classes: [u32; 3],
}

impl TermWriter {
    /// Writes the next term; returns its place.
    pub(super) fn put(&mut self, body: &mut Body<impl Write + Seek>, term: &[u8]) -> Result<u32> {
        let place = u32::try_from(self.count).map_err(|_| too_many())?;
        if self.count >= MOST_TERMS {
            return Err(too_many());
        }
        if self.count.is_multiple_of(BUCKET) {
            self.start()?;
            self.last.clear();
        }
        let pairs = self.last.iter().zip(term);
        let shared = pairs.take_while(|(a, b)| a == b).count();
        let own = term.get(shared..).unwrap_or_default();
        self.entry.clear();
        put_number(shared, &mut self.entry);
        put_number(own.len(), &mut self.entry);
        self.entry.extend_from_slice(own);
        body.put(&self.entry)?;
        self.written += self.entry.len();
        self.last.truncate(shared);
        self.last.extend_from_slice(own);
        for (first, class) in self.classes.iter_mut().zip(b"IST") {
            *first += u32::from(term.first() < Some(class));
        }
        self.count += 1;
        Ok(place)
    }

    fn start(&mut self) -> Result<()> {
        let start = u32::try_from(self.written).map_err(|_| too_many())?;
        self.starts.push(start);
        Ok(())
    }

    /// Ends the section.
    pub(super) fn end(&mut self) -> Result<()> {
        self.start()
    }

    /// Where each bucket begins, and where the last one ends.
    pub(super) fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// How many terms there are.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Where IRIs, strings and other literals begin.
    pub(super) fn classes(&self) -> [u32; 3] {
        self.classes
    }
}

/// Writes the last three numbers of each row.
fn write_rows(body: &mut Body<impl Write + Seek>, section: Section, rows: &[u128]) -> Result<()> {
    body.section(section, |body| {
        let mut buffer = Vec::with_capacity(ROW << 10);
        for part in rows.chunks(1 << 10) {
            buffer.clear();
            for row in part {
                let [_, a, b, c] = unpack(*row);
                for number in [a, b, c] {
                    buffer.extend_from_slice(&number.to_le_bytes());
                }
            }
            body.put(&buffer)?;
        }
        Ok(())
    })
}

/// For each of `count` leading ids the first row, and one more at the end.
fn starts(rows: &[u128], count: usize) -> Vec<u32> {
    let mut starts = vec![0u32; count + 1];
    for row in rows {
        let [lead, ..] = unpack(*row);
        if let Some(next) = starts.get_mut(lead as usize + 1) {
            *next += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    starts
}

/// The distinct leading ids of rows that begin at `base`, and where each begins; one more start at the end.
fn groups(rows: &[u128], base: usize) -> (Vec<u32>, Vec<u32>) {
    let (mut keys, mut starts) = (Vec::new(), Vec::new());
    for (place, row) in rows.iter().enumerate() {
        let [lead, ..] = unpack(*row);
        if keys.last() != Some(&lead) {
            keys.push(lead);
            starts.push(count32(base + place));
        }
    }
    starts.push(count32(base + rows.len()));
    (keys, starts)
}

/// Writes what is by subject, and the rows of each graph; returns for each predicate how many subjects it has.
pub(super) fn write_spog(
    body: &mut Body<impl Write + Seek>,
    rows: &[u128],
    terms: usize,
) -> Result<Vec<(u32, u32)>> {
    write_rows(body, Section::Spog, rows)?;
    body.numbers(Section::Subjects, &starts(rows, terms))?;

    let mut subjects = vec![0u32; terms];
    let mut graphs = vec![0u32; terms];
    let mut last = None;
    for row in rows {
        let [s, p, _, g] = unpack(*row);
        if last != Some((s, p)) {
            last = Some((s, p));
            if let Some(count) = subjects.get_mut(p as usize) {
                *count += 1;
            }
        }
        if let Some(count) = graphs.get_mut(g as usize) {
            *count += 1;
        }
    }
    let (mut keys, mut starts, mut sum) = (Vec::new(), Vec::new(), 0);
    for (graph, count) in (0u32..).zip(&mut graphs) {
        if *count > 0 {
            keys.push(graph);
            starts.push(sum);
            // From here on: where the next row of this graph goes.
            sum += std::mem::replace(count, sum);
        }
    }
    starts.push(sum);
    let mut postings = vec![0u32; rows.len()];
    for (place, row) in (0u32..).zip(rows) {
        let [.., g] = unpack(*row);
        if let Some(next) = graphs.get_mut(g as usize) {
            if let Some(to) = postings.get_mut(*next as usize) {
                *to = place;
            }
            *next += 1;
        }
    }
    body.numbers(Section::Graphs, &keys)?;
    body.numbers(Section::GraphStarts, &starts)?;
    body.numbers(Section::Postings, &postings)?;
    Ok((0u32..).zip(subjects).filter(|(_, n)| *n > 0).collect())
}

pub(super) fn write_posg(
    body: &mut Body<impl Write + Seek>,
    rows: &[u128],
    subjects: Vec<(u32, u32)>,
) -> Result<()> {
    let (keys, starts) = groups(rows, 0);
    write_rows(body, Section::Posg, rows)?;
    body.numbers(Section::Predicates, &keys)?;
    body.numbers(Section::PredicateStarts, &starts)?;
    // The predicates are the same in both orders.
    let counts: Vec<u32> = subjects.into_iter().map(|(_, count)| count).collect();
    body.numbers(Section::SubjectCounts, &counts)?;
    let objects: Vec<u32> = starts
        .windows(2)
        .map(|range| {
            let (from, to) = (range[0] as usize, range[1] as usize);
            let rows = rows.get(from..to).unwrap_or_default();
            let distinct = rows.chunk_by(|a, b| a >> 64 == b >> 64).count();
            count32(distinct)
        })
        .collect();
    body.numbers(Section::ObjectCounts, &objects)
}

pub(super) fn write_ospg(
    body: &mut Body<impl Write + Seek>,
    rows: &[u128],
    terms: usize,
) -> Result<()> {
    write_rows(body, Section::Ospg, rows)?;
    let listed = rows.partition_point(|row| (unpack(*row)[0] as usize) < terms);
    let (listed, values) = rows.split_at(listed);
    body.numbers(Section::Objects, &starts(listed, terms))?;
    let (keys, starts) = groups(values, listed.len());
    body.numbers(Section::Values, &keys)?;
    body.numbers(Section::ValueStarts, &starts)
}

/// Every term once, with a number: a hash table over one buffer.
#[derive(Debug, Default)]
pub(super) struct Terms {
    bytes: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
    /// Upper half of the hash, number + 1; 0 is free.
    slots: Vec<(u32, u32)>,
}

impl Terms {
    /// A term by its number.
    pub(super) fn spelled(&self, number: u32) -> &[u8] {
        let number = number as usize;
        let from = match number.checked_sub(1) {
            Some(before) => self.ends.get(before).copied().unwrap_or_default(),
            None => 0,
        };
        let to = self.ends.get(number).copied().unwrap_or_default();
        self.bytes.get(from..to).unwrap_or_default()
    }

    /// The number of a term, a new one if it has none; `None` when numbers run out.
    fn number(&mut self, term: &[u8]) -> Option<u32> {
        if self.ends.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let hash = xxh64(term, 0);
        let upper = (hash >> 32) as u32;
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            match self.slots.get(at).copied()? {
                (_, 0) => break,
                (slot, number) if slot == upper && self.spelled(number - 1) == term => {
                    return Some(number - 1);
                }
                _ => at = (at + 1) & mask,
            }
        }
        let number = u32::try_from(self.ends.len()).ok()?;
        if self.ends.len() >= MOST_TERMS {
            return None;
        }
        self.bytes.extend_from_slice(term);
        self.ends.push(self.bytes.len());
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = (upper, number + 1);
        }
        Some(number)
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(1 << 10);
        let mut slots = vec![(0, 0); size];
        for number in 0..count32(self.ends.len()) {
            let hash = xxh64(self.spelled(number), 0);
            let mut at = hash as usize & (size - 1);
            while slots.get(at).is_some_and(|(_, number)| *number != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(slot) = slots.get_mut(at) {
                *slot = ((hash >> 32) as u32, number + 1);
            }
        }
        self.slots = slots;
    }

    /// The numbers in the order of their terms.
    pub(super) fn sorted(&self) -> Vec<u32> {
        let mut order: Vec<u32> = (0..count32(self.ends.len())).collect();
        order.par_sort_unstable_by(|a, b| self.spelled(*a).cmp(self.spelled(*b)));
        order
    }
}
