//! `aikg export`: the tools that the formats are for read the same from each; what can be checked without them is checked here.

use crate::run::{Run, built, samples};
use std::path::Path;
use std::process::Command;

/// What could break out of a format, in every place that an export writes.
const AWKWARD: &str = "# \"A\" <b>&\\ 2026-04-02\n\n## `<a href=\"x\">`, 輝達 & \"台積電\" \\ ; | 一\n\n**關鍵實體**：輝達、\"Qu<o>te & Co\"、A;B|C\n\n\
輝達收購了台積電。[x](https://example.org/a;b?c=\"d\")\n";

/// Everything exported into one folder.
fn exported(as_of: Option<&str>) -> Run {
    let mut run = Run::new().file("2026-04-02-awkward.md", AWKWARD);
    run.ok([
        "build",
        samples().to_str().unwrap(),
        "2026-04-02-awkward.md",
        "-o",
        "out",
        "-q",
    ]);
    let date = as_of.map(|date| format!("--as-of={date}"));
    for (format, out) in [
        ("nq", "x/graph.nq"),
        ("trig", "x/graph.trig"),
        ("ttl", "x/graph.ttl"),
        ("jsonld", "x/graph.jsonld"),
        ("graphml", "x/graph.graphml"),
        ("gexf", "x/graph.gexf"),
        ("csv", "x/tables"),
        ("neo4j", "x/neo4j"),
        ("void", "x/void.ttl"),
    ] {
        std::fs::create_dir_all(run.path().join("x")).unwrap();
        let mut args = vec!["export", "-g", "out", "-f", format, "--out", out];
        args.extend(date.as_deref());
        run.ok(args);
    }
    run
}

/// Reads the exports with a tool, if Python has it.
fn read_by(tool: &str, needs: &str) {
    let has = Command::new("python3")
        .args(["-c", &format!("import {needs}")])
        .output();
    if !has.is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: python3 has no {needs}");
        return;
    }
    for as_of in [None, Some("2026-02-16")] {
        let run = exported(as_of);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports.py");
        let done = Command::new("python3")
            .arg(script)
            .arg(tool)
            .arg(run.path().join("x"))
            .output()
            .unwrap();
        assert!(
            done.status.success(),
            "{}{}",
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

#[test]
fn rdflib_reads_the_same_quads_from_every_form() {
    read_by("rdflib", "rdflib");
}

#[test]
fn pyoxigraph_reads_the_same_quads_from_every_form() {
    read_by("pyoxigraph", "pyoxigraph");
}

#[test]
fn networkx_reads_the_network_with_dates() {
    read_by("networkx", "networkx");
}

#[test]
fn the_tables_for_neo4j_fit_their_headers() {
    read_by("neo4j", "csv");
}

#[test]
fn the_description_counts_rightly() {
    read_by("void", "rdflib");
}

#[test]
fn n_quads_and_tables_are_those_of_the_build() {
    let run = exported(None);
    assert!(run.bytes("out/graph.nq") == run.bytes("x/graph.nq"));
    for table in ["items", "mentions", "entities", "relations", "papers"] {
        let name = format!("tables/{table}.csv");
        assert!(run.bytes(&format!("out/{name}")) == run.bytes(&format!("x/{name}")));
    }
}

#[test]
fn tables_as_of_a_day_are_those_of_a_build_of_the_earlier_digests() {
    let early = "# A 2026-01-05\n\n## 輝達與台積電\n\n**分類**：晶片\n\n輝達收購台積電。\n";
    let late = "# B 2026-02-05\n\n## 英偉達與微軟\n\n英偉達、台積電與微軟合作。\n";
    let mut run = Run::new().file("early.md", early).file("late.md", late);
    run.ok(["build", "early.md", "late.md", "-o", "both"]);
    run.ok(["build", "early.md", "-o", "early"]);
    run.ok([
        "export", "-f", "csv", "--out", "x", "-g", "both", "--as-of", "2026-01",
    ]);
    for table in ["items", "mentions", "entities", "relations", "papers"] {
        let wanted = run.read(&format!("early/tables/{table}.csv"));
        assert_eq!(run.read(&format!("x/{table}.csv")), wanted, "{table}");
    }
    let names: Vec<String> = run
        .rows("x/co_mentions.csv")
        .into_iter()
        .map(|r| format!("{} {} {}", r["a"], r["b"], r["last_seen"]))
        .collect();
    assert_eq!(names, ["nvidia tsmc 2026-01-05"]);
}

#[test]
fn mentions_are_those_that_a_build_writes() {
    let mut run = built();
    run.ok([
        "build",
        samples().to_str().unwrap(),
        "-o",
        "full",
        "-q",
        "--mentions",
    ]);
    // The builds' own ids differ: they say whether mentions are in the file.
    let quads = |text: String| -> Vec<String> {
        let id = "build> <http://purl.org/dc/terms/identifier>";
        let lines = text.lines().filter(|l| !l.contains(id));
        lines.map(str::to_string).collect()
    };
    let wanted = quads(run.read("full/graph.nq"));
    let found = quads(run.ok(["export", "--mentions", "-g", "out"]));
    assert!(wanted.len() > 40_000);
    let differ: Vec<_> = wanted
        .iter()
        .zip(&found)
        .filter(|(a, b)| a != b)
        .take(3)
        .collect();
    assert!(wanted == found, "{differ:#?}");
    let again = quads(run.ok(["export", "--mentions", "-g", "full"]));
    assert!(
        wanted == again,
        "what is there already is not written twice"
    );
}

#[test]
fn several_files_need_a_folder() {
    let mut run = built();
    let done = run.run(["export", "-f", "neo4j", "-g", "out"]);
    assert_eq!(done.status, 2);
    assert!(done.stderr.contains("--out"), "{}", done.stderr);
    let done = run.run(["export", "-g", "nowhere"]);
    assert_eq!(done.status, 1);
    assert!(done.stderr.contains("aikg build"), "{}", done.stderr);
}
