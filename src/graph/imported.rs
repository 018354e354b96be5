//! Claims from elsewhere → the quads of their own named graph, `graph/import/NAME`. Nothing outside that graph changes.
//!
//! A name is looked for as a person's would be: an id of this graph, a dictionary name, a name that digests coined, a spelling seen. One
//! that is none of these is coined as `build` would coin it, so that a later digest that has it means the same entity.

use super::claim;
use super::quad::{Term, Writer, address, entity_iri, percent_encode};
use super::sorter::sort_lines;
use super::vocab as v;
use crate::digest::paper;
use crate::entity::{Kind, coined_id};
use crate::import::{Claim, Import};
use crate::lexicon::Lexicon;
use crate::link::Registry;
use crate::mention::Meaning;
use crate::relation::Polarity;
use crate::text::script::{self, Script};
use crate::text::{fold, markup, sha256};
use crate::warning::{Code, Warning};
use std::collections::{BTreeMap, HashMap};

/// The named graph of an import.
pub(crate) fn graph(name: &str) -> String {
    format!("{}import/{}", v::GRAPH, percent_encode(name))
}

/// Makes the quads of some imports, one sorted run for each.
pub(crate) fn emit(
    imports: &[Import],
    registry: &Registry,
    lexicon: &Lexicon,
    warnings: &mut Vec<Warning>,
) -> Vec<Vec<u8>> {
    if imports.is_empty() {
        return Vec::new();
    }
    let names = Names::new(registry, lexicon);
    let write = |import| self::write(import, &names, warnings);
    imports.iter().map(write).collect()
}

fn write(import: &Import, names: &Names<'_>, warnings: &mut Vec<Warning>) -> Vec<u8> {
    let graph = graph(&import.name);
    // What is said twice is said once, as surely as it is said once.
    let mut claims: BTreeMap<String, (&Claim, Found, Found)> = BTreeMap::new();
    for claim in &import.claims {
        let mut found = |name: &str, kind| {
            let found = names.find(name, kind);
            if found.coined {
                let name = markup::one_line(name);
                let id = &found.id;
                warnings.push(Warning::new(
                    import.file(),
                    claim.line,
                    Code::CoinedName,
                    format!("{name} is a name that neither the graph nor the dictionaries have; it is ent:{id} here"),
                ));
            }
            found
        };
        let subject = found(&claim.subject, claim.subject_kind);
        let object = found(&claim.object, claim.object_kind);
        let told = format!("{} {}", claim.source, claim.polarity.name());
        let within = format!("{graph}/{}", &sha256(told.as_bytes())[..8]);
        let edge = claim::edge(claim.predicate);
        let (s, o) = (entity_iri(&subject.id), entity_iri(&object.id));
        let node = claim::node(&within, &s, edge, &o);
        let surer = claims
            .get(&node)
            .is_none_or(|(other, ..)| sure(claim) > sure(other));
        if surer {
            claims.insert(node, (claim, subject, object));
        }
    }
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, &graph);
    for (node, (claim, subject, object)) in &claims {
        subject.write(&mut writer);
        object.write(&mut writer);
        write_claim(&mut writer, &graph, node, claim, subject, object);
    }
    sort_lines(&out)
}

fn sure(claim: &Claim) -> f64 {
    claim.confidence.parse().unwrap_or(0.0)
}

