//! `aikg check`: what is odd, with its place.

use crate::args;
use crate::{Status, knowledge, say};
use aikg::check;
use aikg::error::Error;
use aikg::input;
use aikg::warning::Warning;

pub(crate) fn run(args: args::Check) -> anyhow::Result<Status> {
    let knowledge = knowledge::read(&args.knowledge)?;
    let mut warnings: Vec<Warning> = knowledge.warnings().cloned().collect();
    if args.inputs.is_empty() {
        match check::graph(&args.graph.graph) {
            Ok(found) => warnings.extend(found),
            // Nothing has been built: the dictionaries alone are checked.
            Err(Error::NoGraph { dir }) => {
                say::note(&format!("no graph in {}: dictionaries only", dir.display()));
            }
            Err(error) => return Err(error.into()),
        }
    } else {
        warnings.extend(check::digests(&input::find(&args.inputs)?, &knowledge));
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
