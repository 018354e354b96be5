//! A complete build that waits aside, since the one that made it was ended while it moved its files: told wherever it shows, and nothing is lost.

use crate::run::{PROMISED, Run};
use std::path::Path;

const NOTES: &str = r#"{"subject": "輝達", "predicate": "acquires", "object": "Groq", "source": "https://example.org/n", "confidence": 0.8}"#;

/// The files of a build in the order in which they are moved.
const MOVED: [&str; 10] = [
    "graph.nq",
    "store/graph.aikg",
    "warnings.jsonl",
    "store/extracts.bin",
    "tables/items.csv",
    "tables/mentions.csv",
    "tables/entities.csv",
    "tables/relations.csv",
    "tables/papers.csv",
    "manifest.json",
];

/// A folder `out` with the graph of one digest and, of the graph of two, the first `moved` files; the others wait aside. `want` is the latter graph.
fn half_moved(moved: usize) -> Run {
    let mut run = Run::new()
        .file("d/a.md", "# A 2026-01-01\n\n## 輝達\n\n一。\n")
        .file("b.md", "# B 2026-01-02\n\n## 微軟與Groq\n\n二。\n")
        .file("c.md", "# C 2026-01-03\n\n## 蘋果公司\n\n三。\n")
        .file("notes.jsonl", NOTES);
    run.ok(["build", "d", "-o", "out", "-q"]);
    run.ok(["build", "d", "b.md", "-o", "want", "-q"]);
    copy(&run.path().join("want"), &run.path().join("out/.aikg-next"));
    std::fs::write(run.path().join("out/.aikg-next/ready"), "").unwrap();
    for file in &MOVED[..moved] {
        let (from, to) = (format!("out/.aikg-next/{file}"), format!("out/{file}"));
        std::fs::rename(run.path().join(from), run.path().join(to)).unwrap();
    }
    run
}

fn copy(from: &Path, to: &Path) {
    for file in MOVED {
        let to = to.join(file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(from.join(file), to).unwrap();
    }
}

#[test]
fn check_tells_and_the_next_build_mends() {
    for moved in 0..MOVED.len() {
        let mut run = half_moved(moved);
        let done = run.run(["check", "-g", "out"]);
        assert_eq!(done.status, 3, "{moved}: {}", done.stdout);
        let told = done.stdout.contains(".aikg-next: a complete build waits");
        assert!(told, "{moved}: {}", done.stdout);
        run.ok(["build", "d", "b.md", "-o", "out", "-q"]);
        assert_eq!(run.ok(["check", "-g", "out"]), "", "{moved}");
        for file in PROMISED {
            let (out, want) = (format!("out/{file}"), format!("want/{file}"));
            assert!(run.bytes(&out) == run.bytes(&want), "{moved}: {file}");
        }
    }
    // The very first build of a folder, which has no manifest yet.
    let mut run = half_moved(4);
    std::fs::remove_file(run.path().join("out/manifest.json")).unwrap();
    let done = run.run(["check", "-g", "out"]);
    assert_eq!(done.status, 3, "{}", done.stdout);
    assert!(
        done.stdout.contains("`aikg build` again"),
        "{}",
        done.stdout
    );
}

#[test]
fn what_reads_several_files_says_that_they_may_be_of_two_builds() {
    let mut run = half_moved(6);
    for args in [
        &["show", "輝達", "-g", "out"][..],
        &["map", "-g", "out"],
        &["report", "-g", "out"],
        &["export", "-f", "gexf", "-g", "out"],
        &["query", "digests", "-g", "out"],
        &["why", "輝達", "-g", "out"],
        &["resolve", "輝達", "-g", "out"],
        &["diff", "want", "out"],
    ] {
        let done = run.run(args);
        let told = done.stderr.contains("a complete build waits in out");
        assert!(told, "{args:?}: {}", done.stderr);
    }
    run.ok(["build", "d", "b.md", "-o", "out", "-q"]);
    let done = run.run(["show", "輝達", "-g", "out"]);
    assert!(!done.stderr.contains("waits"), "{}", done.stderr);
}

#[test]
fn an_import_takes_up_what_waits_before_it_looks() {
    for moved in [0, 4, 9] {
        let mut run = half_moved(moved);
        run.ok(["import", "notes.jsonl", "-g", "out", "-q"]);
        assert_eq!(run.rows("out/tables/items.csv").len(), 2, "{moved}");
        assert!(run.read("out/graph.nq").contains("graph/import/notes"));
    }
}

#[test]
fn imports_at_once_wait_for_each_other_and_for_builds() {
    let mut run = half_moved(0);
    run.ok(["build", "d", "b.md", "-o", "out", "-q"]);
    let names: Vec<String> = (0..6).map(|n| format!("n{n}")).collect();
    let start = |args: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_aikg"))
            .args(args)
            .current_dir(run.path())
            .spawn()
            .unwrap()
    };
    let mut all: Vec<_> = names
        .iter()
        .map(|name| start(&["import", "notes.jsonl", "--name", name, "-g", "out", "-q"]))
        .collect();
    all.push(start(&["build", "--add", "c.md", "-o", "out", "-q"]));
    for mut one in all {
        assert!(one.wait().unwrap().success());
    }
    let graph = run.read("out/graph.nq");
    for name in names {
        assert!(graph.contains(&format!("graph/import/{name}>")), "{name}");
    }
    assert_eq!(run.rows("out/tables/items.csv").len(), 3);
}
