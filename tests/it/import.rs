//! `aikg import`: findings from elsewhere stand in named graphs of their own and stay there.

use crate::run::{PROMISED, Run};

const DIGEST: &str = "# A 2026-01-05\n\n## 輝達與台積電\n\n輝達與台積電合作。\n";
const NOTES: &str = r#"{"subject": "英偉達", "predicate": "acquires", "object": "Zorblax 7", "source": "https://example.org/n", "confidence": 0.8, "object_type": "Company"}
{"subject": "TSMC", "predicate": "worksOn", "object": "輝達", "source": "x", "confidence": 1}

not json
{"subject": "蘋果公司", "predicate": "competesWith", "object": "ent:nvidia", "source": "a reader", "confidence": 0.5, "polarity": "denied", "date": "2026-01-04"}
{"subject": "輝達", "predicate": "acquires", "object": "Zorblax 7", "source": "https://example.org/n", "confidence": 0.6}
{"subject": "輝達", "predicate": "develops", "object": "", "source": "x", "confidence": 1}
{"subject": "輝達", "predicate": "develops", "object": "y", "source": "x", "confidence": 7}
"#;

fn run() -> Run {
    let mut run = Run::new()
        .file("d/a.md", DIGEST)
        .file("notes.jsonl", NOTES)
        .file("b.md", "# B 2026-01-06\n\n## 微軟\n\n微軟與輝達。\n");
    run.ok(["build", "d", "-o", "out", "-q"]);
    run
}

fn ask(run: &mut Run, query: &str) -> Vec<String> {
    let text = run.ok(["query", "-e", query, "-g", "out", "-f", "csv"]);
    text.lines().skip(1).map(str::to_string).collect()
}

#[test]
fn good_lines_are_claims_and_bad_ones_are_told() {
    let mut run = run();
    let before = run.read("out/graph.nq");
    let done = run.run(["import", "notes.jsonl", "-g", "out"]);
    assert_eq!(done.status, 3, "{}", done.stderr);
    for told in [
        "notes.jsonl:2: no predicate is named worksOn",
        "notes.jsonl:4: is no JSON object",
        "notes.jsonl:7: has no \"object\"",
        "notes.jsonl:8: has no \"confidence\": a number from 0 to 1",
        "imports/notes.jsonl:1: Zorblax 7 is a name that neither",
    ] {
        assert!(done.stderr.contains(told), "{told}: {}", done.stderr);
    }
    assert_eq!(
        ask(
            &mut run,
            "SELECT ?s ?p ?c ?polarity ?from WHERE { GRAPH graph:import\\/notes { ?claim a aikg:Claim ; rdf:subject ?s ; \
             rdf:predicate ?p ; aikg:confidence ?c ; aikg:polarity ?polarity ; prov:wasDerivedFrom ?from } } ORDER BY ?s"
        ),
        [
            "https://w3id.org/aikg/entity/apple,https://w3id.org/aikg/ontology#competesWith,0.5,denied,\
             https://w3id.org/aikg/graph/import/notes/source/a%20reader",
            "https://w3id.org/aikg/entity/nvidia,https://w3id.org/aikg/ontology#acquires,0.8,asserted,https://example.org/n",
        ],
        "what is said twice is said once, as surely as the surer of the two"
    );
    // Plain edges, only for what is asserted, and only here.
    assert_eq!(
        ask(
            &mut run,
            "SELECT ?g ?name WHERE { GRAPH ?g { ent:nvidia aikg:acquires ?o . ?o schema:name ?name } }"
        ),
        ["https://w3id.org/aikg/graph/import/notes,Zorblax 7"]
    );
    assert!(ask(&mut run, "SELECT ?s WHERE { ?s aikg:competesWith ?o }").is_empty());
    // Whatever the digests say stands as it stood.
    let of_digests = |text: &str| -> Vec<String> {
        let own = |l: &&str| !l.contains("/graph/meta>") && !l.contains("/graph/import/");
        text.lines().filter(own).map(str::to_string).collect()
    };
    assert_eq!(of_digests(&before), of_digests(&run.read("out/graph.nq")));
    assert!(!run.read("out/tables/relations.csv").contains("acquires"));
}

