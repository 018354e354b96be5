//! A built graph, open to be asked.
//!
//! Queries read the store that `build` leaves and nothing else. Where there is none, or one of another version of the program, it is made from
//! `graph.nq` in memory, and [`Graph::note`] says so.
//!
//! A query runs in a thread of its own with a large stack, and a panic in it is an error: no query can take the process down.

use super::evaluate::{self, Options, Prepared};
use super::growth;
use crate::error::{Error, Result, reading};
use crate::graph::{AsOf, Manifest};
use crate::store::{self, Answer, Sink, Store};
use jiff::civil::Date;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// A built graph that can be asked.
#[derive(Debug)]
pub struct Graph {
    store: Store,
    note: Option<String>,
}

/// The name of the threads in which queries run. One of this name must have a stack of [`STACK`] bytes.
pub const THREAD: &str = "query";
/// The stack of a query's thread. Only what is used of it takes memory.
pub const STACK: usize = 256 << 20;
/// Longest text of a query.
const LONGEST: usize = 1 << 20;
/// Deepest nesting of brackets in a query.
const DEEPEST: usize = 200;

impl Graph {
    /// Opens the graph in `dir`. The same graph answers any query; `query` is not looked at.
    ///
    /// # Errors
    /// There is no graph, or it is damaged.
    pub fn open(dir: &Path, _query: &str) -> Result<Self> {
        if let Some(store) = Store::of(dir)? {
            return Ok(Self { store, note: None });
        }
        Manifest::of(dir)?;
        let path = dir.join("graph.nq");
        let file = File::open(&path).map_err(reading(&path))?;
        let store = from_lines(file, &path)?;
        Ok(Self {
            store,
            note: Some(format!(
                "{} is not there or of another version; graph.nq was read instead, which takes longer. `aikg build` makes it again",
                dir.join(store::FILE).display()
            )),
        })
    }

    /// Opens the graph in `dir` as it stood on `date`: only digests dated on or before it count.
    ///
    /// # Errors
    /// There is no graph, no digest is that old, or the graph is damaged.
    pub fn open_as_of(dir: &Path, date: Date, _query: &str) -> Result<Self> {
        let file = AsOf::open(dir, date)?.file()?;
        let store = from_lines(file, &dir.join("graph.nq"))?;
        Ok(Self { store, note: None })
    }

    /// What people should know about how the graph was opened.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// The store, for looking up quads without SPARQL.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Asks a query.
    ///
    /// # Errors
    /// The query does not parse, or it fails while it runs; a panic of the evaluator is such a failure.
    pub fn ask(&self, query: &str) -> Result<Answer> {
        let mut answer = Answer::default();
        self.tell(query, &Options::default(), &mut answer)?;
        Ok(answer)
    }

    /// Asks a query and hands the answer on as it is found.
    ///
    /// # Errors
    /// As for [`Graph::ask`]; also when [`Options::stop`] is cancelled or `sink` takes no more. What was handed on stands.
    pub fn tell(&self, query: &str, options: &Options, sink: &mut (dyn Sink + Send)) -> Result<()> {
        self.tell_prepared(evaluate::prepare(query)?, options, sink)
    }

    /// As [`Graph::tell`], for a query that was parsed.
    ///
    /// # Errors
    /// As for [`Graph::tell`].
    pub fn tell_prepared(
        &self,
        prepared: Prepared,
        options: &Options,
        sink: &mut (dyn Sink + Send),
    ) -> Result<()> {
        apart(|| {
            let mut query = prepared.query;
            if let Some(dataset) = &options.dataset {
                dataset.put(&mut query);
            }
            growth::check(&query)?;
            let evaluator = evaluate::evaluator(&query, options)?;
            self.store.tell(query, evaluator, &options.stop, sink)
        })
    }

    /// How a query would run: one step a line, what it is made from indented below it. Nothing is asked.
    ///
    /// # Errors
    /// The query does not parse.
    pub fn plan(&self, query: &str) -> Result<String> {
        guarded(query, || {
            evaluate::drawn(&self.store.explain(store::prepare(query)?)?)
        })
    }
}

/// Makes a store in memory from N-Quads; messages name `path`.
fn from_lines(file: File, path: &Path) -> Result<Store> {
    let mut reader = BufReader::with_capacity(1 << 20, file);
    let mut builder = store::Builder::new();
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        if reader
            .read_until(b'\n', &mut bytes)
            .map_err(reading(path))?
            == 0
        {
            break;
        }
        builder.add(&bytes).map_err(|error| Error::Damaged {
            path: path.to_path_buf(),
            line,
            reason: error.to_string(),
        })?;
    }
    Store::in_memory(builder, path)
}

/// Runs what parses a query, if its text is none that is refused at sight.
pub(super) fn guarded<T: Send>(query: &str, run: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    let refused = |reason: &str| {
        let reason = reason.to_string();
        Err(Error::TooLarge { reason })
    };
    if query.len() > LONGEST {
        return refused("it is longer than a megabyte");
    }
    if depth(query) > DEEPEST {
        return refused("its brackets are nested too deeply");
    }
    apart(run)
}

/// Runs something where neither a panic nor deep recursion can end the process: in a thread with a large stack, this one if it has it.
fn apart<T: Send>(run: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    let failed = |reason: &str| {
        Err(Error::Evaluation {
            reason: reason.to_string(),
        })
    };
    if std::thread::current().name() == Some(THREAD) {
        return caught(AssertUnwindSafe(run));
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name(THREAD.to_string())
            .stack_size(STACK)
            .spawn_scoped(scope, || caught(AssertUnwindSafe(run)));
        match thread.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => failed("the evaluator gave up"),
            Err(error) => failed(&format!("no thread for it: {error}")),
        }
    })
}

/// Runs something whose panic is an error, and whose leaving early is no panic.
fn caught<T>(run: AssertUnwindSafe<impl FnOnce() -> Result<T>>) -> Result<T> {
    const GAVE_UP: &str =
        "the evaluator gave up; ordering by values of mixed types in a subquery can do that";
    catch_unwind(run).unwrap_or_else(|left| match left.is::<store::Cancelled>() {
        true => Err(Error::Stopped),
        false => Err(Error::Evaluation {
            reason: GAVE_UP.to_string(),
        }),
    })
}

/// How deeply the brackets of a text are nested, those in its strings included.
fn depth(text: &str) -> usize {
    let (mut depth, mut deepest) = (0usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    deepest
}
