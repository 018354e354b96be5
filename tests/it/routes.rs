//! A build's bytes do not depend on how it came about: 200 random sequences of adding, changing and removing digests, by folder, `--add` and
//! `--remove`, although most of these builds change the files of the one before in place of writing them from all digests; and a build that is
//! killed leaves the old graph or the new one.

use crate::run::PROMISED;
use aikg::extract::Knowledge;
use aikg::input::{Found, Input, Place};
use aikg::pipeline::{self, Options, Summary, Way};
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

fn build(dir: &Path, inputs: Vec<Input>, add: bool, remove: Vec<String>) -> Summary {
    let found = Found {
        inputs,
        warnings: Vec::new(),
    };
    let options = Options {
        add,
        remove,
        ..Options::default()
    };
    pipeline::build(found, &KNOWLEDGE, dir, &options, &()).unwrap()
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

/// What the program keeps to be quick: the same bytes by any route, too, so that what is kept is never other than a build from nothing has it.
const KEPT: [&str; 4] = [
    "store/graph.aikg",
    "store/extracts.bin",
    "store/parts.bin",
    "store/names.bin",
];

fn promised(dir: &Path) -> BTreeMap<&'static str, Vec<u8>> {
    PROMISED
        .into_iter()
        .chain(KEPT)
        .map(|name| (name, std::fs::read(dir.join(name)).unwrap()))
        .collect()
}

#[test]
fn every_route_to_a_set_of_digests_gives_the_same_bytes() {
    let mut dice = Dice(20_260_105);
    // How often a build wrote nothing, what differs, all.
    let mut ways = [0; 3];
    let mut tell = |summary: Summary| ways[summary.way as usize] += 1;
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
                    tell(build(&by_steps, inputs(&digests), false, Vec::new()));
                }
                1 => {
                    let more: BTreeMap<u64, u64> = (0..1 + dice.roll(2))
                        .map(|_| (dice.roll(6), dice.roll(3)))
                        .collect();
                    tell(build(&by_steps, inputs(&more), true, Vec::new()));
                    digests.extend(more);
                }
                _ if digests.len() > 1 => {
                    let at = dice.roll(digests.len() as u64) as usize;
                    let gone = *digests.keys().nth(at).unwrap();
                    digests.remove(&gone);
                    let gone = vec![format!("d{gone}.md")];
                    tell(build(&by_steps, Vec::new(), false, gone));
                }
                _ => {}
            }
        }
        let at_once = work.path().join("once");
        let once = build(&at_once, inputs(&digests), false, Vec::new());
        assert_eq!(once.way, Way::Whole);
        let (steps, once) = (promised(&by_steps), promised(&at_once));
        for (name, bytes) in &once {
            assert!(
                steps.get(name) == Some(bytes),
                "sequence {sequence}: {name} differs"
            );
        }
    }
    let [_, changed, whole] = ways;
    assert!(changed > 300 && whole == 0, "{ways:?}");
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

/// Builds a folder step by step; after each step it must be what a build of the same digests in an empty folder writes.
struct Steps {
    work: tempfile::TempDir,
    digests: BTreeMap<&'static str, String>,
    options: Options,
}

impl Steps {
    fn new(options: Options) -> Self {
        Self {
            work: folder(),
            digests: BTreeMap::new(),
            options,
        }
    }

    fn out(&self) -> PathBuf {
        self.work.path().join("steps")
    }

    fn found(&self) -> Found {
        let input = |(name, text): (&&str, &String)| Input {
            name: (*name).to_string(),
            place: Place::Text(text.clone()),
        };
        Found {
            inputs: self.digests.iter().map(input).collect(),
            warnings: Vec::new(),
        }
    }

    /// Sets a digest, or takes it away; returns the lines of `graph.nq`.
    fn set(&mut self, name: &'static str, text: Option<String>) -> String {
        match text {
            Some(text) => self.digests.insert(name, text),
            None => self.digests.remove(name),
        };
        self.build(Way::Changed)
    }

    fn build(&self, way: Way) -> String {
        let build = |dir: &Path| {
            pipeline::build(self.found(), &KNOWLEDGE, dir, &self.options, &()).unwrap()
        };
        assert_eq!(build(&self.out()).way, way);
        let once = tempfile::tempdir_in(self.work.path()).unwrap();
        assert_eq!(build(once.path()).way, Way::Whole);
        let (steps, once) = (promised(&self.out()), promised(once.path()));
        for (name, bytes) in &once {
            assert!(steps.get(name) == Some(bytes), "{name} differs");
        }
        String::from_utf8_lossy(&once["graph.nq"]).into_owned()
    }
}

