//! A store and the quads that go and come → the store of the quads that are then there: the same bytes that [`Builder`] writes of them.
//!
//! Everything in a store is sorted, and stays so where terms come and go: the dictionary is merged with the new terms, an array tells each old
//! place the new one, and the rows are read in each of their orders, renumbered and merged with the new ones. Nothing is sorted but what
//! is new. Every page is compared with its sum as it is read.

use super::StoreError;
use super::body::Body;
use super::builder::{Builder, TermWriter, pack, unpack};
use super::file::{Pages, row_of};
use super::id::{Id, Kind};
use super::layout::{ROW, Section};
use super::orders::{self, Each};
use super::stream::{each_page, each_term, numbers};
use std::io::{Seek, Write};
use std::path::Path;

/// Writes the store at `old` to an empty file, without the quads of the lines `removed` and with those of `added`, both N-Quads that a
/// builder takes, each line once, none in both. Returns how many quads there are.
///
/// # Errors
/// The store is damaged or is not the one with this [`sum`]; it does not have a quad of `removed`; the file cannot be written.
pub(crate) fn rewrite(
    old: &Path,
    known: u64,
    removed: &[u8],
    added: &[u8],
    file: impl Write + Seek,
) -> Result<u64, StoreError> {
    let pages = Pages::open(old)?;
    if pages.head.sum_of_sums != known {
        return Err(StoreError::damaged("it is of another build"));
    }
    let mut builder = Builder::new();
    for line in removed.split_inclusive(|b| *b == b'\n') {
        builder.add(line)?;
    }
    let parted = builder.rows.len();
    for line in added.split_inclusive(|b| *b == b'\n') {
        builder.add(line)?;
    }
    let mut body = Body::new(file)?;
    let places = terms(&pages, &builder, parted, &mut body)?;
    let Builder { mut rows, .. } = builder;
    let mut new = rows.split_off(parted);
    let mut gone = rows;
    for row in &mut gone {
        *row = pack(unpack(*row).map(|id| listed(&places.before, id)));
    }
    for row in &mut new {
        *row = pack(unpack(*row).map(|id| listed(&places.after, id)));
    }
    let order = |by: fn([u32; 4]) -> [u32; 4], section, each: &mut Each<'_>| {
        let change = Change {
            gone: &in_order(&gone, by),
            new: &in_order(&new, by),
            moved: &places.moved,
        };
        merged(&pages, section, &change, each)
    };
    let count = places.count;
    let mut quads = 0;
    let predicates = orders::write_spog(&mut body, count, |each| {
        quads = order(|[s, p, o, g]| [s, p, o, g], Section::Spog, each)?;
        Ok::<_, StoreError>(())
    })?;
    orders::write_posg(&mut body, predicates, |each| {
        order(|[s, p, o, g]| [p, o, s, g], Section::Posg, each).map(|_| ())
    })?;
    orders::write_ospg(&mut body, count, |each| {
        order(|[s, p, o, g]| [o, s, p, g], Section::Ospg, each).map(|_| ())
    })?;
    let quads32 = u32::try_from(quads).map_err(|_| too_many())?;
    let terms32 = u32::try_from(count).map_err(|_| too_many())?;
    body.finish(quads32, terms32, places.classes)?;
    Ok(quads as u64)
}

/// What tells this store from another: the sum of the sums of its pages.
pub(crate) fn sum(path: &Path) -> Result<u64, StoreError> {
    Ok(Pages::open(path)?.head.sum_of_sums)
}

fn too_many() -> StoreError {
    StoreError::damaged("more quads or terms than a store can hold")
}

/// Rows in another order.
fn in_order(rows: &[u128], by: fn([u32; 4]) -> [u32; 4]) -> Vec<u128> {
    let mut turned: Vec<u128> = rows.iter().map(|row| pack(by(unpack(*row)))).collect();
    turned.sort_unstable();
    turned
}

/// An id with its place looked up, if it is a place.
#[inline]
fn listed(places: &[u32], id: u32) -> u32 {
    match Id(id).kind() {
        Kind::Listed(place) => places.get(place as usize).copied().unwrap_or(NOWHERE),
        _ => id,
    }
}

/// A place that no term has: an id of a term that a query computes.
const NOWHERE: u32 = u32::MAX;

/// Where terms stand.
struct Places {
    /// Of each term of the builder, the place in the old dictionary.
    before: Vec<u32>,
    /// And in the new one.
    after: Vec<u32>,
    /// For each place of the old dictionary the new one.
    moved: Vec<u32>,
    /// How many terms there are now.
    count: usize,
    classes: [u32; 3],
}

