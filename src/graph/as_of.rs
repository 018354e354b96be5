//! A built graph as it stood on a day: only the digests dated on or before it count.
//!
//! Which name means which entity stays as the present build has it. Everything that is counted is counted again from the tables; of the
//! registry, what no earlier digest names is left out: entities, spellings, topics. A digest without a date counts on no day.

use super::derive::{Counted, Counts, ItemNames, Total, is_told, pairs_of};
use super::derived::Derived;
use super::pairs::Spilled;
use super::quad::{digest_graph, literal};
use super::sorter::{Merge, Sorter, sort_lines};
use super::{Built, Flush, RUN, meta, vocab as v};
use crate::entity::Kind;
use crate::error::{Error, Result, reading, writing};
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

/// A graph as of a day.
#[derive(Debug)]
pub struct AsOf {
    path: PathBuf,
    built: Built,
}

impl AsOf {
    /// Reads what the graph in `dir` says up to `date`.
    ///
    /// # Errors
    /// There is no graph, no digest is that old, or a table is damaged.
    pub fn open(dir: &Path, date: Date) -> Result<Self> {
        Ok(Self {
            path: dir.join("graph.nq"),
            built: Built::open_as_of(dir, Some(date))?,
        })
    }

    /// Writes the quads as N-Quads, sorted by bytes, as a build writes them; returns how many.
    ///
    /// # Errors
    /// `graph.nq` is damaged, or `out` takes no more.
    pub fn write(&self, out: &mut impl Write) -> Result<u64> {
        let counted = self.counted()?;
        let file = File::open(&self.path).map_err(reading(&self.path))?;
        let mut merge = Merge::new(BufReader::with_capacity(256 << 10, counted), out)
            .map_err(reading(&self.path))?;
        let mut kept = Kept::new(&self.built);
        kept.broader = self.broader()?;
        let mut lines = BufReader::with_capacity(1 << 20, file);
        let mut line = Vec::new();
        let mut group = Group::default();
        let mut number = 0;
        loop {
            line.clear();
            let read = lines.read_until(b'\n', &mut line);
            if read.map_err(reading(&self.path))? == 0 {
                break;
            }
            number += 1;
            let quad = Line::read(&line).ok_or_else(|| Error::Damaged {
                path: self.path.clone(),
                line: number,
                reason: "this line is no quad".to_string(),
            })?;
            if group.ends_before(quad.subject) {
                kept.release(&mut group, &mut merge)?;
            }
            if kept.has(&quad) {
                group.push(&quad, &line);
            }
        }
        kept.release(&mut group, &mut merge)?;
        merge.finish().map_err(writing(&self.path))
    }

    /// What is broader than each topic of the whole graph.
    fn broader(&self) -> Result<HashMap<Vec<u8>, Vec<Vec<u8>>>> {
        let file = File::open(&self.path).map_err(reading(&self.path))?;
        let start = format!("<{}", v::TOPIC);
        let mut broader: HashMap<Vec<u8>, Vec<Vec<u8>>> = HashMap::new();
        for line in BufReader::with_capacity(1 << 20, file).split(b'\n') {
            let mut line = line.map_err(reading(&self.path))?;
            if !line.starts_with(start.as_bytes()) {
                continue;
            }
            line.push(b'\n');
            if let Some(quad) = Line::read(&line)
                && quad.predicate == v::BROADER.as_bytes()
                && let Some(above) = iri(quad.object)
            {
                let (topic, above) = (local(quad.subject), local(above));
                broader
                    .entry(topic.to_vec())
                    .or_default()
                    .push(above.to_vec());
            }
        }
        Ok(broader)
    }

    /// Writes the quads to a temporary file and returns it, to be read from its start.
    ///
    /// # Errors
    /// As [`AsOf::write`]; or there is no room for temporary files.
    pub fn file(&self) -> Result<File> {
        let place = std::env::temp_dir();
        let mut file = tempfile::tempfile().map_err(writing(&place))?;
        let mut out = BufWriter::with_capacity(1 << 20, &mut file);
        self.write(&mut out)?;
        out.flush().map_err(writing(&place))?;
        drop(out);
        file.rewind().map_err(writing(&place))?;
        Ok(file)
    }

    /// The named graphs `derived` and `meta`, made anew, sorted.
    fn counted(&self) -> Result<File> {
        let place = std::env::temp_dir();
        let mut sorter = Sorter::new(&place, &place);
        let mut flush = |buffer: &mut Vec<u8>, all: bool| -> Result<()> {
            if buffer.len() >= RUN || (all && !buffer.is_empty()) {
                sorter.push(sort_lines(buffer))?;
                buffer.clear();
            }
            Ok(())
        };
        derive(&self.built, &mut flush)?;
        let mut out = Vec::new();
        meta::write(&self.built.manifest, &mut out);
        flush(&mut out, true)?;
        let mut file = tempfile::tempfile().map_err(writing(&place))?;
        let mut out = BufWriter::with_capacity(1 << 20, &mut file);
        sorter
            .finish(|line| out.write_all(line))
            .and_then(|_| out.flush())
            .map_err(writing(&place))?;
        drop(out);
        file.rewind().map_err(writing(&place))?;
        Ok(file)
    }
}

