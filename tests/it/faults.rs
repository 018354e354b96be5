//! Whatever operation on a file fails, is cut short or is the last one of a build: the folder holds the old graph or the new one, or says that its
//! files may be of two; the message names the file; and the next build mends it and leaves nothing behind.
//!
//! `tests/faults.c` stands between the program and the C library. A run without faults tells which operations there are; then each of them
//! is made to fail in the ways it can.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

/// The files of a folder.
type Tree = BTreeMap<String, Vec<u8>>;

/// Where a build is written, and what says that all of it is there.
const ASIDE: &str = ".aikg-next/";
const READY: &str = ".aikg-next/ready";

/// The library to load before the C library, and the folder that it is in; `None` where there is none.
static SHIM: LazyLock<Option<(tempfile::TempDir, PathBuf)>> = LazyLock::new(|| {
    if !cfg!(all(target_os = "linux", target_env = "gnu")) {
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("faults.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults.c");
    let compiled = Command::new("cc")
        .args(["-shared", "-fPIC", "-O1", "-o"])
        .arg(&library)
        .arg(source)
        .arg("-ldl")
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&compiled.stderr);
    assert!(compiled.status.success(), "{said}");
    Some((folder, library))
});

/// An operation on a file.
#[derive(Debug, Clone, PartialEq)]
struct Operation {
    /// What it can meet with: `look`, `change`, `room` or `write`.
    class: String,
    call: String,
    path: String,
}

/// A folder with digests in which programs run.
struct Work {
    folder: tempfile::TempDir,
}

impl Work {
    /// `None` where faults cannot be put between.
    fn new() -> Option<Self> {
        if SHIM.is_none() {
            eprintln!("skipped: needs Linux with the GNU C library, and cc");
            return None;
        }
        // In memory where there is such a folder: thousands of small builds need not wait for a disk.
        let memory = Path::new("/dev/shm");
        let inside = |dir: &Path| tempfile::Builder::new().prefix("aikg-").tempdir_in(dir);
        let folder = inside(memory).or_else(|_| tempfile::tempdir()).unwrap();
        let work = Self { folder };
        let digest = |name: &str, day: u32, firm: &str| {
            let text = format!(
                "# 日报 2026-02-{day:02}\n\n## {firm}发布澄波-7B\n\n澄山科技，简称澄山，与{firm}联合推出澄波-7B。论文见 arXiv:2602.0100{day}。\n"
            );
            write(&work.path(name), text.as_bytes());
        };
        digest("d/a.md", 1, "輝達");
        digest("d/b.md", 2, "微软");
        digest("c.md", 3, "英伟达");
        for name in ["notes", "others"] {
            let claim = format!(
                r#"{{"subject": "輝達", "predicate": "acquires", "object": "Groq", "source": "https://example.org/{name}", "confidence": 0.8}}"#
            );
            write(&work.path(&format!("{name}.jsonl")), claim.as_bytes());
        }
        Some(work)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn out(&self) -> PathBuf {
        self.path("out")
    }

    /// Lays files into the folder of the build, and nothing else.
    fn lay(&self, tree: &Tree) {
        let _ = std::fs::remove_dir_all(self.out());
        for (name, bytes) in tree {
            write(&self.out().join(name), bytes);
        }
    }

    /// What is in that folder, its lock aside.
    fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        let mut folders = vec![self.out()];
        while let Some(folder) = folders.pop() {
            let Ok(entries) = std::fs::read_dir(folder) else {
                continue;
            };
            for path in entries.map(|entry| entry.unwrap().path()) {
                let name = path.strip_prefix(self.out()).unwrap();
                let name = name.to_str().unwrap().to_string();
                if path.is_dir() {
                    folders.push(path);
                } else if name != ".lock" {
                    tree.insert(name, std::fs::read(&path).unwrap());
                }
            }
        }
        tree
    }

    fn command(&self, args: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_aikg"));
        command
            .args(args.split(' '))
            .args([if args.starts_with("build") {
                "-o"
            } else {
                "-g"
            }])
            .arg(self.out())
            .current_dir(self.folder.path())
            .env_remove("RUST_BACKTRACE")
            .stdin(Stdio::null());
        command
    }

