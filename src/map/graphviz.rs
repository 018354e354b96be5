//! DOT → SVG and PNG, by Graphviz where it is installed.

use crate::error::{Error, Result};
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A picture's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// Scales.
    Svg,
    /// Dots.
    Png,
}

/// How long Graphviz may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// `dot` draws small maps best; `sfdp` draws large ones at all.
const LARGE: usize = 200;

/// Above so many entities Graphviz takes minutes.
pub const LARGEST: usize = 1000;

/// The program of Graphviz that places what a map shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// In layers.
    Dot,
    /// By forces.
    Sfdp,
    /// All has its place already.
    Placed,
}

impl Program {
    /// The one that fits a number of entities.
    pub fn of(nodes: usize) -> Self {
        if nodes > LARGE { Self::Sfdp } else { Self::Dot }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Dot => "dot",
            Self::Sfdp => "sfdp",
            Self::Placed => "neato",
        }
    }
}

/// Draws `dot`.
///
/// # Errors
/// Graphviz is not installed, fails, or takes too long; what would work is told.
pub fn render(dot: &str, program: Program, picture: Picture) -> Result<Vec<u8>> {
    let placed = program == Program::Placed;
    let program = program.name();
    let form = match picture {
        Picture::Svg => "-Tsvg",
        Picture::Png => "-Tpng",
    };
    let fail = |reason: String| Error::Graphviz { reason };
    let mut child = Command::new(program)
        .args(placed.then_some("-n2"))
        .arg(form)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| {
            fail(match error.kind() {
                std::io::ErrorKind::NotFound => format!(
                    "pictures are drawn by Graphviz, and `{program}` is not installed; install graphviz, or take the map as DOT with -f dot"
                ),
                _ => format!("`{program}` cannot be started: {error}"),
            })
        })?;
    let stdin = child.stdin.take();
    let stdout = child.stdout.take();
    let stderr = child.stderr.take();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // A program that ends early closes the pipe; its exit status tells why.
            let _ = stdin.map(|mut pipe| pipe.write_all(dot.as_bytes()));
        });
        let out = scope.spawn(move || read_all(stdout));
        let said = scope.spawn(move || read_all(stderr));
        let ended = wait(&mut child);
        let bytes = out.join().unwrap_or_default();
        let said = said.join().unwrap_or_default();
        match ended {
            Some(true) => Ok(bytes),
            Some(false) => {
                let said = String::from_utf8_lossy(&said);
                let first = said
                    .lines()
                    .next()
                    .unwrap_or("it did not say why")
                    .to_string();
                Err(fail(format!("`{program}` failed: {first}")))
            }
            None => Err(fail(format!(
                "`{program}` took more than {} s; ask for fewer entities with --top",
                PATIENCE.as_secs()
            ))),
        }
    })
}

fn read_all(pipe: Option<impl Read>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(mut pipe) = pipe {
        // What could be read before an error is kept; the exit status decides.
        let _ = pipe.read_to_end(&mut bytes);
    }
    bytes
}

/// Waits for the end: whether it was a good one, `None` if it took too long.
fn wait(child: &mut Child) -> Option<bool> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if start.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(5));
            }
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}
