//! `aikg man`: a manual page for each command, from what `--help` says.

use crate::Status;
use crate::args::Args;
use anyhow::Context;
use clap::{Command, CommandFactory};
use std::path::Path;

pub(crate) fn run(dir: &Path) -> anyhow::Result<Status> {
    let unwritten = || format!("cannot write {}", dir.display());
    std::fs::create_dir_all(dir).with_context(unwritten)?;
    let mut program = Args::command();
    program.build();
    let pages = program.get_subcommands().filter(|c| !c.is_hide_set());
    for command in [&program].into_iter().chain(pages) {
        let name = command.get_display_name().unwrap_or(command.get_name());
        // Pages have names of their own: `man aikg-build`.
        let page = Command::clone(command).name(name.to_string());
        let mut text = Vec::new();
        clap_mangen::Man::new(page)
            .date("")
            .render(&mut text)
            .with_context(unwritten)?;
        std::fs::write(dir.join(format!("{name}.1")), text).with_context(unwritten)?;
    }
    Ok(Status::Done)
}
