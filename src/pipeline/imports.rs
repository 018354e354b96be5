//! Claims from elsewhere, kept as they came in `imports/` of the build's folder, so that the next build has them too.

use super::Options;
use crate::error::{Result, reading, suggest};
use crate::graph::ImportRecord;
use crate::import::{self, Import};
use crate::warning::{Code, Warning};
use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// Decides which imports the build holds, sorted by name.
pub(super) fn plan(
    dir: &Path,
    options: &Options,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Import>> {
    let mut imports: BTreeMap<String, Import> = BTreeMap::new();
    let held = names(dir)?;
    for name in &held {
        let replaced = options.imports.iter().any(|new| new.name == *name);
        if replaced || options.remove_imports.contains(name) {
            continue;
        }
        let path = dir.join("imports").join(format!("{name}.jsonl"));
        let bytes = fs::read(&path).map_err(reading(&path))?;
        let (import, bad) = import::read(name, &bytes);
        warnings.extend(bad);
        imports.insert(name.clone(), import);
    }
    for import in &options.imports {
        imports.insert(import.name.clone(), import.clone());
    }
    for name in &options.remove_imports {
        if !held.contains(name) {
            let near = suggest(name, imports.keys().map(String::as_str));
            let hint = near.map_or_else(String::new, |n| format!(" (nearest: {n})"));
            warnings.push(Warning::new(
                name.clone(),
                0,
                Code::InputLeftOut,
                format!("the graph holds no import of this name{hint}"),
            ));
        }
    }
    Ok(imports.into_values().collect())
}

/// The imports that a folder holds, sorted by name.
pub(super) fn held(dir: &Path) -> Result<Vec<Import>> {
    plan(dir, &Options::default(), &mut Vec::new())
}

/// The names of the imports in a folder, sorted. A folder that cannot be read is an error, not one without imports: a build would drop them.
pub(super) fn names(dir: &Path) -> Result<Vec<String>> {
    let folder = dir.join("imports");
    let entries = match fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(reading(&folder))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let file = entry.map_err(reading(&folder))?.file_name();
        let name = file.to_str().and_then(|f| f.strip_suffix(".jsonl"));
        names.extend(name.filter(|n| import::is_name(n)).map(str::to_string));
    }
    names.sort();
    Ok(names)
}

/// What the manifest says of an import.
pub(super) fn record(import: &Import) -> ImportRecord {
    ImportRecord {
        name: import.name.clone(),
        sha256: import.sha256(),
        bytes: import.text.len() as u64,
        claims: import.claims.len() as u64,
    }
}
