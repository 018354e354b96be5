//! Concepts in SKOS: those of a graph → its named graph `registry`; all that the dictionaries have → `ontology/topics.ttl`.

use super::quad::{Term, Writer, literal};
use super::registry::{labels, tag};
use super::vocab as v;
use crate::entity::Kind;
use crate::lexicon::{self, Lexicon};
use crate::link::{self, Topic};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The names of the two schemes: topics that the dictionaries have, and tags that they have not.
const SCHEMES: [(&str, [(&str, &str); 3]); 2] = [
    (
        v::TOPICS,
        [
            ("AI topics", "en"),
            ("AI 主题", "zh-hans"),
            ("AI 主題", "zh-hant"),
        ],
    ),
    (
        v::TAGS,
        [
            ("Other tags of digests", "en"),
            ("摘要的其他标签", "zh-hans"),
            ("摘要的其他標籤", "zh-hant"),
        ],
    ),
];

/// Writes the concepts of a graph and the schemes that they stand in.
pub(super) fn write(writer: &mut Writer<'_>, topics: &[Topic], lexicon: &Lexicon) {
    for (scheme, names) in SCHEMES {
        writer.quad(scheme, v::TYPE, Term::Iri(v::CONCEPT_SCHEME));
        for (name, language) in names {
            writer.quad(scheme, v::PREF_LABEL, Term::In(name, language));
        }
    }
    for topic in topics {
        concept(writer, topic, lexicon);
    }
}

/// Writes a concept with all that are broader.
pub(super) fn concepts(writer: &mut Writer<'_>, topic: &Topic, lexicon: &Lexicon) {
    concept(writer, topic, lexicon);
    let mut next: Vec<u32> = topic.known.into_iter().collect();
    let mut written: BTreeSet<u32> = next.iter().copied().collect();
    while let Some(row) = next.pop().and_then(|number| lexicon.entity(number)) {
        for (number, broader) in link::broader(row, lexicon) {
            if written.insert(number) {
                concept(writer, &Topic::known(number, broader), lexicon);
                next.push(number);
            }
        }
    }
}

fn concept(writer: &mut Writer<'_>, topic: &Topic, lexicon: &Lexicon) {
    let iri = format!("{}{}", v::TOPIC, topic.id);
    writer.quad(&iri, v::TYPE, Term::Iri(v::CONCEPT));
    writer.quad(&iri, v::NAME, Term::Text(&topic.label));
    let Some(row) = topic.known.and_then(|n| lexicon.entity(n)) else {
        let language = tag(&topic.label);
        writer.quad(&iri, v::PREF_LABEL, Term::In(&topic.label, language));
        writer.quad(&iri, v::IN_SCHEME, Term::Iri(v::TAGS));
        return;
    };
    labels(writer, &iri, row);
    // A method that a tag names is a subject of this graph, but none of the scheme, which `ontology/topics.ttl` holds whole.
    let is_topic = row.kind == Kind::Topic;
    let scheme = if is_topic { v::TOPICS } else { v::TAGS };
    writer.quad(&iri, v::IN_SCHEME, Term::Iri(scheme));
    let mut is_top = is_topic;
    for (_, broader) in link::broader(row, lexicon) {
        let broader = format!("{}{}", v::TOPIC, broader.id);
        writer.quad(&iri, v::BROADER, Term::Iri(&broader));
        is_top = false;
    }
    if is_top {
        writer.quad(&iri, v::TOP_CONCEPT_OF, Term::Iri(v::TOPICS));
    }
}

/// What stands above the concepts of `ontology/topics.ttl`.
const HEAD: &str = "\
# The topics of AI news, as a SKOS scheme: what tags, categories and sections of digests are led to.
#
# Made from `dictionaries/topics.csv`, which is where to edit; a test compares the two, and
#     INSTA_UPDATE=always cargo test --test it topics_as_turtle
# writes this file again. A tag that no row names stays a concept of its own in the scheme <https://w3id.org/aikg/tags>.

@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos:    <http://www.w3.org/2004/02/skos/core#> .
@prefix topic:   <https://w3id.org/aikg/topic/> .

<https://w3id.org/aikg/topics> a skos:ConceptScheme ;
    dcterms:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    skos:prefLabel ";

/// All topics of the dictionaries as a SKOS scheme in Turtle: names in three languages, other names, what is broader and narrower.
pub fn turtle(lexicon: &Lexicon) -> String {
    let mut rows: Vec<&lexicon::Entity> = lexicon
        .entities()
        .filter(|e| e.kind == Kind::Topic)
        .collect();
    rows.sort_by_key(|row| &row.id);
    let parents = |row| -> Vec<&str> {
        link::broader(row, lexicon)
            .map(|(_, b)| b.id.as_str())
            .collect()
    };
    let concepts = |ids: Vec<&str>| -> String {
        let ids: Vec<String> = ids.into_iter().map(local).collect();
        ids.join(" , ")
    };
    let mut out = HEAD.to_string();
    let [(_, names), _] = SCHEMES;
    let names = names.map(|(name, language)| text(name, language));
    let tops = rows.iter().filter(|row| parents(row).is_empty());
    let tops = concepts(tops.map(|row| row.id.as_str()).collect());
    let _ = write!(
        out,
        "{} ;\n    skos:hasTopConcept {tops} .\n",
        names.join(" , ")
    );
    for row in &rows {
        let _ = write!(
            out,
            "\n{} a skos:Concept ;\n    skos:inScheme <{}>",
            local(&row.id),
            v::TOPICS
        );
        let mut say = |property: &str, objects: String| {
            if !objects.is_empty() {
                let _ = write!(out, " ;\n    {property} {objects}");
            }
        };
        let preferred = [
            (&row.en, "en"),
            (&row.zh_hans, "zh-hans"),
            (&row.zh_hant, "zh-hant"),
        ];
        let named = preferred.iter().filter(|(name, _)| !name.is_empty());
        let named: Vec<String> = named.map(|(name, language)| text(name, language)).collect();
        say("skos:prefLabel", named.join(" , "));
        let others = row.aliases.iter().map(|a| &a.text);
        let others = others.filter(|a| !preferred.iter().any(|(name, _)| name == a));
        let mut others: Vec<String> = others.map(|a| text(a, tag(a))).collect();
        others.sort();
        others.dedup();
        say("skos:altLabel", others.join(" , "));
        let above = parents(row);
        if above.is_empty() {
            say("skos:topConceptOf", format!("<{}>", v::TOPICS));
        }
        say("skos:broader", concepts(above));
        let below = rows
            .iter()
            .filter(|r| parents(r).contains(&row.id.as_str()));
        say(
            "skos:narrower",
            concepts(below.map(|r| r.id.as_str()).collect()),
        );
        out.push_str(" .\n");
    }
    out
}

fn local(id: &str) -> String {
    // A local name of Turtle holds any slug, but for one that ends in a dot.
    if id.ends_with('.') {
        format!("<{}{id}>", v::TOPIC)
    } else {
        format!("topic:{id}")
    }
}

fn text(text: &str, language: &str) -> String {
    let mut out = Vec::new();
    literal(text, &mut out);
    format!("{}@{language}", String::from_utf8_lossy(&out))
}
