//! A built graph → its description for catalogues: VoID (what is in it, counted) and DCAT (its files), in Turtle.

use super::rdf;
use super::source::Source;
use super::{put, unwritten};
use crate::error::{Result, reading};
use crate::graph::table::TABLES;
use crate::graph::vocab as v;
use oxigraph::io::RdfFormat;
use oxigraph::model::{GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term, Triple};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufWriter, Write};

/// What is counted, while sorted quads come by.
#[derive(Default)]
pub(super) struct Census {
    triples: u64,
    subjects: u64,
    classes: BTreeMap<String, u64>,
    properties: BTreeMap<String, u64>,
    /// Quads of each kind of named graph.
    graphs: BTreeMap<&'static str, u64>,
    /// What the graph says of its build, without its inputs.
    build: Vec<Triple>,
    last: Option<Triple>,
}

/// Writes the description.
///
/// # Errors
/// There is no graph, it is damaged, no digest is that old, or `out` takes no more.
pub fn write(source: &Source, out: &mut dyn Write) -> Result<()> {
    let mut census = Census::default();
    rdf::each(source, source.quads()?, &mut |quad: Quad| {
        census.add(quad);
        Ok(())
    })?;
    let files = match source.as_of {
        Some(_) => Vec::new(),
        None => files(source)?,
    };
    census.describe(&files, out)
}

impl Census {
    /// Counts a quad. Lines come sorted, so that a subject, and a triple, is new when it is not the last one.
    pub(super) fn add(&mut self, quad: Quad) {
        let kind = match &quad.graph_name {
            GraphName::NamedNode(graph) => kind(graph.as_str()),
            _ => "",
        };
        if !kind.is_empty() {
            *self.graphs.entry(kind).or_default() += 1;
        }
        let triple = Triple::from(quad);
        if self.last.as_ref() == Some(&triple) {
            return;
        }
        if kind == META && is_of_build(&triple) {
            self.build.push(triple.clone());
        }
        self.triples += 1;
        let last = self.last.as_ref();
        if last.is_none_or(|l| l.subject != triple.subject) {
            self.subjects += 1;
        }
        if triple.predicate.as_str() == v::TYPE
            && let Term::NamedNode(class) = &triple.object
        {
            let class = class.as_str().to_string();
            *self.classes.entry(class).or_default() += 1;
        }
        let property = triple.predicate.as_str().to_string();
        *self.properties.entry(property).or_default() += 1;
        self.last = Some(triple);
    }

    /// Writes the description; `files` are those of the graph, each with its size.
    ///
    /// # Errors
    /// `out` takes no more.
    pub(super) fn describe(self, files: &[(String, u64)], out: &mut dyn Write) -> Result<()> {
        let mut out = BufWriter::new(out);
        let mut writer = rdf::serializer(RdfFormat::Turtle).for_writer(&mut out);
        for triple in triples(self, files) {
            put(writer.serialize_triple(&triple))?;
        }
        put(writer.finish().map(|_| ()))?;
        out.flush().map_err(unwritten)
    }
}

/// Says whether a triple of the graph `meta` is no more than one digest's.
fn is_of_build(triple: &Triple) -> bool {
    let is_digest = matches!(&triple.subject, NamedOrBlankNode::NamedNode(node) if node.as_str().starts_with(v::DIG));
    !is_digest && triple.predicate.as_str() != v::WAS_DERIVED_FROM
}

/// What is said of the build.
const META: &str = "meta";

/// The kind of a named graph.
fn kind(graph: &str) -> &'static str {
    let local = graph.strip_prefix(v::GRAPH).unwrap_or(graph);
    match local.split('/').next() {
        Some("digest") => "digests",
        Some("import") => "imports",
        Some("registry") => "registry",
        Some("derived") => "derived",
        _ => META,
    }
}

fn triples(census: Census, sized: &[(String, u64)]) -> Vec<Triple> {
    // What the graph says of itself, and what could be counted only when it was done.
    let mut about = About::default();
    for triple in census.build {
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
    distributions(sized, &mut about);
    about.triples.into_values().collect()
}

/// The files of a build, each with its size.
fn files(source: &Source) -> Result<Vec<(String, u64)>> {
    let tables = TABLES.iter().map(|(name, _)| format!("tables/{name}"));
    let all = ["graph.nq".to_string()].into_iter().chain(tables);
    all.map(|name| {
        let path = source.dir.join(&name);
        let size = std::fs::metadata(&path).map_err(reading(&path))?.len();
        Ok((name, size))
    })
    .collect()
}

/// Files as distributions.
fn distributions(files: &[(String, u64)], about: &mut About) {
    let build = about.node("");
    let media = |kind: &str| format!("https://www.iana.org/assignments/media-types/{kind}");
    for (name, size) in files {
        let plain = name.strip_suffix(".gz");
        let kind = match plain.unwrap_or(name).ends_with(".csv") {
            true => "text/csv",
            false => "application/n-quads",
        };
        let file = about.node(&format!("/{name}"));
        about.iri(&build, v::DCAT_DISTRIBUTION_OF, file.as_str());
        about.iri(&file, v::TYPE, v::DCAT_DISTRIBUTION);
        about.text(&file, v::TITLE, name);
        about.iri(&file, v::DCAT_MEDIA_TYPE, &media(kind));
        if plain.is_some() {
            about.iri(&file, v::DCAT_COMPRESS_FORMAT, &media("application/gzip"));
        }
        about.number(&file, v::DCAT_BYTE_SIZE, *size);
    }
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
