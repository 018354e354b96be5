//! Drives the program: `Run::new().file("a.md", TEXT).args(["build", "."]).success()`.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of its own and a command in it.
pub(crate) struct Run {
    folder: tempfile::TempDir,
    args: Vec<String>,
    stdin: Vec<u8>,
}

/// What a command left.
pub(crate) struct Done {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) status: i32,
}

impl Run {
    pub(crate) fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            args: Vec::new(),
            stdin: Vec::new(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn file(self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
        self
    }

    pub(crate) fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = bytes.as_ref().to_vec();
        self
    }

    /// Runs the program in the folder.
    pub(crate) fn run<S: AsRef<str>>(&mut self, args: impl IntoIterator<Item = S>) -> Done {
        self.args = args.into_iter().map(|a| a.as_ref().to_string()).collect();
        let mut child = Command::new(env!("CARGO_BIN_EXE_aikg"))
            .args(&self.args)
            .current_dir(self.folder.path())
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut pipe = child.stdin.take().unwrap();
        let bytes = std::mem::take(&mut self.stdin);
        let feeder = std::thread::spawn(move || {
            let _ = std::io::Write::write_all(&mut pipe, &bytes);
        });
        let Output {
            status,
            stdout,
            stderr,
        } = child.wait_with_output().unwrap();
        feeder.join().unwrap();
        let stderr = String::from_utf8_lossy(&stderr).into_owned();
        assert!(
            !stderr.contains("panicked"),
            "{:?} panicked: {stderr}",
            self.args
        );
        Done {
            stdout: String::from_utf8_lossy(&stdout).into_owned(),
            stderr,
            status: status.code().unwrap_or(-1),
        }
    }

    /// Runs the program and wants it to end well.
    pub(crate) fn ok<S: AsRef<str>>(&mut self, args: impl IntoIterator<Item = S>) -> String {
        let done = self.run(args);
        assert_eq!(done.status, 0, "{:?}: {}", self.args, done.stderr);
        done.stdout
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name))
            .unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// The rows of a table, by column name.
    pub(crate) fn rows(&self, name: &str) -> Vec<std::collections::HashMap<String, String>> {
        csv::Reader::from_path(self.folder.path().join(name))
            .unwrap()
            .deserialize()
            .collect::<Result<_, _>>()
            .unwrap()
    }
}

/// The sample digests of the project.
pub(crate) fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/digests")
}

/// A run that has built the samples into `out`.
pub(crate) fn built() -> Run {
    let mut run = Run::new();
    run.ok(["build", samples().to_str().unwrap(), "-o", "out", "-q"]);
    run
}

/// Every file that a build promises to be the same for the same input.
pub(crate) const PROMISED: [&str; 8] = [
    "graph.nq",
    "manifest.json",
    "warnings.jsonl",
    "tables/items.csv",
    "tables/mentions.csv",
    "tables/entities.csv",
    "tables/relations.csv",
    "tables/papers.csv",
];
