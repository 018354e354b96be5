//! What is asked across nodes: the constraints in SPARQL of `ontology/shapes.ttl`, each as a function.
//!
//! [`Facts`] are gathered in a first reading of the graph, as numbers: what grows is the number of items, claims and names, not the text.

use super::node::Node;
use super::shapes::Shapes;
use crate::graph::vocab as v;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// What other nodes say, by the hash of an IRI.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// The classes of nodes that are asked for as values.
    classes: HashMap<u64, u64>,
    /// Subject, predicate and object of asserted claims.
    claims: HashSet<u64>,
    /// Subject, predicate and object of plain relations.
    edges: HashSet<u64>,
    /// First and last byte of items.
    spans: HashMap<u64, (u64, u64)>,
    /// The items that name an entity: how many, and the first and the last date.
    named: HashMap<u64, Named>,
    /// Topics that are broader.
    broader: BTreeMap<String, BTreeSet<String>>,
}

#[derive(Debug, Default)]
struct Named {
    items: u64,
    first: Option<Date>,
    last: Option<Date>,
}

fn number(parts: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

impl Facts {
    /// Takes what a node says that others are held against.
    pub(super) fn gather(&mut self, node: &Node<'_>, shapes: &Shapes) {
        let classes = node.classes(shapes);
        let is = |class: &str| classes & shapes.bit(class) != 0;
        // Nothing points to counts, pairs and claims, which are most of all nodes.
        if classes != 0 && ![v::CO_MENTION, v::COUNT, v::CLAIM].into_iter().any(is) {
            self.classes.insert(number(&[node.iri]), classes);
        }
        if let (Some(first), Some(last)) = (node.number(v::BEGIN_BYTE), node.number(v::END_BYTE))
            && is(v::ITEM)
        {
            self.spans.insert(number(&[node.iri]), (first, last));
        }
        if is(v::ITEM) {
            self.item(node);
        }
        let asserted = node
            .values(v::POLARITY)
            .any(|(p, _)| p.text() == "asserted");
        for (quad, _) in node.said {
            if v::RELATIONS.contains(&quad.predicate) {
                self.edges
                    .insert(number(&[node.iri, quad.predicate, quad.value().text()]));
            }
            if quad.predicate == v::BROADER {
                let above = quad.value().text().to_string();
                self.broader
                    .entry(node.iri.to_string())
                    .or_default()
                    .insert(above);
            }
        }
        if asserted {
            for said in claimed(node) {
                self.claims.insert(said);
            }
        }
    }

    fn item(&mut self, node: &Node<'_>) {
        let date = node
            .values(v::ISSUED)
            .find_map(|(d, _)| d.text().parse::<Date>().ok());
        let named: BTreeSet<u64> = node
            .said
            .iter()
            .filter(|(q, _)| q.predicate == v::MENTIONS || q.predicate == v::CITATION)
            .map(|(q, _)| number(&[q.value().text()]))
            .collect();
        for entity in named {
            let named = self.named.entry(entity).or_default();
            named.items += 1;
            if let Some(date) = date {
                named.first = Some(named.first.map_or(date, |f| f.min(date)));
                named.last = Some(named.last.map_or(date, |l| l.max(date)));
            }
        }
    }

    /// The classes of a node.
    pub(super) fn classes_of(&self, iri: &str) -> u64 {
        self.classes
            .get(&number(&[iri]))
            .copied()
            .unwrap_or_default()
    }
}

/// What a claim claims: one number, where it has one subject, predicate and object.
fn claimed(node: &Node<'_>) -> Vec<u64> {
    let mut all = Vec::new();
    for (subject, _) in node.values(v::RDF_SUBJECT) {
        for (predicate, _) in node.values(v::RDF_PREDICATE) {
            for (object, _) in node.values(v::RDF_OBJECT) {
                all.push(number(&[subject.text(), predicate.text(), object.text()]));
            }
        }
    }
    all
}

/// A constraint in SPARQL, by its name in the shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    ClaimHasEdge,
    ClaimHasPlace,
    EdgeHasClaim,
    EvidenceInItem,
    FromMentions,
    ItemsAreCounted,
    NoCircle,
    OnePeriod,
    SeenWhenNamed,
}

impl Rule {
    #[cfg(test)]
    pub(super) const ALL: [Rule; 9] = [
        Rule::ClaimHasEdge,
        Rule::ClaimHasPlace,
        Rule::EdgeHasClaim,
        Rule::EvidenceInItem,
        Rule::FromMentions,
        Rule::ItemsAreCounted,
        Rule::NoCircle,
        Rule::OnePeriod,
        Rule::SeenWhenNamed,
    ];

