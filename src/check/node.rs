//! One node and the shapes that ask something of it → what is wrong with it.

use super::across::Facts;
use super::nquads::{Object, Quad};
use super::shapes::{NodeShape, Property, Shapes};
use crate::graph::vocab as v;
use jiff::civil::Date;
use std::cmp::Ordering;

/// A node: every statement about it once, with its line.
pub(super) struct Node<'a> {
    pub(super) iri: &'a str,
    pub(super) said: &'a [(Quad<'a>, u32)],
}

impl<'a> Node<'a> {
    /// The values of a property, with their lines.
    pub(super) fn values(&self, path: &str) -> impl Iterator<Item = (Object<'a>, u32)> {
        let here = self.said.iter().filter(move |(q, _)| q.predicate == path);
        here.map(|(q, line)| (q.value(), *line))
    }

    /// The first value of a property that is a whole number.
    pub(super) fn number(&self, path: &str) -> Option<u64> {
        self.values(path).find_map(|(o, _)| o.text().parse().ok())
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.said.iter().any(|(q, _)| q.predicate == path)
    }

    /// The classes of the node, of those that shapes name.
    pub(super) fn classes(&self, shapes: &Shapes) -> u64 {
        self.values(v::TYPE)
            .fold(0, |all, (class, _)| all | shapes.bit(class.text()))
    }

    /// The line of a property, else the node's first line.
    pub(super) fn line_of(&self, path: &str) -> u32 {
        let here = self.said.iter().find(|(q, _)| q.predicate == path);
        here.map_or(self.first_line(), |(_, line)| *line)
    }

    fn first_line(&self) -> u32 {
        self.said.first().map_or(0, |(_, line)| *line)
    }
}

/// Tells what is wrong with a node: each message with the line that it is about.
pub(super) fn check<'s>(
    node: &Node<'_>,
    shapes: &'s Shapes,
    facts: &Facts,
    wrong: &mut Vec<(u32, &'s str)>,
) {
    let classes = node.classes(shapes);
    for shape in &shapes.nodes {
        let is_meant = match shape.class {
            Some(class) => classes & class != 0,
            None => shape.having.iter().any(|path| node.has(path)),
        };
        if is_meant {
            whole(node, shape, classes, wrong);
            for property in &shape.properties {
                values(node, property, facts, wrong);
            }
            for (rule, message) in &shape.rules {
                let mut lines = Vec::new();
                rule.check(node, shapes, facts, &mut lines);
                wrong.extend(lines.into_iter().map(|line| (line, message.as_str())));
            }
        }
    }
}

/// Its classes, its IRI, and whether it has properties of others.
fn whole<'s>(node: &Node<'_>, shape: &'s NodeShape, classes: u64, wrong: &mut Vec<(u32, &'s str)>) {
    let message = shape.message.as_str();
    let named = shape.pattern.as_ref().is_none_or(|p| p.is_match(node.iri));
    if classes & shape.classes != shape.classes || !named {
        wrong.push((node.first_line(), message));
    }
    if shape.closed {
        let known = |path: &str| {
            shape.properties.iter().any(|p| p.path == path)
                || shape.ignored.iter().any(|p| p == path)
        };
        let others = node.said.iter().filter(|(q, _)| !known(q.predicate));
        wrong.extend(others.map(|(_, line)| (*line, message)));
    }
}

fn values<'s>(
    node: &Node<'_>,
    property: &'s Property,
    facts: &Facts,
    wrong: &mut Vec<(u32, &'s str)>,
) {
    let message = property.message.as_str();
    let all: Vec<(Quad<'_>, u32)> = node
        .said
        .iter()
        .filter(|(q, _)| q.predicate == property.path)
        .copied()
        .collect();
    if all.len() < property.least {
        wrong.push((node.first_line(), message));
    }
    if let Some(most) = property.most
        && let Some((_, line)) = all.get(most)
    {
        wrong.push((*line, message));
    }
    let mut languages: Vec<&str> = Vec::new();
    for (quad, line) in all {
        let value = quad.value();
        let fits = fits(&value, quad.object, property, facts) && in_order(&value, node, property);
        let mut again = false;
        if let Object::Literal { language, .. } = value
            && property.unique_language
            && !language.is_empty()
        {
            again = languages.contains(&language);
            languages.push(language);
        }
        if !fits || again {
            wrong.push((line, message));
        }
    }
}

fn fits(value: &Object<'_>, written: &str, property: &Property, facts: &Facts) -> bool {
    if property
        .one_of
        .as_ref()
        .is_some_and(|all| all.iter().all(|one| one != written))
    {
        return false;
    }
    let text = value.text();
    let length = property.min_length;
    if text.chars().take(length).count() < length
        || property.pattern.as_ref().is_some_and(|p| !p.is_match(text))
    {
        return false;
    }
    match value {
        Object::Iri(iri) => {
            let asks_literal = property.datatype.is_some()
                || property.languages.is_some()
                || property.at_least.is_some()
                || property.at_most.is_some();
            let classes = || facts.classes_of(iri);
            !asks_literal
                && (property.classes == 0 || classes() & property.classes == property.classes)
                && (property.any_class == 0 || classes() & property.any_class != 0)
        }
        Object::Literal {
            value,
            language,
            datatype,
        } => {
            let typed = property
                .datatype
                .as_deref()
                .is_none_or(|wanted| wanted == *datatype && is_of(value, datatype));
            let tagged = property
                .languages
                .as_ref()
                .is_none_or(|all| all.iter().any(|l| l.eq_ignore_ascii_case(language)));
            let number = || value.parse::<f64>().ok();
            typed
                && tagged
                && !property.only_iris
                && property.classes | property.any_class == 0
                && property
                    .at_least
                    .is_none_or(|least| number().is_some_and(|n| n >= least))
                && property
                    .at_most
                    .is_none_or(|most| number().is_some_and(|n| n <= most))
        }
    }
}

/// Says whether a text is a value of a datatype.
fn is_of(text: &str, datatype: &str) -> bool {
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    match datatype.strip_prefix(v::XSD) {
        Some("integer") => !unsigned.is_empty() && digits(unsigned),
        Some("decimal") => {
            let (whole, part) = unsigned.split_once('.').unwrap_or((unsigned, ""));
            digits(whole) && digits(part) && unsigned.len() > usize::from(unsigned.contains('.'))
        }
        Some("date") => text.len() == 10 && text.parse::<Date>().is_ok(),
        _ => true,
    }
}

/// Says whether a value stands below all values of the property that it is compared with.
fn in_order(value: &Object<'_>, node: &Node<'_>, property: &Property) -> bool {
    let Some((path, or_equal)) = &property.below else {
        return true;
    };
    node.values(path)
        .all(|(other, _)| match compare(value, &other) {
            Some(Ordering::Less) => true,
            Some(Ordering::Equal) => *or_equal,
            _ => false,
        })
}

fn compare(a: &Object<'_>, b: &Object<'_>) -> Option<Ordering> {
    if let (Ok(a), Ok(b)) = (a.text().parse::<f64>(), b.text().parse::<f64>()) {
        return a.partial_cmp(&b);
    }
    let (a, b): (Date, Date) = (a.text().parse().ok()?, b.text().parse().ok()?);
    Some(a.cmp(&b))
}
