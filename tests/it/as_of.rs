//! `--as-of`: what it shows is what a build of the earlier digests alone shows, wherever names mean the same.

use crate::run::{Run, built, samples};
use aikg::graph::AsOf;
use std::collections::{BTreeMap, BTreeSet};

/// Each entity with the places of the digests up to a day that name it.
fn places(run: &Run, folder: &str, kept: &BTreeSet<String>) -> BTreeMap<String, BTreeSet<String>> {
    let mut places: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in run.rows(&format!("{folder}/tables/mentions.csv")) {
        if kept.contains(&row["digest"]) {
            let place = format!("{} {} {}", row["digest"], row["start"], row["end"]);
            places
                .entry(row["entity"].clone())
                .or_default()
                .insert(place);
        }
    }
    places
}

fn view(run: &Run, folder: &str, date: &str) -> Vec<String> {
    let mut bytes = Vec::new();
    let dir = run.path().join(folder);
    let count = AsOf::open(&dir, date.parse().unwrap())
        .unwrap()
        .write(&mut bytes)
        .unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let lines: Vec<String> = text.lines().map(str::to_string).collect();
    assert_eq!(count as usize, lines.len());
    assert!(lines.windows(2).all(|w| w[0] < w[1]), "sorted, each once");
    lines
}

/// The lines of `derived` about entities that are all of `wanted`.
fn derived(lines: &[String], wanted: &BTreeSet<String>) -> BTreeSet<String> {
    let ids = |line: &str| -> Vec<String> {
        let subject = line.split('>').next().unwrap();
        let local = subject.split("/entity/").nth(1).unwrap_or("");
        let mut parts = local.split('/');
        let first = parts.next().unwrap().to_string();
        match (parts.next(), parts.next()) {
            (Some("with"), Some(second)) => vec![first, second.to_string()],
            _ => vec![first],
        }
    };
    lines
        .iter()
        .filter(|l| l.ends_with("/graph/derived> .") && l.contains("/entity/"))
        .filter(|l| ids(l).iter().all(|id| wanted.contains(id)))
        .cloned()
        .collect()
}

#[test]
fn counts_are_those_of_a_build_of_the_earlier_digests() {
    let mut run = built();
    for date in ["2026-01-14", "2026-02-16", "2026-03-12"] {
        let kept: BTreeSet<String> = std::fs::read_dir(samples())
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .filter(|name| &name[..10] <= date)
            .collect();
        let mut args: Vec<String> = ["build", "-q", "-o", date].map(String::from).to_vec();
        args.extend(kept.iter().map(|n| samples().join(n).display().to_string()));
        run.ok(&args);
        let (whole, early) = (places(&run, "out", &kept), places(&run, date, &kept));
        let same: BTreeSet<String> = whole
            .iter()
            .filter(|(id, places)| early.get(*id) == Some(places))
            .map(|(id, _)| id.clone())
            .collect();
        assert!(same.len() > 30, "{date}: {} alike", same.len());
        let early: Vec<String> = run
            .read(&format!("{date}/graph.nq"))
            .lines()
            .map(str::to_string)
            .collect();
        let late = view(&run, "out", date);
        let (wanted, found) = (derived(&early, &same), derived(&late, &same));
        assert!(wanted.len() > 300, "{date}");
        let missing: Vec<_> = wanted.symmetric_difference(&found).take(5).collect();
        assert!(missing.is_empty(), "{date}: {missing:#?}");
    }
}

#[test]
fn as_of_the_last_day_is_the_whole_graph() {
    let run = built();
    let meta = |l: &&String| !l.ends_with("/graph/meta> .");
    let whole = run.read("out/graph.nq");
    let whole: Vec<String> = whole.lines().map(str::to_string).collect();
    let late = view(&run, "out", "2026-12-31");
    assert!(
        whole.iter().filter(meta).eq(late.iter().filter(meta)),
        "counting again gives other counts"
    );
}

