//! `aikg query`: values are checked, answers have their form, come as they are found, and end in time.

use crate::run::{Run, built};
use std::io::Read;
use std::process::{Command, Stdio};

#[test]
fn spellings_of_all_scripts_find_the_same_entity() {
    let mut run = built();
    let answers: Vec<String> = [
        "輝達",
        "英伟达",
        "英偉達",
        "ＮＶＩＤＩＡ",
        "nvidia",
        "ent:nvidia",
    ]
    .iter()
    .map(|name| {
        run.ok([
            "query",
            "co-mentions",
            &format!("entity={name}"),
            "-g",
            "out",
            "-f",
            "csv",
        ])
    })
    .collect();
    assert!(answers[0].contains("TSMC"));
    assert!(answers.windows(2).all(|w| w[0] == w[1]));
}

#[test]
fn a_query_sees_each_triple_of_all_graphs_once() {
    let mut run = Run::new()
        .file(
            "a.md",
            "# A 2026-01-01\n\n## 一\n\n[x](https://arxiv.org/abs/2601.00001) 輝達\n",
        )
        .file("b.md", "# B 2026-01-02\n\n## 二\n\n輝達與台積電\n");
    run.ok(["build", "a.md", "b.md", "-o", "out"]);
    // The entity's type stands in the registry once; its name too; GRAPH sees where.
    let count = run.ok([
        "query",
        "-e",
        "SELECT (COUNT(*) AS ?n) WHERE { ent:nvidia a aikg:Company }",
        "-g",
        "out",
        "-f",
        "csv",
    ]);
    assert_eq!(count.lines().nth(1), Some("1"));
    let graphs = run.ok([
        "query",
        "-e",
        "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g",
        "-g",
        "out",
        "-f",
        "csv",
    ]);
    assert_eq!(
        graphs
            .lines()
            .skip(1)
            .map(|l| l.rsplit("/graph/").next().unwrap())
            .collect::<Vec<_>>(),
        ["derived", "digest/a.md", "digest/b.md", "meta", "registry"]
    );
}

#[test]
fn answers_have_every_promised_form() {
    let mut run = built();
    let mut ask =
        |text: &str, format: &str| run.ok(["query", "-e", text, "-g", "out", "-f", format]);
    let select = "SELECT ?n WHERE { ent:nvidia schema:name ?n }";
    assert_eq!(ask(select, "csv"), "n\r\nNVIDIA\r\n");
    assert_eq!(ask(select, "tsv"), "?n\n\"NVIDIA\"\n");
    assert!(ask(select, "json").contains("\"value\":\"NVIDIA\""));
    assert!(ask(select, "xml").contains("<literal>NVIDIA</literal>"));
    assert!(ask(select, "markdown").starts_with("| n      |\n| ------ |\n| NVIDIA |\n"));
    assert!(ask(select, "table").contains("NVIDIA"));
    assert_eq!(ask("ASK { ent:nvidia a aikg:Company }", "table"), "yes\n");
    let construct = "CONSTRUCT { ?s a aikg:Company } WHERE { ?s a aikg:Company } LIMIT 1";
    assert!(ask(construct, "ttl").contains("@prefix aikg:"));
    assert!(ask(construct, "nt").starts_with('<'));
}

#[test]
fn a_file_or_standard_input_can_hold_the_query() {
    let text = "# title: mine\n# parameter: who entity  someone\nSELECT ?n WHERE { $who schema:name ?n }\n";
    let mut run = built().file("mine.rq", text);
    assert_eq!(
        run.ok(["query", "mine.rq", "who=輝達", "-g", "out", "-f", "csv"]),
        "n\r\nNVIDIA\r\n"
    );
    run = run.stdin(text);
    assert_eq!(
        run.ok(["query", "-", "who=輝達", "-g", "out", "-f", "csv"]),
        "n\r\nNVIDIA\r\n"
    );
    let mut run = built().file("own/mine.rq", text);
    assert!(
        run.ok(["query", "--list", "--queries", "own"])
            .contains("mine\n    mine")
    );
}

