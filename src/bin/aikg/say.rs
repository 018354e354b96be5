//! Messages, progress and output: colours and moving bars only where a person looks.

use aikg::pipeline::{self, Progress};
use aikg::warning::Warning;
use anstyle::{AnsiColor, Style};
use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const RED: Style = AnsiColor::Red.on_default().bold();
const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
const DIM: Style = AnsiColor::BrightBlack.on_default();

/// Whether messages are lines of JSON: see [`in_json`].
static JSON: AtomicBool = AtomicBool::new(false);

/// From now on messages are lines of JSON, for programs.
pub(crate) fn in_json() {
    JSON.store(true, Ordering::Relaxed);
}

fn is_json() -> bool {
    JSON.load(Ordering::Relaxed)
}

/// Writes a message to standard error, after what it is. A standard error that is closed is no reason to fail.
fn line(level: &str, style: Style, text: &str, place: Option<(&str, u64)>) {
    if is_json() {
        let (file, line) = place.unzip();
        let line = line.filter(|n| *n > 0);
        let told = serde_json::json!({"level": level, "message": text, "file": file, "line": line});
        let _ = writeln!(std::io::stderr(), "{told}");
    } else if level == "note" {
        let _ = writeln!(anstream::stderr(), "{style}{}{style:#}", plain(text));
    } else {
        let _ = writeln!(
            anstream::stderr(),
            "{style}{level}{style:#}: {}",
            plain(text)
        );
    }
}

/// Tells what made the command fail.
pub(crate) fn error(error: &anyhow::Error) {
    use aikg::error::Error;
    let place = match error.downcast_ref::<Error>() {
        Some(
            Error::Damaged { path, line, .. }
            | Error::Partial { path, line, .. }
            | Error::Template { path, line, .. },
        ) => Some((path, *line)),
        Some(Error::Read { path, .. } | Error::Write { path, .. } | Error::Store { path, .. }) => {
            Some((path, 0))
        }
        _ => None,
    };
    let place = place.map(|(path, line)| (path.to_string_lossy(), line));
    let place = place.as_ref().map(|(path, line)| (&**path, *line));
    line("error", RED, &format!("{error:#}"), place);
}

/// Tells where a server listens: on a line of its own, for whoever waits for it.
pub(crate) fn listens(address: std::net::SocketAddr) {
    line(
        "note",
        DIM,
        &format!("listening on http://{address}/"),
        None,
    );
}

/// Tells of a request that was answered.
pub(crate) fn answered(request: &aikg::serve::Request<'_>) {
    let millis = request.took.as_secs_f64() * 1000.0;
    if is_json() {
        let told = serde_json::json!({
            "level": "info", "message": "answered", "id": request.id, "method": request.method,
            "path": request.path, "status": request.status, "ms": millis,
        });
        let _ = writeln!(std::io::stderr(), "{told}");
    } else {
        let text = format!(
            "{} {} {} {millis:.1} ms {}",
            request.status, request.method, request.path, request.id
        );
        line("note", DIM, &text, None);
    }
}

/// Tells of something that failed and ended nothing.
pub(crate) fn fault(text: &str) {
    line("error", RED, text, None);
}

/// Tells something on the way.
pub(crate) fn note(text: &str) {
    line("note", DIM, text, None);
}

/// Tells what was odd: everything that was left out, and the first of the rest.
pub(crate) fn warnings(warnings: &[Warning], quiet: bool) {
    const SHOWN: usize = 12;
    let shown = if is_json() { usize::MAX } else { SHOWN };
    let (left_out, odd): (Vec<&Warning>, Vec<&Warning>) =
        warnings.iter().partition(|w| w.code.leaves_out());
    let tell = |level: &str, style: Style, warning: &Warning| {
        // A program has the place beside the message.
        let text = if is_json() {
            warning.message.clone()
        } else {
            warning.to_string()
        };
        line(
            level,
            style,
            &text,
            Some((&warning.file, u64::from(warning.line))),
        );
    };
    for warning in &left_out {
        tell("left out", RED, warning);
    }
    if quiet {
        return;
    }
    for warning in odd.iter().take(shown) {
        tell("odd", YELLOW, warning);
    }
    if odd.len() > shown {
        note(&format!(
            "and {} more; all of them are in warnings.jsonl",
            odd.len() - shown
        ));
    }
}

/// Tells where the files of a folder may be of two builds.
pub(crate) fn pending(dir: &Path) {
    if pipeline::is_pending(dir) {
        let text = format!(
            "a complete build waits in {} to be moved into place: what is told here may be of two builds; `aikg build` again moves it",
            dir.display()
        );
        line("odd", YELLOW, &text, None);
    }
}

