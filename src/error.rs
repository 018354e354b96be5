//! What can go wrong outside the text: files, folders, queries, arguments.

use jiff::civil::Date;
use std::io;
use std::path::PathBuf;

/// An error that stops a command. Oddities inside a text are [`crate::warning::Warning`]s instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// What was to be read.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A file or folder could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Another build writes to the folder.
    #[error("another build is writing to {}; wait for it, or name another folder with -o", dir.display())]
    Busy {
        /// The folder.
        dir: PathBuf,
    },
    /// No input held a digest.
    #[error("no digest to build from: {reason}")]
    NoInput {
        /// What was found instead.
        reason: String,
    },
    /// Two inputs have one name.
    #[error("two inputs are both named {name}: {} and {}; rename one, or give the folder above them", first.display(), second.display())]
    SameName {
        /// The name both would have in the tables.
        name: String,
        /// The first file.
        first: PathBuf,
        /// The second file.
        second: PathBuf,
    },
    /// A folder holds no built graph.
    #[error("no graph in {}: run `aikg build INPUT... -o {}` first", dir.display(), dir.display())]
    NoGraph {
        /// The folder.
        dir: PathBuf,
    },
    /// A graph was written in a form that this program does not know.
    #[error("the graph in {} is of form {format}, and this aikg knows form {known} alone: use the aikg that built it, or run `aikg build INPUT... -o {}` with all its digests, which writes it anew", dir.display(), dir.display())]
    OtherForm {
        /// The folder.
        dir: PathBuf,
        /// The form.
        format: u32,
        /// The form that is known.
        known: u32,
    },
    /// A graph cannot be made again from what its folder holds.
    #[error("the graph in {} cannot be made again from what its folder holds: {reason}; run `aikg build INPUT... -o {}` with all its digests, then this", dir.display(), dir.display())]
    Stale {
        /// The folder.
        dir: PathBuf,
        /// Why not.
        reason: String,
    },
    /// A build would lose digests that its folder holds.
    #[error("the graph in {} has {digests}, of which nothing can be kept: {reason}; give all its digests (`aikg build INPUT... -o {}`), or name a new folder with -o", dir.display(), dir.display())]
    Lost {
        /// The folder.
        dir: PathBuf,
        /// The first of them, and how many more.
        digests: String,
        /// Why nothing was kept of them.
        reason: String,
    },
    /// A template of a report cannot be used.
    #[error("cannot use the template {}{}: {reason}", path.display(), at(*line))]
    Template {
        /// The file.
        path: PathBuf,
        /// The line, from 1; 0 where none is known.
        line: u64,
        /// What is wrong there.
        reason: String,
    },
    /// Files of two builds lie side by side, or are being replaced.
    #[error("the graph in {} is being replaced while it is read; wait for the build, or run `aikg build` again, then this", dir.display())]
    Changing {
        /// The folder.
        dir: PathBuf,
    },
    /// A folder for a series of reports holds something else.
    #[error("{} holds {file}, which no series of reports has written; name another folder with --out", dir.display())]
    NoSeries {
        /// The folder.
        dir: PathBuf,
        /// The file.
        file: String,
    },
    /// A file of a built graph is damaged.
    #[error("{} is damaged at line {line}: {reason}; `aikg build` makes it again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: u64,
        /// What is wrong there.
        reason: String,
    },
    /// A partial result, an extract or links, is not what it should be.
    #[error("{}{}: {reason}", path.display(), at(*line))]
    Partial {
        /// Where it was read from.
        path: PathBuf,
        /// The line, from 1; 0 where all of it is meant.
        line: u64,
        /// What is wrong there.
        reason: String,
    },
    /// Partial results of different programs or dictionaries do not add up.
    #[error("{} was made by {made}, the rest by {own}; make all parts with one program and the same --dictionaries", path.display())]
    OtherMake {
        /// Where it was read from.
        path: PathBuf,
        /// Its program and the hash of its dictionaries.
        made: String,
        /// Those of the others.
        own: String,
    },
    /// The store of a built graph cannot be read as it is.
    #[error("{} is damaged: {reason}; `aikg build` makes it again", path.display())]
    Store {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A SPARQL query does not parse.
    #[error("the query does not parse{place}: {reason}")]
    Syntax {
        /// ` at line L, column C` where known.
        place: String,
        /// What was expected.
        reason: String,
    },
    /// A query failed while it ran.
    #[error("the query failed: {reason}")]
    Evaluation {
        /// Why.
        reason: String,
    },
    /// Nothing can listen there.
    #[error("cannot listen on {address}; name another place with --bind, such as 127.0.0.1:0")]
    Listen {
        /// Where.
        address: std::net::SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// A query, or its answer, is larger than what is taken.
    #[error("the query is refused: {reason}")]
    TooLarge {
        /// What is too large.
        reason: String,
    },
    /// A query was stopped before its end.
    #[error("the query was stopped before its end")]
    Stopped,
    /// A query asks other servers, and nobody has allowed it.
    #[error("the query asks other servers (SERVICE); --allow-service allows it")]
    Service,
    /// A server does not answer a query as it should.
    #[error("{url} {reason}")]
    Endpoint {
        /// The server's address.
        url: String,
        /// What it did.
        reason: String,
    },
    /// An answer could not be written.
    #[error("cannot write the answer")]
    Output {
        /// Why not.
        source: io::Error,
    },
    /// There is no query of this name.
    #[error("there is no query named {name}{}", nearest(.suggestion))]
    NoQuery {
        /// What was asked for.
        name: String,
        /// The nearest name.
        suggestion: Option<String>,
    },
    /// A query has no such parameter.
    #[error("the query {query} has no parameter {name}{}; it takes {takes}", nearest(.suggestion))]
    NoParameter {
        /// The query.
        query: String,
        /// What was given.
        name: String,
        /// The nearest name.
        suggestion: Option<String>,
        /// All its parameters.
        takes: String,
    },
    /// A parameter is missing.
    #[error("the query {query} needs {name}={example}")]
    MissingParameter {
        /// The query.
        query: String,
        /// The parameter.
        name: String,
        /// A value that would work.
        example: String,
    },
    /// A value does not fit its type.
    #[error("{name}={value} is no {wanted}{}", nearest(.suggestion))]
    BadValue {
        /// The parameter or option.
        name: String,
        /// What was given.
        value: String,
        /// What would work.
        wanted: String,
        /// The nearest value.
        suggestion: Option<String>,
    },
    /// No entity of the graph has this name.
    #[error("no entity of this graph is named {name}{}", nearest(.suggestion))]
    NoEntity {
        /// What was asked for.
        name: String,
        /// The nearest name.
        suggestion: Option<String>,
    },
    /// A graph is asked for as of a day before its first digest.
    #[error("no digest of this graph is dated on or before {date}{}", first_digest(.first))]
    NoDigestThen {
        /// The day.
        date: Date,
        /// The date of the first digest, if any has one.
        first: Option<Date>,
    },
    /// A name means several things.
    #[error("{name} is the name of several; give one of {choices}")]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// What it may mean, as it can be typed.
        choices: String,
    },
    /// No item of the graph has this topic.
    #[error("no item of this graph has the topic {name}{}", nearest(.suggestion))]
    NoTopic {
        /// What was asked for.
        name: String,
        /// The nearest topic.
        suggestion: Option<String>,
    },
    /// A query file's leading comment is not understood.
    #[error("{name}:{line}: {reason}")]
    QueryHead {
        /// The query file.
        name: String,
        /// The line, from 1.
        line: u32,
        /// What is wrong.
        reason: String,
    },
    /// Graphviz is not installed or failed.
    #[error("{reason}")]
    Graphviz {
        /// Why, and what would work.
        reason: String,
    },
}

fn first_digest(first: &Option<Date>) -> String {
    match first {
        Some(first) => format!("; the first is of {first}"),
        None => "; none has a date".to_string(),
    }
}

fn nearest(suggestion: &Option<String>) -> String {
    suggestion
        .as_ref()
        .map_or_else(String::new, |s| format!(" (nearest: {s})"))
}

/// Returns the name in `names` that is nearest to `name`, if any is near enough to be what was meant.
pub fn suggest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let wanted = name.to_lowercase();
    names
        .into_iter()
        .map(|known| (strsim::jaro_winkler(&wanted, &known.to_lowercase()), known))
        .filter(|(score, _)| *score > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, known)| known.to_string())
}

/// Results of this library.
pub type Result<T> = std::result::Result<T, Error>;

/// Where in a file, if known.
fn at(line: u64) -> String {
    match line {
        0 => String::new(),
        line => format!(", line {line}"),
    }
}

/// Adds the path to an input error.
pub fn reading(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
    let path = path.into();
    move |source| Error::Read { path, source }
}

/// Adds the path to an output error.
pub fn writing(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
    let path = path.into();
    move |source| Error::Write { path, source }
}
