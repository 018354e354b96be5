//! `aikg completions`: what a shell needs to complete commands and options.

use crate::Status;
use crate::args::Args;
use clap::CommandFactory;
use clap_complete::Shell;

pub(crate) fn run(shell: Shell) -> anyhow::Result<Status> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "aikg", &mut script);
    crate::say::put(&script, None)?;
    Ok(Status::Done)
}
