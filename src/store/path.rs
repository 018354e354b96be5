//! Property paths as the patterns they stand for.
//!
//! Between two ends that are known the evaluator says whether a path leads from one to the other and forgets how many ways there are, so that
//! rows are lost wherever ways are counted (SPARQL 1.1, 18.4: an alternative is a union, a sequence a join, a negated set a
//! pattern with a condition, each way a solution). Written out, they are counted, put into order with the other patterns, and answered from the index.
//! What is left as a path (`*`, `+`, `?`) has one way at most by definition.

use spargebra::algebra::{
    AggregateExpression, Expression, GraphPattern, PropertyPathExpression as Path,
};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern, Variable};

/// Writes out every path of a pattern that can lead from one thing to another in several ways.
pub(super) fn written_out(mut pattern: GraphPattern) -> GraphPattern {
    Writer::default().write_out(&mut pattern);
    pattern
}

#[derive(Default)]
struct Writer {
    /// How many variables have been made.
    made: usize,
}

impl Writer {
    /// A variable that no query can write, for its space.
    fn fresh(&mut self) -> Variable {
        self.made += 1;
        Variable::new_unchecked(format!("path {}", self.made))
    }

    fn write_out(&mut self, pattern: &mut GraphPattern) {
        use GraphPattern as P;
        match pattern {
            P::Path { .. } => {
                if let P::Path {
                    subject,
                    path,
                    object,
                } = std::mem::take(pattern)
                {
                    *pattern = self.path(subject, path, object);
                }
            }
            P::Join { left, right }
            | P::Lateral { left, right }
            | P::LeftJoin { left, right, .. }
            | P::Union { left, right }
            | P::Minus { left, right } => {
                self.write_out(left);
                self.write_out(right);
            }
            P::Filter { inner, .. }
            | P::Graph { inner, .. }
            | P::Extend { inner, .. }
            | P::OrderBy { inner, .. }
            | P::Project { inner, .. }
            | P::Distinct { inner }
            | P::Reduced { inner }
            | P::Slice { inner, .. } => self.write_out(inner),
            P::Group {
                inner, aggregates, ..
            } => self.write_out_grouped(inner, aggregates),
            P::Bgp { .. } | P::Values { .. } | P::Service { .. } => {}
        }
    }

    /// `COUNT(DISTINCT *)` looks at whole solutions, which must not differ in variables made here.
    fn write_out_grouped(
        &mut self,
        inner: &mut GraphPattern,
        aggregates: &[(Variable, AggregateExpression)],
    ) {
        let mut variables = Vec::new();
        inner.on_in_scope_variable(|v| {
            if !variables.contains(v) {
                variables.push(v.clone());
            }
        });
        let made = self.made;
        self.write_out(inner);
        let whole = AggregateExpression::CountSolutions { distinct: true };
        if self.made > made && aggregates.iter().any(|(_, a)| *a == whole) {
            *inner = GraphPattern::Project {
                inner: Box::new(std::mem::take(inner)),
                variables,
            };
        }
    }

    fn path(&mut self, subject: TermPattern, path: Path, object: TermPattern) -> GraphPattern {
        match path {
            Path::NamedNode(predicate) => triple(subject, predicate.into(), object),
            Path::Reverse(inner) => self.path(object, *inner, subject),
            Path::Sequence(first, second) => {
                let middle = self.fresh();
                GraphPattern::Join {
                    left: Box::new(self.path(subject, *first, middle.clone().into())),
                    right: Box::new(self.path(middle.into(), *second, object)),
                }
            }
            Path::Alternative(first, second) => {
                let mut ways: Vec<GraphPattern> = ways(*first, *second)
                    .into_iter()
                    .map(|way| self.path(subject.clone(), way, object.clone()))
                    .collect();
                // Halved again and again: a thousand alternatives are ten levels deep.
                while ways.len() > 1 {
                    ways = paired(ways);
                }
                ways.pop().unwrap_or_default()
            }
            Path::NegatedPropertySet(without) => {
                let predicate = self.fresh();
                let is_out = Expression::In(
                    Box::new(predicate.clone().into()),
                    without.into_iter().map(Expression::from).collect(),
                );
                GraphPattern::Filter {
                    expr: Expression::Not(Box::new(is_out)),
                    inner: Box::new(triple(subject, predicate.into(), object)),
                }
            }
            Path::ZeroOrMore(_) | Path::OneOrMore(_) | Path::ZeroOrOne(_) => GraphPattern::Path {
                subject,
                path,
                object,
            },
        }
    }
}

fn triple(subject: TermPattern, predicate: NamedNodePattern, object: TermPattern) -> GraphPattern {
    GraphPattern::Bgp {
        patterns: vec![TriplePattern {
            subject,
            predicate,
            object,
        }],
    }
}

/// The alternatives of nested alternatives, in the order of the text.
fn ways(first: Path, second: Path) -> Vec<Path> {
    let mut ways = Vec::new();
    let mut open = vec![second, first];
    while let Some(path) = open.pop() {
        match path {
            Path::Alternative(first, second) => open.extend([*second, *first]),
            path => ways.push(path),
        }
    }
    ways
}

/// Each two neighbours as a union.
fn paired(ways: Vec<GraphPattern>) -> Vec<GraphPattern> {
    let mut out = Vec::with_capacity(ways.len().div_ceil(2));
    let mut ways = ways.into_iter();
    while let Some(left) = ways.next() {
        out.push(match ways.next() {
            Some(right) => GraphPattern::Union {
                left: Box::new(left),
                right: Box::new(right),
            },
            None => left,
        });
    }
    out
}
