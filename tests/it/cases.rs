//! Literate cases: `tests/cases/*.md`. Each holds short sections: a sentence why, a digest in a `digest` block, and what is read from it.
//!
//! An `items` block has a line for each item: `heading | section | date | topics`, empty parts at the end left out. A `lists` block has
//! the elements of entity lists, a line for each item that has some. A `papers` block has identifiers and versions, a `titles`
//! block a line with identifier and title for each paper. A `relations` block
//! has claims: the item, subject, predicate, object, and the polarity where it is not asserted. A `coined` block has the names that stand in no
//! dictionary, each once, with the kind that a build gives them.

use crate::run::Run;
use aikg::digest::{self, Labels};
use aikg::document::Digest;
use std::path::Path;

struct Case {
    place: String,
    name: String,
    digest: String,
    wanted: Vec<(String, String)>,
}

fn cases(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut cases: Vec<Case> = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("~~~~") else {
            continue;
        };
        let mut block = String::new();
        for (_, line) in lines.by_ref() {
            if line == "~~~~" {
                break;
            }
            block.push_str(line);
            block.push('\n');
        }
        let mut words = info.split_whitespace();
        match words.next().unwrap_or_default() {
            "digest" => cases.push(Case {
                place: format!("{}:{}", path.display(), number + 1),
                name: words.next().unwrap_or("case.md").to_string(),
                digest: block,
                wanted: Vec::new(),
            }),
            what => cases
                .last_mut()
                .expect("a digest comes first")
                .wanted
                .push((what.to_string(), block)),
        }
    }
    cases
}

fn found(what: &str, source: &str, digest: &Digest) -> String {
    let mut out = String::new();
    for item in &digest.items {
        let line = match what {
            "items" => {
                let date = item.date.map_or_else(String::new, |d| d.to_string());
                let line = [
                    item.heading.as_str(),
                    &item.section,
                    &date,
                    &item.topics.join(", "),
                ]
                .join(" | ");
                line.trim_end_matches([' ', '|']).to_string()
            }
            "lists" => {
                let elements: Vec<&str> = item.listed.iter().map(|e| e.span.of(source)).collect();
                elements.join(" ; ")
            }
            "papers" => {
                let all: Vec<String> = item
                    .citations
                    .iter()
                    .map(|c| format!("{} {}", c.identifier, c.version).trim().to_string())
                    .collect();
                all.join(" ; ")
            }
            "titles" => {
                let all: Vec<String> = item
                    .citations
                    .iter()
                    .map(|c| format!("{} {}", c.identifier, c.title))
                    .map(|line| line.trim_end().to_string())
                    .collect();
                all.join("\n")
            }
            "sources" => {
                let all: Vec<&str> = item.sources.iter().map(|s| s.url.as_str()).collect();
                all.join(" ; ")
            }
            "importance" => item.importance.clone(),
            other => panic!("no block is named {other}"),
        };
        if !line.is_empty() {
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

/// The claims of a case, as a build's table has them.
fn relations(case: &Case) -> String {
    let mut run = Run::new().file(&case.name, &case.digest);
    run.ok(["build", &case.name, "-o", "out"]);
    let table = run.bytes("out/tables/relations.csv");
    let mut lines: Vec<String> = Vec::new();
    for row in csv::Reader::from_reader(&table[..]).records() {
        let row = row.unwrap();
        let polarity = row[10].replace("asserted", "");
        let line = format!("{} {} {} {} {polarity}", &row[1], &row[2], &row[4], &row[5]);
        lines.push(format!("{}\n", line.trim_end()));
        let (start, end): (usize, usize) = (row[11].parse().unwrap(), row[12].parse().unwrap());
        assert_eq!(
            &case.digest[start..end],
            &row[8],
            "the evidence stands there"
        );
    }
    lines.concat()
}

/// The names in no dictionary that a build of a case finds, with their kinds.
fn coined(case: &Case) -> String {
    let mut run = Run::new().file(&case.name, &case.digest);
    run.ok(["build", &case.name, "-o", "out"]);
    let table = run.bytes("out/tables/mentions.csv");
    let mut lines: Vec<String> = Vec::new();
    for row in csv::Reader::from_reader(&table[..]).records() {
        let row = row.unwrap();
        let hash = row[6].strip_prefix("x-").unwrap_or_default();
        let line = format!("{} {}\n", &row[8], &row[3]);
        if hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()) && !lines.contains(&line)
        {
            lines.push(line);
        }
    }
    lines.sort();
    lines.concat()
}

#[test]
fn digests_are_read_as_the_cases_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.sort();
    let labels = Labels::builtin();
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in paths.iter().flat_map(|p| cases(p)) {
        let digest = digest::read(&case.name, &case.digest, &labels);
        for (what, wanted) in &case.wanted {
            count += 1;
            let got = if what == "relations" {
                relations(&case)
            } else if what == "coined" {
                coined(&case)
            } else if what == "date" {
                digest.date.map_or_else(String::new, |d| format!("{d}\n"))
            } else {
                found(what, &case.digest, &digest)
            };
            if got != *wanted {
                wrong.push(format!(
                    "{} {what}\n--- wanted\n{wanted}--- got\n{got}",
                    case.place
                ));
            }
        }
    }
    assert!(count > 20, "the cases were found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
