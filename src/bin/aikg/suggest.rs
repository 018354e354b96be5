//! `aikg suggest`: rows for the dictionaries, from digests.

use crate::args;
use crate::{Status, knowledge, say};
use aikg::input;
use aikg::suggest;

pub(crate) fn run(args: args::Suggest) -> anyhow::Result<Status> {
    let knowledge = knowledge::read(&args.knowledge)?;
    let found = input::find(&args.inputs)?;
    let wanted = suggest::Wanted {
        kinds: args.kinds,
        least: args.least,
        top: args.top,
    };
    let (rows, warnings) = suggest::rows(&found, &knowledge, &wanted);
    for warning in &warnings {
        say::note(&warning.to_string());
    }
    say::put(suggest::csv(&rows).as_bytes(), None)?;
    if rows.is_empty() {
        say::note("no name is met that often; --least 1 asks for less");
    }
    Ok(if warnings.is_empty() {
        Status::Done
    } else {
        Status::Partly
    })
}
