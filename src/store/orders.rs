//! The rows in each of their three orders, written as they come, with what tells where in them to look.

use super::body::Body;
use super::builder::{too_many, unpack};
use super::layout::{ROW, Section};
use rustc_hash::FxHashMap;
use std::io::{Error, Result, Seek, Write};

/// Takes the next row. Rows come sorted; one that comes again is left out.
pub(super) type Each<'a> = dyn FnMut(u128) -> Result<()> + 'a;

/// Writes the last three numbers of each row.
#[derive(Default)]
struct Rows {
    buffer: Vec<u8>,
    last: Option<u128>,
    count: u32,
}

impl Rows {
    /// Writes a row; `None` where it is the one before, else its place.
    fn put(&mut self, body: &mut Body<impl Write + Seek>, row: u128) -> Result<Option<u32>> {
        debug_assert!(self.last <= Some(row), "rows come sorted");
        if self.last.replace(row) == Some(row) {
            return Ok(None);
        }
        let [_, a, b, c] = unpack(row);
        for number in [a, b, c] {
            self.buffer.extend_from_slice(&number.to_le_bytes());
        }
        if self.buffer.len() >= ROW << 10 {
            self.end(body)?;
        }
        let place = self.count;
        self.count = place.checked_add(1).ok_or_else(too_many)?;
        Ok(Some(place))
    }

    fn end(&mut self, body: &mut Body<impl Write + Seek>) -> Result<()> {
        body.put(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }
}

/// Writes rows of a section; `see` is told each row that was written and its place. Returns how many there are.
fn write_rows<E: From<Error>>(
    body: &mut Body<impl Write + Seek>,
    section: Section,
    feed: impl FnOnce(&mut Each<'_>) -> std::result::Result<(), E>,
    mut see: impl FnMut([u32; 4], u32),
) -> std::result::Result<u32, E> {
    let mut rows = Rows::default();
    body.section(section, |body| {
        feed(&mut |row| {
            if let Some(place) = rows.put(body, row)? {
                see(unpack(row), place);
            }
            Ok(())
        })?;
        Ok::<_, E>(rows.end(body)?)
    })?;
    Ok(rows.count)
}

/// How many rows each leading id has → the first row of each, and one more at the end.
struct Starts(Vec<u32>);

impl Starts {
    fn new(count: usize) -> Self {
        Self(vec![0; count + 1])
    }

    fn see(&mut self, lead: u32) {
        if let Some(next) = self.0.get_mut(lead as usize + 1) {
            *next += 1;
        }
    }

    fn write(mut self, body: &mut Body<impl Write + Seek>, section: Section) -> Result<()> {
        let mut sum = 0;
        for start in &mut self.0 {
            sum += *start;
            *start = sum;
        }
        body.numbers(section, &self.0)
    }
}

/// The distinct leading ids of rows, and where each begins.
#[derive(Default)]
struct Groups {
    keys: Vec<u32>,
    starts: Vec<u32>,
}

impl Groups {
    fn see(&mut self, lead: u32, place: u32) {
        if self.keys.last() != Some(&lead) {
            self.keys.push(lead);
            self.starts.push(place);
        }
    }

    /// Writes them; `end` is where the last one ends.
    fn write(
        mut self,
        body: &mut Body<impl Write + Seek>,
        [keys, starts]: [Section; 2],
        end: u32,
    ) -> Result<()> {
        self.starts.push(end);
        body.numbers(keys, &self.keys)?;
        body.numbers(starts, &self.starts)
    }
}

/// Rows of one graph that stand together.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Run {
    graph: u32,
    from: u32,
    to: u32,
}

/// Writes what is by subject, and the rows of each graph; returns for each predicate how many subjects it has.
pub(super) fn write_spog<E: From<Error>>(
    body: &mut Body<impl Write + Seek>,
    terms: usize,
    feed: impl FnOnce(&mut Each<'_>) -> std::result::Result<(), E>,
) -> std::result::Result<Vec<(u32, u32)>, E> {
    let mut starts = Starts::new(terms);
    let mut subjects: FxHashMap<u32, u32> = FxHashMap::default();
    let mut runs: Vec<Run> = Vec::new();
    let mut last = None;
    write_rows(body, Section::Spog, feed, |[s, p, _, g], place| {
        starts.see(s);
        if last.replace((s, p)) != Some((s, p)) {
            *subjects.entry(p).or_default() += 1;
        }
        match runs.last_mut().filter(|run| run.graph == g) {
            Some(run) => run.to = place + 1,
            None => runs.push(Run {
                graph: g,
                from: place,
                to: place + 1,
            }),
        }
    })?;
    starts.write(body, Section::Subjects)?;
    runs.sort_unstable();
    write_graphs(body, &runs)?;
    let mut subjects: Vec<(u32, u32)> = subjects.into_iter().collect();
    subjects.sort_unstable();
    Ok(subjects)
}

/// Writes the graphs and, graph by graph, the places of their rows.
fn write_graphs(body: &mut Body<impl Write + Seek>, runs: &[Run]) -> Result<()> {
    let mut graphs = Groups::default();
    let mut count = 0;
    for run in runs {
        graphs.see(run.graph, count);
        count += run.to - run.from;
    }
    graphs.write(body, [Section::Graphs, Section::GraphStarts], count)?;
    body.section(Section::Postings, |body| {
        runs.iter()
            .flat_map(|run| run.from..run.to)
            .try_for_each(|place| body.put(&place.to_le_bytes()))
    })
}

/// Writes what is by predicate; `subjects` is what [`write_spog`] returned.
pub(super) fn write_posg<E: From<Error>>(
    body: &mut Body<impl Write + Seek>,
    subjects: Vec<(u32, u32)>,
    feed: impl FnOnce(&mut Each<'_>) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let mut groups = Groups::default();
    let mut objects: Vec<u32> = Vec::new();
    let mut last = None;
    let rows = write_rows(body, Section::Posg, feed, |[p, o, _, _], place| {
        groups.see(p, place);
        objects.resize(groups.keys.len(), 0);
        if last.replace((p, o)) != Some((p, o))
            && let Some(count) = objects.last_mut()
        {
            *count += 1;
        }
    })?;
    let sections = [Section::Predicates, Section::PredicateStarts];
    groups.write(body, sections, rows)?;
    // The predicates are the same in both orders.
    let counts: Vec<u32> = subjects.into_iter().map(|(_, count)| count).collect();
    body.numbers(Section::SubjectCounts, &counts)?;
    Ok(body.numbers(Section::ObjectCounts, &objects)?)
}

/// Writes what is by object.
pub(super) fn write_ospg<E: From<Error>>(
    body: &mut Body<impl Write + Seek>,
    terms: usize,
    feed: impl FnOnce(&mut Each<'_>) -> std::result::Result<(), E>,
) -> std::result::Result<(), E> {
    let mut starts = Starts::new(terms);
    let mut values = Groups::default();
    let rows = write_rows(body, Section::Ospg, feed, |[o, ..], place| {
        // Values come behind all terms.
        if (o as usize) < terms {
            starts.see(o);
        } else {
            values.see(o, place);
        }
    })?;
    starts.write(body, Section::Objects)?;
    Ok(values.write(body, [Section::Values, Section::ValueStarts], rows)?)
}