/// Makes a text harmless for a terminal: names of files and texts of digests may hold escapes.
pub(crate) fn plain(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c != '\n' && aikg::text::markup::is_hidden(c) {
                '\u{FFFD}'
            } else {
                c
            }
        })
        .collect()
}

/// Shows how far a build is, on a terminal only.
pub(crate) struct Bar {
    bar: Mutex<ProgressBar>,
    visible: bool,
    quiet: bool,
}

impl Bar {
    pub(crate) fn new(quiet: bool) -> Self {
        Self {
            bar: Mutex::new(ProgressBar::hidden()),
            visible: !quiet && !is_json() && std::io::stderr().is_terminal(),
            quiet,
        }
    }

    fn with(&self, act: impl FnOnce(&mut ProgressBar)) {
        if let Ok(mut bar) = self.bar.lock() {
            act(&mut bar);
        }
    }

    pub(crate) fn finish(&self) {
        self.with(|bar| bar.finish_and_clear());
    }
}

impl Progress for Bar {
    fn begin(&self, stage: &'static str, steps: usize) {
        if !self.visible {
            return;
        }
        let style = ProgressStyle::with_template("{msg:8} {wide_bar} {pos}/{len}")
            .unwrap_or_else(|_| ProgressStyle::default_bar());
        self.with(|bar| {
            bar.finish_and_clear();
            *bar = ProgressBar::new(steps as u64)
                .with_style(style)
                .with_message(stage);
        });
    }

    fn advance(&self, steps: usize) {
        self.with(|bar| bar.inc(steps as u64));
    }

    fn waits(&self, dir: &Path) {
        if !self.quiet {
            note(&format!(
                "another build is writing to {}; this one waits for it",
                dir.display()
            ));
        }
    }
}

/// Lets `write` write to a file, or to standard output, as it goes.
pub(crate) fn stream<E: Into<anyhow::Error>>(
    out: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> anyhow::Result<()> {
    let Some(path) = out else {
        let mut stdout = std::io::stdout().lock();
        write(&mut stdout).map_err(Into::into)?;
        stdout.flush()?;
        return Ok(());
    };
    let unwritten = || format!("cannot write {}", path.display());
    if path.exists() && !path.is_file() {
        // A device such as /dev/stdout cannot be replaced.
        let mut file = std::fs::File::options()
            .write(true)
            .open(path)
            .with_context(unwritten)?;
        return write(&mut file).map_err(Into::into);
    }
    let mut aside = aside(path).with_context(unwritten)?;
    write(&mut aside).map_err(Into::into)?;
    persist(aside, path).with_context(unwritten)
}

/// A file beside the one that is to be written, so that a failure leaves what was there before.
fn aside(path: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))
}

/// Puts a file that was written aside into its place.
fn persist(aside: tempfile::NamedTempFile, path: &Path) -> std::io::Result<()> {
    aside.as_file().sync_all()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::Permissions::from_mode(0o644);
        aside.as_file().set_permissions(mode)?;
    }
    aside.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Writes an answer to a file, or to standard output.
pub(crate) fn put(bytes: &[u8], out: Option<&Path>) -> anyhow::Result<()> {
    match out {
        Some(path) => {
            if path.exists() && !path.is_file() {
                // A device such as /dev/stdout cannot be replaced.
                return std::fs::write(path, bytes)
                    .with_context(|| format!("cannot write {}", path.display()));
            }
            let write = || -> std::io::Result<()> {
                let mut aside = aside(path)?;
                aside.write_all(bytes)?;
                persist(aside, path)
            };
            write().with_context(|| format!("cannot write {}", path.display()))
        }
        None => {
            let mut stdout = std::io::stdout().lock();
            stdout.write_all(bytes)?;
            stdout.flush()?;
            Ok(())
        }
    }
}

/// Standard output for what comes bit by bit: in large pieces while it comes fast, at once where it comes slowly.
pub(crate) struct Flow {
    inner: std::io::BufWriter<std::io::Stdout>,
    flushed: Instant,
}

impl Flow {
    pub(crate) fn new() -> Self {
        Self {
            inner: std::io::BufWriter::with_capacity(1 << 16, std::io::stdout()),
            flushed: Instant::now(),
        }
    }
}

impl Write for Flow {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let written = self.inner.write(bytes)?;
        if self.flushed.elapsed() > Duration::from_millis(100) {
            self.flush()?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.flushed = Instant::now();
        self.inner.flush()
    }
}