    /// Runs a command over a tree that wants it to end well; returns what is there then.
    fn after(&self, args: &str, tree: &Tree) -> Tree {
        self.lay(tree);
        self.go_on(args)
    }

    /// The same over what is there. A second `--remove` of the same has nothing to remove, and says so.
    fn go_on(&self, args: &str) -> Tree {
        let done = self
            .command(&format!("{args} -q --threads 1"))
            .output()
            .unwrap();
        assert!(
            matches!(done.status.code(), Some(0 | 3)),
            "{args}: {}",
            said(&done)
        );
        self.tree()
    }

    /// Runs a command in which the operation of a number meets a fault, none where that is 0; returns the operations, too.
    fn strike(&self, args: &str, number: usize, kind: &str) -> (Output, Vec<Operation>) {
        let log = self.path("log");
        let _ = std::fs::remove_file(&log);
        let (_, library) = SHIM.as_ref().unwrap();
        let done = self
            .command(&format!("{args} -q --threads 1"))
            .env("LD_PRELOAD", library)
            .env("FAULT_FOLDER", self.out())
            .env("FAULT_LOG", &log)
            .env("FAULT_AT", number.to_string())
            .env("FAULT_KIND", kind)
            .output()
            .unwrap();
        let log = std::fs::read_to_string(log).unwrap();
        let operation = |line: &str| {
            let mut words = line.splitn(4, ' ').skip(1).map(str::to_string);
            Operation {
                class: words.next().unwrap(),
                call: words.next().unwrap(),
                path: words.next().unwrap(),
            }
        };
        (done, log.lines().map(operation).collect())
    }
}

fn write(path: &Path, bytes: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
}

fn said(done: &Output) -> String {
    String::from_utf8_lossy(&done.stderr).into_owned()
}

/// Without what is written aside.
fn placed(tree: &Tree) -> Tree {
    let mut tree = tree.clone();
    tree.retain(|name, _| !name.starts_with(ASIDE));
    tree
}

/// The names of the files that are not those of any of some trees: what went wrong, in short.
fn differing(tree: &Tree, wanted: &[Tree]) -> String {
    let differ = |wanted: &Tree| -> Vec<String> {
        let names = tree.keys().chain(wanted.keys());
        let names = names.filter(|name| tree.get(*name) != wanted.get(*name));
        names.cloned().collect()
    };
    format!("{:?}", wanted.iter().map(differ).collect::<Vec<_>>())
}

/// What an operation is made to meet with. Those that leave the files as they are can only fail; where all that follow fail too, every other one
/// is enough.
fn kinds(number: usize, operation: &Operation) -> Vec<&'static str> {
    let lasting = match number.is_multiple_of(2) {
        true => "full",
        false => "dead",
    };
    let mut kinds = match operation.class.as_str() {
        "look" => vec!["eio"],
        "change" if operation.call == "fsync" => vec!["eio"],
        "change" => vec!["eio", "kill", "dead"],
        "room" => vec!["eio", "kill", lasting],
        _ => vec!["eio", "kill", lasting, "short", "half", "torn"],
    };
    // What is then done again.
    let again = ["write", "read", "pread64", "fsync"];
    if number.is_multiple_of(3) && again.contains(&operation.call.as_str()) {
        kinds.push("eintr");
    }
    kinds
}

/// A command over a folder, to be disturbed.
struct Walk<'a> {
    work: &'a Work,
    /// What is in the folder.
    start: Tree,
    /// The command.
    args: &'a str,
    /// Another one that could be the next.
    back: &'a str,
    /// The graphs that may be there, the new one last.
    graphs: Vec<Tree>,
    /// What the command and the other one make of each of these.
    next: [Vec<Tree>; 2],
}

