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

/// The types that the headers of neo4j-admin's import know for properties.
const NEO4J_TYPES: [&str; 16] = [
    "int",
    "long",
    "float",
    "double",
    "boolean",
    "byte",
    "short",
    "char",
    "string",
    "point",
    "date",
    "localtime",
    "time",
    "localdatetime",
    "datetime",
    "duration",
];

/// A field of a header as neo4j-admin reads it: `name:ID(Group)`, `:LABEL`, `name:type`, `name:type[]`, `name`; its name, what it is, its group.
fn neo4j_field(field: &str) -> (String, String, String) {
    let form =
        regex::Regex::new(r"^([A-Za-z0-9_]*)(?::([A-Za-z_]+)(\[\])?(?:\(([A-Za-z0-9_-]+)\))?)?$")
            .unwrap();
    let parts = form
        .captures(field)
        .unwrap_or_else(|| panic!("{field} is no field"));
    let part = |n: usize| parts.get(n).map_or("", |m| m.as_str()).to_string();
    let (name, what, array, group) = (part(1), part(2), part(3), part(4));
    match what.as_str() {
        "ID" => assert!(array.is_empty() && !group.is_empty(), "{field}"),
        "START_ID" | "END_ID" => assert!(
            name.is_empty() && array.is_empty() && !group.is_empty(),
            "{field}"
        ),
        "LABEL" | "TYPE" => assert!(
            name.is_empty() && array.is_empty() && group.is_empty(),
            "{field}"
        ),
        "" => assert!(!name.is_empty(), "{field}"),
        kind => assert!(
            !name.is_empty() && group.is_empty() && NEO4J_TYPES.contains(&kind),
            "{field}"
        ),
    }
    (name, format!("{what}{array}"), group)
}

#[test]
fn headers_for_neo4j_have_its_grammar_and_values_their_types() {
    let mut run = built();
    run.ok(["export", "-f", "neo4j", "-g", "out", "--out", "x"]);
    let command = run.read("x/import.txt");
    // A tab parts the values of arrays: names and addresses may hold the usual semicolon, and none holds a tab.
    assert!(command.contains("--array-delimiter=TAB"), "{command}");
    let files = |option: &str| -> Vec<String> {
        let words = command.split_whitespace();
        words
            .filter_map(|w| w.strip_prefix(option))
            .map(str::to_string)
            .collect()
    };
    let (nodes, edges) = (files("--nodes="), files("--relationships="));
    let mut groups = std::collections::BTreeSet::new();
    let mut written: Vec<String> = vec!["import.txt".to_string()];
    for file in nodes.iter().chain(&edges) {
        let is_nodes = nodes.contains(file);
        written.push(file.clone());
        let mut reader = csv::Reader::from_path(run.path().join("x").join(file)).unwrap();
        let fields: Vec<_> = reader.headers().unwrap().iter().map(neo4j_field).collect();
        let of = |what: &str| fields.iter().filter(|f| f.1 == what).count();
        let wanted = if is_nodes {
            [1, 1, 0, 0, 0]
        } else {
            [0, 0, 1, 1, 1]
        };
        assert_eq!(
            ["ID", "LABEL", "START_ID", "END_ID", "TYPE"].map(of),
            wanted,
            "{file}"
        );
        let mut names: Vec<&String> = fields
            .iter()
            .map(|f| &f.0)
            .filter(|n| !n.is_empty())
            .collect();
        names.sort();
        names.dedup();
        assert_eq!(
            names.len(),
            fields.iter().filter(|f| !f.0.is_empty()).count(),
            "{file}"
        );
        for (_, what, group) in &fields {
            match what.as_str() {
                "ID" => assert!(groups.insert(group.clone()), "{file}: {group} twice"),
                "START_ID" | "END_ID" => assert!(groups.contains(group), "{file}: {group}"),
                _ => {}
            }
        }
        let mut rows = 0;
        for row in reader.records() {
            rows += 1;
            for ((_, what, _), value) in fields.iter().zip(&row.unwrap()) {
                let fits = match what.as_str() {
                    "int" => value.parse::<i32>().is_ok(),
                    "double" => value.is_empty() || value.parse::<f64>().is_ok(),
                    "date" => value.is_empty() || value.parse::<jiff::civil::Date>().is_ok(),
                    "ID" | "START_ID" | "END_ID" | "LABEL" | "TYPE" => !value.is_empty(),
                    "string[]" => value.split('\t').all(|one| !one.is_empty()) || value.is_empty(),
                    _ => !value.contains('\t'),
                };
                assert!(fits, "{file}: {value:?} is no {what}");
            }
        }
        assert!(rows > 0, "{file}");
    }
    let mut there: Vec<String> = std::fs::read_dir(run.path().join("x"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    there.sort();
    written.sort();
    assert_eq!(there, written, "every file is taken by the command");
}
