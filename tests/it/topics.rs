//! The scheme of topics: whole, in three languages, the same in the table, in `ontology/topics.ttl` and in a graph.

use crate::run::{Run, built};
use aikg::entity::Kind;
use aikg::graph::{topics_in_turtle, vocab};
use aikg::lexicon::Lexicon;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Term;
use std::collections::{BTreeMap, BTreeSet};

#[test]
fn topics_as_turtle_are_what_the_table_says() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("ontology/topics.ttl");
    let wanted = topics_in_turtle(&Lexicon::builtin());
    if std::env::var_os("INSTA_UPDATE").is_some_and(|v| v == "always") {
        std::fs::write(&path, &wanted).unwrap();
    }
    let stands = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stands == wanted,
        "dictionaries/topics.csv has changed: INSTA_UPDATE=always cargo test --test it topics_as_turtle"
    );
}

#[test]
fn the_scheme_has_names_in_three_languages_and_leads_from_every_topic_to_a_top() {
    let text = topics_in_turtle(&Lexicon::builtin());
    let mut labels: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut edges: BTreeMap<&str, BTreeSet<(String, String)>> = BTreeMap::new();
    let mut concepts: BTreeSet<String> = BTreeSet::new();
    for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(text.as_bytes()) {
        let quad = quad.unwrap();
        let subject = quad.subject.to_string();
        match (quad.predicate.as_str(), &quad.object) {
            (vocab::PREF_LABEL, Term::Literal(l)) => {
                let language = l.language().unwrap().to_string();
                labels.entry(subject).or_default().push(language);
            }
            (vocab::TYPE, Term::NamedNode(class)) if class.as_str() == vocab::CONCEPT => {
                concepts.insert(subject);
            }
            (predicate, object) => {
                let name = ["broader", "narrower", "topConceptOf", "hasTopConcept"]
                    .into_iter()
                    .find(|n| predicate.ends_with(&format!("#{n}")));
                if let Some(name) = name {
                    edges
                        .entry(name)
                        .or_default()
                        .insert((subject, object.to_string()));
                }
            }
        }
    }
    assert!(concepts.len() >= 80, "{}", concepts.len());
    let turned = |name: &str| -> BTreeSet<(String, String)> {
        edges[name]
            .iter()
            .map(|(a, b)| (b.clone(), a.clone()))
            .collect()
    };
    assert_eq!(turned("narrower"), edges["broader"]);
    assert_eq!(turned("hasTopConcept"), edges["topConceptOf"]);
    let tops: BTreeSet<&String> = edges["topConceptOf"].iter().map(|(a, _)| a).collect();
    assert!(
        tops.len() <= 16,
        "tops are few, so that people find their way: {tops:?}"
    );
    for concept in &concepts {
        let mut languages = labels[concept].clone();
        languages.sort();
        assert_eq!(languages, ["en", "zh-hans", "zh-hant"], "{concept}");
        let mut reached = BTreeSet::from([concept]);
        let mut next = vec![concept];
        while let Some(one) = next.pop() {
            for (_, above) in edges["broader"].iter().filter(|(below, _)| below == one) {
                assert_ne!(above, concept, "{concept} is broader than itself");
                if reached.insert(above) {
                    next.push(above);
                }
            }
        }
        assert!(
            reached.iter().any(|one| tops.contains(*one)),
            "{concept} leads to no top"
        );
    }
}

#[test]
fn every_parent_of_a_topic_is_an_entity_and_one_at_least_is_a_topic() {
    let lexicon = Lexicon::builtin();
    let topics = lexicon.entities().filter(|e| e.kind == Kind::Topic);
    for topic in topics.filter(|t| !t.of.is_empty()) {
        let parents: Vec<Kind> = topic
            .of
            .iter()
            .map(|id| {
                lexicon
                    .by_id(id)
                    .and_then(|n| lexicon.entity(n))
                    .unwrap()
                    .kind
            })
            .collect();
        assert!(
            parents.contains(&Kind::Topic),
            "{} has no broader topic",
            topic.id
        );
    }
}

#[test]
fn items_of_a_topic_or_a_narrower_one_are_one_path() {
    let mut run = Run::new().file(
        "2026-04-01-a.md",
        "# A 2026-04-01\n\n## 机器人\n\n### 宇树发布新机\n\n**标签：** 人形机器人\n\n一。\n\n### 星野融资\n\n**标签：** 会飞的茶壶\n\n二。\n\n## 其他\n\n### 强化学习新法\n\n**标签：** 强化学习、Robotaxi\n\n三。\n",
    );
    run.ok(["build", "2026-04-01-a.md", "-o", "out", "-q"]);
    let mut ask = |query: &str| -> Vec<String> {
        let answer = run.ok(["query", "-e", query, "-g", "out", "-f", "csv"]);
        answer.lines().skip(1).map(str::to_string).collect()
    };
    let of = |topic: &str| {
        format!(
            "SELECT DISTINCT ?n WHERE {{ ?i dcterms:subject/skos:broader* topic:{topic} ; schema:position ?n }} ORDER BY ?n"
        )
    };
    // The section and the tags of the first two, Robotaxi by way of autonomous driving.
    assert_eq!(ask(&of("robotics")), ["1", "2", "3"]);
    assert_eq!(ask(&of("autonomous-driving")), ["3"]);
    assert_eq!(ask(&of("humanoid-robots")), ["1"]);
    // A tag that no dictionary has is a concept of its own; a method that a tag names has its names in three languages.
    let own = "SELECT ?t WHERE { ?t skos:inScheme <https://w3id.org/aikg/tags> ; skos:prefLabel ?l FILTER (langMatches(lang(?l), 'zh-hans')) } ORDER BY ?t";
    assert_eq!(
        ask(own),
        [
            "https://w3id.org/aikg/topic/reinforcement-learning",
            "https://w3id.org/aikg/topic/会飞的茶壶"
        ]
    );
}

#[test]
fn every_concept_of_the_samples_stands_in_a_scheme_and_every_broader_one_is_there() {
    let mut run = built();
    let nothing = "SELECT ?c WHERE { { ?c a skos:Concept FILTER NOT EXISTS { ?c skos:inScheme ?s ; skos:prefLabel ?l } } \
        UNION { ?n skos:broader ?c FILTER NOT EXISTS { ?c a skos:Concept } } \
        UNION { ?e skos:exactMatch ?c FILTER NOT EXISTS { ?c a skos:Concept } } }";
    let answer = run.ok(["query", "-e", nothing, "-g", "out", "-f", "csv"]);
    assert_eq!(answer.lines().count(), 1, "{answer}");
}
