//! Partial results as files: a head, entries sorted by key, an end. Files add up, entry by entry, to a file of the same form.
//!
//! ```text
//! {"holds":"links","format":1,"by":"aikg 0.1.0 5f0c...","digests":16}
//! {"known":["nvidia",{"spellings":{"NVIDIA":12,"輝達":3},...}]}
//! {"coined":["kitazawa",{...}]}
//! {"end":2}
//! ```

use super::extract::unwritten;
use super::line::Input;
use crate::error::{Error, Result, reading};
use crate::graph::count::Count;
use crate::link::Entry;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// The form of the files.
const FORMAT: u32 = 1;

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Holds {
    /// What digests tell about names.
    Links,
    /// What they add to the shared graphs.
    Counts,
}

/// The first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) holds: Holds,
    format: u32,
    /// The program and the dictionaries.
    pub(super) by: String,
    /// The hash of the links that were counted by; empty for links.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) links: String,
    /// How many digests it was made from.
    pub(super) digests: u64,
}

/// The last line.
#[derive(Serialize, Deserialize)]
struct End {
    /// How many entries there are.
    end: u64,
}

/// One entry.
pub(super) trait Adds: Clone + Serialize + DeserializeOwned {
    /// The order of entries; those that are equal add up.
    fn order(&self, other: &Self) -> Ordering;

    /// Adds an entry that is equal.
    ///
    /// # Errors
    /// Why they do not add up.
    fn add(&mut self, other: Self) -> std::result::Result<(), String>;
}

impl Adds for Entry {
    fn order(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }

    fn add(&mut self, other: Self) -> std::result::Result<(), String> {
        self.merge(other);
        Ok(())
    }
}

impl Adds for Count {
    fn order(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }

    fn add(&mut self, other: Self) -> std::result::Result<(), String> {
        self.merge(other).map_err(|name| twice(&name))
    }
}

/// Why two digests do not add up.
pub(super) fn twice(name: &str) -> String {
    format!("two digests are both named {name}, or one was given twice; names must differ")
}

impl Head {
    pub(super) fn links(by: String, digests: u64) -> Self {
        Self {
            holds: Holds::Links,
            format: FORMAT,
            by,
            links: String::new(),
            digests,
        }
    }

    pub(super) fn counts(by: String, links: String, digests: u64) -> Self {
        Self {
            holds: Holds::Counts,
            links,
            ..Self::links(by, digests)
        }
    }
}

/// A file after its head, while it is read: an iterator over its entries.
pub(super) struct Partial<E> {
    lines: Lines,
    /// Entries so far.
    read: u64,
    last: Option<E>,
    is_over: bool,
}

/// Lines with their place.
pub(super) struct Lines {
    name: PathBuf,
    reader: BufReader<Box<dyn std::io::Read + Send>>,
    number: u64,
    line: Vec<u8>,
}

impl Lines {
    pub(super) fn of(input: Input) -> Self {
        Self {
            name: input.name,
            reader: BufReader::with_capacity(1 << 18, input.bytes),
            number: 0,
            line: Vec::new(),
        }
    }

    pub(super) fn name(&self) -> &Path {
        &self.name
    }

    /// Reads the next line; `false` at the end.
    fn step(&mut self) -> Result<bool> {
        self.line.clear();
        self.number += 1;
        let read = self.reader.read_until(b'\n', &mut self.line);
        Ok(read.map_err(reading(&self.name))? > 0)
    }

    fn wrong(&self, reason: impl Into<String>) -> Error {
        Error::Partial {
            path: self.name.clone(),
            line: self.number,
            reason: reason.into(),
        }
    }

    fn parse<'a, T: Deserialize<'a>>(&'a self, what: &str) -> Result<T> {
        serde_json::from_slice(&self.line)
            .map_err(|error| self.wrong(format!("is no {what}: {error}")))
    }

    /// Reads a head; `None` where nothing comes any more.
    pub(super) fn head(&mut self) -> Result<Option<Head>> {
        if !self.step()? {
            return Ok(None);
        }
        let head: Head = self.parse("head of links or counts")?;
        if head.format != FORMAT {
            return Err(self.wrong(format!(
                "is of format {}; this program reads format {FORMAT}",
                head.format
            )));
        }
        Ok(Some(head))
    }
}

impl<E: Adds> Partial<E> {
    /// The entries of a file whose head was read.
    pub(super) fn new(lines: Lines) -> Self {
        Self {
            lines,
            read: 0,
            last: None,
            is_over: false,
        }
    }

    /// Reads all entries into memory and gives back the lines that follow.
    pub(super) fn gather(mut self) -> Result<(Vec<E>, Lines)> {
        let mut entries: Vec<E> = Vec::new();
        while let Some(entry) = self.step()? {
            self.follows(entries.last(), &entry)?;
            entries.push(entry);
        }
        Ok((entries, self.lines))
    }

    fn follows(&self, last: Option<&E>, entry: &E) -> Result<()> {
        match last {
            Some(last) if last.order(entry).is_ge() => Err(self.lines.wrong("stands out of order")),
            _ => Ok(()),
        }
    }

