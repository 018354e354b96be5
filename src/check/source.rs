//! Claims and mentions beside the digests that they were read from: the words stand where the graph says, byte for byte.
//!
//! SHACL cannot do this, for the shapes see no digest.

use super::node::Node;
use crate::graph::{digest_graph, digest_iri, vocab as v};
use crate::input::{self, Found, Input};
use crate::text::sha256;
use std::collections::BTreeMap;

/// The digests that a graph is held against.
pub(super) struct Sources<'a> {
    /// By the named graph of each; whether it was met.
    digests: BTreeMap<String, (&'a Input, bool)>,
    /// The text of the digest that was asked for last: nodes of one digest stand together.
    held: Option<(String, Option<String>)>,
}

impl<'a> Sources<'a> {
    pub(super) fn new(found: &'a Found) -> Self {
        let digests = found
            .inputs
            .iter()
            .map(|input| (digest_graph(&input.name), (input, false)));
        Self {
            digests: digests.collect(),
            held: None,
        }
    }

    /// Holds a node against its digest, and its length against its own bytes where the digest is not given.
    pub(super) fn check(&mut self, node: &Node<'_>, mut wrong: impl FnMut(u32, &str)) {
        for path in [v::EVIDENCE, v::SURFACE] {
            let said = node.said.iter().find(|(q, _)| q.predicate == path);
            let Some((quad, line)) = said else { continue };
            let value = quad.value();
            let words = value.text();
            let (Some(begin), Some(end)) = (node.number(v::BEGIN_BYTE), node.number(v::END_BYTE))
            else {
                continue;
            };
            if end.checked_sub(begin) != Some(words.len() as u64) {
                wrong(
                    *line,
                    &format!(
                        "has {} bytes of text, but stands from byte {begin} to {end}",
                        words.len()
                    ),
                );
                continue;
            }
            let Some(text) = self.text(quad.graph) else {
                continue;
            };
            let at = usize::try_from(begin).ok().zip(usize::try_from(end).ok());
            let stands = at.and_then(|(begin, end)| text.as_bytes().get(begin..end));
            if stands != Some(words.as_bytes()) {
                wrong(
                    *line,
                    &format!("the digest has other words from byte {begin} to {end}"),
                );
            }
        }
        let is_import = node
            .values(v::TYPE)
            .any(|(class, _)| class.text() == v::IMPORT);
        for (hash, line) in node.values(v::SHA256).filter(|_| !is_import) {
            let Some((graph, name)) = self.digests.iter().find_map(|(graph, (input, _))| {
                (digest_iri(&input.name) == node.iri).then(|| (graph.clone(), input.name.clone()))
            }) else {
                if !self.digests.is_empty() {
                    wrong(line, "is not among the digests given");
                }
                continue;
            };
            if let Some((_, met)) = self.digests.get_mut(&graph) {
                *met = true;
            }
            match self.text(&graph) {
                Some(text) if sha256(text.as_bytes()) == hash.text() => {}
                Some(_) => wrong(
                    line,
                    &format!("{name} has changed since the graph was built"),
                ),
                None => wrong(line, &format!("{name} cannot be read")),
            }
        }
    }

    /// The text of the digest that a named graph is of.
    fn text(&mut self, graph: &str) -> Option<&str> {
        if self.held.as_ref().is_none_or(|(name, _)| name != graph) {
            let text = self
                .digests
                .get(graph)
                .and_then(|(input, _)| input::read(input).ok());
            self.held = Some((graph.to_string(), text));
        }
        self.held.as_ref()?.1.as_deref()
    }

    /// Tells which of the digests given are not in the graph.
    pub(super) fn finish(self) -> impl Iterator<Item = String> {
        let unmet = self.digests.into_values().filter(|(_, met)| !met);
        unmet.map(|(input, _)| format!("{} is not in the graph", input.name))
    }
}
