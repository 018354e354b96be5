//! A graph has its shapes: what `build` writes has, and each planted fault is found by `aikg check` and by pySHACL, in the same words.

use crate::run::{Run, built, samples};
use regex::Regex;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

/// A fault: its name, the first line of the graph that it is planted in, what stands in its place (nothing: the line is gone; after `LINE|`:
/// it stands beside the line), and the message that finds it.
type Fault = (&'static str, &'static str, &'static str, &'static str);

const FAULTS: [Fault; 31] = [
    (
        "item-without-digest",
        "#inDigest>",
        "",
        "an item stands in one digest",
    ),
    (
        "item-without-type",
        "/1> .*#type> .*#Item>",
        "",
        "what has aikg:inDigest is an item",
    ),
    (
        "two-headings",
        "<https://schema.org/headline> \"[^\"]*\"",
        "LINE|<https://schema.org/headline> \"Another\"",
        "an item has one heading, in a language",
    ),
    (
        "heading-without-language",
        "(<https://schema.org/headline> \"[^\"]*\")@[a-z-]*",
        "$1",
        "an item has one heading, in a language",
    ),
    (
        "no-day-of-the-calendar",
        r#"(digest/[^/>]*> <http://purl.org/dc/terms/issued>) "[0-9-]*""#,
        "$1 \"2026-02-30\"",
        "a digest has at most one date, a day of the calendar",
    ),
    (
        "a-number-that-is-none",
        "(<https://schema.org/position>) \"[0-9]*\"",
        "$1 \"one\"",
        "an item has one number, from 1",
    ),
    (
        "a-property-of-nothing",
        "<https://schema.org/headline>",
        "LINE|<https://schema.org/headlin>",
        "an item has the IRI of its digest and a number, and no property but those of items",
    ),
    (
        "an-entity-that-is-not-there",
        "(#mentions>) <[^>]*>",
        "$1 <https://w3id.org/aikg/entity/nobody>",
        "an item mentions entities",
    ),
    (
        "a-hash-that-is-none",
        "(#sha256>) \"[0-9a-f]*\"",
        "$1 \"abc\"",
        "a digest has one SHA-256, in hexadecimal",
    ),
    (
        "too-sure",
        "(#confidence>) \"[^\"]*\"",
        "$1 \"1.50\"",
        "a claim has one confidence, from 0 to 1",
    ),
    (
        "no-polarity",
        "(#polarity>) \"[a-z]*\"",
        "$1 \"perhaps\"",
        "a claim has one polarity: asserted, denied or reported",
    ),
    (
        "evidence-that-ends-before-it-begins",
        "(/c-.*#endByte>) \"[0-9]*\"",
        "$1 \"1\"",
        "the evidence of a claim begins at one byte, before its end",
    ),
    (
        "evidence-of-another-item",
        "(/c-.*#beginByte>) \"[0-9]*\"",
        "$1 \"0\"",
        "what stands in an item lies between its first and its last byte",
    ),
    (
        "claim-without-its-relation",
        "entity/[^/>]*> <https://w3id.org/aikg/ontology#(develops|evaluatedOn|basedOn|proposes)>",
        "",
        "an asserted claim has its plain relation",
    ),
    (
        "relation-without-claim",
        "(entity/[^/>]*> <https://w3id.org/aikg/ontology#)(develops|evaluatedOn|basedOn|proposes)>",
        "LINE|${1}outperforms>",
        "a plain relation stands for an asserted claim",
    ),
    (
        "denied-but-a-relation",
        "(#polarity>) \"asserted\"",
        "$1 \"denied\"",
        "a plain relation stands for an asserted claim",
    ),
    (
        "two-names-in-a-language",
        "(entity/[^/>]*> <http://www.w3.org/2004/02/skos/core#prefLabel>) \"[^\"]*\"@",
        "LINE|$1 \"Another\"@",
        "an entity has one preferred name in a language, and one at least",
    ),
    (
        "last-seen-before-first",
        "(entity/[^/>]*> .*#firstSeen>) \"[0-9-]*\"",
        "$1 \"2099-01-01\"",
        "an entity is first seen on at most one date, not after it is last seen",
    ),
    (
        "miscounted",
        "(entity/[^/>]*> .*#items>) \"[0-9]*\"",
        "$1 \"4000\"",
        "the count of items is the number of items that mention or cite the entity",
    ),
    (
        "a-paper-that-is-no-article",
        "#type> <https://schema.org/ScholarlyArticle>",
        "",
        "a paper is an aikg:Entity and a schema:ScholarlyArticle too",
    ),
    (
        "a-label-without-reason",
        "/l1> .*#rule>",
        "",
        "a label names the one rule that led from it to its entity",
    ),
    (
        "a-pair-of-one",
        "#between>",
        "",
        "a co-mention is between two entities",
    ),
    (
        "a-week-that-no-year-has",
        "(#week>) \"[0-9W-]*\"",
        "$1 \"2026-W60\"",
        "the week of a count is an ISO week: 2026-W02",
    ),
    (
        "a-topic-above-itself",
        "<(https://w3id.org/aikg/topic/[^>]*)> (<http://www.w3.org/2004/02/skos/core#broader>) <[^>]*>",
        "LINE|<$1> $2 <$1>",
        "no concept is broader than itself",
    ),
    (
        "a-period-that-ends-before-it-begins",
        r#"(/period> .*#endDate>) "[0-9-]*""#,
        "$1 \"1999-01-01\"",
        "a period has one first day, not after its last",
    ),
    (
        "a-period-without-type",
        "/period> .*#type>",
        "",
        "what has dcat:startDate is a period",
    ),
    (
        "a-claim-without-evidence",
        "digest/[^/>]*/[0-9]*/c-.*#evidence>",
        "",
        "a claim stands in an item with its evidence, its place and its rule, or came in with an import and names its source",
    ),
    (
        "an-import-that-is-none",
        "graph/import/notes> .*#type>",
        "",
        "a claim came in with at most one import",
    ),
    (
        "an-import-without-hash",
        "graph/import/notes> .*#sha256>",
        "",
        "an import has one SHA-256, in hexadecimal",
    ),
    (
        "a-claim-from-nowhere",
        "graph/import/notes/[^>]*> <http://www.w3.org/ns/prov#wasDerivedFrom>",
        "",
        "a claim stands in an item with its evidence, its place and its rule, or came in with an import and names its source",
    ),
    (
        "a-claim-of-an-item-and-an-import",
        "(graph/import/notes/[^>]*> <https://w3id.org/aikg/ontology#)rule>|(digest/[^/>]*/[0-9]*/c-[^>]*> <https://w3id.org/aikg/ontology#)inItem> <[^>]*>",
        "LINE|${2}inImport> <https://w3id.org/aikg/graph/import/notes>",
        "a claim stands in an item with its evidence, its place and its rule, or came in with an import and names its source",
    ),
];