/// Counts the items of a built graph.
pub(super) fn counts(built: &Built) -> Counts {
    let mut counts = Counts::default();
    for item in &built.items {
        let tells = |n: u32| built.entity(n).is_some_and(|e| e.kind != Kind::Other);
        counts.add(vec![ItemNames {
            number: item.number,
            date: item.date,
            entities: item.named.entities().map(|n| (n, 0)).collect(),
            pairs: pairs_of(&item.named, tells),
            topics: item.topics.clone(),
        }]);
    }
    counts
}

/// The entities of a built graph with their counts.
pub(super) fn counted(built: &Built) -> Vec<Counted<'_>> {
    let entities = built.entities.iter().map(|entity| Counted {
        id: &entity.id,
        total: Total {
            items: entity.items,
            mentions: entity.mentions,
            first: entity.first_seen,
            last: entity.last_seen,
        },
    });
    entities.collect()
}

/// Two entities that items name together, as the derived graph has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    /// The number of the one with the lesser id.
    pub a: u32,
    /// The number of the other.
    pub b: u32,
    /// Items that name both.
    pub items: u32,
    /// The first of their dates.
    pub first: Option<Date>,
    /// The last of their dates.
    pub last: Option<Date>,
}

/// The co-mentions of a built graph, sorted: those that its derived graph has.
pub fn ties(built: &Built) -> Vec<Tie> {
    let entities = counted(built);
    let pairs = counts(built).pairs.into_rows().into_iter();
    let told = pairs.filter(|row| is_told(row, &entities));
    told.map(|row| {
        let ((a, b), sum) = (row.pair(), row.sum());
        Tie {
            a,
            b,
            items: row.items(),
            first: sum.first,
            last: sum.last,
        }
    })
    .collect()
}

fn derive(built: &Built, flush: &mut Flush<'_>) -> Result<()> {
    let counts = counts(built);
    Derived::new(counts, Spilled::default(), counted(built))?.write(&|_| true, flush)
}

/// A line of `graph.nq`, in parts; IRIs without their angle brackets.
struct Line<'a> {
    subject: &'a [u8],
    predicate: &'a [u8],
    /// As it is written.
    object: &'a [u8],
    graph: &'a [u8],
}

impl<'a> Line<'a> {
    fn read(line: &'a [u8]) -> Option<Self> {
        let rest = line.strip_prefix(b"<")?.strip_suffix(b"> .\n")?;
        let (subject, rest) = part(rest, b"> <")?;
        let (predicate, rest) = part(rest, b"> ")?;
        let at = rest.windows(2).rposition(|w| w == b" <")?;
        Some(Self {
            subject,
            predicate,
            object: &rest[..at],
            graph: &rest[at + 2..],
        })
    }
}

fn part<'a>(text: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let place = text.windows(at.len()).position(|w| w == at)?;
    Some((&text[..place], &text[place + at.len()..]))
}

/// What is kept of `graph.nq`.
struct Kept {
    graphs: HashSet<Vec<u8>>,
    registry: Vec<u8>,
    /// Each entity with the spellings seen, as they are written in quotes.
    entities: HashMap<Vec<u8>, HashSet<Vec<u8>>>,
    /// The topics that digests and items have and those that entities match, with all that are broader. The lines of digests and of
    /// entities come before those of topics.
    topics: HashSet<Vec<u8>>,
    /// What is broader than each topic.
    broader: HashMap<Vec<u8>, Vec<Vec<u8>>>,
    /// Labels of spellings that are not kept. Their lines come before those that lead to them.
    dropped: HashSet<Vec<u8>>,
}

/// The lines of one subject that are kept, till it is known whether its spelling is.
#[derive(Default)]
struct Group {
    subject: Vec<u8>,
    lines: Vec<u8>,
    /// The spelling, for a label.
    form: Option<Vec<u8>>,
}

impl Group {
    fn ends_before(&self, subject: &[u8]) -> bool {
        self.subject != subject
    }

    fn push(&mut self, quad: &Line<'_>, line: &[u8]) {
        if self.subject != quad.subject {
            self.subject = quad.subject.to_vec();
        }
        if quad.predicate == v::LITERAL_FORM.as_bytes() {
            self.form = Some(quad.object.to_vec());
        }
        self.lines.extend_from_slice(line);
    }
}