/// Writes the new dictionary.
fn terms(
    pages: &Pages,
    builder: &Builder,
    parted: usize,
    body: &mut Body<impl Write + Seek>,
) -> Result<Places, StoreError> {
    let own = &builder.terms;
    let order = own.sorted();
    let uses = Uses::of(builder, parted, order.len());
    let mut places = Places {
        before: vec![NOWHERE; order.len()],
        after: vec![NOWHERE; order.len()],
        moved: Vec::with_capacity(pages.head.terms as usize),
        count: 0,
        classes: [0; 3],
    };
    let mut failed = Ok(());
    let mut writer = TermWriter::default();
    body.section(Section::Terms, |body| {
        let mut news = order.iter().copied().peekable();
        let walked = each_term(pages, |place, term| {
            while let Some(number) = news.next_if(|n| own.spelled(*n) < term) {
                set(
                    &mut places.after,
                    number,
                    writer.put(body, own.spelled(number))?,
                );
            }
            let same = news.next_if(|n| own.spelled(*n) == term);
            if let Some(number) = same {
                set(&mut places.before, number, place);
                if uses.left(pages, place, number)? == 0 {
                    places.moved.push(NOWHERE);
                    return Ok(());
                }
            }
            let to = writer.put(body, term)?;
            places.moved.push(to);
            if let Some(number) = same {
                set(&mut places.after, number, to);
            }
            Ok(())
        });
        for number in news {
            set(
                &mut places.after,
                number,
                writer.put(body, own.spelled(number))?,
            );
        }
        failed = walked;
        writer.end()
    })?;
    failed?;
    body.numbers(Section::Buckets, writer.starts())?;
    places.count = writer.count();
    places.classes = writer.classes();
    Ok(places)
}

fn set(places: &mut [u32], number: u32, place: u32) {
    if let Some(to) = places.get_mut(number as usize) {
        *to = place;
    }
}

/// How often the builder's terms stand in rows that go and that come.
struct Uses {
    gone: Vec<u64>,
    new: Vec<u64>,
}

impl Uses {
    fn of(builder: &Builder, parted: usize, terms: usize) -> Self {
        let (gone, new) = builder.rows.split_at(parted.min(builder.rows.len()));
        let count = |rows: &[u128]| {
            let mut counts = vec![0u64; terms];
            for id in rows.iter().flat_map(|row| unpack(*row)) {
                if let Kind::Listed(number) = Id(id).kind()
                    && let Some(count) = counts.get_mut(number as usize)
                {
                    *count += 1;
                }
            }
            counts
        };
        Self {
            gone: count(gone),
            new: count(new),
        }
    }

    /// How often the term at a place is used when all is done.
    fn left(&self, pages: &Pages, place: u32, number: u32) -> Result<u64, StoreError> {
        let of = |counts: &[u64]| counts.get(number as usize).copied().unwrap_or_default();
        let (gone, new) = (of(&self.gone), of(&self.new));
        if gone == 0 || new > 0 {
            return Ok(1);
        }
        let mut used = 0u64;
        for starts in [Section::Subjects, Section::Objects] {
            used += rows_at(pages, starts, place as usize)?;
        }
        for (keys, starts) in [
            (Section::Predicates, Section::PredicateStarts),
            (Section::Graphs, Section::GraphStarts),
        ] {
            if let Some(at) = super::rows::search(pages, keys, place)? {
                used += rows_at(pages, starts, at)?;
            }
        }
        used.checked_sub(gone)
            .ok_or_else(|| StoreError::damaged("it lacks quads"))
    }
}

fn rows_at(pages: &Pages, starts: Section, at: usize) -> Result<u64, StoreError> {
    let (from, to) = (pages.number(starts, at)?, pages.number(starts, at + 1)?);
    Ok(u64::from(to.saturating_sub(from)))
}

/// What happens to the rows of one order.
struct Change<'a> {
    /// Rows that go, by old places.
    gone: &'a [u128],
    /// Rows that come, by new places.
    new: &'a [u128],
    /// For each old place the new one.
    moved: &'a [u32],
}

/// The leading ids of a section and where the rows of each end.
fn leads(pages: &Pages, section: Section) -> Result<(Vec<u32>, Vec<u32>), StoreError> {
    let all = || (0..pages.head.terms).collect::<Vec<u32>>();
    let (mut keys, starts) = match section {
        Section::Posg => (
            numbers(pages, Section::Predicates)?,
            numbers(pages, Section::PredicateStarts)?,
        ),
        Section::Ospg => (all(), numbers(pages, Section::Objects)?),
        _ => (all(), numbers(pages, Section::Subjects)?),
    };
    let mut ends: Vec<u32> = starts.into_iter().skip(1).collect();
    if section == Section::Ospg {
        keys.extend(numbers(pages, Section::Values)?);
        ends.extend(numbers(pages, Section::ValueStarts)?.into_iter().skip(1));
    }
    Ok((keys, ends))
}

