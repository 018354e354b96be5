//! A build that differs from the last one in few digests → the same files, made from those of the last one.
//!
//! 1. Which digests differ: those whose bytes do, those that are gone, and those that hold a name which linking, done again from the
//!    evidence of all digests, gives another meaning.
//! 2. What they added to the graph before and what they add now; with that, what the graphs of all digests lose and gain.
//! 3. These lines are taken out of and put into the sorted `graph.nq` and the store, and the rows of the digests into the tables. All that is
//!    copied is compared with its sum on the way.
//!
//! Whatever is odd (a damaged file, evidence that does not fit, a line that is not where it should be) or too much ends this way before
//! anything is moved into place, and the build goes the whole way.

mod digest;
mod lines;
mod table;

use super::kept::Record;
use super::output::{self, Output};
use super::parts::{Last, Parts};
use super::{Job, Summary, Way, imports, manifest};
use crate::graph::{self, Differing, Manifest, sorter};
use crate::link::{self, Evidence};
use crate::store;
use crate::warning::Warning;
use digest::{Change, Digest};
use std::fs::File;

/// So many digests can always be changed in place of writing all.
const FEW: usize = 32;

/// Of so many digests one can be.
const SHARE: usize = 20;

/// So many bytes of lines are held in memory.
const MOST: usize = 512 << 20;

/// Builds by changing what the last build wrote; `None` where that cannot be done, or where too much differs.
///
/// # Errors
/// What is ready cannot be moved into place.
pub(super) fn build(job: &Job<'_>) -> crate::error::Result<Option<Summary>> {
    let Some(ready) = prepare(job) else {
        return Ok(None);
    };
    let Ready {
        output,
        mut manifest,
        warnings,
        extracted,
    } = ready;
    let unchanged = output.holds(&manifest);
    output.publish(&mut manifest, &warnings, &job.imports)?;
    Ok(Some(Summary {
        manifest,
        warnings,
        extracted,
        unchanged,
        way: Way::Changed,
    }))
}

/// All files but the manifest and the warnings, written aside.
struct Ready {
    output: Output,
    manifest: Manifest,
    warnings: Vec<Warning>,
    extracted: usize,
}