    /// The next entry; `None` where the end says that it was the last.
    fn step(&mut self) -> Result<Option<E>> {
        if !self.lines.step()? {
            return Err(self.lines.wrong("ends before its end; make it again"));
        }
        if self.lines.line.starts_with(b"{\"end\"") {
            let end: End = self.lines.parse("end")?;
            if end.end != self.read {
                let reason = format!(
                    "has {} of its {} entries; make it again",
                    self.read, end.end
                );
                return Err(self.lines.wrong(reason));
            }
            return Ok(None);
        }
        self.read += 1;
        self.lines.parse("entry").map(Some)
    }

    fn checked(&mut self) -> Result<Option<E>> {
        match self.step()? {
            Some(entry) => {
                self.follows(self.last.as_ref(), &entry)?;
                Ok(Some(entry))
            }
            None if self.lines.step()? => {
                let reason = "is a part of its own; several in one come on standard input";
                Err(self.lines.wrong(reason))
            }
            None => Ok(None),
        }
    }
}

impl<E: Adds> Iterator for Partial<E> {
    type Item = Result<E>;

    fn next(&mut self) -> Option<Result<E>> {
        if self.is_over {
            return None;
        }
        let entry = self.checked().transpose();
        match &entry {
            Some(Ok(entry)) => self.last = Some(entry.clone()),
            _ => self.is_over = true,
        }
        entry
    }
}

/// Entries of several sources, each sorted → all of them, sorted and added up.
pub(super) struct Merged<E, I> {
    sources: Vec<I>,
    heap: BinaryHeap<Reverse<Next<E>>>,
    begun: bool,
}

/// The next entry of a source.
struct Next<E>(E, usize);

impl<E: Adds> Ord for Next<E> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.order(&other.0).then(self.1.cmp(&other.1))
    }
}

impl<E: Adds> PartialOrd for Next<E> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<E: Adds> PartialEq for Next<E> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<E: Adds> Eq for Next<E> {}

impl<E: Adds, I: Iterator<Item = Result<E>>> Merged<E, I> {
    pub(super) fn new(sources: Vec<I>) -> Self {
        Self {
            sources,
            heap: BinaryHeap::new(),
            begun: false,
        }
    }

    fn refill(&mut self, source: usize) -> Result<()> {
        if let Some(entry) = self.sources.get_mut(source).and_then(Iterator::next) {
            self.heap.push(Reverse(Next(entry?, source)));
        }
        Ok(())
    }

    fn step(&mut self) -> Result<Option<E>> {
        if !self.begun {
            self.begun = true;
            (0..self.sources.len()).try_for_each(|source| self.refill(source))?;
        }
        let Some(Reverse(Next(mut entry, source))) = self.heap.pop() else {
            return Ok(None);
        };
        self.refill(source)?;
        while let Some(Reverse(next)) = self.heap.peek()
            && next.0.order(&entry).is_eq()
        {
            if let Some(Reverse(Next(other, source))) = self.heap.pop() {
                entry.add(other).map_err(|reason| Error::Partial {
                    path: PathBuf::from("the parts"),
                    line: 0,
                    reason,
                })?;
                self.refill(source)?;
            }
        }
        Ok(Some(entry))
    }
}

impl<E: Adds, I: Iterator<Item = Result<E>>> Iterator for Merged<E, I> {
    type Item = Result<E>;

    fn next(&mut self) -> Option<Result<E>> {
        self.step().transpose()
    }
}

/// Writes a file.
pub(super) fn write<E: Adds>(
    head: &Head,
    entries: impl Iterator<Item = Result<E>>,
    out: &mut dyn Write,
) -> Result<()> {
    let mut line = Vec::new();
    put(head, &mut line, out)?;
    let mut written = 0;
    for entry in entries {
        put(&entry?, &mut line, out)?;
        written += 1;
    }
    put(&End { end: written }, &mut line, out)?;
    out.flush().map_err(unwritten)
}

fn put(value: &impl Serialize, line: &mut Vec<u8>, out: &mut dyn Write) -> Result<()> {
    line.clear();
    serde_json::to_writer(&mut *line, value)
        .expect("a partial result holds nothing that JSON cannot");
    line.push(b'\n');
    out.write_all(line).map_err(unwritten)
}

/// What is said of a file without a head.
pub(super) fn empty(name: &Path) -> Error {
    Error::Partial {
        path: name.to_path_buf(),
        line: 0,
        reason: "holds neither links nor counts".to_string(),
    }
}

/// The head of several files taken together.
///
/// # Errors
/// They do not belong together.
pub(super) fn together(heads: &[(PathBuf, Head)]) -> Result<Head> {
    let Some((_, first)) = heads.first() else {
        return Err(empty(Path::new("nothing")));
    };
    let mut all = first.clone();
    for (path, head) in heads.iter().skip(1) {
        if head.by != all.by {
            return Err(Error::OtherMake {
                path: path.clone(),
                made: head.by.clone(),
                own: all.by.clone(),
            });
        }
        let wrong = |reason: &str| Error::Partial {
            path: path.clone(),
            line: 1,
            reason: reason.to_string(),
        };
        if head.holds != all.holds {
            return Err(wrong("links and counts do not add up"));
        }
        if head.links != all.links {
            return Err(wrong("counts what other links than those of the rest mean"));
        }
        all.digests += head.digests;
    }
    Ok(all)
}