#[test]
fn every_route_gives_the_same_bytes_and_removing_leaves_nothing() {
    let mut run = run();
    let files = |run: &Run, dir: &str| -> Vec<Vec<u8>> {
        PROMISED
            .iter()
            .map(|name| run.bytes(&format!("{dir}/{name}")))
            .collect()
    };
    let plain = files(&run, "out");
    run.run(["import", "notes.jsonl", "-g", "out", "-q"]);
    let imported = files(&run, "out");
    assert!(run.read("out/manifest.json").contains("\"claims\": 3"));
    assert_eq!(
        run.ok(["build", "d", "-o", "out", "-q"]),
        "",
        "the next build keeps it, and has nothing to complain of"
    );
    assert!(imported == files(&run, "out"));
    run.ok(["build", "--add", "b.md", "-o", "out", "-q"]);
    run.ok(["import", "--remove", "notes", "-g", "out", "-q"]);
    assert!(!run.read("out/graph.nq").contains("import"));
    run.ok(["build", "--remove", "b.md", "-o", "out", "-q"]);
    assert!(plain == files(&run, "out"));
    // The other way about, from standard input, over another import of the same name.
    run.ok(["build", "d", "b.md", "-o", "new", "-q"]);
    run = run.stdin(NOTES.lines().next().unwrap());
    run.ok(["import", "-", "--name", "notes", "-g", "new", "-q"]);
    run.run(["import", "notes.jsonl", "-g", "new", "-q"]);
    run.ok(["build", "d", "-o", "new", "-q"]);
    assert!(imported == files(&run, "new"));
}

#[test]
fn of_two_names_of_one_thing_that_no_digest_names_the_first_stands() {
    let line = |name: &str, kind: &str| {
        format!(
            "{{\"subject\": \"{name}\", \"subject_type\": {kind}, \"predicate\": \"develops\", \"object\": \"輝達\", \"source\": \"x\", \"confidence\": 1}}\n"
        )
    };
    let mut run = run()
        .file(
            "b.jsonl",
            line("ZORBLAX-7", "null") + &line("Zorblax-7", "null"),
        )
        .file(
            "a.jsonl",
            line("zorblax 7", "null") + &line("Zorblax 7", "\"Company\""),
        );
    // In whatever order they come, the first by the name of the import and by line.
    run.ok(["import", "b.jsonl", "-g", "out", "-q"]);
    run.ok(["import", "a.jsonl", "-g", "out", "-q"]);
    assert_eq!(
        ask(
            &mut run,
            "SELECT DISTINCT ?name ?items ?class WHERE { ?e aikg:develops ent:nvidia ; schema:name ?name ; aikg:items ?items ; a ?class } ORDER BY ?class"
        ),
        [
            "zorblax 7,0,https://schema.org/Corporation",
            "zorblax 7,0,https://w3id.org/aikg/ontology#Company",
            "zorblax 7,0,https://w3id.org/aikg/ontology#Entity",
        ]
    );
    assert_eq!(run.ok(["check", "-g", "out"]), "");
    // The import is held against no digest.
    assert_eq!(run.ok(["check", "-g", "out", "d"]), "");
}

#[test]
fn as_of_and_diff_know_of_imports() {
    let mut run = run();
    run.ok(["build", "d", "-o", "old", "-q"]);
    run.run(["import", "notes.jsonl", "-g", "out", "-q"]);
    let early = run.ok(["export", "-g", "out", "--as-of", "2026-02"]);
    assert!(!early.contains("/import/"), "an import is no digest");
    let diff = run.ok(["diff", "old", "out"]);
    assert!(diff.contains("+ notes"), "{diff}");
}

#[test]
fn what_cannot_be_done_is_told() {
    let mut run = run();
    let done = run.run(["import", "notes.jsonl", "-g", "nowhere"]);
    assert_eq!(done.status, 1);
    let done = run.run(["import", "notes.jsonl", "--name", "../x", "-g", "out"]);
    assert_eq!(done.status, 2);
    assert!(done.stderr.contains("--name"), "{}", done.stderr);
    let done = run.run(["import", "--remove", "note", "-g", "out"]);
    assert_eq!(done.status, 3);
    std::fs::remove_dir_all(run.path().join("out/store")).unwrap();
    let done = run.run(["import", "notes.jsonl", "-g", "out"]);
    assert_eq!(done.status, 1);
    assert!(
        done.stderr.contains("aikg build INPUT... -o out"),
        "{}",
        done.stderr
    );
}
