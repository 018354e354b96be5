//! `aikg diff`: what changed between two builds, and why.

use crate::args::{self, DiffFormat};
use crate::{Status, say};
use aikg::diff;

pub(crate) fn run(args: args::Diff) -> anyhow::Result<Status> {
    say::pending(&args.old);
    say::pending(&args.new);
    let found = diff::diff(&args.old, &args.new)?;
    let text = match args.format {
        DiffFormat::Text => say::plain(&diff::text(&found)),
        DiffFormat::Json => {
            let mut text = serde_json::to_string_pretty(&found)?;
            text.push('\n');
            text
        }
    };
    say::put(text.as_bytes(), args.out.as_deref())?;
    Ok(Status::Done)
}
