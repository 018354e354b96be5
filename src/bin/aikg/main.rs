//! The program: arguments in, library calls, text out.
//!
//! Exit status: 0 done; 1 failed, and what was there before still stands; 2 wrong usage; 3 done, but an input was left out or `check`
//! found something wrong; 4 nothing new (only with `--if-new`).

mod args;
mod build;
mod check;
mod complete;
mod demo;
mod diff;
mod emit;
mod explain;
mod export;
mod extract;
mod import;
mod knowledge;
mod link;
mod list;
mod man;
mod map;
mod names;
mod query;
mod report;
mod say;
mod serve;
mod shard;
mod show;
mod suggest;
mod timeout;
mod watch;
mod why;

use args::{Args, Command};
use clap::Parser;
use std::process::ExitCode;

/// A build makes many small strings in all threads; the system's allocator took a tenth of its time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// All done.
    Done,
    /// Done, but something was left out or found wrong.
    Partly,
    /// Nothing new.
    NothingNew,
}

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            if error.use_stderr() && std::env::args().any(|a| a == "--json-log") {
                say::in_json();
                say::error(&anyhow::anyhow!("{}", error.to_string().trim_end()));
                return ExitCode::from(2);
            }
            error.exit()
        }
    };
    if args.json_log {
        say::in_json();
    }
    // A query that makes the evaluator give up is told as an error: `aikg::query` catches it.
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(aikg::query::THREAD) {
            told(panic);
        }
    }));
    match run(args) {
        Ok(Status::Done) => ExitCode::SUCCESS,
        Ok(Status::Partly) => ExitCode::from(3),
        Ok(Status::NothingNew) => ExitCode::from(4),
        // The reader has gone (`aikg query ... | head`): nothing failed.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say::error(&error);
            ExitCode::from(if error.is::<args::Usage>() || is_usage(&error) {
                2
            } else {
                1
            })
        }
    }
}

fn run(args: Args) -> anyhow::Result<Status> {
    if let Some(threads) = args.threads {
        // Fails only where a pool stands already, and none does.
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build_global();
    }
    let quiet = args.quiet;
    match args.command {
        Command::Demo(args) => demo::run(args, quiet),
        Command::Build(args) => build::run(args, quiet),
        Command::Import(args) => import::run(args, quiet),
        Command::Extract(args) => extract::run(args, quiet),
        Command::Link(args) => link::run(args, quiet),
        Command::Emit(args) => emit::run(args),
        Command::Shard(args) => shard::run(args, quiet),
        Command::Query(args) => query::run(args),
        Command::Map(args) => map::run(args),
        Command::Report(args) => report::run(args),
        Command::Watch(args) => watch::run(args, quiet),
        Command::Serve(args) => serve::run(args, quiet),
        Command::Diff(args) => diff::run(args),
        Command::Export(args) => export::run(args),
        Command::Annotate(args) => names::annotate(args),
        Command::Resolve(args) => names::resolve(args),
        Command::Show(args) => show::run(args),
        Command::Why(args) => why::run(args),
        Command::Check(args) => check::run(args),
        Command::Suggest(args) => suggest::run(args),
        Command::Completions { shell } => complete::run(shell),
        Command::Man { out } => man::run(&out),
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<std::io::Error>()
            .is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    })
}

/// Errors of the library that mean the command was given wrongly.
fn is_usage(error: &anyhow::Error) -> bool {
    use aikg::error::Error;
    matches!(
        error.downcast_ref::<Error>(),
        Some(
            Error::NoQuery { .. }
                | Error::NoParameter { .. }
                | Error::MissingParameter { .. }
                | Error::BadValue { .. }
                | Error::NoDigestThen { .. }
                | Error::Syntax { .. }
                | Error::Ambiguous { .. }
                | Error::Service
                | Error::NoSeries { .. }
        )
    )
}
