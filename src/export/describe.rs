//! A built graph → its description for catalogues: VoID (what is in it, counted) and DCAT (its files), in Turtle.

use super::rdf;
use super::source::Source;
use super::{put, unwritten};
use crate::error::{Result, reading};
use crate::graph::table::TABLES;
use crate::graph::vocab as v;
use crate::graph::{Manifest, description};
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, Literal, NamedNode, Quad, Term, Triple};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, Write};

/// What is counted.
#[derive(Default)]
struct Census {
    triples: u64,
    subjects: u64,
    classes: BTreeMap<String, u64>,
    properties: BTreeMap<String, u64>,
    /// Quads of each kind of named graph.
    graphs: BTreeMap<&'static str, u64>,
}

/// Writes the description.
///
/// # Errors
/// There is no graph, it is damaged, no digest is that old, or `out` takes no more.
pub fn write(source: &Source, out: &mut dyn Write) -> Result<()> {
    let manifest = source.manifest()?;
    let census = census(source)?;
    let mut out = BufWriter::new(out);
    let mut writer = rdf::serializer(RdfFormat::Turtle).for_writer(&mut out);
    for triple in triples(source, &manifest, &census)? {
        put(writer.serialize_triple(&triple))?;
    }
    put(writer.finish().map(|_| ()))?;
    out.flush().map_err(unwritten)
}

/// Counts; lines come sorted, so that a subject, and a triple, is new when it is not the last one.
fn census(source: &Source) -> Result<Census> {
    let mut census = Census::default();
    let mut last: Option<Triple> = None;
    rdf::each(source, source.quads()?, &mut |quad: Quad| {
        if let GraphName::NamedNode(graph) = &quad.graph_name {
            *census.graphs.entry(kind(graph.as_str())).or_default() += 1;
        }
        let triple = Triple::from(quad);
        if last.as_ref() == Some(&triple) {
            return Ok(());
        }
        census.triples += 1;
        if last.as_ref().is_none_or(|l| l.subject != triple.subject) {
            census.subjects += 1;
        }
        if triple.predicate.as_str() == v::TYPE
            && let Term::NamedNode(class) = &triple.object
        {
            *census
                .classes
                .entry(class.as_str().to_string())
                .or_default() += 1;
        }
        let property = triple.predicate.as_str().to_string();
        *census.properties.entry(property).or_default() += 1;
        last = Some(triple);
        Ok(())
    })?;
    Ok(census)
}

/// The kind of a named graph.
fn kind(graph: &str) -> &'static str {
    let local = graph.strip_prefix(v::GRAPH).unwrap_or(graph);
    match local.split('/').next() {
        Some("digest") => "digests",
        Some("import") => "imports",
        Some("registry") => "registry",
        Some("derived") => "derived",
        _ => "meta",
    }
}

fn triples(source: &Source, manifest: &Manifest, census: &Census) -> Result<Vec<Triple>> {
    // What the graph says of itself, and what could be counted only when it was done.
    let mut about = About::default();
    for triple in description(manifest) {
        about.triples.insert(triple.to_string(), triple);
    }
    let build = about.node("");
    about.number(&build, v::VOID_TRIPLES, census.triples);
    about.number(&build, v::VOID_DISTINCT_SUBJECTS, census.subjects);
    about.number(&build, v::VOID_CLASSES, census.classes.len() as u64);
    about.number(&build, v::VOID_PROPERTIES, census.properties.len() as u64);
    for space in [v::ENT, v::DIG, v::TOPIC] {
        about.text(&build, v::VOID_URI_SPACE, space);
    }
    let mut spaces = BTreeSet::new();
    for (iri, number) in &census.classes {
        let part = about.node(&format!("/class/{}", short(iri)));
        about.iri(&build, v::VOID_CLASS_PARTITION, part.as_str());
        about.iri(&part, v::VOID_CLASS, iri);
        about.number(&part, v::VOID_ENTITIES, *number);
        spaces.insert(space(iri));
    }
    for (iri, number) in &census.properties {
        let part = about.node(&format!("/property/{}", short(iri)));
        about.iri(&build, v::VOID_PROPERTY_PARTITION, part.as_str());
        about.iri(&part, v::VOID_PROPERTY, iri);
        about.number(&part, v::VOID_TRIPLES, *number);
        spaces.insert(space(iri));
    }
    for space in spaces {
        about.iri(&build, v::VOID_VOCABULARY, space);
    }
    for (name, quads) in &census.graphs {
        let part = about.node(&format!("/{name}"));
        about.iri(&build, v::VOID_SUBSET, part.as_str());
        about.iri(&part, v::TYPE, v::VOID_DATASET);
        about.text(&part, v::TITLE, name);
        about.number(&part, v::VOID_TRIPLES, *quads);
    }
    if source.as_of.is_none() {
        files(source, &mut about)?;
    }
    Ok(about.triples.into_values().collect())
}

/// The files of the build, as distributions.
fn files(source: &Source, about: &mut About) -> Result<()> {
    let build = about.node("");
    let media = |kind: &str| format!("https://www.iana.org/assignments/media-types/{kind}");
    let tables = TABLES
        .iter()
        .map(|(name, _)| (format!("tables/{name}"), "text/csv"));
    let graph = ("graph.nq".to_string(), "application/n-quads");
    for (name, kind) in [graph].into_iter().chain(tables) {
        let path = source.dir.join(&name);
        let size = std::fs::metadata(&path).map_err(reading(&path))?.len();
        let file = about.node(&format!("/{name}"));
        about.iri(&build, v::DCAT_DISTRIBUTION_OF, file.as_str());
        about.iri(&file, v::TYPE, v::DCAT_DISTRIBUTION);
        about.text(&file, v::TITLE, &name);
        about.iri(&file, v::DCAT_MEDIA_TYPE, &media(kind));
        about.number(&file, v::DCAT_BYTE_SIZE, size);
    }
    Ok(())
}

/// A name for an IRI of a vocabulary: `schema.Dataset`, since `aikg.Dataset` is another.
fn short(iri: &str) -> String {
    let space = space(iri);
    let local = iri.strip_prefix(space).unwrap_or(iri);
    let known = v::PREFIXES.iter().find(|(_, known)| *known == space);
    known.map_or_else(
        || local.to_string(),
        |(prefix, _)| format!("{prefix}.{local}"),
    )
}

/// The namespace of an IRI.
fn space(iri: &str) -> &str {
    iri.rfind(['#', '/']).map_or(iri, |at| &iri[..=at])
}

/// Triples about the build, sorted by subject.
#[derive(Default)]
struct About {
    triples: BTreeMap<String, Triple>,
}

impl About {
    /// A node below the build; its IRI is made from names of files and of the vocabulary.
    fn node(&self, below: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("{}build{below}", v::GRAPH))
    }

    fn add(&mut self, subject: &NamedNode, predicate: &str, object: Term) {
        let predicate = NamedNode::new_unchecked(predicate);
        let triple = Triple::new(subject.clone(), predicate, object);
        self.triples.insert(triple.to_string(), triple);
    }

    fn iri(&mut self, subject: &NamedNode, predicate: &str, object: &str) {
        self.add(subject, predicate, NamedNode::new_unchecked(object).into());
    }

    fn number(&mut self, subject: &NamedNode, predicate: &str, number: u64) {
        self.add(subject, predicate, Literal::from(number as i64).into());
    }

    fn text(&mut self, subject: &NamedNode, predicate: &str, text: &str) {
        self.add(subject, predicate, Literal::from(text).into());
    }
}
