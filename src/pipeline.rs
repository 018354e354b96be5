//! Digests → a graph on disk: all stages in order.
//!
//! Every digest is extracted alone and in parallel; its extract goes to a file, so that memory does not grow with the text; what extracts
//! tell about names is linked once; then every extract is read again and its quads and rows are written. A digest whose bytes have not
//! changed since the last build in the same folder is not extracted again, and where few digests differ, what they change is changed in the
//! files of that build.

mod delta;
mod early;
mod held;
mod imports;
mod kept;
mod lock;
mod output;
mod overlap;
mod packed;
mod parts;
mod plan;
mod summed;

pub use output::is_pending;

use crate::error::{Error, Result};
use crate::extract::{Extract, Knowledge};
use crate::graph::{self, Counts, InputRecord, Manifest, Spilled, Totals};
use crate::import::Import;
use crate::input::Found;
use crate::link::{self, Evidence};
use crate::mention::Finder;
use crate::text;
use crate::warning::Warning;
use kept::Kept;
use lock::Lock;
use output::Output;
use parts::{Part, Parts, Written};
use plan::Step;
use rayon::prelude::*;
use std::path::Path;

/// What a build does beside the usual.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Keep what the folder holds and add or replace the inputs.
    pub add: bool,
    /// Drop these digests from what the folder holds.
    pub remove: Vec<String>,
    /// Write mentions as RDF too.
    pub mentions: bool,
    /// Fail where another build writes to the folder, rather than wait for it.
    pub no_wait: bool,
    /// Claims from elsewhere to add; one of a name that is there takes its place. Those that the folder holds stay.
    pub imports: Vec<Import>,
    /// Imports to drop.
    pub remove_imports: Vec<String>,
}

/// What a build did.
#[derive(Debug, Clone)]
pub struct Summary {
    /// What was written.
    pub manifest: Manifest,
    /// What was odd, sorted.
    pub warnings: Vec<Warning>,
    /// How many digests were read anew.
    pub extracted: usize,
    /// Whether the graph is the one that was there before.
    pub unchanged: bool,
    /// How it was written.
    pub way: Way,
}

/// How a build's files were written. They are the same bytes either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Not at all: they stand there.
    None,
    /// What differs was changed in the files of the last build.
    Changed,
    /// All of it, from all digests.
    Whole,
}

