//! What is odd in digests, dictionaries and a built graph, each with its place.

mod across;
mod node;
mod nquads;
mod shapes;
mod source;
mod stream;
mod table;

use crate::builtin;
use crate::error::{Error, Result};
use crate::extract::{self, Knowledge};
use crate::graph::Manifest;
use crate::graph::table::TABLES;
use crate::input::{self, Found};
use crate::mention::Finder;
use crate::pipeline;
use crate::store::{self, Store};
use crate::warning::{Code, Warning};
use across::Facts;
use rayon::prelude::*;
use shapes::Shapes;
use source::Sources;
use std::collections::BTreeMap;
use std::path::Path;

/// A message that is told more often than this is counted from then on.
const TOLD: u64 = 100;

/// Checks digests without building anything.
pub fn digests(found: &Found, knowledge: &Knowledge) -> Vec<Warning> {
    let mut warnings = found.warnings.clone();
    let read: Vec<Vec<Warning>> = found
        .inputs
        .par_iter()
        .map_init(Finder::default, |finder, one| match input::read(one) {
            Ok(source) => extract::extract(&one.name, &source, knowledge, finder).warnings,
            Err((line, reason)) => vec![Warning::new(
                one.name.clone(),
                line,
                Code::InputLeftOut,
                reason,
            )],
        })
        .collect();
    warnings.extend(read.into_iter().flatten());
    warnings.sort();
    warnings
}

/// Checks a built graph: that its files are there and whole, its tables as wide as their heads, its totals true, its quads sorted and of
/// the shapes in `ontology/shapes.ttl`; with the digests that it was made from, also that evidence stands where it says.
///
/// # Errors
/// There is no graph in `dir`, or a file of it cannot be read at all.
pub fn graph(dir: &Path, digests: &Found) -> Result<Vec<Warning>> {
    let mut warnings = Vec::new();
    let manifest = match (Manifest::of(dir), pipeline::is_pending(dir)) {
        (Err(Error::NoGraph { .. }), true) => {
            warnings.push(waits());
            return Ok(warnings);
        }
        (manifest, pending) => {
            warnings.extend(pending.then(waits));
            manifest?
        }
    };
    let quads = check(&dir.join("graph.nq"), "graph.nq", digests, &mut warnings)?;
    if quads != manifest.totals.quads {
        warnings.push(Warning::new(
            "graph.nq",
            0,
            Code::GraphFile,
            format!(
                "has {quads} quads, but the manifest counts {}; `aikg build` makes it again",
                manifest.totals.quads
            ),
        ));
    }
    for (name, columns) in TABLES {
        table::check(dir, name, columns, &mut warnings);
    }
    if let Some(reason) = store_fault(dir, manifest.totals.quads) {
        warnings.push(Warning::new(store::FILE, 0, Code::GraphFile, reason));
    }
    Ok(warnings)
}

/// What is wrong with a folder in which a complete build waits.
fn waits() -> Warning {
    Warning::new(
        ".aikg-next",
        0,
        Code::GraphFile,
        "a complete build waits here to be moved into place, so that the files beside it may be of two builds; `aikg build` again moves it",
    )
}

/// What is wrong with the store, every page of it read.
fn store_fault(dir: &Path, quads: u64) -> Option<String> {
    match Store::of(dir) {
        Ok(None) => {
            Some("is not there, or of another version; `aikg build` makes it again".to_string())
        }
        Ok(Some(store)) => match store.check() {
            Ok(()) if store.len() == quads => None,
            Ok(()) => Some(format!(
                "has {} quads, but the manifest counts {quads}; `aikg build` makes it again",
                store.len()
            )),
            Err(error) => Some(error.to_string()),
        },
        Err(error) => Some(error.to_string()),
    }
}

/// Checks a file of N-Quads alone: that it is sorted and of the shapes; with digests, also that evidence stands where it says.
///
/// # Errors
/// The file cannot be read at all.
pub fn quads(path: &Path, digests: &Found) -> Result<Vec<Warning>> {
    let mut warnings = Vec::new();
    let name = path.display().to_string();
    check(path, &name, digests, &mut warnings)?;
    Ok(warnings)
}

/// Reads the quads twice: first what other nodes are held against, then each node with what is asked of it. Returns how many there are.
fn check(path: &Path, name: &str, digests: &Found, warnings: &mut Vec<Warning>) -> Result<u64> {
    let shapes = Shapes::read(builtin::SHAPES).map_err(|reason| Error::Damaged {
        path: "ontology/shapes.ttl".into(),
        line: 0,
        reason,
    })?;
    let mut facts = Facts::default();
    let mut lines = Often::new(|line, reason: &str| {
        warnings.push(Warning::new(name, line, Code::GraphFile, reason));
    });
    let count = stream::nodes(
        path,
        |line, reason| lines.tell(line, reason, reason),
        |node| facts.gather(node, &shapes),
    )?;
    lines.finish();
    drop(lines);
    let mut sources = Sources::new(digests);
    let mut wrong = Vec::new();
    let mut told = Often::new(|line, message: &str| {
        warnings.push(Warning::new(name, line, Code::GraphShape, message));
    });
    let mut other = Vec::new();
    // Lines that are none were told in the first reading.
    let passed = |_, _: &str| {};
    stream::nodes(path, passed, |node| {
        wrong.clear();
        node::check(node, &shapes, &facts, &mut wrong);
        wrong.sort_unstable();
        wrong.dedup();
        for (line, message) in &wrong {
            told.tell(*line, message, &format!("<{}> {message}", node.iri));
        }
        sources.check(node, |line, reason| {
            other.push((line, format!("<{}> {reason}", node.iri)))
        });
    })?;
    told.finish();
    drop(told);
    other.extend(sources.finish().map(|reason| (0, reason)));
    warnings.extend(
        other
            .into_iter()
            .map(|(line, reason)| Warning::new(name, line, Code::GraphSource, reason)),
    );
    Ok(count)
}

/// Tells a message a hundred times and then how often it was left untold, so that a broken file of millions of lines fills no memory.
struct Often<F: FnMut(u32, &str)> {
    tell: F,
    times: BTreeMap<String, u64>,
}

impl<F: FnMut(u32, &str)> Often<F> {
    fn new(tell: F) -> Self {
        Self {
            tell,
            times: BTreeMap::new(),
        }
    }

    /// Tells `text`, which is one of a `kind`.
    fn tell(&mut self, line: u32, kind: &str, text: &str) {
        let times = self.times.entry(kind.to_string()).or_default();
        *times += 1;
        if *times <= TOLD {
            (self.tell)(line, text);
        }
    }

    fn finish(&mut self) {
        for (kind, times) in &self.times {
            if *times > TOLD {
                (self.tell)(0, &format!("and {} more: {kind}", times - TOLD));
            }
        }
    }
}
