//! The vocabulary, the ontology and the output tell the same, in both directions.

use crate::run::Run;
use aikg::builtin;
use aikg::entity::Kind;
use aikg::graph::vocab;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Term, Triple};
use std::collections::BTreeSet;

fn ontology() -> Vec<Triple> {
    RdfParser::from_format(RdfFormat::Turtle)
        .for_slice(builtin::ONTOLOGY.as_bytes())
        .map(|q| q.unwrap().into())
        .collect()
}

/// The terms of our namespace that the ontology declares.
fn declared() -> BTreeSet<String> {
    ontology()
        .into_iter()
        .filter(|t| t.predicate.as_str() == vocab::TYPE)
        .filter_map(|t| match t.subject {
            NamedOrBlankNode::NamedNode(node) => Some(node.into_string()),
            NamedOrBlankNode::BlankNode(_) => None,
        })
        .filter(|iri| iri.starts_with(vocab::AIKG))
        .collect()
}

/// The terms of our namespace that the program writes.
fn written() -> BTreeSet<String> {
    let terms = vocab::ALL.iter().map(|(_, iri)| (*iri).to_string());
    let kinds = Kind::ALL.iter().map(|k| vocab::class(*k));
    terms
        .chain(kinds)
        .filter(|iri| iri.starts_with(vocab::AIKG))
        .collect()
}

#[test]
fn the_terms_of_the_program_are_those_of_the_ontology() {
    let (declared, written) = (declared(), written());
    let missing: Vec<_> = written.difference(&declared).collect();
    assert!(missing.is_empty(), "not in the ontology: {missing:?}");
    let unknown: Vec<_> = declared.difference(&written).collect();
    assert!(
        unknown.is_empty(),
        "declared, but no constant of vocab.rs: {unknown:?}"
    );
}

/// Terms that no term of schema.org, SKOS, PROV-O, NIF, FaBiO, CiTO or Dublin Core is near to.
const OUR_OWN: [&str; 10] = [
    "polarity",
    "importance",
    "origin",
    "collaboratesWith",
    "outperforms",
    "competesWith",
    "firstSeen",
    "lastSeen",
    "items",
    "mentionCount",
];

#[test]
fn every_term_has_words_in_three_languages_and_its_place_among_other_vocabularies() {
    let triples = ontology();
    for term in declared() {
        let said: Vec<&Triple> = triples
            .iter()
            .filter(|t| t.subject.to_string() == format!("<{term}>"))
            .collect();
        for property in ["label", "comment"] {
            let iri = format!("{}{property}", vocab::RDFS);
            let mut languages: Vec<&str> = said
                .iter()
                .filter(|t| t.predicate.as_str() == iri)
                .filter_map(|t| match &t.object {
                    Term::Literal(l) => l.language(),
                    _ => None,
                })
                .collect();
            languages.sort_unstable();
            assert_eq!(
                languages,
                ["en", "zh-hans", "zh-hant"],
                "{property} of {term}"
            );
        }
        let elsewhere = said.iter().any(|t| {
            let maps =
                t.predicate.as_str().ends_with("Match") || t.predicate.as_str().contains("#sub");
            maps && !t.object.to_string().contains(vocab::AIKG)
        });
        let own = OUR_OWN
            .iter()
            .any(|name| term == format!("{}{name}", vocab::AIKG));
        assert_ne!(
            elsewhere, own,
            "{term} is led to another vocabulary, or stands in OUR_OWN"
        );
    }
}

/// Properties whose subjects or values are of several classes, which OWL 2 RL cannot say without unions that help no reasoner.
const NO_DOMAIN: [&str; 9] = [
    "sha256",
    "mentions",
    "inItem",
    "beginByte",
    "endByte",
    "rule",
    "firstSeen",
    "lastSeen",
    "items",
];
/// Dates and texts in a language: OWL 2 has no such datatypes; and what leads to several classes.
const NO_RANGE: [&str; 8] = [
    "section",
    "importance",
    "inItem",
    "validFrom",
    "evidence",
    "firstSeen",
    "lastSeen",
    "countOf",
];

