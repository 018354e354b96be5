//! `aikg link`: extracts → links, and links or counts of parts → those of all.

use crate::extract::inputs;
use crate::{Status, args, knowledge, say};
use aikg::cluster::{self, Left};
use std::path::Path;

pub(crate) fn run(args: args::Link, quiet: bool) -> anyhow::Result<Status> {
    let inputs = inputs(&args.files)?;
    let mut left = Left::default();
    let is_stream = args.files.iter().all(|file| file == Path::new("-"));
    say::stream(args.out.as_deref(), |out| -> anyhow::Result<()> {
        if !args.merge {
            left = cluster::link(inputs, &knowledge::read(&args.knowledge)?, out)?;
        } else if is_stream {
            // Standard input is one stream, however often it is named.
            if let Some(stream) = inputs.into_iter().next() {
                cluster::merge_stream(stream, out)?;
            }
        } else {
            cluster::merge(inputs, out)?;
        }
        Ok(())
    })?;
    say::warnings(&left.warnings, quiet);
    if left.failed == 0 {
        return Ok(Status::Done);
    }
    if !quiet {
        let all = left.digests + left.failed;
        say::note(&format!(
            "{} of {all} lines held no extract and were left out",
            left.failed
        ));
    }
    Ok(Status::Partly)
}