    /// The rule of a constraint's IRI.
    pub(super) fn named(iri: &str) -> Result<Self, String> {
        Ok(match iri.rsplit('#').next().unwrap_or_default() {
            "claim-has-edge" => Self::ClaimHasEdge,
            "claim-has-place" => Self::ClaimHasPlace,
            "edge-has-claim" => Self::EdgeHasClaim,
            "evidence-in-item" => Self::EvidenceInItem,
            "from-mentions" => Self::FromMentions,
            "items-are-counted" => Self::ItemsAreCounted,
            "no-circle" => Self::NoCircle,
            "one-period" => Self::OnePeriod,
            "seen-when-named" => Self::SeenWhenNamed,
            _ => return Err(format!("the program has no function for <{iri}>")),
        })
    }

    /// Tells the lines of a node that break the rule.
    pub(super) fn check(
        self,
        node: &Node<'_>,
        shapes: &Shapes,
        facts: &Facts,
        lines: &mut Vec<u32>,
    ) {
        let first = |path: &str| node.line_of(path);
        match self {
            Self::ClaimHasEdge => {
                let asserted = node
                    .values(v::POLARITY)
                    .any(|(p, _)| p.text() == "asserted");
                if asserted && claimed(node).iter().any(|said| !facts.edges.contains(said)) {
                    lines.push(first(v::RDF_PREDICATE));
                }
            }
            Self::ClaimHasPlace => {
                let has = |path: &&str| node.has(path);
                let place = [v::IN_ITEM, v::RULE, v::BEGIN_BYTE, v::END_BYTE];
                let item = place.iter().all(has) && node.has(v::EVIDENCE);
                let import = node.has(v::IN_IMPORT) && node.has(v::WAS_DERIVED_FROM);
                let fits = match item {
                    true => !node.has(v::IN_IMPORT),
                    false => import && !place.iter().any(has),
                };
                if !fits {
                    lines.push(first(v::TYPE));
                }
            }
            Self::EdgeHasClaim => {
                let edges = node
                    .said
                    .iter()
                    .filter(|(q, _)| v::RELATIONS.contains(&q.predicate));
                let bare = edges.filter(|(q, _)| {
                    let said = number(&[node.iri, q.predicate, q.value().text()]);
                    !facts.claims.contains(&said)
                });
                lines.extend(bare.map(|(_, line)| *line));
            }
            Self::EvidenceInItem => {
                let spans = node
                    .values(v::IN_ITEM)
                    .filter_map(|(item, _)| facts.spans.get(&number(&[item.text()])));
                for (begin, end) in spans {
                    let before = node.number(v::BEGIN_BYTE).is_some_and(|b| b < *begin);
                    let after = node.number(v::END_BYTE).is_some_and(|e| e > *end);
                    if before || after {
                        lines.push(first(v::BEGIN_BYTE));
                    }
                }
            }
            Self::FromMentions => {
                if node.has(v::IN_ITEM) {
                    let mention = shapes.bit(v::MENTION);
                    let others = node
                        .values(v::WAS_DERIVED_FROM)
                        .filter(|(from, _)| facts.classes_of(from.text()) & mention == 0);
                    lines.extend(others.map(|(_, line)| line));
                }
            }
            Self::ItemsAreCounted => {
                let found = facts.named.get(&number(&[node.iri])).map_or(0, |n| n.items);
                let counts = node
                    .values(v::ITEMS)
                    .filter(|(n, _)| n.text().parse() != Ok(found));
                lines.extend(counts.map(|(_, line)| line));
            }
            Self::NoCircle => {
                let mut reached = BTreeSet::new();
                let mut next = vec![node.iri];
                while let Some(one) = next.pop() {
                    for above in facts.broader.get(one).into_iter().flatten() {
                        if reached.insert(above) {
                            next.push(above);
                        }
                    }
                }
                if reached.iter().any(|one| one.as_str() == node.iri) {
                    lines.push(first(v::BROADER));
                }
            }
            Self::OnePeriod => {
                let periods = [v::WEEK, v::MONTH, v::YEAR];
                if periods.iter().filter(|period| node.has(period)).count() != 1 {
                    lines.push(first(v::COUNT_OF));
                }
            }
            Self::SeenWhenNamed => {
                let day = |path: &str| {
                    node.values(path)
                        .find_map(|(d, _)| d.text().parse::<Date>().ok())
                };
                let (Some(begin), Some(end)) = (day(v::FIRST_SEEN), day(v::LAST_SEEN)) else {
                    return;
                };
                let Some(named) = facts.named.get(&number(&[node.iri])) else {
                    return;
                };
                let early = named.first.is_some_and(|d| d < begin);
                if early || named.last.is_some_and(|d| d > end) {
                    lines.push(first(if early { v::FIRST_SEEN } else { v::LAST_SEEN }));
                }
            }
        }
    }
}