/// Hands on the rows of one order as they are then; returns how many.
fn merged(
    pages: &Pages,
    section: Section,
    change: &Change<'_>,
    each: &mut Each<'_>,
) -> Result<usize, StoreError> {
    let wrong = || StoreError::damaged("its rows do not fit");
    let (keys, ends) = leads(pages, section)?;
    let mut leads = keys.into_iter().zip(ends);
    let (mut lead, mut end, mut to) = (0, 0, NOWHERE);
    let mut gone = change.gone.iter().copied().peekable();
    let mut new = change.new.iter().copied().peekable();
    let (mut place, mut count) = (0u32, 0usize);
    let mut put = |row| -> Result<(), StoreError> {
        count += 1;
        Ok(each(row)?)
    };
    each_page(pages, section, |bytes| {
        let (bytes, _) = bytes.as_chunks::<ROW>();
        for row in bytes {
            while place >= end {
                (lead, end) = leads.next().ok_or_else(wrong)?;
                to = listed(change.moved, lead);
            }
            place += 1;
            let [a, b, c] = row_of(row);
            let was = pack([lead, a, b, c]);
            if gone.next_if_eq(&was).is_some() {
                continue;
            }
            let is = [a, b, c].map(|id| listed(change.moved, id));
            if to == NOWHERE || is.contains(&NOWHERE) {
                return Err(wrong());
            }
            let [a, b, c] = is;
            let is = pack([to, a, b, c]);
            while let Some(row) = new.next_if(|new| *new <= is) {
                if row == is {
                    return Err(wrong());
                }
                put(row)?;
            }
            put(is)?;
        }
        Ok(())
    })?;
    for row in new {
        put(row)?;
    }
    if gone.next().is_some() || place != pages.head.quads {
        return Err(wrong());
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::io::Cursor;

    fn line(subject: u8, predicate: u8, object: u8, graph: u8) -> String {
        let number = object / 5;
        let object = match object % 5 {
            0 => format!("<s:{number}>"),
            1 => format!("\"text {number}\""),
            2 => format!("\"text {number}\"@zh-hant"),
            3 => format!("\"{number}\"^^<http://www.w3.org/2001/XMLSchema#integer>"),
            _ => format!(
                "\"2026-01-0{}\"^^<http://www.w3.org/2001/XMLSchema#date>",
                number + 1
            ),
        };
        format!("<s:{subject}> <p:{predicate}> {object} <g:{graph}> .\n")
    }

    fn quads() -> impl Strategy<Value = BTreeSet<String>> {
        let line = (0u8..9, 0u8..3, 0u8..20, 0u8..3).prop_map(|(s, p, o, g)| line(s, p, o, g));
        prop::collection::btree_set(line, 0..60)
    }

    fn store(lines: &BTreeSet<String>) -> Vec<u8> {
        let mut builder = Builder::new();
        for line in lines {
            builder.add(line.as_bytes()).unwrap();
        }
        let mut file = Cursor::new(Vec::new());
        builder.finish(&mut file).unwrap();
        file.into_inner()
    }

    fn changed(old: &BTreeSet<String>, removed: &str, added: &str) -> Result<Vec<u8>, StoreError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store");
        std::fs::write(&path, store(old)).unwrap();
        let known = sum(&path).unwrap();
        assert!(rewrite(&path, !known, b"", b"", Cursor::new(Vec::new())).is_err());
        let mut file = Cursor::new(Vec::new());
        rewrite(
            &path,
            known,
            removed.as_bytes(),
            added.as_bytes(),
            &mut file,
        )?;
        Ok(file.into_inner())
    }

    proptest! {
        #[test]
        fn a_changed_store_is_the_one_that_would_be_built(old in quads(), new in quads()) {
            let only = |a: &BTreeSet<String>, b| a.difference(b).cloned().collect::<String>();
            let merged = changed(&old, &only(&old, &new), &only(&new, &old)).unwrap();
            prop_assert!(merged == store(&new));
        }

        #[test]
        fn quads_that_are_not_there_or_are_already_are_errors(old in quads(), other in quads()) {
            let there = old.intersection(&other).cloned().collect::<String>();
            let missing = other.difference(&old).cloned().collect::<String>();
            prop_assert!(there.is_empty() || changed(&old, "", &there).is_err());
            prop_assert!(missing.is_empty() || changed(&old, &missing, "").is_err());
        }
    }
}
