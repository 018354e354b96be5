//! Where what stands in the file.
//!
//! ```text
//! head     512 bytes: magic, form, sizes, counts, where each section stands, sum of the sums; its own sum last
//! body     sections, each from a multiple of 12 bytes, in pages of 12,288 bytes: no row and no number lies across two pages
//! sums     8 bytes for each page: XXH64 of its bytes with its number as seed
//! ```
//! All numbers are little-endian.

use super::StoreError;
use crate::text::hash::xxh64;

/// Bytes of the head.
pub(super) const HEAD: usize = 512;
/// Bytes of a page: 1,024 rows of three numbers. Larger ones cost more where single rows are looked up, smaller ones where many are read.
pub(super) const PAGE: usize = 12_288;
/// Bytes of a row: three ids; the fourth, by which a section is grouped, is known from where the row stands.
pub(super) const ROW: usize = 12;
/// What the file begins with.
const MAGIC: &[u8; 8] = b"AIKGIDX\n";
/// The form of the file; another one is another file.
const FORM: u32 = 1;

/// The sections of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(usize)]
pub(super) enum Section {
    /// The terms, sorted, front-coded in buckets.
    Terms,
    /// Where each bucket begins in [`Section::Terms`].
    Buckets,
    /// For each term the first row that has it as subject; one more at the end.
    Subjects,
    /// Rows `predicate object graph` by subject.
    Spog,
    /// The predicates.
    Predicates,
    /// The first row of each; one more at the end.
    PredicateStarts,
    /// Rows `object subject graph` by predicate.
    Posg,
    /// For each term the first row that has it as object; one more at the end.
    Objects,
    /// The objects that are values, not terms of the dictionary.
    Values,
    /// The first row of each; one more at the end.
    ValueStarts,
    /// Rows `subject predicate graph` by object.
    Ospg,
    /// The named graphs.
    Graphs,
    /// The first of each in [`Section::Postings`]; one more at the end.
    GraphStarts,
    /// The rows of [`Section::Spog`] by graph.
    Postings,
    /// For each predicate how many subjects have it.
    SubjectCounts,
    /// For each predicate how many objects it has.
    ObjectCounts,
}

/// How many sections there are.
pub(super) const SECTIONS: usize = 16;

/// A section's place in the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Extent {
    /// Where it begins.
    pub(super) offset: u64,
    /// Its bytes.
    pub(super) length: u64,
}

/// What the head says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Head {
    /// Bytes of the body.
    pub(super) body: u64,
    /// XXH64 of the sums.
    pub(super) sum_of_sums: u64,
    /// How many quads there are.
    pub(super) quads: u32,
    /// How many terms the dictionary has.
    pub(super) terms: u32,
    /// The first terms that are IRIs, strings, other literals.
    pub(super) classes: [u32; 3],
    /// The sections.
    pub(super) sections: [Extent; SECTIONS],
}

impl Head {
    /// How many pages the body has.
    pub(super) fn pages(&self) -> u64 {
        self.body.div_ceil(PAGE as u64)
    }

    /// How long the file is.
    pub(super) fn file_length(&self) -> Option<u64> {
        self.body
            .checked_add(HEAD as u64)?
            .checked_add(self.pages().checked_mul(8)?)
    }

    /// The bytes of the head.
    pub(super) fn write(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let small = |out: &mut Vec<u8>, n: u32| out.extend_from_slice(&n.to_le_bytes());
        small(&mut out, FORM);
        small(&mut out, PAGE as u32);
        out.extend_from_slice(&self.body.to_le_bytes());
        out.extend_from_slice(&self.sum_of_sums.to_le_bytes());
        small(&mut out, self.quads);
        small(&mut out, self.terms);
        for class in self.classes {
            small(&mut out, class);
        }
        small(&mut out, SECTIONS as u32);
        for section in &self.sections {
            out.extend_from_slice(&section.offset.to_le_bytes());
            out.extend_from_slice(&section.length.to_le_bytes());
        }
        out.resize(HEAD - 8, 0);
        let sum = xxh64(&out, HEAD as u64);
        out.extend_from_slice(&sum.to_le_bytes());
        out
    }

    /// Reads a head.
    ///
    /// # Errors
    /// It is another file, another form of it, or damaged.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, StoreError> {
        let damaged = || StoreError::damaged("its head is damaged");
        if !bytes.starts_with(MAGIC) {
            return Err(damaged());
        }
        let (front, sum) = bytes.split_last_chunk::<8>().ok_or_else(damaged)?;
        if bytes.len() != HEAD || u64::from_le_bytes(*sum) != xxh64(front, HEAD as u64) {
            return Err(damaged());
        }
        let mut rest = front.get(MAGIC.len()..).ok_or_else(damaged)?;
        let small = |rest: &mut &[u8]| -> Result<u32, StoreError> {
            let (number, after) = rest.split_first_chunk::<4>().ok_or_else(damaged)?;
            *rest = after;
            Ok(u32::from_le_bytes(*number))
        };
        let form = (small(&mut rest)?, small(&mut rest)?);
        if form != (FORM, PAGE as u32) {
            return Err(StoreError::OtherForm);
        }
        let large = |rest: &mut &[u8]| -> Result<u64, StoreError> {
            let (number, after) = rest.split_first_chunk::<8>().ok_or_else(damaged)?;
            *rest = after;
            Ok(u64::from_le_bytes(*number))
        };
        let mut head = Self {
            body: large(&mut rest)?,
            sum_of_sums: large(&mut rest)?,
            quads: small(&mut rest)?,
            terms: small(&mut rest)?,
            ..Self::default()
        };
        for class in &mut head.classes {
            *class = small(&mut rest)?;
        }
        if small(&mut rest)? as usize != SECTIONS {
            return Err(StoreError::OtherForm);
        }
        for section in &mut head.sections {
            section.offset = large(&mut rest)?;
            section.length = large(&mut rest)?;
            let end = section.offset.checked_add(section.length);
            if end.is_none_or(|end| end > head.body) || section.offset % ROW as u64 != 0 {
                return Err(damaged());
            }
        }
        Ok(head)
    }
}
