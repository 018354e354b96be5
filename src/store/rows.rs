//! Which rows a pattern means, and walking along them.

use super::StoreError;
use super::file::{Pages, row_of};
use super::id::{Id, Kind};
use super::layout::{ROW, Section};
use std::cmp::Ordering;

/// Subject, predicate, object, graph.
pub(super) type Row = [u32; 4];

/// Rows of one section that have a leading id.
#[derive(Debug, Clone, Copy)]
pub(super) struct Range {
    pub(super) section: Section,
    pub(super) lead: u32,
    pub(super) from: u32,
    pub(super) to: u32,
}

impl Range {
    fn empty() -> Self {
        Self {
            section: Section::Spog,
            lead: 0,
            from: 0,
            to: 0,
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> u32 {
        self.to.saturating_sub(self.from)
    }
}

/// The rows of a leading id: `starts` has one start for each place and one more.
fn between(pages: &Pages, starts: Section, place: usize) -> Result<(u32, u32), StoreError> {
    Ok((
        pages.number(starts, place)?,
        pages.number(starts, place + 1)?,
    ))
}

/// Where `wanted` stands in a sorted section of numbers.
pub(super) fn search(
    pages: &Pages,
    section: Section,
    wanted: u32,
) -> Result<Option<usize>, StoreError> {
    let (mut low, mut high) = (0, pages.numbers(section));
    while low < high {
        let middle = low + (high - low) / 2;
        match pages.number(section, middle)?.cmp(&wanted) {
            Ordering::Less => low = middle + 1,
            Ordering::Equal => return Ok(Some(middle)),
            Ordering::Greater => high = middle,
        }
    }
    Ok(None)
}

fn lead(pages: &Pages, section: Section, id: Id) -> Result<Range, StoreError> {
    let listed = match id.kind() {
        Kind::Listed(place) if place < pages.head.terms => Some(place as usize),
        Kind::Integer(_) | Kind::Day(_) => None,
        _ => return Ok(Range::empty()),
    };
    let found = match (section, listed) {
        (Section::Spog, Some(place)) => Some(between(pages, Section::Subjects, place)?),
        (Section::Ospg, Some(place)) => Some(between(pages, Section::Objects, place)?),
        (Section::Ospg, None) => match search(pages, Section::Values, id.0)? {
            Some(place) => Some(between(pages, Section::ValueStarts, place)?),
            None => None,
        },
        (Section::Posg, Some(_)) => match search(pages, Section::Predicates, id.0)? {
            Some(place) => Some(between(pages, Section::PredicateStarts, place)?),
            None => None,
        },
        _ => None,
    };
    Ok(found.map_or_else(Range::empty, |(from, to)| Range {
        section,
        lead: id.0,
        from,
        to,
    }))
}

/// The first row of a range that is not below (`past` false) or is above (`past` true) the ids `wanted`.
fn bound(pages: &Pages, range: Range, wanted: &[u32], past: bool) -> Result<u32, StoreError> {
    let (mut low, mut high) = (range.from, range.to);
    // Most ranges are a few rows: steps that double find the end of the wanted ones sooner than halving.
    let mut step = 8;
    while high - low > step {
        let middle = low + step;
        if below(pages, range.section, middle, wanted, past)? {
            low = middle + 1;
            step *= 2;
        } else {
            high = middle;
            break;
        }
    }
    while low < high {
        let middle = low + (high - low) / 2;
        if below(pages, range.section, middle, wanted, past)? {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

#[inline]
fn below(
    pages: &Pages,
    section: Section,
    place: u32,
    wanted: &[u32],
    past: bool,
) -> Result<bool, StoreError> {
    let row = pages.row(section, place)?;
    Ok(match row.get(..wanted.len()).map(|r| r.cmp(wanted)) {
        Some(Ordering::Less) => true,
        Some(Ordering::Equal) => past,
        _ => false,
    })
}

fn narrow(pages: &Pages, range: Range, wanted: &[u32]) -> Result<Range, StoreError> {
    if wanted.is_empty() || range.len() == 0 {
        return Ok(range);
    }
    let from = bound(pages, range, wanted, false)?;
    let range = Range { from, ..range };
    let to = bound(pages, range, wanted, true)?;
    Ok(Range { to, ..range })
}

/// The rows that have these three terms, in the order that has them side by side; `None` stands for any. Without any term: `None`.
pub(super) fn range(
    pages: &Pages,
    subject: Option<Id>,
    predicate: Option<Id>,
    object: Option<Id>,
) -> Result<Option<Range>, StoreError> {
    let (section, first, rest) = match (subject, predicate, object) {
        (Some(s), Some(p), o) => (Section::Spog, s, [Some(p), o]),
        (Some(s), None, None) => (Section::Spog, s, [None, None]),
        (s, None, Some(o)) => (Section::Ospg, o, [s, None]),
        (None, Some(p), o) => (Section::Posg, p, [o, None]),
        (None, None, None) => return Ok(None),
    };
    let range = lead(pages, section, first)?;
    match rest {
        [Some(a), Some(b)] => narrow(pages, range, &[a.0, b.0]),
        [Some(a), None] => narrow(pages, range, &[a.0]),
        _ => Ok(range),
    }
    .map(Some)
}

/// The rows of a predicate whose objects lie between two ids, both included.
pub(super) fn objects_between(
    pages: &Pages,
    predicate: Id,
    low: u32,
    high: u32,
) -> Result<Range, StoreError> {
    let all = lead(pages, Section::Posg, predicate)?;
    if all.len() == 0 || low > high {
        return Ok(Range::empty());
    }
    let from = bound(pages, all, &[low], false)?;
    let to = bound(pages, Range { from, ..all }, &[high], true)?;
    Ok(Range { from, to, ..all })
}

/// Walks along the rows of a range.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    pages: &'a Pages,
    range: Range,
    /// What is left of the page.
    run: &'a [u8],
}

impl<'a> Walk<'a> {
    pub(super) fn new(pages: &'a Pages, range: Range) -> Self {
        Self {
            pages,
            range,
            run: &[],
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = Result<Row, StoreError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.range.from >= self.range.to {
            return None;
        }
        if self.run.len() < ROW {
            let at = u64::from(self.range.from) * ROW as u64;
            match self.pages.run(self.range.section, at) {
                Ok(run) if run.len() >= ROW => self.run = run,
                Ok(_) => return Some(Err(StoreError::damaged("a section is too short"))),
                Err(error) => {
                    self.range.from = self.range.to;
                    return Some(Err(error));
                }
            }
        }
        let (row, rest) = self.run.split_first_chunk::<ROW>()?;
        self.run = rest;
        self.range.from += 1;
        let [a, b, c] = row_of(row);
        let lead = self.range.lead;
        Some(Ok(match self.range.section {
            Section::Posg => [b, lead, a, c],
            Section::Ospg => [a, b, lead, c],
            _ => [lead, a, b, c],
        }))
    }
}

/// Walks along all rows, or along those of one graph, by subject.
#[derive(Debug)]
pub(super) struct BySubject<'a> {
    pages: &'a Pages,
    /// The next and the last row, or their places among the rows of the graph.
    next: u32,
    to: u32,
    /// Whether the places are those of a graph.
    posted: bool,
    subject: u32,
    /// Where the rows of the subject end.
    end: u32,
}

impl<'a> BySubject<'a> {
    /// All rows.
    pub(super) fn all(pages: &'a Pages) -> Self {
        Self {
            pages,
            next: 0,
            to: pages.head.quads,
            posted: false,
            subject: u32::MAX,
            end: 0,
        }
    }

    /// The rows of one graph.
    pub(super) fn graph(pages: &'a Pages, graph: Id) -> Result<Self, StoreError> {
        let (next, to) = match search(pages, Section::Graphs, graph.0)? {
            Some(place) => between(pages, Section::GraphStarts, place)?,
            None => (0, 0),
        };
        Ok(Self {
            pages,
            next,
            to,
            posted: true,
            subject: u32::MAX,
            end: 0,
        })
    }

    /// How many rows are left.
    pub(super) fn left(&self) -> u32 {
        self.to.saturating_sub(self.next)
    }

    fn row(&mut self) -> Result<Row, StoreError> {
        let place = if self.posted {
            self.pages.number(Section::Postings, self.next as usize)?
        } else {
            self.next
        };
        while place >= self.end {
            let next = self.subject.wrapping_add(1);
            // A graph's rows can lie far apart: from one to the next the subject is looked up.
            self.subject = if self.posted && place - self.end > 64 {
                self.subject_of(place)?
            } else {
                next
            };
            self.end = self
                .pages
                .number(Section::Subjects, self.subject as usize + 1)?;
        }
        let [p, o, g] = self.pages.row(Section::Spog, place)?;
        self.next += 1;
        Ok([self.subject, p, o, g])
    }

    /// The subject of a row: the last one that begins at or before it.
    fn subject_of(&self, place: u32) -> Result<u32, StoreError> {
        let (mut low, mut high) = (0, self.pages.head.terms);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.pages.number(Section::Subjects, middle as usize + 1)? <= place {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}

impl Iterator for BySubject<'_> {
    type Item = Result<Row, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.next >= self.to {
            return None;
        }
        let row = self.row();
        if row.is_err() {
            self.next = self.to;
        }
        Some(row)
    }
}