/// Told how far a build is.
pub trait Progress: Sync {
    /// A stage of `steps` steps begins.
    fn begin(&self, stage: &'static str, steps: usize);
    /// Steps are done.
    fn advance(&self, steps: usize);
    /// Another build writes to the folder; this one waits.
    fn waits(&self, dir: &Path);
}

/// Says nothing.
impl Progress for () {
    fn begin(&self, _: &'static str, _: usize) {}
    fn advance(&self, _: usize) {}
    fn waits(&self, _: &Path) {}
}

/// Digests read at once: enough to keep some cores busy, few enough to hold in memory twice.
const WINDOW: usize = 16;

/// Builds the graph of `found` into the folder `dir`.
///
/// # Errors
/// No digest at all, two inputs of one name, a folder that cannot be written; a digest that the folder holds and the build should keep
/// cannot be kept. What was in `dir` before then still stands.
pub fn build(
    found: Found,
    knowledge: &Knowledge,
    dir: &Path,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Summary> {
    let lock = Lock::take(dir, !options.no_wait, progress)?;
    output::recover(dir)?;
    locked(&lock, found, knowledge, dir, options, progress)
}

/// Builds in a folder whose lock is held and which no build has left half moved.
fn locked(
    _lock: &Lock,
    found: Found,
    knowledge: &Knowledge,
    dir: &Path,
    options: &Options,
    progress: &dyn Progress,
) -> Result<Summary> {
    let mut warnings = found.warnings;
    warnings.extend(knowledge.warnings().cloned());
    let identity = identity(knowledge);
    let before = Kept::open(dir, &identity);
    held::secure(dir, &before, &found.inputs, options, knowledge)?;
    let steps = plan::plan(found.inputs, &before, options, &mut warnings);
    let imports = imports::plan(dir, options, &mut warnings)?;
    let hashes = plan::hashes(&steps, &before);
    let run = plan::run(&steps, &hashes, &imports, options, &identity, &warnings);
    if run == before.run()
        && let Some(done) = as_before(dir)
    {
        return Ok(done);
    }
    let job = Job {
        steps,
        hashes,
        before,
        imports,
        options,
        identity,
        run,
        warnings,
        knowledge,
        dir,
        progress,
    };
    match delta::build(&job)? {
        Some(done) => Ok(done),
        None => whole(job),
    }
}

/// What a build has to do.
struct Job<'a> {
    /// The digests that the graph is to hold, sorted by name.
    steps: Vec<Step>,
    /// The SHA-256 of each, or why there is none.
    hashes: Vec<std::result::Result<String, String>>,
    /// What the folder holds.
    before: Kept,
    imports: Vec<Import>,
    options: &'a Options,
    /// The program and the dictionaries.
    identity: String,
    /// A hash of everything that decides what is written.
    run: String,
    /// What was odd so far.
    warnings: Vec<Warning>,
    knowledge: &'a Knowledge,
    dir: &'a Path,
    progress: &'a dyn Progress,
}

/// Writes every file from all digests. This is the simple way, and what the other one is measured by.
fn whole(job: Job<'_>) -> Result<Summary> {
    let Job {
        steps,
        before,
        imports,
        options,
        identity,
        run,
        mut warnings,
        knowledge,
        dir,
        progress,
        ..
    } = job;
    let output = Output::create(dir)?;

    progress.begin("reading", steps.len());
    let mut evidence = Evidence::default();
    let mut kept = output.kept(&identity, &run)?;
    let mut extracted = 0;
    overlap::windows(
        steps.chunks(WINDOW),
        |window| {
            let read = window.par_iter().map_init(Finder::default, |finder, step| {
                let read = step.extract(&before, knowledge, finder, dir)?;
                progress.advance(1);
                Ok(read.map(|(extract, fresh)| Read::of(&extract, fresh)))
            });
            overlap::all(read.collect())
        },
        |window| {
            for one in window {
                match one {
                    Ok(read) => {
                        extracted += usize::from(read.fresh);
                        evidence.merge(read.evidence);
                        kept.push(read.record)?;
                    }
                    Err(warning) => warnings.push(warning),
                }
            }
            Ok(())
        },
    )?;
    let kept = kept.finish()?;
    if kept.is_empty() {
        warnings.sort();
        return Err(Error::NoInput {
            reason: reasons(&warnings),
        });
    }

    let evidence = evidence.without_dates();
    let mut parts = Parts::new(run, &evidence);
    let mut registry = link::resolve(evidence, &knowledge.lexicon);

    progress.begin("writing", kept.len());
    let mut counts = Counts::default();
    let mut spilled = Spilled::default();
    let mut tables = output.tables()?;
    let mut sorter = output.sorter();
    let names: Vec<&str> = kept.names().collect();
    overlap::windows(
        names.chunks(WINDOW),
        |window| {
            let written = window.par_iter().map(|name| {
                let extract = kept.extract(name)?;
                let emitted = graph::emit(&extract, &registry, options.mentions);
                let part = Part::of(&extract, &emitted, &registry);
                progress.advance(1);
                Ok((emitted, Written::from(part)))
            });
            overlap::all(written.collect())
        },
        |window| {
            for (emitted, part) in window {
                tables.write(&emitted.rows)?;
                sorter.push(emitted.quads)?;
                counts.add(emitted.names);
                output.spill(&mut spilled, &mut counts)?;
                warnings.extend(part.warnings.iter().cloned());
                parts.digests.push(part);
            }
            Ok(())
        },
    )?;
    counts.settle(&mut registry);
    let (tables, derived) = rayon::join(
        || tables.finish(&registry),
        || {
            graph::emit_shared(&registry, &knowledge.lexicon, counts, spilled, |run| {
                sorter.push(run)
            })
        },
    );
    tables?;
    let derived = derived?;
    for run in graph::imported::emit(&imports, &registry, &knowledge.lexicon, &mut warnings) {
        sorter.push(run)?;
    }
    warnings.sort();
    warnings.dedup();
    let mut manifest = manifest(&parts, &registry, &imports, options, knowledge, &warnings);
    sorter.push(graph::emit_meta(&manifest))?;
    manifest.totals.quads = output.graph(sorter, derived, &mut parts)?;
    parts.build.clone_from(&manifest.build);
    output.parts(&parts)?;
    let unchanged = output.holds(&manifest);
    output.publish(&mut manifest, &warnings, &imports)?;
    Ok(Summary {
        manifest,
        warnings,
        extracted,
        unchanged,
        way: Way::Whole,
    })
}

/// What is left of a digest when it was read.
struct Read {
    /// Whether it was read anew.
    fresh: bool,
    evidence: Evidence,
    record: kept::Record,
}

impl Read {
    fn of(extract: &Extract, fresh: bool) -> Self {
        let mut evidence = Evidence::default();
        evidence.add(extract);
        Self {
            fresh,
            evidence,
            record: kept::Record::of(extract),
        }
    }
}

/// The manifest of a build, but for the number of quads and the sizes of files.
fn manifest(
    parts: &Parts,
    registry: &link::Registry,
    imports: &[Import],
    options: &Options,
    knowledge: &Knowledge,
    warnings: &[Warning],
) -> Manifest {
    let inputs: Vec<InputRecord> = parts.digests.iter().map(|p| p.record.clone()).collect();
    let mut manifest = Manifest {
        totals: Totals {
            warnings: warnings.len() as u64,
            ..totals(&inputs, registry)
        },
        inputs,
        imports: imports.iter().map(imports::record).collect(),
        ..without_digests(options.mentions, registry, knowledge)
    };
    manifest.identify();
    manifest
}

/// The manifest of a build from which its digests are left out.
pub(crate) fn without_digests(
    mentions: bool,
    registry: &link::Registry,
    knowledge: &Knowledge,
) -> Manifest {
    Manifest {
        format: graph::FORMAT,
        software: Manifest::software(),
        dictionaries: knowledge.tables(),
        with_mentions: mentions,
        totals: totals(&[], registry),
        ..Manifest::default()
    }
}

/// Builds the graph in `dir` again from what the folder holds, with other imports.
///
/// # Errors
/// There is no graph; another program or other dictionaries made it, or its `store/` is gone; the folder cannot be written.
pub fn import(
    knowledge: &Knowledge,
    dir: &Path,
    imports: Vec<Import>,
    remove: Vec<String>,
    progress: &dyn Progress,
) -> Result<Summary> {
    // No folder is made where there is no graph, not even for its lock.
    if !is_pending(dir) {
        Manifest::of(dir)?;
    }
    // Whatever is read from here on, no other build changes.
    let lock = Lock::take(dir, true, progress)?;
    output::recover(dir)?;
    let manifest = Manifest::of(dir)?;
    let identity = identity(knowledge);
    let kept = Kept::open(dir, &identity);
    let digests = manifest.inputs.iter().map(|i| i.digest.as_str());
    if !kept.names().eq(digests) {
        return Err(Error::Stale {
            dir: dir.to_path_buf(),
            reason: held::reason(dir, Some(&manifest), knowledge),
        });
    }
    let options = Options {
        add: true,
        mentions: manifest.with_mentions,
        imports,
        remove_imports: remove,
        ..Options::default()
    };
    let nothing = Found::default();
    locked(&lock, nothing, knowledge, dir, &options, progress)
}

/// The program and the dictionaries: what others extracted is not taken for what these do.
pub(crate) fn identity(knowledge: &Knowledge) -> String {
    format!("{} {}", Manifest::software(), knowledge.identity())
}

impl Knowledge {
    /// A hash of everything that extraction depends on besides the text: the tables and this make of the program.
    pub fn identity(&self) -> String {
        text::sha256(format!("{}\n{}", self.tables(), env!("AIKG_MAKE")).as_bytes())
    }

