//! `aikg extract`: documents → extracts, line by line.

use crate::{Status, args, knowledge, say};
use aikg::cluster::{self, Input};
use std::io::BufWriter;
use std::path::{Path, PathBuf};

pub(crate) fn run(args: args::Extract, quiet: bool) -> anyhow::Result<Status> {
    let knowledge = knowledge::read(&args.knowledge)?;
    let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout());
    let (mut all, mut bad) = (0, 0);
    for input in inputs(&args.files)? {
        let (good, failed) = cluster::extract(input, &knowledge, &mut out)?;
        all += good + failed;
        bad += failed;
    }
    if bad == 0 {
        return Ok(Status::Done);
    }
    if !quiet {
        say::note(&format!(
            "{bad} of {all} lines gave no extract; theirs say why"
        ));
    }
    Ok(Status::Partly)
}

/// The files, or standard input.
pub(crate) fn inputs(files: &[PathBuf]) -> anyhow::Result<Vec<Input>> {
    let mut inputs = Vec::new();
    for file in files {
        inputs.push(if file == Path::new("-") {
            stdin()
        } else {
            Input::file(file)?
        });
    }
    if inputs.is_empty() {
        inputs.push(stdin());
    }
    Ok(inputs)
}

fn stdin() -> Input {
    Input {
        name: PathBuf::from("standard input"),
        bytes: Box::new(std::io::stdin()),
    }
}