const EARLY: &str = "# A 2026-01-05\n\n## 輝達與台積電\n\n**分類**：晶片\n\n輝達與台積電合作。\n";
const LATE: &str =
    "# B 2026-02-05\n\n## 英偉達與微軟\n\n**分類**：雲端\n\n英偉達、台積電與微軟合作。\n";

fn two() -> Run {
    let mut run = Run::new()
        .file("early.md", EARLY)
        .file("late.md", LATE)
        .file("undated.md", "# C\n\n## 輝達與蘋果公司\n\n輝達。\n");
    run.ok(["build", "early.md", "late.md", "undated.md", "-o", "both"]);
    run.ok(["build", "early.md", "-o", "early"]);
    run
}

#[test]
fn later_and_undated_digests_are_not_there() {
    let mut run = two();
    let date = "--as-of=2026-01";
    for command in [
        vec!["show", "輝達"],
        vec!["map", "--min-weight", "1"],
        vec!["query", "top-entities", "-f", "csv"],
        vec!["query", "co-mentions", "entity=nvidia", "-f", "csv"],
        vec!["query", "spellings", "entity=nvidia", "-f", "csv"],
        vec![
            "query",
            "-e",
            "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g",
            "-f",
            "csv",
        ],
    ] {
        let mut early = command.clone();
        early.extend(["-g", "early"]);
        let mut late = command.clone();
        late.extend(["-g", "both", date]);
        let wanted = run.ok(&early);
        assert!(!wanted.is_empty());
        assert_eq!(run.ok(&late), wanted, "{command:?}");
        let mut now = command.clone();
        now.extend(["-g", "both"]);
        assert_ne!(run.ok(&now), wanted, "{command:?} shows no difference");
    }
    let report = |run: &mut Run, args: &[&str]| -> String {
        let mut all = vec!["report", "-f", "json"];
        all.extend(args);
        let text = run.ok(&all);
        let named = |l: &str| l.contains("\"build\"") || l.contains("\"aikg-build\"");
        text.lines().filter(|l| !named(l)).collect()
    };
    let early = report(&mut run, &["-g", "early"]);
    assert_eq!(report(&mut run, &["-g", "both", date]), early);
}

#[test]
fn a_day_before_the_first_digest_is_a_mistake() {
    let mut run = two();
    let done = run.run(["show", "輝達", "-g", "both", "--as-of", "2025"]);
    assert_eq!(done.status, 2);
    assert!(
        done.stderr
            .contains("2025-12-31; the first is of 2026-01-05"),
        "{}",
        done.stderr
    );
    let done = run.run(["show", "微軟", "-g", "both", "--as-of", "2026-01"]);
    assert_eq!(done.status, 1, "nobody had named it yet");
}

#[test]
fn a_topic_that_only_a_list_names_keeps_the_concept_that_a_later_tag_gives_it() {
    let mut run = Run::new()
        .file(
            "early.md",
            "# A 2026-01-05\n\n## 輝達\n\n輝達。\n\n**關鍵實體**：會飛的茶壺、輝達\n",
        )
        .file(
            "late.md",
            "---\ntitle: B\ndate: 2026-02-05\ntopics:\n- 會飛的茶壺\n---\n\n## 微軟\n\n微軟。\n",
        );
    run.ok(["build", "early.md", "late.md", "-o", "out", "-q"]);
    let bare = "SELECT ?e WHERE { ?e skos:exactMatch ?c FILTER NOT EXISTS { ?c a skos:Concept } }";
    for date in ["2026-01", "2026-02"] {
        let answer = run.ok([
            "query", "-e", bare, "-g", "out", "--as-of", date, "-f", "csv",
        ]);
        assert_eq!(answer.lines().count(), 1, "{date}: {answer}");
    }
    let matched = "SELECT ?c WHERE { ?e skos:exactMatch ?c }";
    let answer = run.ok([
        "query", "-e", matched, "-g", "out", "--as-of", "2026-01", "-f", "csv",
    ]);
    assert_eq!(answer.lines().count(), 2, "{answer}");
}
