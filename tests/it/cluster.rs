//! The steps for many machines: any parts, in any order and grouping, give the bytes of `aikg build`; no line is lost.

use crate::run::{Run, samples};
use aikg::builtin;
use aikg::cluster::{self, Input, Linked};
use aikg::extract::Knowledge;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(Knowledge::builtin);

/// The samples, one document a line.
static DOCUMENTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let line =
        |name: &str, text: &str| format!("{}\n", serde_json::json!({"digest": name, "text": text}));
    let samples = builtin::samples();
    samples.iter().map(|f| line(f.name, f.text)).collect()
});

static EXTRACTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lines = written(|out| {
        cluster::extract(input(DOCUMENTS.concat()), &KNOWLEDGE, out).unwrap();
    });
    lines.split_inclusive('\n').map(str::to_string).collect()
});

/// The `graph.nq` of `aikg build`.
static GRAPH: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let mut run = Run::new();
    run.ok(["build", samples().to_str().unwrap(), "-o", "out", "-q"]);
    run.bytes("out/graph.nq")
});

fn input(bytes: impl Into<Vec<u8>>) -> Input {
    Input {
        name: PathBuf::from("memory"),
        bytes: Box::new(std::io::Cursor::new(bytes.into())),
    }
}

fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap()
}

/// Adds parts up in groups, and the groups: the first ones as files are, the last as one stream.
fn merged(parts: &[String], groups: usize) -> String {
    let groups: Vec<String> = parts
        .chunks(groups)
        .map(|group| {
            let files = group.iter().map(|part| input(part.clone())).collect();
            written(|out| cluster::merge(files, out).unwrap())
        })
        .collect();
    written(|out| cluster::merge_stream(input(groups.concat()), out).unwrap())
}

fn linked(folder: &Path, links: &str) -> Linked {
    let path = folder.join("links");
    std::fs::write(&path, links).unwrap();
    Linked::open(&path, &KNOWLEDGE).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_parts_in_any_grouping_give_the_graph_of_a_build(
        order in Just((0..DOCUMENTS.len()).collect::<Vec<usize>>()).prop_shuffle(),
        size in 1..9usize,
        groups in 1..5usize,
        again in 1..5usize,
    ) {
        let parts: Vec<String> = order
            .chunks(size)
            .map(|part| part.iter().map(|n| EXTRACTS[*n].as_str()).collect())
            .collect();
        let link = |part: &String| {
            written(|out| {
                cluster::link(vec![input(part.clone())], &KNOWLEDGE, out).unwrap();
            })
        };
        let links: Vec<String> = parts.iter().map(link).collect();
        let all = merged(&links, groups);
        prop_assert_eq!(&all, &link(&EXTRACTS.concat()));

        let folder = tempfile::tempdir().unwrap();
        let linked = linked(folder.path(), &all);
        let mut quads = String::new();
        let mut counts = Vec::new();
        for part in &parts {
            let extracts = || vec![input(part.clone())];
            quads += &written(|out| cluster::quads(&linked, extracts(), false, out).unwrap());
            counts.push(written(|out| cluster::count(&linked, extracts(), out).unwrap()));
        }
        counts.reverse();
        let counts = vec![input(merged(&counts, again))];
        quads += &written(|out| {
            cluster::shared(&linked, counts, &KNOWLEDGE, false, out).unwrap();
        });
        let mut lines: Vec<&str> = quads.split_inclusive('\n').collect();
        lines.sort_unstable();
        prop_assert!(lines.concat().as_bytes() == GRAPH.as_slice());
    }
}

/// Runs all steps as commands, in two parts.
fn built(run: &mut Run, more: &[&str]) -> Vec<u8> {
    let (one, other) = DOCUMENTS.split_at(7);
    let mut links = vec!["link", "--merge", "--out", "links"];
    let mut counts = vec!["emit", "--links", "links", "--shared", "--out", "s.nq"];
    counts.extend(more);
    for (part, lines) in [("a", one), ("b", other)] {
        let path = |name: &str| run.path().join(name);
        std::fs::write(path(&format!("{part}.ndjson")), lines.concat()).unwrap();
    }
    for (part, [extracts, linked, _]) in PARTS {
        let made = run.ok(["extract", &format!("{part}.ndjson")]);
        std::fs::write(run.path().join(extracts), made).unwrap();
        run.ok(["link", extracts, "--out", linked]);
        links.push(linked);
    }
    run.ok(links);
    let mut all = Vec::new();
    for (_, [extracts, _, counted]) in PARTS {
        let mut args = vec!["emit", "--links", "links", extracts];
        args.extend(more);
        all.push(run.ok(args));
        run.ok([
            "emit", "--links", "links", "--count", extracts, "--out", counted,
        ]);
        counts.push(counted);
    }
    run.ok(counts);
    all.push(run.read("s.nq"));
    let all = all.concat();
    let mut lines: Vec<&str> = all.split_inclusive('\n').collect();
    lines.sort_unstable();
    lines.concat().into_bytes()
}

