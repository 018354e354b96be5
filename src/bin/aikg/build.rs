//! `aikg build`: digests → a graph in a folder.

use crate::args::{self, Usage};
use crate::{Status, knowledge, say};
use aikg::input::{self, Input, Place};
use aikg::pipeline::{self, Options, Summary};
use anyhow::Context;
use std::io::Read;
use std::path::{Path, PathBuf};

pub(crate) fn run(args: args::Build, quiet: bool) -> anyhow::Result<Status> {
    let knowledge = knowledge::read(&args.knowledge)?;
    let (stdin, paths): (Vec<PathBuf>, Vec<PathBuf>) =
        args.inputs.into_iter().partition(|p| p == Path::new("-"));
    let mut found = input::find(&paths)?;
    if !stdin.is_empty() {
        let text = read_stdin()?;
        if found.inputs.iter().any(|i| i.name == args.name) {
            return Err(Usage(format!(
                "another input is named {} too; give standard input a name with --name",
                args.name
            ))
            .into());
        }
        found.inputs.push(Input {
            name: args.name,
            place: Place::Text(text),
        });
    }
    let options = Options {
        add: args.add,
        remove: args.remove,
        mentions: args.mentions,
        no_wait: args.no_wait,
        ..Options::default()
    };
    let bar = say::Bar::new(quiet);
    let summary = pipeline::build(found, &knowledge, &args.out, &options, &bar);
    bar.finish();
    // What failed while files were moved left them half moved.
    let summary = summary.inspect_err(|_| say::pending(&args.out))?;
    say::warnings(&summary.warnings, quiet);
    if !quiet {
        tell(&summary, &args.out);
    }
    Ok(if summary.warnings.iter().any(|w| w.code.leaves_out()) {
        Status::Partly
    } else if args.if_new && summary.unchanged {
        Status::NothingNew
    } else {
        Status::Done
    })
}

fn read_stdin() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(input::LARGEST + 1)
        .read_to_end(&mut bytes)
        .context("cannot read standard input")?;
    if bytes.len() as u64 > input::LARGEST {
        anyhow::bail!(
            "standard input is larger than {} MB; a digest is not",
            input::LARGEST >> 20
        );
    }
    input::decode(bytes).map_err(|(line, reason)| match line {
        0 => anyhow::anyhow!("standard input {reason}"),
        line => anyhow::anyhow!("standard input {reason}, at line {line}"),
    })
}

/// Tells what was built.
pub(crate) fn tell(summary: &Summary, dir: &Path) {
    let totals = &summary.manifest.totals;
    say::note(&format!(
        "{} ({} read anew) → {}, {}, {}, {}, {} in {}",
        count(totals.digests, "digest", "digests"),
        summary.extracted,
        count(totals.items, "item", "items"),
        count(totals.mentions, "mention", "mentions"),
        count(totals.entities, "entity", "entities"),
        count(totals.papers, "paper", "papers"),
        count(totals.quads, "quad", "quads"),
        dir.display()
    ));
}

fn count(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