    /// A hash of the tables, a user's own included.
    pub fn tables(&self) -> String {
        let tables = [self.lexicon.hash(), &self.labels.hash(), self.rules.hash()];
        text::sha256(tables.join("\n").as_bytes())
    }
}

/// What a folder holds, where all of it is there.
fn as_before(dir: &Path) -> Option<Summary> {
    let manifest = output::intact(dir)?;
    let warnings = std::fs::read_to_string(dir.join("warnings.jsonl")).ok()?;
    let warnings = warnings
        .lines()
        .map(|line| serde_json::from_str(line).ok())
        .collect::<Option<Vec<Warning>>>()?;
    Some(Summary {
        manifest,
        warnings,
        extracted: 0,
        unchanged: true,
        way: Way::None,
    })
}

fn reasons(warnings: &[Warning]) -> String {
    let left_out: Vec<String> = warnings
        .iter()
        .filter(|w| w.code.leaves_out())
        .map(ToString::to_string)
        .take(5)
        .collect();
    if left_out.is_empty() {
        "name digests, or folders that hold some".to_string()
    } else {
        left_out.join("; ")
    }
}

fn totals(inputs: &[InputRecord], registry: &link::Registry) -> Totals {
    let papers = registry.entities.iter();
    let papers = papers.filter(|e| e.kind == crate::entity::Kind::Paper);
    Totals {
        entities: registry.entities.len() as u64,
        papers: papers.count() as u64,
        ..Totals::of(inputs)
    }
}