#[test]
fn values_stay_values() {
    let mut run = built();
    let attack = "text=x\" } ; DROP ALL ; # \\";
    let answer = run.ok(["query", "find", attack, "-g", "out", "-f", "csv"]);
    assert_eq!(
        answer.lines().count(),
        1,
        "an odd text finds nothing and breaks nothing"
    );
}

#[test]
fn a_topic_of_no_dictionary_is_found_by_its_own_words() {
    let mut run = Run::new().file(
        "a.md",
        "# A 2026-01-01\n\n## 一\n\n**分類**：夜間 理貨/觀察\n\n輝達與台積電。\n\n## 二\n\n輝達與微軟。\n",
    );
    run.ok(["build", "a.md", "-o", "out"]);
    for name in ["夜間 理貨/觀察", "夜间理货/观察"] {
        let answer = run.ok([
            "query",
            "items-of-topic",
            &format!("topic={name}"),
            "-g",
            "out",
            "-f",
            "csv",
        ]);
        assert!(
            answer.contains("一") && !answer.contains("二"),
            "{name}: {answer}"
        );
        let map = run.ok(["map", "--topic", name, "-g", "out"]);
        assert!(map.contains("tsmc") && !map.contains("microsoft"), "{name}");
    }
}

#[test]
fn rows_come_as_they_are_found() {
    let run = built();
    // The product of the graph with itself three times would take years.
    let endless = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    for format in ["csv", "tsv", "json", "xml"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_aikg"))
            .args(["query", "-e", endless, "-g", "out", "-f", format])
            .current_dir(run.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut some = [0; 4096];
        child.stdout.take().unwrap().read_exact(&mut some).unwrap();
        // The reader is gone: the program ends well, and says nothing.
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{format}");
        assert!(done.stderr.is_empty(), "{format}");
    }
    let mut child = Command::new(env!("CARGO_BIN_EXE_aikg"))
        .args(["query", "-e"])
        .arg("CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        .args(["-g", "out", "-f", "nt"])
        .current_dir(run.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut some = [0; 4096];
    child.stdout.take().unwrap().read_exact(&mut some).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn explain_tells_all_and_asks_nothing() {
    let mut run = built();
    let text = run.ok([
        "query",
        "co-mentions",
        "entity=輝達",
        "-g",
        "out",
        "--explain",
    ]);
    for part in [
        "Co-mentions of an entity",
        "entity=輝達            <https://w3id.org/aikg/entity/nvidia>",
        "limit=20             20 (default)",
        "aikg:between <https://w3id.org/aikg/entity/nvidia> , ?entity",
        "QuadPattern(",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let text = run.ok(["query", "co-mentions", "-g", "out", "--explain"]);
    assert!(
        text.contains("Not filled in: the query co-mentions needs entity="),
        "{text}"
    );
    let bursts = [
        "query",
        "bursts",
        "period=2026-01",
        "-g",
        "out",
        "--explain",
    ];
    assert_eq!(run.ok(bursts), run.ok(bursts), "the same words each time");
    // What would run for years is planned at once.
    let endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";
    assert!(
        run.ok(["query", "-e", endless, "-g", "out", "--explain"])
            .contains("Aggregate")
    );
}

#[test]
fn lists_are_by_subject() {
    let mut run = Run::new();
    let list = run.ok(["query", "--list"]);
    assert!(list.contains("── papers ──") && list.contains("$ aikg query co-mentions entity="));
    let papers = run.ok(["query", "--list", "paper"]);
    assert!(
        papers.contains("most-cited") && !papers.contains("co-mentions"),
        "{papers}"
    );
}

#[test]
fn several_relations_and_bounds_can_be_given() {
    let mut run = crate::queries::asked();
    let mut ask = |relation: &str| {
        run.ok([
            "query",
            "claims",
            "entity=Qwen3",
            relation,
            "-g",
            "out",
            "-f",
            "csv",
        ])
    };
    let some = ask("relation=basedOn,evaluated_on");
    assert!(
        some.contains("#basedOn") && some.contains("#evaluatedOn"),
        "{some}"
    );
    assert!(!some.contains("#outperforms"), "{some}");
    assert!(ask("relation=any").contains("#outperforms"));
}
