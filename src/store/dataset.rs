//! What the SPARQL evaluator sees of a store.
//!
//! The evaluator's own default graph is always set to "the default graph", and this module says what that is: so it asks with graph `None`
//! only where a query says `GRAPH ?g` and every quad counts, and a union (or several FROM) gives each triple once.

use super::StoreError;
use super::dictionary::{self, Class};
use super::file::Pages;
use super::id::{Id, Kind, date_value};
use super::layout::Section;
use super::pattern::{Graphs, Matches, has_graph};
use oxigraph::model::{BlankNode, Term};
use rustc_hash::FxHashMap;
use spareval::{CancellationToken, ExpressionTerm, InternalQuad, QueryableDataset};
use std::cell::RefCell;
use std::rc::Rc;

/// What a query that was cancelled leaves by, where it can leave no other way. Whoever runs queries catches it.
#[derive(Debug)]
pub(crate) struct Cancelled;

/// A store while a query runs.
#[derive(Clone)]
pub(super) struct View<'a> {
    pub(super) pages: &'a Pages,
    /// What a pattern without GRAPH looks at.
    default: Graphs,
    /// Whether terms leave as blank nodes that hold their ids, to be read when the answer is sorted and cut.
    raw: bool,
    shared: Rc<Shared>,
}

struct Shared {
    /// Cancelled, every look-up fails: the evaluator asks it now and then, but not while it follows a path.
    stop: CancellationToken,
    computed: RefCell<Computed>,
    /// The first fault. The evaluator takes an error in a filter for "false" and one behind MINUS for "nothing": only looking here
    /// afterwards keeps damage from becoming an answer.
    fault: RefCell<Option<StoreError>>,
}

#[derive(Default)]
struct Computed {
    terms: Vec<Term>,
    ids: FxHashMap<Term, Id>,
}

impl<'a> View<'a> {
    /// A view whose default graph is the union of these graphs, or of all.
    pub(super) fn new(
        pages: &'a Pages,
        default: Option<Vec<Term>>,
        raw: bool,
        stop: &CancellationToken,
    ) -> Result<Self, StoreError> {
        let default = match default {
            None => Graphs::Union,
            Some(names) => {
                let mut ids = Vec::new();
                for name in &names {
                    ids.extend(dictionary::find(pages, name.as_ref())?.map(|id| id.0));
                }
                ids.sort_unstable();
                ids.dedup();
                Graphs::Merged(ids.into())
            }
        };
        Ok(Self {
            pages,
            default,
            raw,
            shared: Rc::new(Shared {
                stop: stop.clone(),
                computed: RefCell::default(),
                fault: RefCell::default(),
            }),
        })
    }

    /// The first fault so far.
    pub(super) fn fault(&self) -> Option<StoreError> {
        self.shared.fault.borrow().clone()
    }

    /// Notes a fault that was met outside of the evaluator.
    pub(super) fn fault_is(&self, error: &StoreError) {
        self.shared.note(error);
    }

    /// What a pattern without GRAPH looks at.
    pub(super) fn default_graphs(&self) -> Graphs {
        self.default.clone()
    }

    /// Ends a query that was cancelled where it stands. An error would not do: the evaluator takes one in a filter for "false", and goes on
    /// with the next of a billion rows.
    fn heed(&self) {
        if self.shared.stop.is_cancelled() {
            std::panic::resume_unwind(Box::new(Cancelled));
        }
    }

    fn note<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &result {
            self.shared.note(error);
        }
        result
    }

    /// The term of an id, computed ones too.
    pub(super) fn term(&self, id: Id) -> Result<Term, StoreError> {
        let term = match id.kind() {
            Kind::Computed(number) => self
                .shared
                .computed
                .borrow()
                .terms
                .get(number as usize)
                .cloned()
                .ok_or_else(|| StoreError::damaged("a computed term is missing")),
            _ => dictionary::term(self.pages, id),
        };
        self.note(term)
    }

    /// The value of an id.
    pub(super) fn value(&self, id: Id) -> Result<ExpressionTerm, StoreError> {
        Ok(match id.kind() {
            Kind::Integer(number) => ExpressionTerm::IntegerLiteral(number.into()),
            Kind::Day(days) => ExpressionTerm::DateLiteral(date_value(days)),
            _ => self.term(id)?.into(),
        })
    }

    /// The id of a term: a place in the dictionary wherever it has one, so that computed terms join with those of the graph.
    pub(super) fn id(&self, term: Term) -> Result<Id, StoreError> {
        if let Some(id) = self.shared.computed.borrow().ids.get(&term) {
            return Ok(*id);
        }
        let found = dictionary::find(self.pages, term.as_ref());
        if let Some(id) = self.note(found)? {
            return Ok(id);
        }
        let mut computed = self.shared.computed.borrow_mut();
        let id = Id::computed(computed.terms.len()).ok_or(StoreError::TooManyTerms);
        let id = self.note(id)?;
        computed.terms.push(term.clone());
        computed.ids.insert(term, id);
        Ok(id)
    }

    /// What kind of term an id is, where that tells how it compares.
    pub(super) fn class(&self, id: Id) -> Option<Class> {
        match id.kind() {
            Kind::Listed(place) => Some(dictionary::class(self.pages, place)),
            _ => None,
        }
    }
}

