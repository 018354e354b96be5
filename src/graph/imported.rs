//! Claims from elsewhere → the quads of their own named graph, `graph/import/NAME`. Nothing outside that graph changes.
//!
//! A name is looked for as a person's would be: an id of this graph, a dictionary name, a name that digests coined, a spelling seen. One
//! that is none of these is coined as `build` would coin it, so that a later digest that has it means the same entity.
//! What no digest names is described in the graph of each import that names it, by the first name that any import gives it.

use super::claim;
use super::quad::{Term, Writer, address, entity_iri, percent_encode};
use super::sorter::sort_lines;
use super::vocab as v;
use super::{registry, scheme};
use crate::digest::paper;
use crate::entity::{Kind, coined_id};
use crate::import::{Claim, Import};
use crate::lexicon::{self, Lexicon};
use crate::link::{Registry, Topic};
use crate::mention::Meaning;
use crate::relation::Polarity;
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
    let mut new = New::new();
    let told: Vec<Vec<Told<'_>>> = imports
        .iter()
        .map(|import| {
            let claims = import.claims.iter();
            claims
                .map(|claim| {
                    let mut id = |name: &str, kind| {
                        let found = names.find(name, kind);
                        if matches!(found.new, Some(Named::Coined(..))) {
                            warnings.push(coined(import, claim, name, &found.id));
                        }
                        if let Some(named) = found.new {
                            note(&mut new, &found.id, named);
                        }
                        found.id
                    };
                    Told {
                        claim,
                        subject: id(&claim.subject, claim.subject_kind),
                        object: id(&claim.object, claim.object_kind),
                    }
                })
                .collect()
        })
        .collect();
    let write = |(import, told)| self::write(import, told, &new, &names);
    imports.iter().zip(told).map(write).collect()
}

/// A claim with the ids of its entities.
struct Told<'a> {
    claim: &'a Claim,
    subject: String,
    object: String,
}

/// What no digest names, by id.
type New<'a> = BTreeMap<String, Named<'a>>;

/// Keeps the first of two names of one id, and the first kind that is told.
fn note<'a>(new: &mut New<'a>, id: &str, named: Named<'a>) {
    match (new.get_mut(id), named) {
        (None, named) => {
            new.insert(id.to_string(), named);
        }
        (Some(Named::Coined(_, kind)), Named::Coined(_, told)) if *kind == Kind::Other => {
            *kind = told;
        }
        _ => {}
    }
}

fn coined(import: &Import, claim: &Claim, name: &str, id: &str) -> Warning {
    let name = markup::one_line(name);
    let reason = format!(
        "{name} is a name that neither the graph nor the dictionaries have; it is ent:{id} here"
    );
    Warning::new(import.file(), claim.line, Code::CoinedName, reason)
}

fn write(import: &Import, told: Vec<Told<'_>>, new: &New<'_>, names: &Names<'_>) -> Vec<u8> {
    let graph = graph(&import.name);
    // What is said twice is said once, as surely as it is said once.
    let mut claims: BTreeMap<String, Told<'_>> = BTreeMap::new();
    for one in told {
        let claim = one.claim;
        let told = format!("{} {}", claim.source, claim.polarity.name());
        let within = format!("{graph}/{}", &sha256(told.as_bytes())[..8]);
        let edge = claim::edge(claim.predicate);
        let (s, o) = (entity_iri(&one.subject), entity_iri(&one.object));
        let node = claim::node(&within, &s, edge, &o);
        let surer = claims
            .get(&node)
            .is_none_or(|other| sure(claim) > sure(other.claim));
        if surer {
            claims.insert(node, one);
        }
    }
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, &graph);
    for (node, told) in &claims {
        for id in [&told.subject, &told.object] {
            if let Some(named) = new.get(id) {
                describe(&mut writer, id, named, names);
            }
        }
        write_claim(&mut writer, &graph, node, told);
    }
    sort_lines(&out)
}

fn sure(claim: &Claim) -> f64 {
    claim.confidence.parse().unwrap_or(0.0)
}

