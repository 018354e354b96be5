//! `aikg import`: claims from elsewhere → named graphs of their own.

use crate::args::{self, Usage};
use crate::{Status, knowledge, say};
use aikg::import::{self, Import};
use aikg::pipeline;
use aikg::warning::Warning;
use anyhow::Context;
use std::io::Read;
use std::path::Path;

pub(crate) fn run(args: args::Import, quiet: bool) -> anyhow::Result<Status> {
    if args.name.is_some() && args.files.len() != 1 {
        return Err(Usage("--name names one file; give one, or none of them a name".into()).into());
    }
    let mut imports: Vec<Import> = Vec::new();
    let mut bad: Vec<Warning> = Vec::new();
    for file in &args.files {
        let name = name(file, args.name.as_deref())?;
        if imports.iter().any(|other| other.name == name) {
            return Err(Usage(format!(
                "two files are both named {name}; import one of them with --name"
            ))
            .into());
        }
        let (import, warnings) = import::read(&name, &read(file)?);
        // Told with the path that was typed: the copy that is kept has only the good lines.
        bad.extend(warnings.into_iter().map(|w| Warning {
            file: file.display().to_string(),
            ..w
        }));
        imports.push(import);
    }
    let knowledge = knowledge::read(&args.knowledge)?;
    let counts: Vec<String> = imports
        .iter()
        .map(|import| {
            format!(
                "{} claims in graph:import/{}",
                import.claims.len(),
                import.name
            )
        })
        .collect();
    let bar = say::Bar::new(quiet);
    let summary = pipeline::import(&knowledge, &args.graph.graph, imports, args.remove, &bar);
    bar.finish();
    // What failed while files were moved left them half moved.
    let summary = summary.inspect_err(|_| say::pending(&args.graph.graph))?;
    let of_imports = |w: &&Warning| w.file.starts_with("imports/") || w.code.leaves_out();
    bad.extend(summary.warnings.iter().filter(of_imports).cloned());
    say::warnings(&bad, quiet);
    if !quiet {
        for count in &counts {
            say::note(count);
        }
    }
    Ok(if bad.iter().any(|w| w.code.leaves_out()) {
        Status::Partly
    } else {
        Status::Done
    })
}

fn name(file: &Path, given: Option<&str>) -> anyhow::Result<String> {
    let stem = file.file_stem().and_then(|stem| stem.to_str());
    let name = given.or(stem.filter(|stem| *stem != "-"));
    match name {
        Some(name) if import::is_name(name) => Ok(name.to_string()),
        _ => Err(Usage(format!(
            "{} is no name for an import; give one of letters, digits, - and _ with --name",
            name.unwrap_or("standard input")
        ))
        .into()),
    }
}

fn read(file: &Path) -> anyhow::Result<Vec<u8>> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut bytes)
            .context("cannot read standard input")?;
        return Ok(bytes);
    }
    std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))
}
