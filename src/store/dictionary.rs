//! The dictionary: terms in order, in buckets of 16; each term but a bucket's first is written as what it does not share with the one before.

use super::StoreError;
use super::file::Pages;
use super::id::{Id, Kind};
use super::layout::Section;
use super::term::{self, Spelled};
use oxigraph::model::{Term, TermRef};
use std::borrow::Cow;
use std::cmp::Ordering;

/// Terms in a bucket: more are smaller, fewer are quicker to read.
pub(super) const BUCKET: usize = 16;

/// Appends a number, 7 bits a byte, the lowest first.
pub(super) fn put_number(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes a number that [`put_number`] wrote off the front.
fn take_number(bytes: &mut &[u8]) -> Option<usize> {
    let mut number = 0usize;
    for shift in (0..35).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= usize::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (front, rest) = bytes.split_at_checked(count)?;
    *bytes = rest;
    Some(front)
}

#[cold]
fn damaged() -> StoreError {
    StoreError::damaged("its dictionary is damaged")
}

/// The bytes of a bucket.
fn bucket(pages: &Pages, number: usize) -> Result<Cow<'_, [u8]>, StoreError> {
    let from = u64::from(pages.number(Section::Buckets, number)?);
    let to = u64::from(pages.number(Section::Buckets, number + 1)?);
    let length =
        usize::try_from(to.checked_sub(from).ok_or_else(damaged)?).map_err(|_| damaged())?;
    let run = pages.run(Section::Terms, from)?;
    if let Some(whole) = run.get(..length) {
        return Ok(Cow::Borrowed(whole));
    }
    let mut out = Vec::new();
    pages.copy(Section::Terms, from, to, &mut out)?;
    Ok(Cow::Owned(out))
}

/// Puts the bytes of a term into `out`.
pub(super) fn spelled(pages: &Pages, place: u32, out: &mut Vec<u8>) -> Result<(), StoreError> {
    if place >= pages.head.terms {
        return Err(damaged());
    }
    let place = place as usize;
    let bytes = bucket(pages, place / BUCKET)?;
    let mut rest = &*bytes;
    out.clear();
    for _ in 0..=place % BUCKET {
        step(&mut rest, out).ok_or_else(damaged)?;
    }
    Ok(())
}

/// Reads the next term of a bucket; `out` holds the one before.
fn step(rest: &mut &[u8], out: &mut Vec<u8>) -> Option<()> {
    let shared = take_number(rest)?;
    let length = take_number(rest)?;
    if shared > out.len() {
        return None;
    }
    out.truncate(shared);
    out.extend_from_slice(take(rest, length)?);
    Some(())
}

/// Reads the next entry, where all of it is there: `Some(false)` where bytes are missing, `None` where it is none. `term` holds the term
/// before, then this one.
pub(super) fn entry(rest: &mut &[u8], term: &mut Vec<u8>) -> Option<bool> {
    let mut ahead = *rest;
    let (Some(shared), Some(length)) = (take_number(&mut ahead), take_number(&mut ahead)) else {
        // Two numbers take ten bytes at most.
        return (rest.len() < 10).then_some(false);
    };
    if shared > term.len() {
        return None;
    }
    let Some(own) = take(&mut ahead, length) else {
        return Some(false);
    };
    term.truncate(shared);
    term.extend_from_slice(own);
    *rest = ahead;
    Some(true)
}

/// The term of an id.
pub(super) fn term(pages: &Pages, id: Id) -> Result<Term, StoreError> {
    match id.kind() {
        Kind::Listed(place) => {
            let mut bytes = Vec::new();
            spelled(pages, place, &mut bytes)?;
            term::read(&bytes).ok_or_else(damaged)
        }
        kind => term::of_value(kind).ok_or_else(damaged),
    }
}

/// The id of a term, if the store has it.
pub(super) fn find(pages: &Pages, term: TermRef<'_>) -> Result<Option<Id>, StoreError> {
    let mut bytes = Vec::new();
    match term::spell(term, &mut bytes) {
        Spelled::Value(id) => Ok(Some(id)),
        Spelled::Bytes => find_spelled(pages, &bytes),
    }
}

/// The id of a term by its bytes.
pub(super) fn find_spelled(pages: &Pages, wanted: &[u8]) -> Result<Option<Id>, StoreError> {
    let terms = pages.head.terms as usize;
    // The last bucket whose first term is not above the wanted one.
    let (mut low, mut high) = (0, terms.div_ceil(BUCKET));
    let mut term = Vec::new();
    while low < high {
        let middle = low + (high - low) / 2;
        let bytes = bucket(pages, middle)?;
        term.clear();
        step(&mut &*bytes, &mut term).ok_or_else(damaged)?;
        if *term <= *wanted {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    let Some(number) = low.checked_sub(1) else {
        return Ok(None);
    };
    let bytes = bucket(pages, number)?;
    let mut rest = &*bytes;
    term.clear();
    for place in number * BUCKET..terms.min((number + 1) * BUCKET) {
        step(&mut rest, &mut term).ok_or_else(damaged)?;
        match term.as_slice().cmp(wanted) {
            Ordering::Less => {}
            Ordering::Equal => return Ok(u32::try_from(place).ok().map(Id)),
            Ordering::Greater => break,
        }
    }
    Ok(None)
}

/// What a term of the dictionary is, by where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Blank,
    Iri,
    Text,
    Other,
}

/// The class of a term of the dictionary.
#[inline]
pub(super) fn class(pages: &Pages, place: u32) -> Class {
    let [iris, texts, others] = pages.head.classes;
    if place < iris {
        Class::Blank
    } else if place < texts {
        Class::Iri
    } else if place < others {
        Class::Text
    } else {
        Class::Other
    }
}