fn write_claim(writer: &mut Writer<'_>, graph: &str, node: &str, told: &Told<'_>) {
    let claim = told.claim;
    let (subject, object) = (entity_iri(&told.subject), entity_iri(&told.object));
    let edge = claim::edge(claim.predicate);
    writer.quad(node, v::TYPE, Term::Iri(v::CLAIM));
    writer.quad(node, v::TYPE, Term::Iri(v::STATEMENT));
    writer.quad(node, v::IN_IMPORT, Term::Iri(graph));
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
struct Found<'a> {
    id: String,
    /// What the registry does not say of it, since no digest names it.
    new: Option<Named<'a>>,
}

/// Something that no digest names.
enum Named<'a> {
    /// A row of the dictionaries.
    Row(&'a lexicon::Entity),
    /// A paper, by its identifier.
    Paper(String),
    /// A name that nobody knows, with its kind.
    Coined(String, Kind),
}

/// Says of an entity what the registry would say if a digest named it.
fn describe(writer: &mut Writer<'_>, id: &str, named: &Named<'_>, names: &Names<'_>) {
    let iri = entity_iri(id);
    let (name, kind) = match named {
        Named::Row(row) => (row.canonical(), row.kind),
        Named::Paper(identifier) => (identifier.as_str(), Kind::Paper),
        Named::Coined(name, kind) => (name.as_str(), *kind),
    };
    registry::classes(writer, &iri, kind);
    writer.quad(&iri, v::NAME, Term::Text(name));
    // No item of the graph names it.
    writer.quad(&iri, v::ITEMS, Term::Number(0));
    writer.quad(&iri, v::MENTION_COUNT, Term::Number(0));
    match named {
        Named::Row(row) => registry::labels(writer, &iri, row),
        _ => {
            let tag = registry::tag(name);
            writer.quad(&iri, v::PREF_LABEL, Term::In(name, tag));
        }
    }
    if let Named::Paper(identifier) = named {
        registry::paper(writer, &iri, identifier);
    }
    if kind == Kind::Topic {
        let known = match named {
            Named::Row(_) => names.lexicon.by_id(id),
            _ => None,
        };
        let tag = names.registry.topic_of(name).filter(|_| known.is_none());
        let own = Topic {
            id: id.to_string(),
            label: name.to_string(),
            known,
        };
        let topic = tag.unwrap_or(&own);
        let concept = format!("{}{}", v::TOPIC, topic.id);
        writer.quad(&iri, v::EXACT_MATCH, Term::Iri(&concept));
        scheme::concepts(writer, topic, names.lexicon);
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

    fn find(&self, name: &str, kind: Option<Kind>) -> Found<'a> {
        let bare = name.strip_prefix("ent:").unwrap_or(name);
        let bare = bare.strip_prefix(v::ENT).unwrap_or(bare);
        let registered = |id: &str| Found {
            id: id.to_string(),
            new: None,
        };
        // Whatever the registry has, it describes.
        let found = |id: &str, named: Named<'a>| match self.registry.by_id(id) {
            Some(_) => registered(id),
            None => Found {
                id: id.to_string(),
                new: Some(named),
            },
        };
        if self.registry.by_id(bare).is_some() {
            return registered(bare);
        }
        let known = self.lexicon.understand(bare, kind);
        if let Some(row) = known.and_then(|found| self.lexicon.entity(found.name.entity)) {
            return found(&row.id, Named::Row(row));
        }
        if let [paper] = paper::all(bare).as_slice() {
            let id = paper::entity_id(&paper.identifier);
            return found(&id, Named::Paper(paper.identifier.clone()));
        }
        let key = self.lexicon.coined_key(bare);
        let id = coined_id(&key);
        let number = self
            .registry
            .entity_of(&Meaning::Coined { key, kind })
            .or_else(|| self.spelled.get(&fold::key(bare)).copied());
        if let Some(entity) = number.and_then(|n| self.registry.entity(n)) {
            return registered(&entity.id);
        }
        let name = markup::one_line(bare);
        found(&id, Named::Coined(name, kind.unwrap_or(Kind::Other)))
    }
}
