//! A build's bytes do not depend on how it came about: 200 random sequences of adding, changing and removing digests, by folder, `--add` and
//! `--remove`; and a build that is killed leaves the old graph or the new one.

use crate::run::PROMISED;
use aikg::extract::Knowledge;
use aikg::input::{Found, Input, Place};
use aikg::pipeline::{self, Options};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(Knowledge::builtin);

/// Small numbers that look random and are the same in every run (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// A folder in memory where there is one: thousands of small builds need not wait for a disk.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let inside = |dir: &Path| tempfile::Builder::new().prefix("aikg-").tempdir_in(dir);
    match memory.is_dir() {
        true => inside(memory).or_else(|_| tempfile::tempdir()).unwrap(),
        false => tempfile::tempdir().unwrap(),
    }
}

/// One of three texts of a digest: names of the dictionaries, coined ones, and claims that others of these digests touch too.
fn text(digest: u64, variant: u64) -> String {
    let day = digest + 1;
    let firm = ["輝達", "英伟达", "NVIDIA", "微软"][(digest % 4) as usize];
    let model = ["澄波-7B", "ChengBo 8B", "Zorblax-2"][variant as usize];
    format!(
        "# 日报 2026-02-{day:02}\n\n## {firm}发布{model}\n\n澄山科技，简称澄山，与{firm}联合推出{model}。论文见 arXiv:2602.0{digest}00{variant}。\n\n**关键词**：{firm}、{model}、澄山科技\n"
    )
}

fn build(dir: &Path, inputs: Vec<Input>, add: bool, remove: Vec<String>) {
    let found = Found {
        inputs,
        warnings: Vec::new(),
    };
    let options = Options {
        add,
        remove,
        ..Options::default()
    };
    pipeline::build(found, &KNOWLEDGE, dir, &options, &()).unwrap();
}

fn inputs(digests: &BTreeMap<u64, u64>) -> Vec<Input> {
    digests
        .iter()
        .map(|(digest, variant)| Input {
            name: format!("d{digest}.md"),
            place: Place::Text(text(*digest, *variant)),
        })
        .collect()
}

fn promised(dir: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    PROMISED
        .into_iter()
        .map(|name| (name, std::fs::read(dir.join(name)).unwrap()))
        .collect()
}

#[test]
fn every_route_to_a_set_of_digests_gives_the_same_bytes() {
    let mut dice = Dice(20_260_105);
    for sequence in 0..200 {
        let work = folder();
        let by_steps = work.path().join("steps");
        let mut digests: BTreeMap<u64, u64> = BTreeMap::from([(0, 0)]);
        build(&by_steps, inputs(&digests), false, Vec::new());
        for _ in 0..2 + dice.roll(3) {
            match dice.roll(3) {
                0 => {
                    for _ in 0..1 + dice.roll(3) {
                        digests.insert(dice.roll(6), dice.roll(3));
                    }
                    build(&by_steps, inputs(&digests), false, Vec::new());
                }
                1 => {
                    let more: BTreeMap<u64, u64> = (0..1 + dice.roll(2))
                        .map(|_| (dice.roll(6), dice.roll(3)))
                        .collect();
                    build(&by_steps, inputs(&more), true, Vec::new());
                    digests.extend(more);
                }
                _ if digests.len() > 1 => {
                    let at = dice.roll(digests.len() as u64) as usize;
                    let gone = *digests.keys().nth(at).unwrap();
                    digests.remove(&gone);
                    build(&by_steps, Vec::new(), false, vec![format!("d{gone}.md")]);
                }
                _ => {}
            }
        }
        let at_once = work.path().join("once");
        build(&at_once, inputs(&digests), false, Vec::new());
        let (steps, once) = (promised(&by_steps), promised(&at_once));
        for (name, bytes) in &once {
            assert!(
                steps.get(name) == Some(bytes),
                "sequence {sequence}: {name} differs"
            );
        }
    }
}

fn program(dir: &Path, digests: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aikg"));
    command
        .args(["build", digests, "-o", "out", "-q"])
        .current_dir(dir)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn write(folder: PathBuf, digests: &BTreeMap<u64, u64>) {
    std::fs::create_dir_all(&folder).unwrap();
    for (digest, variant) in digests {
        std::fs::write(
            folder.join(format!("d{digest}.md")),
            text(*digest, *variant),
        )
        .unwrap();
    }
}

#[test]
fn a_build_killed_at_any_moment_leaves_the_old_graph_or_the_new() {
    let work = folder();
    let old: BTreeMap<u64, u64> = (0..6).map(|n| (n, 0)).collect();
    let new: BTreeMap<u64, u64> = (0..9).map(|n| (n, 1)).collect();
    write(work.path().join("old"), &old);
    write(work.path().join("new"), &new);
    let (was, will) = (work.path().join("was"), work.path().join("will"));
    build(&was, inputs(&old), false, Vec::new());
    build(&will, inputs(&new), false, Vec::new());
    let start = std::time::Instant::now();
    assert!(program(work.path(), "new").status().unwrap().success());
    let whole = start.elapsed();
    let mut dice = Dice(50);
    let out = work.path().join("out");
    for round in 0..50 {
        assert!(program(work.path(), "old").status().unwrap().success());
        let mut child = program(work.path(), "new").spawn().unwrap();
        let moment = whole.as_micros() as u64;
        std::thread::sleep(Duration::from_micros(dice.roll(moment + moment / 4)));
        let _ = child.kill();
        child.wait().unwrap();
        // Whatever the moment, a question is answered from one build alone.
        let asked = Command::new(env!("CARGO_BIN_EXE_aikg"))
            .args(["query", "digests", "-f", "csv"])
            .current_dir(work.path())
            .args(["-g", "out"])
            .output()
            .unwrap();
        assert!(
            asked.status.success(),
            "round {round}: {}",
            String::from_utf8_lossy(&asked.stderr)
        );
        let rows = String::from_utf8(asked.stdout).unwrap().lines().count();
        assert!(rows == 7 || rows == 10, "round {round}: {rows} lines");
        // The next build mends what was left, whichever it builds.
        let (folder, want) = match dice.roll(2) {
            0 => ("old", &was),
            _ => ("new", &will),
        };
        assert!(program(work.path(), folder).status().unwrap().success());
        assert!(promised(&out) == promised(want), "round {round}");
        let left: Vec<_> = std::fs::read_dir(&out)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with(".aikg"))
            .collect();
        assert!(left.is_empty(), "round {round}: {left:?}");
    }
}

#[test]
fn two_builds_of_one_folder_do_not_meet() {
    let work = folder();
    write(work.path().join("old"), &(0..3).map(|n| (n, 0)).collect());
    std::fs::create_dir_all(work.path().join("out")).unwrap();
    let lock = std::fs::File::create(work.path().join("out/.lock")).unwrap();
    lock.lock().unwrap();
    let refused = program(work.path(), "old")
        .arg("--no-wait")
        .stderr(Stdio::piped())
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("another build is writing to out"), "{said}");
    let mut waiting = program(work.path(), "old").spawn().unwrap();
    std::thread::sleep(Duration::from_millis(200));
    assert!(waiting.try_wait().unwrap().is_none(), "it waits");
    drop(lock);
    assert!(waiting.wait().unwrap().success());
}
