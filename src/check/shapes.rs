//! `ontology/shapes.ttl` → what is asked of nodes. The part of SHACL that stands there is understood; anything else is an error, so that
//! no shape goes unheeded.

use super::across::Rule;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Term;
use regex::Regex;
use std::collections::BTreeMap;

const SH: &str = "http://www.w3.org/ns/shacl#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// All shapes.
#[derive(Debug)]
pub(super) struct Shapes {
    pub(super) nodes: Vec<NodeShape>,
    /// The classes that shapes ask of nodes or start from; the place of each is its bit in a set.
    pub(super) classes: Vec<String>,
}

/// What is asked of the nodes of a class, or of those that have a property.
#[derive(Debug, Default)]
pub(super) struct NodeShape {
    pub(super) class: Option<u64>,
    pub(super) having: Vec<String>,
    pub(super) message: String,
    /// Classes that the node has too.
    pub(super) classes: u64,
    pub(super) pattern: Option<Regex>,
    /// Whether no other properties than those below are allowed.
    pub(super) closed: bool,
    pub(super) ignored: Vec<String>,
    pub(super) properties: Vec<Property>,
    pub(super) rules: Vec<(Rule, String)>,
}

/// What is asked of the values of a property.
#[derive(Debug, Default)]
pub(super) struct Property {
    pub(super) path: String,
    pub(super) message: String,
    pub(super) least: usize,
    pub(super) most: Option<usize>,
    pub(super) datatype: Option<String>,
    pub(super) only_iris: bool,
    /// Classes, all of which a value has.
    pub(super) classes: u64,
    /// Classes, one of which a value has; none are asked for where this is empty.
    pub(super) any_class: u64,
    /// The values that are allowed, as N-Quads write them.
    pub(super) one_of: Option<Vec<String>>,
    pub(super) pattern: Option<Regex>,
    pub(super) min_length: usize,
    pub(super) at_least: Option<f64>,
    pub(super) at_most: Option<f64>,
    pub(super) unique_language: bool,
    pub(super) languages: Option<Vec<String>>,
    /// A property whose values are larger, and whether they may be equal.
    pub(super) below: Option<(String, bool)>,
}

/// The statements of a file, by subject.
type Graph = BTreeMap<String, Vec<(String, Term)>>;

impl Shapes {
    /// Reads shapes in Turtle.
    ///
    /// # Errors
    /// What is no Turtle, or says something that is not understood.
    pub(super) fn read(text: &str) -> Result<Self, String> {
        let mut graph = Graph::new();
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(text.as_bytes()) {
            let quad = quad.map_err(|e| e.to_string())?;
            let predicate = quad.predicate.into_string();
            graph
                .entry(quad.subject.to_string())
                .or_default()
                .push((predicate, quad.object));
        }
        let mut shapes = Self {
            nodes: Vec::new(),
            classes: Vec::new(),
        };
        let is_shape = |said: &[(String, Term)]| {
            said.iter().any(|(p, o)| {
                *p == format!("{RDF}type") && iri(o).is_ok_and(|o| o == format!("{SH}NodeShape"))
            })
        };
        for (name, said) in graph.iter().filter(|(_, said)| is_shape(said)) {
            let node = shapes
                .node(said, &graph)
                .map_err(|e| format!("{name}: {e}"))?;
            shapes.nodes.extend(node);
        }
        Ok(shapes)
    }

    /// The bit of a class.
    pub(super) fn bit(&self, class: &str) -> u64 {
        self.classes
            .iter()
            .position(|c| c == class)
            .map_or(0, |at| 1 << at)
    }

    fn new_bit(&mut self, class: &str) -> Result<u64, String> {
        if self.bit(class) == 0 {
            if self.classes.len() == 64 {
                return Err("shapes with more than 64 classes are not understood".into());
            }
            self.classes.push(class.to_string());
        }
        Ok(self.bit(class))
    }

    /// A shape for each of its target classes, and one for its target properties.
    fn node(&mut self, said: &[(String, Term)], graph: &Graph) -> Result<Vec<NodeShape>, String> {
        let mut shape = NodeShape::default();
        let mut targets = Vec::new();
        for (predicate, object) in said {
            match local(predicate)? {
                "type" => {}
                "targetClass" => targets.push(self.new_bit(iri(object)?)?),
                "targetSubjectsOf" => shape.having.push(iri(object)?.to_string()),
                "message" => shape.message = string(object)?,
                "class" => shape.classes |= self.new_bit(iri(object)?)?,
                "pattern" => shape.pattern = Some(pattern(object)?),
                "closed" => shape.closed = string(object)? == "true",
                "ignoredProperties" => {
                    let all = list(object, graph)?;
                    shape.ignored = all
                        .iter()
                        .map(|o| iri(o).map(str::to_string))
                        .collect::<Result<_, _>>()?;
                }
                "property" => {
                    let said = graph
                        .get(&object.to_string())
                        .ok_or("a property without a shape")?;
                    shape.properties.push(self.property(said, graph)?);
                }
                "sparql" => {
                    let name = iri(object)?;
                    let said = graph
                        .get(&object.to_string())
                        .ok_or("a constraint that says nothing")?;
                    let message = said.iter().find(|(p, _)| *p == format!("{SH}message"));
                    let message = string(&message.ok_or("a constraint without message")?.1)?;
                    shape.rules.push((Rule::named(name)?, message));
                }
                other => return Err(format!("sh:{other} is not understood")),
            }
        }
        let says = shape.classes != 0 || shape.pattern.is_some() || shape.closed;
        if says && shape.message.is_empty() {
            return Err("a shape without message".into());
        }
        match (targets.as_slice(), shape.having.is_empty()) {
            ([class], true) => shape.class = Some(*class),
            ([], false) => {}
            _ => return Err("a shape has one target class, or target properties".into()),
        }
        Ok(vec![shape])
    }

