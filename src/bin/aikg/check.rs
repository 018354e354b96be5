//! `aikg check`: what is odd, with its place.

use crate::args;
use crate::{Status, knowledge, say};
use aikg::check;
use aikg::error::Error;
use aikg::input::{self, Found};
use aikg::warning::Warning;
use std::path::{Path, PathBuf};

pub(crate) fn run(args: args::Check) -> anyhow::Result<Status> {
    let knowledge = knowledge::read(&args.knowledge)?;
    let mut warnings: Vec<Warning> = knowledge.warnings().cloned().collect();
    let (mut graphs, digests): (Vec<PathBuf>, Vec<PathBuf>) =
        args.inputs.into_iter().partition(|i| is_graph(i));
    graphs.extend(args.graph);
    if graphs.is_empty() && digests.is_empty() {
        graphs.push("output".into());
    }
    let found = if digests.is_empty() {
        Found::default()
    } else {
        input::find(&digests)?
    };
    for graph in &graphs {
        let odd = if graph.is_file() {
            check::quads(graph, &found)
        } else {
            check::graph(graph, &found)
        };
        match odd {
            Ok(odd) => warnings.extend(odd),
            // Nothing has been built: the dictionaries alone are checked.
            Err(Error::NoGraph { dir }) if digests.is_empty() => {
                say::note(&format!("no graph in {}: dictionaries only", dir.display()));
            }
            Err(error) => return Err(error.into()),
        }
    }
    if !digests.is_empty() {
        warnings.extend(check::digests(&found, &knowledge));
    }
    warnings.sort();
    warnings.dedup();
    let mut text = String::new();
    for warning in &warnings {
        if args.json {
            text.push_str(&serde_json::to_string(warning)?);
        } else {
            text.push_str(&say::plain(&warning.to_string()));
            text.push_str(&format!(" [{}]", warning.code.name()));
        }
        text.push('\n');
    }
    say::put(text.as_bytes(), None)?;
    if warnings.is_empty() {
        say::note("nothing odd");
        Ok(Status::Done)
    } else {
        Ok(Status::Partly)
    }
}

/// Says whether an argument is a folder that `build` has made, or a file of N-Quads.
fn is_graph(path: &Path) -> bool {
    path.join("manifest.json").is_file() || path.extension().is_some_and(|e| e == "nq")
}