/// Plants a fault and puts the lines in order again.
fn plant(graph: &str, (name, find, put, _): Fault) -> String {
    let find = Regex::new(find).unwrap();
    let at = graph.lines().find(|l| find.is_match(l));
    let line = at.unwrap_or_else(|| panic!("{name}: the sample has no line of this form"));
    let mut lines: BTreeSet<String> = graph.lines().map(str::to_string).collect();
    let (keep, put) = match put.strip_prefix("LINE|") {
        Some(put) => (true, put),
        None => (false, put),
    };
    if !keep {
        lines.remove(line);
    }
    if !put.is_empty() {
        let planted = find.replace(line, put).into_owned();
        assert_ne!(planted, line, "{name} changes nothing");
        lines.insert(planted);
    }
    lines.iter().map(|l| format!("{l}\n")).collect()
}

/// Claims from elsewhere: of entities that digests name, of rows that none names, of papers, of topics and of names that nobody knows.
const NOTES: &str = r#"{"subject": "輝達", "predicate": "acquires", "object": "Zorblax 7", "source": "https://example.org/n", "confidence": 0.8, "object_type": "Company"}
{"subject": "zorblax-7", "predicate": "develops", "object": "arXiv:2512.99999", "source": "a reader", "confidence": 1, "evidence": "so they say"}
{"subject": "Zorblax 7", "predicate": "partOf", "object": "會飛的茶壺", "object_type": "Topic", "source": "a reader", "confidence": 0.5, "polarity": "denied"}
{"subject": "Wiz", "predicate": "partOf", "object": "humanoid robots", "object_type": "Topic", "source": "a reader", "confidence": 0.5}
"#;

/// A graph of one sample digest and an import: it has items, claims, papers, topics and counts, and pySHACL is soon done with it.
fn small() -> Run {
    let mut run = Run::new().file("notes.jsonl", NOTES);
    let digest = samples().join("2026-02-20-suixing-zixun.md");
    run.ok([
        "build",
        digest.to_str().unwrap(),
        "-o",
        "out",
        "-q",
        "--mentions",
    ]);
    run.ok(["import", "notes.jsonl", "-g", "out", "-q"]);
    run
}

/// Nodes and messages that `aikg check` tells of a file.
fn ours(run: &mut Run, file: &str) -> BTreeSet<(String, String)> {
    let done = run.run(["check", file, "--json"]);
    let mut found = BTreeSet::new();
    for line in done.stdout.lines() {
        let warning: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| warning[key].as_str().unwrap().to_string();
        assert_eq!(text("file"), file);
        assert!(warning["line"].as_u64().unwrap() > 0, "{line}");
        if text("code") == "graph-shape" {
            let message = text("message");
            let (node, message) = message[1..].split_once("> ").unwrap();
            found.insert((node.to_string(), message.to_string()));
        }
    }
    assert_eq!(done.status, if done.stdout.is_empty() { 0 } else { 3 });
    found
}

