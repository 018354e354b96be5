//! The named queries: every example answers, with these rows (`tests/snapshots/queries/`), on the samples and on digests that say what
//! the samples do not (`tests/queries/`).

use crate::run::{Run, samples};
use aikg::query::parameter::Type;
use aikg::query::{Catalogue, NamedQuery};
use std::path::Path;

/// A run that has built the samples and the invented claims into `out`.
pub(crate) fn asked() -> Run {
    let mut run = Run::new();
    let claims = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/queries");
    let inputs = [samples(), claims];
    run.ok([
        "build",
        inputs[0].to_str().unwrap(),
        inputs[1].to_str().unwrap(),
        "-o",
        "out",
        "-q",
    ]);
    run
}

pub(crate) fn all() -> Vec<NamedQuery> {
    Catalogue::builtin().unwrap().all().cloned().collect()
}

/// `a=x b="y z"`, as a shell reads it.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

#[test]
fn every_example_answers_as_it_should() {
    let mut run = asked();
    for query in all() {
        let mut text = String::new();
        for example in &query.examples {
            let mut args: Vec<String> =
                ["query", &query.name, "-g", "out"].map(String::from).into();
            args.extend(words(example));
            text.push_str(&format!("$ aikg query {} {example}\n", query.name));
            let answer = run.ok(&args);
            assert!(
                answer.lines().count() > 2,
                "{} {example} answers nothing: {answer}",
                query.name
            );
            text.push_str(&answer);
            text.push('\n');
        }
        insta::with_settings!({snapshot_path => "../snapshots/queries", prepend_module_to_snapshot => false, omit_expression => true}, {
            insta::assert_snapshot!(query.name.clone(), text);
        });
    }
}

#[test]
fn every_query_tells_what_it_is_and_takes() {
    let queries = all();
    assert!(queries.len() >= 40, "{}", queries.len());
    for query in queries {
        let name = &query.name;
        for part in [&query.group, &query.title, &query.description] {
            assert!(!part.is_empty(), "{name}");
        }
        assert!(!query.examples.is_empty(), "{name} has no example");
        assert!(query.text.len() < 2200, "{name} is too long to be read");
        for parameter in &query.parameters {
            assert!(
                !parameter.description.is_empty(),
                "{name} {}",
                parameter.name
            );
            assert!(
                query.text.contains(&format!("${}", parameter.name)),
                "{name} does not use {}",
                parameter.name
            );
            let free = matches!(
                parameter.kind,
                Type::Entity | Type::Topic | Type::Digest | Type::Text | Type::Period | Type::From
            );
            assert!(
                parameter.default.is_some() || free,
                "{name} {} has no default",
                parameter.name
            );
        }
        for example in &query.examples {
            for word in words(example) {
                let key = word.split('=').next().unwrap();
                assert!(
                    query.parameters.iter().any(|p| p.name == key),
                    "{name} {word}"
                );
            }
        }
    }
}

#[test]
fn queries_use_no_words_of_one_maker() {
    let standard: Vec<&str> = aikg::graph::vocab::PREFIXES.iter().map(|p| p.0).collect();
    for query in all() {
        for line in query.text.lines().filter(|l| l.starts_with("PREFIX")) {
            let prefix = line.split([' ', ':']).nth(1).unwrap();
            assert!(standard.contains(&prefix), "{}: {line}", query.name);
        }
        let declared = aikg::query::declared(&query.text);
        assert_eq!(
            declared, query.text,
            "{} leaves prefixes to aikg",
            query.name
        );
        for word in ["LATERAL", "bif:", "apf:", "ofn:"] {
            assert!(!query.text.contains(word), "{}: {word}", query.name);
        }
    }
}
