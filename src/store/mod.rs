//! The built graph as one read-only file, `store/graph.aikg`, that is open at once: a sorted dictionary of the terms and the quads as rows of
//! ids in the orders that queries need.
//!
//! * `layout`, `file`: what stands where; pages that are read and checked when first touched, so that opening costs the same for any size and
//!   damage is an error, never another answer.
//! * `id`, `term`, `dictionary`: terms as 32 bits. Whole numbers and dates are their own ids; the others are places in the dictionary.
//! * `builder`, `body`, `line`: sorted N-Quads lines → the file. `merge`, `stream`: the file with other quads, from
//!   the one that is there.
//! * `rows`, `pattern`: quads by pattern.
//! * `walk`, `group`, `compare`: plain queries evaluated on ids. `dataset`: what the SPARQL evaluator sees for all others. `plan`, `limit`:
//!   joins in an order that fits the data. `order`: ORDER BY over whole answers. `ask`: all of it together. `answer`: what takes the rows.

mod answer;
mod ask;
mod body;
mod builder;
mod compare;
mod dataset;
mod dictionary;
mod file;
mod group;
mod id;
mod layout;
mod limit;
mod line;
pub(crate) mod merge;
mod order;
mod orders;
mod path;
mod pattern;
mod plan;
mod rows;
mod spill;
mod stream;
mod term;
mod terms;
mod walk;

pub use answer::{Answer, Row, Sink};
pub use ask::prepare;
pub use builder::Builder;
pub(crate) use dataset::Cancelled;
pub use id::Id;
pub use pattern::{Pattern, Quads};

use crate::error::{Error, Result};
use file::Pages;
use oxigraph::model::{Term, TermRef};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the store stands in a build's folder.
pub const FILE: &str = "store/graph.aikg";

/// What is wrong with a store.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// It is not what `build` wrote.
    #[error("{0}")]
    Damaged(std::borrow::Cow<'static, str>),
    /// It cannot be read.
    #[error("{0}")]
    Io(Arc<std::io::Error>),
    /// Another version of the program wrote it.
    #[error("another version of aikg wrote it")]
    OtherForm,
    /// The caller has cancelled the query.
    #[error("the query was stopped before its end")]
    Stopped,
    /// A query computes more terms than ids can tell apart.
    #[error("the query computes too many terms")]
    TooManyTerms,
}

impl StoreError {
    fn damaged(reason: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self::Damaged(reason.into())
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(Arc::new(error))
    }
}

/// An open store. Cheap to share between threads; any number of processes can have the same one open.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    pages: Pages,
}

impl Store {
    /// Opens the store of a build's folder; `None` where there is none, or none of this version of the program.
    ///
    /// # Errors
    /// It cannot be read or is damaged.
    pub fn of(dir: &Path) -> Result<Option<Self>> {
        let path = dir.join(FILE);
        match Pages::open(&path) {
            Ok(pages) => Ok(Some(Self { path, pages })),
            Err(StoreError::OtherForm) => Ok(None),
            Err(StoreError::Io(error)) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(named(&path, &error)),
        }
    }

    /// A store in memory, of what a builder has; errors name `path`.
    ///
    /// # Errors
    /// There is more than a store can hold.
    pub fn in_memory(builder: Builder, path: &Path) -> Result<Self> {
        let mut file = std::io::Cursor::new(Vec::new());
        builder
            .finish(&mut file)
            .map_err(crate::error::reading(path))?;
        let pages = Pages::in_memory(file.into_inner()).map_err(|error| named(path, &error))?;
        Ok(Self {
            path: path.to_path_buf(),
            pages,
        })
    }

    /// How many quads there are.
    pub fn len(&self) -> u64 {
        u64::from(self.pages.head.quads)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Reads and checks every page.
    ///
    /// # Errors
    /// One cannot be read or is damaged.
    pub fn check(&self) -> Result<()> {
        self.pages.check().map_err(|error| self.named(&error))
    }

    /// The id of a term; `None` where no quad has it.
    ///
    /// # Errors
    /// The store is damaged there.
    pub fn id(&self, term: TermRef<'_>) -> Result<Option<Id>> {
        dictionary::find(&self.pages, term).map_err(|error| self.named(&error))
    }

    /// The term of an id of this store.
    ///
    /// # Errors
    /// The store is damaged there, or the id is of another one.
    pub fn term(&self, id: Id) -> Result<Term> {
        dictionary::term(&self.pages, id).map_err(|error| self.named(&error))
    }

    /// The quads that have these terms; `None` stands for any.
    ///
    /// # Errors
    /// The store is damaged there.
    pub fn quads(&self, pattern: Pattern) -> Result<Quads<'_>> {
        Quads::new(self, pattern).map_err(|error| self.named(&error))
    }

    fn named(&self, error: &StoreError) -> Error {
        named(&self.path, error)
    }
}

fn named(path: &Path, error: &StoreError) -> Error {
    match error {
        StoreError::Stopped => Error::Stopped,
        StoreError::TooManyTerms => Error::Evaluation {
            reason: error.to_string(),
        },
        _ => Error::Store {
            path: path.to_path_buf(),
            reason: error.to_string(),
        },
    }
}
