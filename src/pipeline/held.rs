//! What a folder holds and a build keeps: a digest that its graph has, and of which nothing is kept, must not be lost on the way.

use super::kept::Kept;
use super::{Options, output};
use crate::error::{Error, Result};
use crate::extract::Knowledge;
use crate::graph::Manifest;
use crate::input::Input;
use std::collections::HashSet;
use std::path::Path;

/// Looks whether a build that adds or removes can keep every digest of the graph in `dir` that it neither drops nor reads anew.
///
/// # Errors
/// One of them cannot be kept.
pub(super) fn secure(
    dir: &Path,
    kept: &Kept,
    inputs: &[Input],
    options: &Options,
    knowledge: &Knowledge,
) -> Result<()> {
    if !options.add && options.remove.is_empty() {
        return Ok(());
    }
    let Ok(manifest) = Manifest::of(dir) else {
        // What was kept tells alone what was there.
        let unread = kept.is_empty() && dir.join(output::EXTRACTS).exists();
        return match unread {
            true => Err(lost(dir, &[], reason(dir, None, knowledge))),
            false => Ok(()),
        };
    };
    let kept: HashSet<&str> = kept.names().collect();
    let anew: HashSet<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
    let digests: Vec<&str> = manifest
        .inputs
        .iter()
        .map(|input| input.digest.as_str())
        .filter(|name| !kept.contains(name) && !anew.contains(name))
        .filter(|name| !options.remove.iter().any(|gone| gone == name))
        .collect();
    match digests.is_empty() {
        true => Ok(()),
        false => Err(lost(dir, &digests, reason(dir, Some(&manifest), knowledge))),
    }
}

/// The error of a folder that has digests of which nothing can be kept.
pub(super) fn lost(dir: &Path, digests: &[&str], reason: String) -> Error {
    let digests = match digests {
        [] => "digests".to_string(),
        [one] => (*one).to_string(),
        [first, rest @ ..] => format!("{first} and {} more", rest.len()),
    };
    Error::Lost {
        dir: dir.to_path_buf(),
        digests,
        reason,
    }
}

/// Why nothing was kept that this make of the program can use with these dictionaries.
pub(super) fn reason(dir: &Path, manifest: Option<&Manifest>, knowledge: &Knowledge) -> String {
    let file = output::EXTRACTS;
    match manifest {
        Some(manifest) if manifest.software != Manifest::software() => {
            format!("{} built it", manifest.software)
        }
        Some(manifest) if manifest.dictionaries != knowledge.tables() => {
            "it was built with other dictionaries".to_string()
        }
        _ if !dir.join(file).exists() => format!("{file} is not there"),
        _ => format!("{file} is damaged, or another make of the program wrote it"),
    }
}
