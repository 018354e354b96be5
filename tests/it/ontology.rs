//! The vocabulary, the ontology and the output tell the same, in both directions.

use crate::run::built;
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

#[test]
fn every_term_of_the_program_is_declared_with_labels_in_three_languages() {
    let declared = declared();
    let mut terms: BTreeSet<String> = vocab::ALL
        .iter()
        .map(|(_, iri)| (*iri).to_string())
        .filter(|iri| iri.starts_with(vocab::AIKG))
        .collect();
    terms.extend(Kind::ALL.iter().map(|k| vocab::class(*k)));
    let missing: Vec<_> = terms.difference(&declared).collect();
    assert!(missing.is_empty(), "not in the ontology: {missing:?}");
    let label = format!("{}label", vocab::RDFS);
    let triples = ontology();
    for term in &declared {
        let languages: BTreeSet<String> = triples
            .iter()
            .filter(|t| {
                t.predicate.as_str() == label && t.subject.to_string() == format!("<{term}>")
            })
            .filter_map(|t| match &t.object {
                Term::Literal(l) => l.language().map(str::to_string),
                _ => None,
            })
            .collect();
        let wanted = ["en", "zh-hans", "zh-hant"].map(String::from);
        assert_eq!(languages, BTreeSet::from(wanted), "{term}");
    }
}

/// A digest with a claim of every predicate that the samples lack.
const EVERY_RELATION: &str = "# 日报 2026-04-01

## 谷歌收购Wiz

软银投资Perplexity。姚顺雨加入腾讯。

## Ilya Sutskever founded Safe Superintelligence

GPT-5 beats Claude on GPQA. DeepSeek-R1 runs on Ascend 910C. PyTorch was published in Nature. Waymo competes with Tesla.

## 论文《Attention Is All You Need》提出Transformer

Transformer作者Noam Shazeer回顾了那一年。
";

#[test]
fn the_output_uses_only_declared_terms_and_every_term_of_the_vocabulary() {
    let mut run = built();
    let samples = crate::run::samples();
    std::fs::write(run.path().join("2026-04-01-relations.md"), EVERY_RELATION).unwrap();
    run.ok([
        "build",
        samples.to_str().unwrap(),
        "2026-04-01-relations.md",
        "-o",
        "full",
        "--mentions",
    ]);
    let graph = run.bytes("full/graph.nq");
    let mut used: BTreeSet<String> = BTreeSet::new();
    for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(&graph) {
        let quad = quad.unwrap();
        used.insert(quad.predicate.as_str().to_string());
        if quad.predicate.as_str() == vocab::TYPE
            && let Term::NamedNode(class) = quad.object
        {
            used.insert(class.into_string());
        }
    }
    let declared = declared();
    let known: BTreeSet<String> = vocab::ALL
        .iter()
        .map(|(_, iri)| (*iri).to_string())
        .chain(Kind::ALL.iter().map(|k| vocab::class(*k)))
        .collect();
    for iri in &used {
        assert!(
            known.contains(iri),
            "{iri} is written, but stands in no vocabulary"
        );
        assert!(
            !iri.starts_with(vocab::AIKG) || declared.contains(iri),
            "{iri} is not declared"
        );
    }
    for (name, iri) in vocab::ALL {
        assert!(used.contains(*iri), "{name} is never written");
    }
}