/// Disturbs a command at each operation from the one on that says that the build is ready, and before that at one of so `many` (at every one with
/// `AIKG_FAULTS=all`); returns what it makes. `old` is the graph that is there before.
fn walk(work: &Work, start: &Tree, old: &Tree, many: usize, [args, back]: [&str; 2]) -> Tree {
    let new = work.after(args, start);
    let graphs = vec![old.clone(), new.clone()];
    let next = [args, back].map(|args| graphs.iter().map(|tree| work.after(args, tree)).collect());
    let walk = Walk {
        work,
        start: start.clone(),
        args,
        back,
        graphs,
        next,
    };
    work.lay(start);
    let (done, operations) = work.strike(args, 0, "none");
    assert!(done.status.success(), "{args}: {}", said(&done));
    assert!(work.tree() == new, "{args}: bytes differ with faults.c");
    let many = if std::env::var_os("AIKG_FAULTS").is_some() {
        1
    } else {
        many
    };
    let ready = operations
        .iter()
        .position(|one| one.path == READY && one.class == "room");
    let mut faults = 0;
    for (number, operation) in (1usize..).zip(&operations) {
        // Of many alike, the first and the last.
        let around = [number.wrapping_sub(2), number].map(|at| operations.get(at));
        let is_between = around == [Some(operation); 2];
        let is_passed = !number.is_multiple_of(many) && ready.is_none_or(|ready| number <= ready);
        if is_passed || (is_between && operation.class == "look") {
            continue;
        }
        for kind in kinds(number, operation) {
            walk.point(number, kind);
            faults += 1;
        }
    }
    eprintln!("{args}: {} operations, {faults} faults", operations.len());
    assert!(operations.len() > 40, "faults.c sees the program's files");
    new
}

impl Walk<'_> {
    fn point(&self, number: usize, kind: &str) {
        let work = self.work;
        work.lay(&self.start);
        let (done, operations) = work.strike(self.args, number, kind);
        let stderr = said(&done);
        let struck = operations.get(number - 1).unwrap();
        let what = format!("{}: {kind} at {number}, {struck:?}: {stderr}", self.args);
        assert!(!stderr.contains("panicked"), "{what}");
        let tree = work.tree();
        let is_pending = tree.contains_key(READY);
        let there = placed(&tree);
        let graph = self.graphs.iter().position(|graph| *graph == there);

        match (kind, done.status.code()) {
            ("kill" | "torn", code) => assert_eq!(code, None, "{what}"),
            (_, Some(0)) => {
                assert!(
                    !is_pending && there == self.graphs[1],
                    "{what}: told as done, but {}",
                    differing(&there, &self.graphs)
                );
                // The disk may have lost what is there to be read.
                assert!(
                    struck.call != "fsync" || kind == "eintr",
                    "{what}: told as done"
                );
            }
            ("short" | "eintr", code) => panic!("{what}: {code:?}"),
            (_, code) => {
                assert_eq!(code, Some(1), "{what}");
                // One operation failed, or this and what came after it.
                let last = if kind == "eio" {
                    number
                } else {
                    operations.len()
                };
                let failed = &operations[number - 1..last];
                assert!(failed.iter().any(|one| self.names(&stderr, one)), "{what}");
                // What failed before anything was moved is not to be moved later, where the disk still works.
                let moved = operations.iter().any(|one| one.call == "rename");
                assert!(
                    moved
                        || kind == "dead"
                        || tree.contains_key(READY) == self.start.contains_key(READY),
                    "{what}: waits"
                );
            }
        }
        match (is_pending, graph) {
            (true, _) => self.told(number, &what),
            (false, None) => panic!("{what}: {}", differing(&there, &self.graphs)),
            // As it was, or as it is to be: nothing to mend.
            (false, Some(_)) if tree == there => return,
            // What stands aside and is not ready is removed, whatever it is.
            (false, Some(_)) if !number.is_multiple_of(3) => return,
            _ => {}
        }
        let (args, next) = match number / 3 % 2 {
            0 => (self.args, &self.next[0]),
            _ => (self.back, &self.next[1]),
        };
        let mended = work.go_on(args);
        let wanted = match graph {
            Some(graph) if !is_pending => &next[graph..=graph],
            _ => next.as_slice(),
        };
        assert!(
            wanted.contains(&mended),
            "{what}: then {args}: {}",
            differing(&mended, wanted)
        );
        let aside = work.path("out/.aikg-next");
        assert!(!aside.exists(), "{what}: then {args}: left behind");
    }

    /// Says whether a message names the file of an operation, or for a folder the one that is built.
    fn names(&self, stderr: &str, operation: &Operation) -> bool {
        let out = self.work.out();
        let name = operation.path.rsplit('/').next().unwrap();
        let is_file = name.contains('.') && !name.starts_with('.');
        stderr.contains(out.to_str().unwrap()) && (!is_file || stderr.contains(name))
    }

    /// Files of two builds may lie side by side: `check` and whoever reads them say so.
    fn told(&self, number: usize, what: &str) {
        if number.is_multiple_of(2) {
            let check = self.work.command("check --threads 1").output().unwrap();
            let stdout = String::from_utf8_lossy(&check.stdout).into_owned();
            assert_eq!(check.status.code(), Some(3), "{what}: {stdout}");
            assert!(
                stdout.contains("a complete build waits"),
                "{what}: {stdout}"
            );
        } else {
            let query = self
                .work
                .command("query digests --threads 1")
                .output()
                .unwrap();
            let stderr = said(&query);
            // Before the first manifest there is none to ask.
            let none = query.status.code() == Some(1) && stderr.contains("no graph in");
            assert!(
                none || stderr.contains("a complete build waits"),
                "{what}: {stderr}"
            );
        }
    }
}