/// What pySHACL says of files, as `file, node, message`; `None` where it is not installed.
fn theirs(folder: &Path, files: &[String]) -> Option<BTreeSet<(String, String, String)>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shapes.py");
    let done = Command::new("python3")
        .arg(script)
        .args(files)
        .current_dir(folder)
        .output();
    let Some(done) = done
        .ok()
        .filter(|d| matches!(d.status.code(), Some(0 | 1)) && !d.stderr.starts_with(b"Traceback"))
    else {
        eprintln!("skipped: python3 has no pyshacl (pip install pyshacl)");
        return None;
    };
    let text = String::from_utf8(done.stdout).unwrap();
    let row = |line: &str| {
        let mut cells = line.split('\t').map(str::to_string);
        Some((cells.next()?, cells.next()?, cells.next()?))
    };
    Some(text.lines().filter_map(row).collect())
}

#[test]
fn every_planted_fault_is_found_by_the_program_and_by_pyshacl_in_the_same_words() {
    let mut run = small();
    let graph = run.read("out/graph.nq");
    let mut files = vec!["out/graph.nq".to_string()];
    assert_eq!(ours(&mut run, "out/graph.nq"), BTreeSet::new());
    let mut found = BTreeSet::new();
    for fault in FAULTS {
        let file = format!("{}.nq", fault.0);
        std::fs::write(run.path().join(&file), plant(&graph, fault)).unwrap();
        let told = ours(&mut run, &file);
        assert!(
            told.iter().any(|(_, m)| m == fault.3),
            "{}: {told:?}",
            fault.0
        );
        found.extend(
            told.into_iter()
                .map(|(node, message)| (file.clone(), node, message)),
        );
        files.push(file);
    }
    if let Some(theirs) = theirs(run.path(), &files) {
        let missed: Vec<_> = theirs.difference(&found).collect();
        let more: Vec<_> = found.difference(&theirs).collect();
        assert!(
            missed.is_empty() && more.is_empty(),
            "pySHACL alone: {missed:#?}\naikg alone: {more:#?}"
        );
    }
}

#[test]
fn the_samples_have_their_shapes_and_their_words() {
    let mut run = built();
    let told = run.ok(["check", "-g", "out"]);
    assert_eq!(told, "");
    // With the digests beside the graph, evidence is held against their bytes; what is odd in the digests alone is told as ever.
    let done = run.run(["check", "-g", "out", samples().to_str().unwrap()]);
    assert!(!done.stdout.contains("[graph-"), "{}", done.stdout);
}

#[test]
fn words_that_stand_elsewhere_and_digests_that_changed_are_told() {
    let mut run = small();
    let name = "2026-02-20-suixing-zixun.md";
    let digest = std::fs::read_to_string(samples().join(name)).unwrap();
    std::fs::write(run.path().join(name), &digest).unwrap();
    assert_eq!(run.ok(["check", "-g", "out", name]), "");

    // The same length, another word: no shape can see it.
    let graph = run.read("out/graph.nq");
    let evidence = Regex::new("#evidence> \"(.)").unwrap();
    let first = evidence.captures(&graph).unwrap()[1].to_string();
    let other = if first.len() == 3 { "口" } else { "z" };
    let changed = evidence
        .replace(&graph, format!("#evidence> \"{other}"))
        .into_owned();
    std::fs::write(run.path().join("changed.nq"), &changed).unwrap();
    assert_eq!(run.run(["check", "changed.nq"]).status, 0);
    let done = run.run(["check", "changed.nq", name]);
    assert_eq!(done.status, 3);
    assert!(
        done.stdout.contains("the digest has other words from byte"),
        "{}",
        done.stdout
    );

    // Another length is seen without the digest.
    let longer = evidence
        .replace(&graph, "#evidence> \"longer $1")
        .into_owned();
    std::fs::write(run.path().join("longer.nq"), longer).unwrap();
    let done = run.run(["check", "longer.nq"]);
    assert!(
        done.stdout.contains("bytes of text, but stands from byte"),
        "{}",
        done.stdout
    );

    std::fs::write(run.path().join(name), format!("{digest}\nmore\n")).unwrap();
    std::fs::write(run.path().join("other.md"), "# A 2026-01-01\n\n## 輝達\n").unwrap();
    let done = run.run(["check", "-g", "out", name, "other.md"]);
    assert!(
        done.stdout
            .contains("has changed since the graph was built"),
        "{}",
        done.stdout
    );
    assert!(
        done.stdout.contains("other.md is not in the graph"),
        "{}",
        done.stdout
    );
}

#[test]
fn a_graph_broken_everywhere_is_told_in_few_lines() {
    let mut run = crate::run::built();
    let graph = run
        .read("out/graph.nq")
        .replace("ontology#CoMention>", "ontology#Nothing>")
        .replace("ontology#Count>", "ontology#Nothing>");
    std::fs::write(
        run.path().join("many.nq"),
        graph.replace("<https://schema.org/name>", "<name>"),
    )
    .unwrap();
    let done = run.run(["check", "many.nq"]);
    assert_eq!(done.status, 3);
    assert!(done.stdout.contains("and "), "{}", done.stdout);
    assert!(done.stdout.lines().count() < 1000);
}
