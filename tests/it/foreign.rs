//! Programs that are not ours read the graph and answer alike: pyoxigraph and rdflib, where Python has them.

use crate::run::built;
use std::process::Command;

const QUERY: &str = "PREFIX aikg: <https://w3id.org/aikg/ontology#> PREFIX schema: <https://schema.org/>
SELECT ?name ?items WHERE { ?e a aikg:Company ; schema:name ?name ; aikg:items ?items } ORDER BY DESC(?items) ?name LIMIT 12";

const PYOXIGRAPH: &str = r#"
import sys, pyoxigraph as o
store = o.Store()
store.bulk_load(path=sys.argv[1], format=o.RdfFormat.N_QUADS)
for row in store.query(sys.argv[2], use_default_graph_as_union=True):
    print(row["name"].value + "," + row["items"].value)
"#;

const RDFLIB: &str = r#"
import sys, rdflib
store = rdflib.Dataset(default_union=True)
store.parse(sys.argv[1], format="nquads")
for row in store.query(sys.argv[2]):
    print(f"{row.name},{row.items_}" if hasattr(row, "items_") else f"{row[0]},{row[1]}")
"#;

fn answer(module: &str, script: &str) -> Option<(String, String)> {
    let has = Command::new("python3")
        .args(["-c", &format!("import {module}")])
        .output();
    if !has.is_ok_and(|o| o.status.success()) {
        eprintln!("skipped: python3 has no {module}");
        return None;
    }
    let mut run = built();
    let ours = run.ok(["query", "-e", QUERY, "-g", "out", "-f", "csv"]);
    let ours: String = ours.lines().skip(1).map(|l| format!("{l}\n")).collect();
    let done = Command::new("python3")
        .args(["-c", script])
        .arg(run.path().join("out/graph.nq"))
        .arg(QUERY)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    Some((ours, String::from_utf8_lossy(&done.stdout).into_owned()))
}

#[test]
fn pyoxigraph_answers_alike() {
    if let Some((ours, theirs)) = answer("pyoxigraph", PYOXIGRAPH) {
        assert!(ours.lines().count() == 12);
        assert_eq!(ours, theirs);
    }
}

#[test]
fn rdflib_answers_alike() {
    if let Some((ours, theirs)) = answer("rdflib", RDFLIB) {
        assert_eq!(ours, theirs);
    }
}