impl Kept {
    fn new(built: &Built) -> Self {
        let inputs = &built.manifest.inputs;
        let quoted = |text: &String| {
            let mut out = Vec::new();
            literal(text, &mut out);
            out
        };
        Self {
            graphs: inputs
                .iter()
                .map(|i| digest_graph(&i.digest).into_bytes())
                .collect(),
            registry: format!("{}registry", v::GRAPH).into_bytes(),
            entities: built
                .entities
                .iter()
                .map(|e| {
                    let spellings = e.aliases.iter().map(quoted).collect();
                    (e.id.clone().into_bytes(), spellings)
                })
                .collect(),
            topics: HashSet::new(),
            broader: HashMap::new(),
            dropped: HashSet::new(),
        }
    }

    fn has(&mut self, quad: &Line<'_>) -> bool {
        if self.graphs.contains(quad.graph) {
            if quad.predicate == v::SUBJECT.as_bytes() {
                let topic = iri(quad.object).and_then(|o| o.strip_prefix(v::TOPIC.as_bytes()));
                if let Some(topic) = topic {
                    self.keep(topic.to_vec());
                }
            }
            return true;
        }
        quad.graph == self.registry && self.registered(quad)
    }

    /// Keeps a topic and all that are broader.
    fn keep(&mut self, topic: Vec<u8>) {
        let mut next = vec![topic];
        while let Some(topic) = next.pop() {
            if self.topics.contains(&topic) {
                continue;
            }
            next.extend(self.broader.get(&topic).into_iter().flatten().cloned());
            self.topics.insert(topic);
        }
    }

    fn registered(&mut self, quad: &Line<'_>) -> bool {
        if let Some(topic) = quad.subject.strip_prefix(v::TOPIC.as_bytes()) {
            return self.topics.contains(topic);
        }
        if [v::TOPICS, v::TAGS]
            .iter()
            .any(|scheme| quad.subject == scheme.as_bytes())
        {
            return true;
        }
        let Some(spellings) = self.spellings(quad.subject) else {
            return false;
        };
        if quad.predicate == v::ALT_LABEL.as_bytes() {
            return spellings.contains(text_of(quad.object));
        }
        if quad.predicate == v::XL_ALT_LABEL.as_bytes() {
            return iri(quad.object).is_some_and(|label| !self.dropped.contains(label));
        }
        if quad.predicate == v::BELONGS_TO.as_bytes() {
            return iri(quad.object).is_some_and(|owner| self.spellings(owner).is_some());
        }
        // The concept of a name that a list of an earlier digest has may be that of a tag of a later one.
        if quad.predicate == v::EXACT_MATCH.as_bytes()
            && let Some(topic) = iri(quad.object)
        {
            self.keep(local(topic).to_vec());
        }
        true
    }

    /// The spellings of the entity that an IRI, or that of a label below it, stands for.
    fn spellings(&self, iri: &[u8]) -> Option<&HashSet<Vec<u8>>> {
        let local = iri.strip_prefix(v::ENT.as_bytes())?;
        let id = local.split(|b| *b == b'/').next()?;
        self.entities.get(id)
    }

    /// Hands the lines of a subject on; those of a label only if its spelling was seen.
    fn release(&mut self, group: &mut Group, merge: &mut Merge<'_, impl Write>) -> Result<()> {
        let group = std::mem::take(group);
        if let Some(form) = &group.form
            && !self
                .spellings(&group.subject)
                .is_some_and(|s| s.contains(text_of(form)))
        {
            self.dropped.insert(group.subject);
            return Ok(());
        }
        for line in group.lines.split_inclusive(|b| *b == b'\n') {
            merge.push(line).map_err(writing("the graph"))?;
        }
        Ok(())
    }
}

/// The local part of a topic's IRI.
fn local(topic: &[u8]) -> &[u8] {
    topic.strip_prefix(v::TOPIC.as_bytes()).unwrap_or(topic)
}

/// The IRI of an object, if it is one.
fn iri(object: &[u8]) -> Option<&[u8]> {
    object.strip_prefix(b"<")?.strip_suffix(b">")
}

/// The quoted text of a literal, without its language.
fn text_of(object: &[u8]) -> &[u8] {
    let end = object.iter().rposition(|b| *b == b'"');
    end.map_or(object, |at| &object[..=at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_apart() {
        let line = b"<s:s> <p:p> \"a <b> c\"@en <g:g> .\n";
        let quad = Line::read(line).unwrap();
        assert_eq!(quad.object, b"\"a <b> c\"@en");
        assert_eq!(text_of(quad.object), b"\"a <b> c\"");
        assert_eq!(quad.graph, b"g:g");
        assert!(Line::read(b"no quad\n").is_none());
    }
}
