//! Quads by pattern.

use super::file::Pages;
use super::id::Id;
use super::layout::Section;
use super::rows::{BySubject, Range, Row, Walk, range, search};
use super::{Store, StoreError};
use crate::error::Result;
use std::rc::Rc;

/// Which quads are wanted: `None` stands for any term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pattern {
    /// The subject.
    pub subject: Option<Id>,
    /// The predicate.
    pub predicate: Option<Id>,
    /// The object.
    pub object: Option<Id>,
    /// The named graph.
    pub graph: Option<Id>,
}

/// Which graphs are looked at, and what becomes of a triple that several of them have.
#[derive(Debug, Clone)]
pub(super) enum Graphs {
    /// All of them; every quad comes.
    Each,
    /// This one.
    One(Id),
    /// All of them as one: every triple comes once.
    Union,
    /// These, sorted, as one: every triple comes once.
    Merged(Rc<[u32]>),
}

enum Source<'a> {
    Rows(Walk<'a>),
    BySubject(BySubject<'a>),
}

/// Quads of a pattern as rows of ids.
pub(super) struct Matches<'a> {
    source: Source<'a>,
    /// What the source does not see to itself.
    wanted: [Option<u32>; 3],
    graphs: Graphs,
    last: Option<[u32; 3]>,
}

impl<'a> Matches<'a> {
    pub(super) fn new(
        pages: &'a Pages,
        subject: Option<Id>,
        predicate: Option<Id>,
        object: Option<Id>,
        graphs: Graphs,
    ) -> std::result::Result<Self, StoreError> {
        let range = range(pages, subject, predicate, object)?;
        let mut wanted = [None; 3];
        let source = match (range, &graphs) {
            (None, Graphs::One(graph)) => Source::BySubject(BySubject::graph(pages, *graph)?),
            (None, _) => Source::BySubject(BySubject::all(pages)),
            (Some(range), Graphs::One(graph)) if range.len() > 64 => {
                let posted = BySubject::graph(pages, *graph)?;
                if posted.left() < range.len() / 8 {
                    wanted = [subject, predicate, object].map(|id| id.map(|id| id.0));
                    Source::BySubject(posted)
                } else {
                    Source::Rows(Walk::new(pages, range))
                }
            }
            (Some(range), _) => Source::Rows(Walk::new(pages, range)),
        };
        Ok(Self {
            source,
            wanted,
            graphs,
            last: None,
        })
    }

    /// The quads of a range that was found already.
    pub(super) fn of(pages: &'a Pages, range: Range, graphs: Graphs) -> Self {
        Self {
            source: Source::Rows(Walk::new(pages, range)),
            wanted: [None; 3],
            graphs,
            last: None,
        }
    }

    #[inline]
    fn fits(&mut self, [s, p, o, g]: Row) -> bool {
        let [ws, wp, wo] = self.wanted;
        if ws.is_some_and(|id| id != s)
            || wp.is_some_and(|id| id != p)
            || wo.is_some_and(|id| id != o)
        {
            return false;
        }
        match &self.graphs {
            Graphs::Each => return true,
            Graphs::One(graph) => return graph.0 == g,
            Graphs::Union => {}
            Graphs::Merged(graphs) => {
                if graphs.binary_search(&g).is_err() {
                    return false;
                }
            }
        }
        // The graph is last in every order: the same triple of several graphs stands side by side.
        let triple = Some([s, p, o]);
        if self.last == triple {
            return false;
        }
        self.last = triple;
        true
    }
}

impl Iterator for Matches<'_> {
    type Item = std::result::Result<Row, StoreError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let row = match &mut self.source {
                Source::Rows(rows) => rows.next()?,
                Source::BySubject(rows) => rows.next()?,
            };
            match row {
                Ok(row) if !self.fits(row) => {}
                other => return Some(other),
            }
        }
    }
}

/// Whether a graph has quads.
pub(super) fn has_graph(pages: &Pages, graph: Id) -> std::result::Result<bool, StoreError> {
    search(pages, Section::Graphs, graph.0).map(|place| place.is_some())
}

/// The quads of a pattern: subject, predicate, object, graph.
pub struct Quads<'a> {
    store: &'a Store,
    matches: Matches<'a>,
}

impl<'a> Quads<'a> {
    pub(super) fn new(store: &'a Store, pattern: Pattern) -> std::result::Result<Self, StoreError> {
        let graphs = pattern.graph.map_or(Graphs::Each, Graphs::One);
        let matches = Matches::new(
            &store.pages,
            pattern.subject,
            pattern.predicate,
            pattern.object,
            graphs,
        )?;
        Ok(Self { store, matches })
    }
}

impl Iterator for Quads<'_> {
    type Item = Result<[Id; 4]>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = self.matches.next()?;
        Some(
            row.map(|row| row.map(Id))
                .map_err(|error| self.store.named(&error)),
        )
    }
}
