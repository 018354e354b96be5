//! The digests of two builds side by side: which differ, what they said and say, what they added and add.

use crate::extract::Extract;
use crate::graph::{self, Emitted, seen};
use crate::link::{self, Registry};
use crate::mention::Finder;
use crate::pipeline::parts::Part;
use crate::pipeline::{Job, Step};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// A digest of the last build, of this one, or of both.
pub(super) struct Digest<'a> {
    pub(super) old: Option<&'a Part>,
    pub(super) step: Option<&'a Step>,
    /// Set where it is to be emitted again.
    pub(super) change: Option<Change>,
}

/// What a digest said and says.
#[derive(Default)]
pub(super) struct Change {
    pub(super) old: Option<Extract>,
    pub(super) new: Option<Extract>,
    /// What it added and adds.
    pub(super) was: Emitted,
    pub(super) is: Emitted,
}

/// Lays the digests of both builds side by side; `None` where one cannot be read.
pub(super) fn side_by_side<'a>(job: &'a Job<'_>, parts: &'a [Part]) -> Option<Vec<Digest<'a>>> {
    let mut old = parts.iter().peekable();
    let mut digests = Vec::with_capacity(job.steps.len());
    let gone = |part| Digest {
        old: Some(part),
        step: None,
        change: Some(Change::default()),
    };
    for (step, hash) in job.steps.iter().zip(&job.hashes) {
        let hash = hash.as_ref().ok()?;
        while let Some(part) = old.next_if(|p| p.record.digest.as_str() < step.name()) {
            digests.push(gone(part));
        }
        let part = old.next_if(|p| p.record.digest == step.name());
        let is_same = part.is_some_and(|p| p.record.sha256 == *hash);
        digests.push(Digest {
            old: part,
            step: Some(step),
            change: (!is_same).then(Change::default),
        });
    }
    digests.extend(old.map(gone));
    Some(digests)
}

/// Reads what the digests that differ said and say; returns how many were read anew.
pub(super) fn extract(job: &Job<'_>, digests: &mut [Digest<'_>]) -> Option<usize> {
    let changes = digests.iter().filter(|d| d.change.is_some()).count();
    job.progress.begin("reading", changes);
    let read: Vec<Option<usize>> = digests
        .par_iter_mut()
        .map_init(Finder::default, |finder, digest| {
            let Some(change) = &mut digest.change else {
                return Some(0);
            };
            if let Some(part) = digest.old {
                change.old = Some(job.before.get(&part.record.digest)?);
            }
            let mut anew = 0;
            if let Some(step) = digest.step {
                let read = step.extract(&job.before, job.knowledge, finder, job.dir);
                let (extract, fresh) = read.ok()?.ok()?;
                change.new = Some(extract);
                anew = usize::from(fresh);
            }
            job.progress.advance(1);
            Some(anew)
        })
        .collect();
    // What was read now must be what was hashed before.
    let hashes = job.steps.iter().zip(&job.hashes);
    let hashes: BTreeMap<&str, &String> = hashes
        .filter_map(|(step, hash)| Some((step.name(), hash.as_ref().ok()?)))
        .collect();
    let mut news = digests
        .iter()
        .filter_map(|d| d.change.as_ref()?.new.as_ref());
    let hashed = news.all(|new| hashes.get(new.name.as_str()) == Some(&&new.sha256));
    hashed.then_some(read.into_iter().sum::<Option<usize>>()?)
}

/// Reads the digests, too, that hold a name which means something else now.
pub(super) fn touch(
    job: &Job<'_>,
    digests: &mut [Digest<'_>],
    old: &Registry,
    new: &Registry,
) -> Option<()> {
    let changed = link::changed(old, new);
    if changed.is_empty() {
        return Some(());
    }
    for digest in digests.iter_mut().filter(|d| d.change.is_none()) {
        let part = digest.old?;
        if part.keys.iter().any(|key| changed.contains(key)) {
            let extract = job.before.get(&part.record.digest)?;
            digest.change = Some(Change {
                old: Some(extract.clone()),
                new: Some(extract),
                ..Change::default()
            });
        }
    }
    Some(())
}

/// Makes what the digests that differ added and add.
pub(super) fn emit(job: &Job<'_>, digests: &mut [Digest<'_>], old: &Registry, new: &Registry) {
    let mentions = job.options.mentions;
    let changes = digests.iter().filter(|d| d.change.is_some()).count();
    job.progress.begin("writing", changes);
    digests
        .par_iter_mut()
        .filter_map(|d| d.change.as_mut())
        .for_each(|change| {
            let emit = |extract, registry| graph::emit(extract, registry, mentions);
            if let Some(extract) = &change.old {
                change.was = emit(extract, old);
            }
            if let Some(extract) = &change.new {
                change.is = emit(extract, new);
            }
            job.progress.advance(1);
        });
}

/// What is kept of the digests of this build.
pub(super) fn kept(digests: &[Digest<'_>], old: &Registry, new: &Registry) -> Option<Vec<Part>> {
    let entities = |r: &'_ Registry| r.entities.iter().map(|e| e.id.clone()).collect::<Vec<_>>();
    let topics = |r: &'_ Registry| r.topics.iter().map(|t| t.id.clone()).collect::<Vec<_>>();
    let places = |old: Vec<String>, new: Vec<String>| {
        seen::places(
            old.iter().map(String::as_str),
            new.iter().map(String::as_str),
        )
    };
    let entities = places(entities(old), entities(new));
    let topics = places(topics(old), topics(new));
    digests
        .par_iter()
        .filter_map(|digest| match (&digest.change, digest.old) {
            (Some(change), _) => {
                let extract = change.new.as_ref()?;
                Some(Some(Part::of(extract, &change.is, new)))
            }
            (None, part) => Some(part.and_then(|part| {
                Some(Part {
                    seen: seen::renumber(&part.seen, &entities, &topics)?,
                    names: part.names.renumbered(&entities)?,
                    ..part.clone()
                })
            })),
        })
        .collect()
}