#[test]
fn the_ontology_keeps_to_owl_2_rl() {
    let allowed_types = [
        "Ontology",
        "Class",
        "ObjectProperty",
        "DatatypeProperty",
        "SymmetricProperty",
    ];
    let mut properties = BTreeSet::new();
    let mut said: BTreeSet<(String, String)> = BTreeSet::new();
    for triple in ontology() {
        let NamedOrBlankNode::NamedNode(subject) = &triple.subject else {
            panic!("a blank node: {triple}")
        };
        assert!(
            !matches!(triple.object, Term::BlankNode(_)),
            "a blank node: {triple}"
        );
        let predicate = triple.predicate.as_str();
        let name = subject
            .as_str()
            .strip_prefix(vocab::AIKG)
            .unwrap_or_default()
            .to_string();
        if predicate == vocab::TYPE {
            let class = triple.object.to_string();
            let fits = allowed_types
                .iter()
                .any(|t| class == format!("<{}{t}>", vocab::OWL));
            assert!(fits, "{triple}");
            if class.contains("Property") {
                properties.insert(name.clone());
            }
        }
        for axiom in ["domain", "range"] {
            if predicate == format!("{}{axiom}", vocab::RDFS) {
                said.insert((name.clone(), axiom.to_string()));
            }
        }
        if predicate == format!("{}range", vocab::RDFS)
            && triple.object.to_string().contains(vocab::XSD)
        {
            let of_owl = ["string", "integer", "decimal"]
                .iter()
                .any(|d| triple.object.to_string().ends_with(&format!("#{d}>")));
            assert!(of_owl, "{triple}");
        }
    }
    for property in properties {
        for (axiom, without) in [("domain", &NO_DOMAIN[..]), ("range", &NO_RANGE)] {
            let has = said.contains(&(property.clone(), axiom.to_string()));
            assert_ne!(
                has,
                without.contains(&property.as_str()),
                "{axiom} of {property}"
            );
        }
    }
}

/// What the sample digests do not say: their news has no such relation, and nothing was imported. All of it is said once `EVERY_RELATION`
/// and `IMPORTED` stand beside them.
const NOT_IN_THE_SAMPLES: [&str; 9] = [
    vocab::IMPORT,
    vocab::ACQUIRES,
    vocab::AUTHORED,
    vocab::FOUNDED,
    vocab::IN_IMPORT,
    vocab::INVESTS_IN,
    vocab::OUTPERFORMS,
    vocab::PROPOSES,
    vocab::PUBLISHED_IN,
];

/// A digest with a claim of every predicate that the samples lack.
const EVERY_RELATION: &str = "# 日报 2026-04-01

## 谷歌收购Wiz

软银投资Perplexity。姚顺雨加入腾讯。

## Ilya Sutskever founded Safe Superintelligence

GPT-5 beats Claude on GPQA. DeepSeek-R1 runs on Ascend 910C. PyTorch was published in Nature. Waymo competes with Tesla.

## 论文《Attention Is All You Need》提出Transformer

Transformer作者Noam Shazeer回顾了那一年。
";

/// A claim from elsewhere.
const IMPORTED: &str = r#"{"subject": "輝達", "predicate": "acquires", "object": "Groq", "source": "a note", "confidence": 0.8}"#;

/// The predicates and classes of a graph.
fn used(graph: &[u8]) -> BTreeSet<String> {
    let mut used = BTreeSet::new();
    for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(graph) {
        let quad = quad.unwrap();
        used.insert(quad.predicate.as_str().to_string());
        if quad.predicate.as_str() == vocab::TYPE
            && let Term::NamedNode(class) = quad.object
        {
            used.insert(class.into_string());
        }
    }
    used
}

#[test]
fn the_output_uses_the_vocabulary_and_nothing_else() {
    let mut run = Run::new()
        .file("2026-04-01-relations.md", EVERY_RELATION)
        .file("notes.jsonl", IMPORTED);
    let samples = crate::run::samples();
    let samples = samples.to_str().unwrap();
    run.ok(["build", samples, "-o", "out", "--mentions", "-q"]);
    let in_samples = used(&run.bytes("out/graph.nq"));
    run.ok([
        "build",
        samples,
        "2026-04-01-relations.md",
        "-o",
        "out",
        "--mentions",
        "-q",
    ]);
    run.ok(["import", "notes.jsonl", "-g", "out", "-q"]);
    let in_all = used(&run.bytes("out/graph.nq"));
    let vocabulary: BTreeSet<String> = vocab::ALL
        .iter()
        .map(|(_, iri)| (*iri).to_string())
        .chain(Kind::ALL.iter().map(|k| vocab::class(*k)))
        .collect();
    let unknown: Vec<_> = in_all.difference(&vocabulary).collect();
    assert!(
        unknown.is_empty(),
        "written, but in no vocabulary: {unknown:?}"
    );
    let unused: Vec<_> = vocabulary.difference(&in_all).collect();
    assert!(unused.is_empty(), "never written: {unused:?}");
    let rare: Vec<_> = vocabulary
        .difference(&in_samples)
        .map(String::as_str)
        .collect();
    assert_eq!(rare, NOT_IN_THE_SAMPLES);
}
