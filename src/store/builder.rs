//! Quads → a store's file. Takes N-Quads lines in any order; the file depends on the set of quads alone.
//!
//! Terms get numbers as they come; at the end they are sorted, the rows are renumbered and sorted three times. In memory: 16 bytes a quad and
//! each term once, up to the limits of [`super::spill`] where there is a folder for more.

use super::body::Body;
use super::dictionary::{BUCKET, put_number};
use super::id::{Id, Kind, MOST_TERMS};
use super::layout::Section;
use super::line::{Token, measure, token};
use super::orders;
use super::spill::Spill;
use super::term::{Spelled, spell_literal};
use super::terms::Terms;
use rayon::slice::ParallelSliceMut;
use std::io::{Error, Result, Seek, Write};
use std::path::Path;

/// Collects quads and writes the store.
#[derive(Debug, Default)]
pub struct Builder {
    pub(super) terms: Terms,
    /// Subject, predicate, object, graph, from the highest bits down.
    pub(super) rows: Vec<u128>,
    /// The last subject, predicate and graph as they stood in the line: neighbours share them.
    last: [(Vec<u8>, u32); 3],
    spelled: Vec<u8>,
    /// Where to put what is too much for memory.
    pub(super) spill: Option<Spill>,
}

impl Builder {
    /// An empty one that holds everything in memory.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty one that keeps what is more than some hundred megabytes in files without names in a folder.
    pub fn spilling(folder: &Path) -> Self {
        let spill = Spill::new(folder);
        Self {
            // What is never used is never touched.
            rows: Vec::with_capacity(spill.room()),
            spill: Some(spill),
            ..Self::default()
        }
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
        let before = self.spill.as_ref().map_or(0, Spill::len);
        if self.rows.len() + before >= u32::MAX as usize {
            return Err(too_many());
        }
        self.rows.push(pack([subject, predicate, object, graph]));
        self.spill()
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
    /// The file cannot be written, or what was spilled cannot be read.
    pub fn finish(mut self, file: impl Write + Seek) -> Result<()> {
        if let Some(spill) = self.spill.take_if(|spill| !spill.is_empty()) {
            return spill.finish(self.terms, self.rows, file);
        }
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
        renumber(&mut rows, &places);
        drop(places);

        rows.par_sort_unstable();
        rows.dedup();
        let predicates = orders::write_spog(&mut body, count, |each| feed(&rows, each))?;
        turn(&mut rows, POSG);
        orders::write_posg(&mut body, predicates, |each| feed(&rows, each))?;
        turn(&mut rows, OSPG);
        orders::write_ospg(&mut body, count, |each| feed(&rows, each))?;
        body.finish(count32(rows.len()), count32(count), classes)
    }

    /// Moves what is more than memory should hold to files, where there is a folder for them.
    fn spill(&mut self) -> Result<()> {
        if let Some(spill) = &mut self.spill {
            spill.rows(&mut self.rows)?;
            spill.terms(&mut self.terms)?;
        }
        Ok(())
    }
}

fn feed(rows: &[u128], each: &mut dyn FnMut(u128) -> Result<()>) -> Result<()> {
    rows.iter().try_for_each(|row| each(*row))
}

/// Gives terms in rows their places in the dictionary.
pub(super) fn renumber(rows: &mut [u128], places: &[u32]) {
    let place = |id: u32| match Id(id).kind() {
        Kind::Listed(number) => places.get(number as usize).copied().unwrap_or(id),
        _ => id,
    };
    for row in rows {
        *row = pack(unpack(*row).map(place));
    }
}

/// From subject, predicate, object, graph to predicate, object, subject, graph.
pub(super) const POSG: fn([u32; 4]) -> [u32; 4] = |[s, p, o, g]| [p, o, s, g];

/// From there to object, subject, predicate, graph.
pub(super) const OSPG: fn([u32; 4]) -> [u32; 4] = |[p, o, s, g]| [o, s, p, g];

/// Another order of the rows.
pub(super) fn turn(rows: &mut [u128], by: fn([u32; 4]) -> [u32; 4]) {
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
pub(super) fn count32(count: usize) -> u32 {
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
pub(super) fn too_many() -> Error {
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
