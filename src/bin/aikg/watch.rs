//! `aikg watch`: builds again, and writes the report again, when digests arrive.

use crate::args;
use crate::report::{self, Plan};
use crate::{Status, build, knowledge, say};
use aikg::extract::Knowledge;
use aikg::input::{self, Found, Place};
use aikg::pipeline::{self, Options};
use aikg::report::{Focus, Format, Templates};
use anyhow::Context;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// How long a look at the folders must give the same: a file may still be being written.
const SETTLED: Duration = Duration::from_millis(500);

pub(crate) fn run(args: args::Watch, quiet: bool) -> anyhow::Result<Status> {
    let knowledge = knowledge::read(&args.knowledge)?;
    let stopped = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        // The first ends the watch once the build under way is done, the second at once.
        signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&stopped))
            .and_then(|_| signal_hook::flag::register(signal, Arc::clone(&stopped)))
            .context("cannot listen for Ctrl-C")?;
    }
    let mut last = None;
    loop {
        let (found, look) = look(&args.inputs);
        if last.as_ref() != Some(&look) {
            if !args.once {
                wait(SETTLED, &stopped);
                if self::look(&args.inputs).1 != look {
                    continue;
                }
            }
            let done = found.and_then(|found| turn(&args, &knowledge, found, quiet));
            last = Some(look);
            match done {
                Ok(status) if args.once => return Ok(status),
                Ok(_) => {}
                Err(error) if args.once => return Err(error),
                // The next digest may mend it; what was there before still stands.
                Err(error) => say::error(&error),
            }
        }
        if wait(args.interval, &stopped) {
            return Ok(Status::Done);
        }
    }
}

/// One build, and the report where one is asked for.
fn turn(
    args: &args::Watch,
    knowledge: &Knowledge,
    found: Found,
    quiet: bool,
) -> anyhow::Result<Status> {
    let bar = say::Bar::new(quiet);
    let summary = pipeline::build(found, knowledge, &args.out, &Options::default(), &bar);
    bar.finish();
    let summary = summary?;
    say::warnings(&summary.warnings, quiet);
    if !quiet {
        build::tell(&summary, &args.out);
    }
    if let Some(file) = &args.report {
        let plan = Plan {
            graph: args.out.clone(),
            as_of: None,
            from: None,
            to: None,
            language: args.lang.into(),
            format: format_of(file),
            focus: Focus::default(),
            templates: Templates::default(),
        };
        let status = report::single(&plan, knowledge, file, true)?;
        if status == Status::Done && !quiet {
            say::note(&format!("wrote {}", file.display()));
        }
    }
    Ok(if summary.warnings.iter().any(|w| w.code.leaves_out()) {
        Status::Partly
    } else {
        Status::Done
    })
}

/// The format that the ending of a file asks for.
fn format_of(file: &std::path::Path) -> Format {
    match file.extension().and_then(|e| e.to_str()) {
        Some("html" | "htm") => Format::Html,
        Some("json") => Format::Json,
        Some("csv") => Format::Csv,
        _ => Format::Markdown,
    }
}

/// What tells one look at the digests from the next: their files, how large they are and when they were changed.
type Seen = Vec<(PathBuf, u64, Option<SystemTime>)>;

fn look(inputs: &[PathBuf]) -> (anyhow::Result<Found>, Seen) {
    let found = input::find(inputs).map_err(anyhow::Error::from);
    let mut seen = Seen::new();
    for input in found.iter().flat_map(|f| &f.inputs) {
        if let Place::File(path) = &input.place {
            let about = std::fs::metadata(path).ok();
            seen.push((
                path.clone(),
                about.as_ref().map_or(0, std::fs::Metadata::len),
                about.and_then(|a| a.modified().ok()),
            ));
        }
    }
    (found, seen)
}

/// Waits, and says whether to stop.
fn wait(long: Duration, stopped: &AtomicBool) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < long && !stopped.load(Ordering::Relaxed) {
        std::thread::sleep(Duration::from_millis(50).min(long));
    }
    stopped.load(Ordering::Relaxed)
}
