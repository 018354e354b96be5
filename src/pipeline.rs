//! Digests → a graph on disk: all stages in order.
//!
//! Every digest is extracted alone and in parallel; its extract goes to a file, so that memory does not grow with the text; what extracts
//! tell about names is linked once; then every extract is read again and its quads and rows are written. A digest whose bytes have not
//! changed since the last build in the same folder is not extracted again.

mod held;
mod imports;
mod kept;
mod lock;
mod output;

pub use output::is_pending;

use crate::error::{Error, Result};
use crate::extract::{self, Extract, Knowledge};
use crate::graph::{self, Counts, InputRecord, Manifest, Totals};
use crate::import::Import;
use crate::input::{self, Found, Input};
use crate::link::{self, Evidence};
use crate::mention::Finder;
use crate::text;
use crate::warning::{Code, Warning};
use kept::Kept;
use lock::Lock;
use output::Output;
use rayon::prelude::*;
use std::collections::BTreeMap;
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

/// Digests read at once: enough to keep all cores busy, few enough to hold in memory.
const WINDOW: usize = 64;

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
    let identity = format!("{} {}", Manifest::software(), knowledge.identity());
    let before = Kept::open(dir, &identity);
    held::secure(dir, &before, &found.inputs, options, knowledge)?;
    let steps = plan(found.inputs, &before, options, &mut warnings);
    let imports = imports::plan(dir, options, &mut warnings)?;
    let run = run(&steps, &before, &imports, options, &identity, &warnings);
    if run == before.run()
        && let Some(done) = as_before(dir)
    {
        return Ok(done);
    }
    let output = Output::create(dir)?;

    progress.begin("reading", steps.len());
    let mut evidence = Evidence::default();
    let mut kept = output.kept(&identity, &run)?;
    let mut extracted = 0;
    for window in steps.chunks(WINDOW) {
        let read: Vec<_> = window
            .par_iter()
            .map_init(Finder::default, |finder, step| {
                let read = step.extract(&before, knowledge, finder, dir);
                progress.advance(1);
                read
            })
            .collect();
        for one in read {
            match one? {
                Ok((extract, fresh)) => {
                    extracted += usize::from(fresh);
                    evidence.add(&extract);
                    kept.push(&extract)?;
                }
                Err(warning) => warnings.push(warning),
            }
        }
    }
    let kept = kept.finish()?;
    if kept.is_empty() {
        warnings.sort();
        return Err(Error::NoInput {
            reason: reasons(&warnings),
        });
    }

    let mut registry = link::resolve(evidence, &knowledge.lexicon);

    progress.begin("writing", kept.len());
    let mut counts = Counts::default();
    let mut inputs = Vec::new();
    let mut tables = output.tables()?;
    let mut sorter = output.sorter();
    kept.windows(WINDOW, |extracts: Vec<Extract>| {
        let emitted: Vec<_> = extracts
            .par_iter()
            .map(|extract| {
                let emitted = graph::emit(extract, &registry, options.mentions);
                progress.advance(1);
                emitted
            })
            .collect();
        for (extract, emitted) in extracts.into_iter().zip(emitted) {
            tables.write(&emitted.rows)?;
            sorter.push(emitted.quads)?;
            counts.add(emitted.names);
            inputs.push(record(&extract));
            warnings.extend(extract.warnings);
        }
        Ok(())
    })?;
    counts.settle(&mut registry);
    tables.finish(&registry)?;
    graph::emit_shared(&registry, &knowledge.lexicon, &counts, |run| {
        sorter.push(run)
    })?;
    for run in graph::imported::emit(&imports, &registry, &knowledge.lexicon, &mut warnings) {
        sorter.push(run)?;
    }
    warnings.sort();
    warnings.dedup();
    let mut manifest = Manifest {
        format: 1,
        build: String::new(),
        software: Manifest::software(),
        dictionaries: knowledge.tables(),
        with_mentions: options.mentions,
        totals: totals(&inputs, &registry, &warnings),
        inputs,
        files: BTreeMap::new(),
        imports: imports.iter().map(imports::record).collect(),
    };
    manifest.identify();
    sorter.push(graph::emit_meta(&manifest))?;
    manifest.totals.quads = output.graph(sorter)?;
    let unchanged = output.holds(&manifest);
    output.publish(&mut manifest, &warnings, &imports)?;
    Ok(Summary {
        manifest,
        warnings,
        extracted,
        unchanged,
    })
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
    let identity = format!("{} {}", Manifest::software(), knowledge.identity());
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

