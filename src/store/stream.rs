//! Sections read from front to back, page by page: every page is compared with its sum, and none is kept.

use super::StoreError;
use super::dictionary::{self, BUCKET};
use super::file::Pages;
use super::layout::{PAGE, Section};

/// Hands on a section's bytes, page by page.
pub(super) fn each_page(
    pages: &Pages,
    section: Section,
    mut each: impl FnMut(&[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let outside = || StoreError::damaged("it refers to places outside of it");
    let extent = pages.extent(section);
    let (mut at, end) = (extent.offset, extent.offset + extent.length);
    let mut page = Vec::with_capacity(PAGE);
    while at < end {
        let number = usize::try_from(at / PAGE as u64).map_err(|_| outside())?;
        pages.read(number, &mut page)?;
        let from = (at % PAGE as u64) as usize;
        let left = usize::try_from(end - at).unwrap_or(usize::MAX);
        let bytes = page
            .get(from..)
            .filter(|b| !b.is_empty())
            .ok_or_else(outside)?;
        let bytes = bytes.get(..left).unwrap_or(bytes);
        each(bytes)?;
        at += bytes.len() as u64;
    }
    Ok(())
}

/// A section of numbers.
pub(super) fn numbers(pages: &Pages, section: Section) -> Result<Vec<u32>, StoreError> {
    let mut numbers = Vec::with_capacity(pages.numbers(section));
    each_page(pages, section, |bytes| {
        let (four, _) = bytes.as_chunks::<4>();
        numbers.extend(four.iter().map(|n| u32::from_le_bytes(*n)));
        Ok(())
    })?;
    Ok(numbers)
}

/// Hands on all terms in order, each with its place.
pub(super) fn each_term(
    pages: &Pages,
    mut each: impl FnMut(u32, &[u8]) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut term = Vec::new();
    let mut buffer: Vec<u8> = Vec::new();
    let mut place = 0u32;
    each_page(pages, Section::Terms, |bytes| {
        // An entry may begin on one page and end on the next.
        buffer.extend_from_slice(bytes);
        let mut rest = buffer.as_slice();
        loop {
            let before = rest;
            if (place as usize).is_multiple_of(BUCKET) {
                term.clear();
            }
            match dictionary::entry(&mut rest, &mut term) {
                Some(true) => {
                    each(place, &term)?;
                    place += 1;
                }
                Some(false) => {
                    rest = before;
                    break;
                }
                None => return Err(StoreError::damaged("its dictionary is damaged")),
            }
        }
        let used = buffer.len() - rest.len();
        buffer.drain(..used);
        Ok(())
    })?;
    if place != pages.head.terms || !buffer.is_empty() {
        return Err(StoreError::damaged("its dictionary is damaged"));
    }
    Ok(())
}
