//! `aikg query`: every named query answers, values are checked, answers have their form.

use crate::run::{Run, built};
use aikg::query::Catalogue;
use aikg::query::parameter::Type;

#[test]
fn every_named_query_answers_on_the_samples() {
    let mut run = built();
    let catalogue = Catalogue::builtin().unwrap();
    let queries: Vec<_> = catalogue.all().cloned().collect();
    assert!(queries.len() >= 12);
    for query in queries {
        assert!(
            !query.title.is_empty() && !query.description.is_empty(),
            "{}",
            query.name
        );
        let mut args: Vec<String> = ["query", &query.name, "-g", "out", "-f", "csv"]
            .map(String::from)
            .into();
        for parameter in query.parameters.iter().filter(|p| p.default.is_none()) {
            assert!(
                !parameter.description.is_empty(),
                "{} {}",
                query.name,
                parameter.name
            );
            let value = match (parameter.kind, parameter.name.as_str()) {
                (Type::Entity, "b") => "TSMC",
                (Type::Entity, _) => "輝達",
                (Type::Topic, _) => "模型發布",
                (Type::Text, _) => "qwen",
                (kind, _) => kind.example(),
            };
            args.push(format!("{}={value}", parameter.name));
        }
        let answer = run.ok(&args);
        let least = if query.name == "papers-of-topic" {
            1
        } else {
            2
        };
        assert!(
            answer.lines().count() >= least,
            "{} answers nothing: {answer}",
            query.name
        );
    }
}

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