    fn property(&mut self, said: &[(String, Term)], graph: &Graph) -> Result<Property, String> {
        let mut property = Property::default();
        for (predicate, object) in said {
            match local(predicate)? {
                "path" => property.path = iri(object)?.to_string(),
                "message" => property.message = string(object)?,
                "minCount" => property.least = number(object)?,
                "maxCount" => property.most = Some(number(object)?),
                "datatype" => property.datatype = Some(iri(object)?.to_string()),
                "nodeKind" if iri(object)? == format!("{SH}IRI") => property.only_iris = true,
                "class" => property.classes |= self.new_bit(iri(object)?)?,
                "or" => {
                    for choice in list(object, graph)? {
                        match graph.get(&choice.to_string()).map(Vec::as_slice) {
                            Some([(p, class)]) if local(p)? == "class" => {
                                property.any_class |= self.new_bit(iri(class)?)?;
                            }
                            _ => return Err("only classes may stand in sh:or".into()),
                        }
                    }
                }
                "in" => {
                    let all = list(object, graph)?;
                    property.one_of = Some(all.iter().map(Term::to_string).collect());
                }
                "pattern" => property.pattern = Some(pattern(object)?),
                "minLength" => property.min_length = number(object)?,
                "minInclusive" => property.at_least = string(object)?.parse().ok(),
                "maxInclusive" => property.at_most = string(object)?.parse().ok(),
                "uniqueLang" => property.unique_language = string(object)? == "true",
                "languageIn" => {
                    let all = list(object, graph)?;
                    property.languages = Some(all.iter().map(string).collect::<Result<_, _>>()?);
                }
                "lessThan" => property.below = Some((iri(object)?.to_string(), false)),
                "lessThanOrEquals" => property.below = Some((iri(object)?.to_string(), true)),
                other => return Err(format!("sh:{other} is not understood")),
            }
        }
        if property.path.is_empty() || property.message.is_empty() {
            return Err("a property without path or message".into());
        }
        Ok(property)
    }
}

fn local(predicate: &str) -> Result<&str, String> {
    predicate
        .strip_prefix(SH)
        .or_else(|| predicate.strip_prefix(RDF))
        .ok_or_else(|| format!("{predicate} is not understood"))
}

fn iri(term: &Term) -> Result<&str, String> {
    match term {
        Term::NamedNode(node) => Ok(node.as_str()),
        other => Err(format!("{other} is no IRI")),
    }
}

fn string(term: &Term) -> Result<String, String> {
    match term {
        Term::Literal(literal) => Ok(literal.value().to_string()),
        other => Err(format!("{other} is no literal")),
    }
}

fn number(term: &Term) -> Result<usize, String> {
    string(term)?
        .parse()
        .map_err(|_| format!("{term} is no number"))
}

fn pattern(term: &Term) -> Result<Regex, String> {
    Regex::new(&string(term)?).map_err(|e| e.to_string())
}

/// The members of an RDF list.
fn list(head: &Term, graph: &Graph) -> Result<Vec<Term>, String> {
    let mut members = Vec::new();
    let mut at = head.clone();
    while iri(&at).ok() != Some("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil") {
        let said = graph.get(&at.to_string()).ok_or("a list without end")?;
        let part = |name: &str| {
            said.iter()
                .find(|(p, _)| *p == format!("{RDF}{name}"))
                .map(|(_, o)| o.clone())
        };
        members.push(part("first").ok_or("a list without members")?);
        at = part("rest").ok_or("a list without end")?;
    }
    Ok(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shapes_of_the_ontology_are_understood() {
        let shapes = Shapes::read(crate::builtin::SHAPES).unwrap();
        assert!(shapes.nodes.len() > 30);
        for rule in Rule::ALL {
            let used = shapes
                .nodes
                .iter()
                .any(|n| n.rules.iter().any(|(r, _)| *r == rule));
            assert!(used, "{rule:?} stands in no shape");
        }
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        let prefixes = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix s: <s:> .";
        for shape in [
            "s:a a sh:NodeShape ; sh:targetClass s:B ; sh:property [ sh:path s:p ; sh:message \"m\" ; sh:hasValue 1 ] .",
            "s:a a sh:NodeShape ; sh:targetClass s:B ; sh:property [ sh:path s:p ; sh:minCount 1 ] .",
            "s:a a sh:NodeShape ; sh:targetNode s:B .",
            "s:a a sh:NodeShape ; sh:targetClass s:B ; sh:sparql s:none .",
        ] {
            assert!(
                Shapes::read(&format!("{prefixes}\n{shape}")).is_err(),
                "{shape}"
            );
        }
    }
}