fn prepare(job: &Job<'_>) -> Option<Ready> {
    let last = output::complete(job.dir).filter(|m| m.with_mentions == job.options.mentions)?;
    let parts = Last::open(job.dir, job.before.run())?;
    let names = parts.digests.iter().map(|p| p.record.digest.as_str());
    if job.steps.is_empty() || !job.before.names().eq(names) {
        return None;
    }
    let mut digests = digest::side_by_side(job, &parts.digests)?;
    let is_few = |digests: &[Digest<'_>]| {
        let changed = digests.iter().filter(|d| d.change.is_some()).count();
        changed <= FEW.max(job.steps.len() / SHARE)
    };
    if !is_few(&digests) {
        return None;
    }
    let extracted = digest::extract(job, &mut digests)?;
    let (mut gone, mut come) = (Evidence::default(), Evidence::default());
    for change in digests.iter().filter_map(|d| d.change.as_ref()) {
        change.old.iter().for_each(|extract| gone.add(extract));
        change.new.iter().for_each(|extract| come.add(extract));
    }
    let before = parts.evidence()?;
    let mut evidence = before.clone();
    evidence.subtract(&gone.without_dates())?;
    evidence.merge(come.without_dates());
    let lexicon = &job.knowledge.lexicon;
    let (mut old, mut new) = rayon::join(
        || link::resolve(before, lexicon),
        || link::resolve(evidence.clone(), lexicon),
    );
    digest::touch(job, &mut digests, &old, &new)?;
    if !is_few(&digests) {
        return None;
    }
    digest::emit(job, &mut digests, &old, &new);

    let mut next = Parts::new(job.run.clone(), &evidence);
    let kept = digest::kept(&digests, &old, &new)?;
    next.digests = kept.into_iter().map(Into::into).collect();
    let mut edits = Edits::default();
    for change in digests.iter().filter_map(|d| d.change.as_ref()) {
        edits.add(&change.was.quads, &change.is.quads)?;
    }
    let same = digests.iter().filter(|d| d.change.is_none());
    let same: Vec<&[u32]> = same.filter_map(|d| Some(d.old?.seen.as_slice())).collect();
    let (mut was, mut is) = (Vec::new(), Vec::new());
    for change in digests.iter_mut().filter_map(|d| d.change.as_mut()) {
        was.append(&mut change.was.names);
        is.append(&mut change.is.names);
    }
    let differing = Differing {
        old: &mut old,
        new: &mut new,
        same: &same,
        gone: was,
        come: is,
    };
    let (removed, added) = graph::recount(differing, lexicon).ok()?;
    edits.add(&removed, &added)?;

    let mut warnings = job.warnings.clone();
    warnings.extend(next.digests.iter().flat_map(|p| p.warnings.iter().cloned()));
    let held = imports::held(job.dir).ok()?;
    let was = graph::imported::emit(&held, &old, lexicon, &mut Vec::new());
    let is = graph::imported::emit(&job.imports, &new, lexicon, &mut warnings);
    edits.add(&sorted(was), &sorted(is))?;
    warnings.sort();
    warnings.dedup();
    let mut manifest = manifest(
        &next,
        &new,
        &job.imports,
        job.options,
        job.knowledge,
        &warnings,
    );
    edits.add(&graph::emit_meta(&last), &graph::emit_meta(&manifest))?;

    let output = Output::create(job.dir).ok()?;
    let (lines, others) = rayon::join(
        || lines::rewrite(job.dir, &parts.blocks, &edits.sorted(), &output),
        || {
            let edits = edits.sorted();
            let path = job.dir.join(store::FILE);
            let file = File::create(output.path(store::FILE)).ok()?;
            let quads =
                store::merge::rewrite(&path, parts.store, &edits.removed, &edits.added, file)
                    .ok()?;
            table::rewrite(job.dir, &digests, &new, &output)?;
            extracts(job, &digests, &output)?;
            Some(quads)
        },
    );
    next.blocks = lines.ok()?;
    next.store = output.store().ok()?;
    next.quads = (parts.quads + count(&edits.added)).checked_sub(count(&edits.removed))?;
    if others? != next.quads {
        return None;
    }
    manifest.totals.quads = next.quads;
    next.build.clone_from(&manifest.build);
    output.parts(&next).ok()?;
    Some(Ready {
        output,
        manifest,
        warnings,
        extracted,
    })
}

/// Lines that go and that come.
#[derive(Debug, Default, Clone)]
struct Edits {
    removed: Vec<u8>,
    added: Vec<u8>,
}

impl Edits {
    /// Adds what differs between two sorted runs; `None` where it comes to too much. A line stands in one run only: its graph tells which.
    fn add(&mut self, was: &[u8], is: &[u8]) -> Option<()> {
        let (removed, added) = sorter::difference(was, is);
        self.removed.extend(removed);
        self.added.extend(added);
        (self.removed.len() + self.added.len() <= MOST).then_some(())
    }

    fn sorted(&self) -> Self {
        Self {
            removed: sorter::sort_lines(&self.removed),
            added: sorter::sort_lines(&self.added),
        }
    }
}

fn count(lines: &[u8]) -> u64 {
    lines.iter().filter(|b| **b == b'\n').count() as u64
}

fn sorted(runs: Vec<Vec<u8>>) -> Vec<u8> {
    sorter::sort_lines(&runs.concat())
}

/// Writes the extracts.
fn extracts(job: &Job<'_>, digests: &[Digest<'_>], output: &Output) -> Option<()> {
    let mut kept = output.kept(&job.identity, &job.run).ok()?;
    for digest in digests {
        match (&digest.change, digest.old) {
            (Some(Change { new: Some(new), .. }), _) => kept.push(Record::of(new)).ok()?,
            (None, Some(part)) => kept.copy(&job.before, &part.record.digest)?.ok()?,
            _ => {}
        }
    }
    kept.finish().ok()?;
    Some(())
}