/// A hash of everything that decides what a build writes.
fn run(
    steps: &[Step],
    before: &Kept,
    imports: &[Import],
    options: &Options,
    identity: &str,
    warnings: &[Warning],
) -> String {
    let mut lines: Vec<String> = steps
        .par_iter()
        .map(|step| match step {
            Step::Kept(name) => format!("{}\t{name}", before.sha256(name).unwrap_or_default()),
            Step::Input(input) => match input::read(input) {
                Ok(source) => format!("{}\t{}", text::sha256(source.as_bytes()), input.name),
                Err((line, reason)) => format!("{line} {reason}\t{}", input.name),
            },
        })
        .collect();
    let mut odd: Vec<String> = warnings.iter().map(ToString::to_string).collect();
    odd.sort();
    odd.dedup();
    lines.extend(odd);
    lines.extend(
        imports
            .iter()
            .map(|i| format!("{}\t{}", i.sha256(), i.name)),
    );
    let mentions = options.mentions;
    text::sha256(format!("{identity}\n{mentions}\n{}", lines.join("\n")).as_bytes())
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
    })
}

/// Where one digest of the build comes from.
enum Step {
    Input(Input),
    /// A digest that the folder holds already.
    Kept(String),
}

impl Step {
    /// Returns the digest's extract and whether it was made anew; or why its input is left out.
    ///
    /// # Errors
    /// What was kept of the digest in `dir` is damaged.
    fn extract(
        &self,
        before: &Kept,
        knowledge: &Knowledge,
        finder: &mut Finder,
        dir: &Path,
    ) -> Result<std::result::Result<(Extract, bool), Warning>> {
        match self {
            Step::Kept(name) => match before.get(name) {
                Some(extract) => Ok(Ok((extract, false))),
                None => {
                    let reason = format!("{} is damaged", output::EXTRACTS);
                    Err(held::lost(dir, &[name], reason))
                }
            },
            Step::Input(input) => Ok(input::read(input)
                .map(|source| {
                    let kept = before.same(&input.name, &text::sha256(source.as_bytes()));
                    match kept {
                        Some(extract) => (extract, false),
                        None => (
                            extract::extract(&input.name, &source, knowledge, finder),
                            true,
                        ),
                    }
                })
                .map_err(|(line, reason)| {
                    Warning::new(input.name.clone(), line, Code::InputLeftOut, reason)
                })),
        }
    }
}

/// Decides which digests the build holds, sorted by name.
fn plan(
    inputs: Vec<Input>,
    before: &Kept,
    options: &Options,
    warnings: &mut Vec<Warning>,
) -> Vec<Step> {
    let mut steps: BTreeMap<String, Step> = BTreeMap::new();
    if options.add || !options.remove.is_empty() {
        for name in before.names() {
            steps.insert(name.to_string(), Step::Kept(name.to_string()));
        }
    }
    for name in &options.remove {
        if steps.remove(name).is_none() {
            let near = crate::error::suggest(name, steps.keys().map(String::as_str));
            let hint = near.map_or_else(String::new, |n| format!(" (nearest: {n})"));
            warnings.push(Warning::new(
                name.clone(),
                0,
                Code::InputLeftOut,
                format!("the graph holds no digest of this name{hint}"),
            ));
        }
    }
    for input in inputs {
        steps.insert(input.name.clone(), Step::Input(input));
    }
    steps.into_values().collect()
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

fn record(extract: &Extract) -> InputRecord {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    InputRecord {
        digest: extract.name.clone(),
        sha256: extract.sha256.clone(),
        bytes: extract.bytes,
        date: extract.date.map_or_else(String::new, |d| d.to_string()),
        items: count(extract.items.len()),
        mentions: count(extract.mentions.len()),
        warnings: count(extract.warnings.len()),
    }
}

fn totals(inputs: &[InputRecord], registry: &link::Registry, warnings: &[Warning]) -> Totals {
    Totals {
        entities: registry.entities.len() as u64,
        papers: registry
            .entities
            .iter()
            .filter(|e| e.kind == crate::entity::Kind::Paper)
            .count() as u64,
        warnings: warnings.len() as u64,
        ..Totals::of(inputs)
    }
}