impl Shared {
    fn note(&self, error: &StoreError) {
        self.fault.borrow_mut().get_or_insert_with(|| error.clone());
    }
}

/// The quads of a pattern for the evaluator.
struct Found<'a> {
    matches: Option<Matches<'a>>,
    error: Option<StoreError>,
    /// Whether the graph is told.
    named: bool,
    shared: Rc<Shared>,
}

impl Iterator for Found<'_> {
    type Item = Result<InternalQuad<Id>, StoreError>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let Some(matches) = &mut self.matches else {
            return self.error.take().map(Err);
        };
        if self.shared.stop.is_cancelled() {
            self.matches = None;
            self.shared.note(&StoreError::Stopped);
            return Some(Err(StoreError::Stopped));
        }
        match matches.next()? {
            Ok([s, p, o, g]) => Some(Ok(InternalQuad {
                subject: Id(s),
                predicate: Id(p),
                object: Id(o),
                graph_name: self.named.then_some(Id(g)),
            })),
            Err(error) => {
                self.shared.note(&error);
                self.matches = None;
                Some(Err(error))
            }
        }
    }
}

impl<'a> QueryableDataset<'a> for View<'a> {
    type InternalTerm = Id;
    type Error = StoreError;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&Id>,
        predicate: Option<&Id>,
        object: Option<&Id>,
        graph_name: Option<Option<&Id>>,
    ) -> impl Iterator<Item = Result<InternalQuad<Id>, StoreError>> + use<'a> {
        let (graphs, named) = match graph_name {
            None => (Graphs::Each, true),
            Some(Some(graph)) => (Graphs::One(*graph), true),
            Some(None) => (self.default.clone(), false),
        };
        let matches = Matches::new(
            self.pages,
            subject.copied(),
            predicate.copied(),
            object.copied(),
            graphs,
        );
        let (matches, error) = match self.note(matches) {
            Ok(matches) => (Some(matches), None),
            Err(error) => (None, Some(error)),
        };
        Found {
            matches,
            error,
            named,
            shared: Rc::clone(&self.shared),
        }
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<Id, StoreError>> + use<'a> {
        let pages = self.pages;
        let shared = Rc::clone(&self.shared);
        (0..pages.numbers(Section::Graphs)).map(move |place| {
            pages
                .number(Section::Graphs, place)
                .map(Id)
                .inspect_err(|error| shared.note(error))
        })
    }

    fn contains_internal_graph_name(&self, graph_name: &Id) -> Result<bool, StoreError> {
        self.note(has_graph(self.pages, *graph_name))
    }

    fn internalize_term(&self, term: Term) -> Result<Id, StoreError> {
        self.heed();
        self.id(term)
    }

    fn externalize_term(&self, id: Id) -> Result<Term, StoreError> {
        self.heed();
        if self.raw {
            return Ok(BlankNode::new_from_unique_id(u128::from(id.0)).into());
        }
        self.term(id)
    }

    fn externalize_expression_term(&self, id: Id) -> Result<ExpressionTerm, StoreError> {
        self.heed();
        self.value(id)
    }

    fn internalize_expression_term(&self, term: ExpressionTerm) -> Result<Id, StoreError> {
        let value = match &term {
            ExpressionTerm::IntegerLiteral(number) => Id::integer((*number).into()),
            ExpressionTerm::DateLiteral(date) => Id::date(*date),
            _ => None,
        };
        match value {
            Some(id) => Ok(id),
            None => self.id(term.into()),
        }
    }
}

/// The id that [`View::externalize_term`] hid in a blank node.
pub(super) fn hidden(term: &Term) -> Option<Id> {
    let Term::BlankNode(node) = term else {
        return None;
    };
    let id = node.as_ref().unique_id()?;
    u32::try_from(id).ok().map(Id)
}