/// What commands make in an empty folder, one after the other.
fn made(work: &Work, commands: &[&str]) -> Tree {
    commands
        .iter()
        .fold(Tree::new(), |tree, args| work.after(args, &tree))
}

#[test]
fn a_first_build_that_is_disturbed_leaves_nothing_or_all() {
    let Some(work) = Work::new() else { return };
    let start = Tree::new();
    walk(&work, &start, &start, 1, ["build d c.md", "build d"]);
}

#[test]
fn a_build_of_everything_that_is_disturbed_leaves_the_old_graph_or_the_new() {
    let Some(work) = Work::new() else { return };
    let start = made(&work, &["build d", "import notes.jsonl"]);
    // With other options nothing of the old files can be used.
    let args = ["build d c.md --mentions", "build d"];
    let new = walk(&work, &start, &start, 3, args);
    let commands = ["build d c.md --mentions", "import notes.jsonl"];
    assert!(new == made(&work, &commands));
}

#[test]
fn adding_a_digest_that_is_disturbed_leaves_the_old_graph_or_the_new() {
    let Some(work) = Work::new() else { return };
    let start = made(&work, &["build d", "import notes.jsonl"]);
    let args = ["build --add c.md", "build d"];
    let new = walk(&work, &start, &start, 2, args);
    assert!(new == made(&work, &["build d c.md", "import notes.jsonl"]));
}

/// Takes one import out and another in.
const IMPORT: &str = "import others.jsonl --remove notes";

#[test]
fn an_import_that_is_disturbed_leaves_the_old_graph_or_the_new() {
    let Some(work) = Work::new() else { return };
    let start = made(&work, &["build d", "import notes.jsonl"]);
    let new = walk(&work, &start, &start, 3, [IMPORT, "build d"]);
    assert!(new == made(&work, &["build d", "import others.jsonl"]));
}

#[test]
fn a_build_without_anything_new_that_is_disturbed_leaves_the_graph() {
    let Some(work) = Work::new() else { return };
    let start = made(&work, &["build d", "import notes.jsonl"]);
    let new = walk(&work, &start, &start, 1, ["build d", "build --add c.md"]);
    assert!(new == start);
}

#[test]
fn mending_that_is_disturbed_is_taken_up_by_the_next_build() {
    let Some(work) = Work::new() else { return };
    let start = made(&work, &["build d", "import notes.jsonl"]);
    let new = work.after(IMPORT, &start);
    work.lay(&start);
    let (_, operations) = work.strike(IMPORT, 0, "none");
    let half = |one: &Operation| one.call == "rename" && one.path == "store/extracts.bin";
    let half = operations.iter().position(half).unwrap();
    work.lay(&start);
    work.strike(IMPORT, half + 1, "kill");
    let start = work.tree();
    assert!(start.contains_key(READY));
    // After it has moved what waits, this build finds nothing new.
    walk(&work, &start, &new, 1, ["build d", "build --add c.md"]);
}
