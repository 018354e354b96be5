//! `aikg shard`: sorted quads → packed parts, their checksums and their description.

use crate::args::{self, Usage};
use crate::{Status, say};
use aikg::export::shard;
use anyhow::Context;

pub(crate) fn run(args: args::Shard, quiet: bool) -> anyhow::Result<Status> {
    let dir = &args.out;
    let unwritten = || format!("cannot write {}", dir.display());
    std::fs::create_dir_all(dir).with_context(unwritten)?;
    // Parts of another time among these would be loaded with them.
    if std::fs::read_dir(dir)
        .with_context(unwritten)?
        .next()
        .is_some()
    {
        return Err(Usage(format!(
            "{} holds something; name a new folder with --out",
            dir.display()
        ))
        .into());
    }
    let written = shard::write(&args.files, dir, args.size << 20)?;
    if !quiet {
        say::note(&format!(
            "{} quads in {} parts in {}",
            written.quads,
            written.parts,
            dir.display()
        ));
    }
    Ok(Status::Done)
}