/// The files of each part: extracts, links, counts.
const PARTS: [(&str, [&str; 3]); 2] = [
    ("a", ["a.extracts", "a.links", "a.counts"]),
    ("b", ["b.extracts", "b.links", "b.counts"]),
];

#[test]
fn the_commands_give_the_graph_of_a_build() {
    let mut run = Run::new();
    assert!(built(&mut run, &[]) == *GRAPH);
    let folder = samples();
    run.ok(["build", folder.to_str().unwrap(), "-o", "m", "--mentions"]);
    assert!(built(&mut run, &["--mentions"]) == run.bytes("m/graph.nq"));
}

#[test]
fn own_dictionaries_are_used_in_every_step() {
    let rows = "id,type,en,zh-hans,zh-hant,aliases,of,since,until,notes\nxingye,Company,Xingye Robotics,星野机器人,星野機器人,,,,,\n";
    let mut run = Run::new()
        .file("own/companies.csv", rows)
        .file("d/a.md", "# A 2026-01-01\n\n## 星野機器人\n\n一。\n")
        .stdin("{\"digest\": \"a.md\", \"text\": \"# A 2026-01-01\\n\\n## 星野機器人\\n\\n一。\\n\"}\n");
    let own = ["--dictionaries", "own"];
    let with = |args: &[&'static str]| [args, &own].concat();
    let extracts = run.ok(with(&["extract"]));
    std::fs::write(run.path().join("e"), extracts).unwrap();
    run.ok(with(&["link", "e", "--out", "l"]));
    let quads = run.ok(with(&["emit", "--links", "l", "e"]));
    assert!(quads.contains("entity/xingye>"), "{quads}");
    run.ok(with(&["build", "d", "-o", "out"]));
    let graph = run.read("out/graph.nq");
    assert!(quads.lines().all(|line| graph.contains(line)));
    // The same extracts without them.
    assert_eq!(run.run(["emit", "--links", "l", "e"]).status, 1);
}

#[test]
fn every_line_gives_a_line_in_order() {
    let good =
        |n: usize| format!("{{\"id\": \"d{n}.md\", \"text\": \"# A 2026-01-01\\n\\n## 輝達\\n\"}}");
    let mut lines: Vec<String> = (0..300).map(good).collect();
    let broken = [
        (3, String::new()),
        (70, "   ".to_string()),
        (71, "{\"digest\": \"cut.md\", \"text\": \"# A".to_string()),
        (128, "[]".to_string()),
        (
            129,
            "{\"digest\": \"gbk.md\", \"bytes\": \"06LOsLTv\"}".to_string(),
        ),
        (
            130,
            "{\"digest\": \"zero.md\", \"text\": \"a\\u0000b\"}".to_string(),
        ),
        (200, "\u{FEFF}{\"digest\": 5}".to_string()),
        (299, "null".to_string()),
    ];
    for (place, line) in &broken {
        lines[*place].clone_from(line);
    }
    // The last line has no end; those of some other system have two bytes.
    let text = lines
        .join("\n")
        .replace("d100.md", "d100.md\\r")
        .replace("\n{\"id\": \"d150", "\r\n{\"id\": \"d150");
    let mut run = Run::new().stdin(text);
    let done = run.run(["extract", "--threads", "3"]);
    assert_eq!(done.status, 3, "{}", done.stderr);
    assert!(done.stderr.contains("8 of 300 lines"), "{}", done.stderr);
    let made: Vec<serde_json::Value> = done
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(made.len(), 300);
    for (place, made) in made.iter().enumerate() {
        if broken.iter().any(|(at, _)| *at == place) {
            assert_eq!(made["line"], place + 1, "{made}");
            assert!(!made["error"].as_str().unwrap().is_empty());
        } else {
            let name = made["extract"]["name"].as_str().unwrap();
            assert_eq!(name.trim_end(), format!("d{place}.md"));
        }
    }
    assert_eq!(made[129]["digest"], "gbk.md");
}

#[test]
fn lines_that_come_slowly_are_answered_at_once() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::{Command, Stdio};
    let mut child = Command::new(env!("CARGO_BIN_EXE_aikg"))
        .arg("extract")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut to = child.stdin.take().unwrap();
    let mut from = BufReader::new(child.stdout.take().unwrap());
    for line in DOCUMENTS.iter().take(3) {
        to.write_all(line.as_bytes()).unwrap();
        let mut answer = String::new();
        from.read_line(&mut answer).unwrap();
        assert!(answer.contains("\"extract\":"), "{answer}");
    }
    drop(to);
    assert!(child.wait().unwrap().success());
}