fn write_claim(
    writer: &mut Writer<'_>,
    graph: &str,
    node: &str,
    claim: &Claim,
    subject: &Found,
    object: &Found,
) {
    let (subject, object) = (entity_iri(&subject.id), entity_iri(&object.id));
    let edge = claim::edge(claim.predicate);
    writer.quad(node, v::TYPE, Term::Iri(v::CLAIM));
    writer.quad(node, v::TYPE, Term::Iri(v::STATEMENT));
    writer.quad(node, v::RDF_SUBJECT, Term::Iri(&subject));
    writer.quad(node, v::RDF_PREDICATE, Term::Iri(edge));
    writer.quad(node, v::RDF_OBJECT, Term::Iri(&object));
    writer.quad(node, v::CONFIDENCE, Term::Decimal(&claim.confidence));
    writer.quad(node, v::POLARITY, Term::Text(claim.polarity.name()));
    if !claim.evidence.is_empty() {
        writer.quad(node, v::EVIDENCE, Term::Text(&claim.evidence));
    }
    if let Some(date) = claim.date {
        writer.quad(node, v::VALID_FROM, Term::Date(&date.to_string()));
    }
    match address(&claim.source) {
        Some(iri) => writer.quad(node, v::WAS_DERIVED_FROM, Term::Iri(&iri)),
        None => {
            let source = format!("{graph}/source/{}", percent_encode(&claim.source));
            writer.quad(node, v::WAS_DERIVED_FROM, Term::Iri(&source));
            writer.quad(&source, v::NAME, Term::Text(&claim.source));
        }
    }
    if claim.polarity == Polarity::Asserted {
        writer.quad(&subject, edge, Term::Iri(&object));
    }
}

/// What a name means.
struct Found {
    id: String,
    /// What the registry does not say of it, since no digest names it.
    label: Option<(String, Kind)>,
    coined: bool,
}

impl Found {
    fn registered(id: &str) -> Self {
        Self {
            id: id.to_string(),
            label: None,
            coined: false,
        }
    }

    fn write(&self, writer: &mut Writer<'_>) {
        let Some((name, kind)) = &self.label else {
            return;
        };
        let iri = entity_iri(&self.id);
        writer.quad(&iri, v::TYPE, Term::Iri(v::ENTITY));
        writer.quad(&iri, v::TYPE, Term::Iri(&v::class(*kind)));
        writer.quad(&iri, v::NAME, Term::Text(name));
        let tag = script::detect(name, Script::ZhHans).tag();
        writer.quad(&iri, v::PREF_LABEL, Term::In(name, tag));
    }
}

struct Names<'a> {
    registry: &'a Registry,
    lexicon: &'a Lexicon,
    /// Spellings seen, folded, each with the entity that is named most often.
    spelled: HashMap<String, u32>,
}

impl<'a> Names<'a> {
    fn new(registry: &'a Registry, lexicon: &'a Lexicon) -> Self {
        let mut spelled: HashMap<String, u32> = HashMap::new();
        let often = |n: u32| registry.entity(n).map_or(0, |e| e.mentions);
        for (number, entity) in (0u32..).zip(&registry.entities) {
            for spelling in entity.spellings.keys().chain([&entity.canonical]) {
                let best = spelled.entry(fold::key(spelling)).or_insert(number);
                if often(number) > often(*best) {
                    *best = number;
                }
            }
        }
        Self {
            registry,
            lexicon,
            spelled,
        }
    }

    fn find(&self, name: &str, kind: Option<Kind>) -> Found {
        let bare = name.strip_prefix("ent:").unwrap_or(name);
        let bare = bare.strip_prefix(v::ENT).unwrap_or(bare);
        if self.registry.by_id(bare).is_some() {
            return Found::registered(bare);
        }
        let known = self.lexicon.understand(bare, kind);
        if let Some(row) = known.and_then(|found| self.lexicon.entity(found.name.entity)) {
            let label = match self.registry.by_id(&row.id) {
                Some(_) => None,
                None => Some((row.canonical().to_string(), row.kind)),
            };
            return Found {
                label,
                ..Found::registered(&row.id)
            };
        }
        if let [found] = paper::all(bare).as_slice() {
            let id = paper::entity_id(&found.identifier);
            let label = match self.registry.by_id(&id) {
                Some(_) => None,
                None => Some((found.identifier.clone(), Kind::Paper)),
            };
            return Found {
                label,
                ..Found::registered(&id)
            };
        }
        let key = self.lexicon.coined_key(bare);
        let id = coined_id(&key);
        let number = self
            .registry
            .entity_of(&Meaning::Coined { key, kind })
            .or_else(|| self.spelled.get(&fold::key(bare)).copied());
        if let Some(entity) = number.and_then(|n| self.registry.entity(n)) {
            return Found::registered(&entity.id);
        }
        Found {
            id,
            label: Some((markup::one_line(bare), kind.unwrap_or(Kind::Other))),
            coined: true,
        }
    }
}
