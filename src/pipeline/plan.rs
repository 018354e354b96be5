//! Which digests a build holds, and the hash of all that decides what it writes.

use super::kept::Kept;
use super::{Options, held, output};
use crate::error;
use crate::extract::{self, Extract, Knowledge};
use crate::import::Import;
use crate::input::{self, Input};
use crate::mention::Finder;
use crate::text;
use crate::warning::{Code, Warning};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

/// Where one digest of the build comes from.
pub(super) enum Step {
    Input(Input),
    /// A digest that the folder holds already.
    Kept(String),
}

impl Step {
    /// The name of the digest.
    pub(super) fn name(&self) -> &str {
        match self {
            Step::Input(input) => &input.name,
            Step::Kept(name) => name,
        }
    }

    /// The SHA-256 of its bytes, or why there is none.
    fn sha256(&self, before: &Kept) -> Result<String, String> {
        match self {
            Step::Kept(name) => Ok(before.sha256(name).unwrap_or_default().to_string()),
            Step::Input(input) => match input::read(input) {
                Ok(source) => Ok(text::sha256(source.as_bytes())),
                Err((line, reason)) => Err(format!("{line} {reason}")),
            },
        }
    }

    /// Returns the digest's extract and whether it was made anew; or why its input is left out.
    ///
    /// # Errors
    /// What was kept of the digest in `dir` is damaged.
    pub(super) fn extract(
        &self,
        before: &Kept,
        knowledge: &Knowledge,
        finder: &mut Finder,
        dir: &Path,
    ) -> error::Result<Result<(Extract, bool), Warning>> {
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
pub(super) fn plan(
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

/// The SHA-256 of each digest, or why there is none.
pub(super) fn hashes(steps: &[Step], before: &Kept) -> Vec<Result<String, String>> {
    steps.par_iter().map(|step| step.sha256(before)).collect()
}

/// A hash of everything that decides what a build writes.
pub(super) fn run(
    steps: &[Step],
    hashes: &[Result<String, String>],
    imports: &[Import],
    options: &Options,
    identity: &str,
    warnings: &[Warning],
) -> String {
    let mut lines: Vec<String> = steps
        .iter()
        .zip(hashes)
        .map(|(step, hash)| {
            let (Ok(hash) | Err(hash)) = hash;
            format!("{hash}\t{}", step.name())
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