/// A digest with items that name these.
fn naming(day: u32, items: impl Iterator<Item = String>) -> Option<String> {
    let items = items.map(|names| format!("## 消息\n\n{names}。\n\n"));
    Some(format!(
        "# 日报 2026-03-{day:02}\n\n{}",
        items.collect::<String>()
    ))
}

fn times(names: &str, n: usize) -> impl Iterator<Item = String> {
    std::iter::repeat_n(names.to_string(), n)
}

#[test]
fn a_pair_of_names_that_become_common_goes_from_digests_that_stay() {
    let mut steps = Steps::new(Options::default());
    steps
        .digests
        .insert("a.md", naming(1, times("NVIDIA", 19)).unwrap());
    steps.build(Way::Whole);
    steps.set("b.md", naming(2, times("OpenAI", 25)));
    let pair = "entity/nvidia/with/openai>";
    assert!(
        !steps
            .set("d.md", naming(4, times("OpenAI", 1)))
            .contains(pair)
    );
    assert!(
        steps
            .set("c.md", naming(3, times("NVIDIA 与 OpenAI", 1)))
            .contains(pair)
    );
    // Both stand in more than 20 items now, and one item alone names both.
    assert!(
        !steps
            .set("e.md", naming(5, times("NVIDIA", 1)))
            .contains(pair)
    );
    assert!(steps.set("e.md", None).contains(pair));
}

#[test]
fn what_many_names_claims_and_imports_say_follows_a_change() {
    let companies = KNOWLEDGE.lexicon.entities();
    let companies = companies.filter(|e| e.kind == aikg::entity::Kind::Company);
    let names: Vec<&str> = companies.map(|e| e.canonical()).take(60).collect();
    let roundup = names.chunks(12).map(|names| names.join("、"));
    let roundup = roundup.collect::<Vec<_>>().join("。\n\n");
    let line = r#"{"subject":"Zorblax-2","predicate":"develops","object":"NVIDIA","source":"https://example.org/1","confidence":"0.5"}"#;
    let (import, _) = aikg::import::read("others", line.as_bytes());
    let mut steps = Steps::new(Options {
        mentions: true,
        imports: vec![import],
        ..Options::default()
    });
    steps.digests.insert("a.md", text(0, 2));
    steps.build(Way::Whole);
    steps.set("b.md", naming(2, [roundup.clone()].into_iter()));
    steps.set(
        "c.md",
        naming(3, [roundup, "NVIDIA 与 OpenAI".into()].into_iter()),
    );
    steps.set("d.md", Some(text(2, 2)));
    // Two names that the roundup, which stays, has in two passages: no pair of its own.
    let apart = format!("{} 与 {}", names[0], names[13]);
    steps.set("e.md", naming(5, times(&apart, 1)));
    steps.set("b.md", naming(4, times("NVIDIA", 2)));
    steps.set("a.md", None);
    steps.set("d.md", None);
    steps.options.mentions = false;
    steps.build(Way::Whole);
}

#[test]
fn a_damaged_file_is_never_changed_but_written_again() {
    let mut steps = Steps::new(Options::default());
    for (name, digest) in [("a.md", 0), ("b.md", 1), ("c.md", 2)] {
        steps.digests.insert(name, text(digest, digest % 3));
    }
    steps.build(Way::Whole);
    let mut missed = Vec::new();
    for (variant, name) in (0u64..).zip([
        "graph.nq",
        "store/graph.aikg",
        "store/parts.bin",
        "store/names.bin",
        "store/extracts.bin",
        "tables/items.csv",
        "tables/mentions.csv",
        "tables/relations.csv",
        "tables/papers.csv",
    ]) {
        let path = steps.out().join(name);
        let mut bytes = std::fs::read(&path).unwrap();
        // The rows and the extract of the first digest, which stays as it is.
        let at = match name {
            "store/graph.aikg" => bytes.len() / 2,
            "store/extracts.bin" => 40,
            "store/parts.bin" | "store/names.bin" => bytes.len() / 3,
            "graph.nq" => {
                let title = b"digest/a.md> <http://purl.org/dc/terms/title> \"";
                let at = bytes.windows(title.len()).position(|w| w == title);
                at.unwrap() + title.len()
            }
            _ => bytes.iter().position(|b| *b == b'\n').unwrap() + 2,
        };
        bytes[at] ^= 1;
        std::fs::write(&path, &bytes).unwrap();
        steps.digests.insert("c.md", text(2, variant % 3));
        let options = &steps.options;
        let built = pipeline::build(steps.found(), &KNOWLEDGE, &steps.out(), options, &());
        if built.unwrap().way != Way::Whole {
            missed.push(name);
            std::fs::remove_dir_all(steps.out()).unwrap();
            steps.build(Way::Whole);
        }
        steps.build(Way::None);
    }
    assert!(missed.is_empty(), "{missed:?}");
}
