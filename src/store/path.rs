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
pub(super) fn written_out(pattern: GraphPattern) -> GraphPattern {
    Writer::default().pattern(pattern)
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

    fn boxed(&mut self, pattern: GraphPattern) -> Box<GraphPattern> {
        Box::new(self.pattern(pattern))
    }

    fn pattern(&mut self, pattern: GraphPattern) -> GraphPattern {
        use GraphPattern as P;
        match pattern {
            P::Path {
                subject,
                path,
                object,
            } => self.path(subject, path, object),
            P::Join { left, right } => P::Join {
                left: self.boxed(*left),
                right: self.boxed(*right),
            },
            P::Lateral { left, right } => P::Lateral {
                left: self.boxed(*left),
                right: self.boxed(*right),
            },
            P::LeftJoin {
                left,
                right,
                expression,
            } => P::LeftJoin {
                left: self.boxed(*left),
                right: self.boxed(*right),
                expression,
            },
            P::Union { left, right } => P::Union {
                left: self.boxed(*left),
                right: self.boxed(*right),
            },
            P::Minus { left, right } => P::Minus {
                left: self.boxed(*left),
                right: self.boxed(*right),
            },
            P::Filter { expr, inner } => P::Filter {
                expr,
                inner: self.boxed(*inner),
            },
            P::Graph { name, inner } => P::Graph {
                name,
                inner: self.boxed(*inner),
            },
            P::Extend {
                inner,
                variable,
                expression,
            } => P::Extend {
                inner: self.boxed(*inner),
                variable,
                expression,
            },
            P::OrderBy { inner, expression } => P::OrderBy {
                inner: self.boxed(*inner),
                expression,
            },
            P::Project { inner, variables } => P::Project {
                inner: self.boxed(*inner),
                variables,
            },
            P::Distinct { inner } => P::Distinct {
                inner: self.boxed(*inner),
            },
            P::Reduced { inner } => P::Reduced {
                inner: self.boxed(*inner),
            },
            P::Slice {
                inner,
                start,
                length,
            } => P::Slice {
                inner: self.boxed(*inner),
                start,
                length,
            },
            P::Group {
                inner,
                variables,
                aggregates,
            } => P::Group {
                inner: self.grouped(*inner, &aggregates),
                variables,
                aggregates,
            },
            P::Bgp { .. } | P::Values { .. } | P::Service { .. } => pattern,
        }
    }

    /// What is grouped. `COUNT(DISTINCT *)` looks at whole solutions, which must not differ in variables made here.
    fn grouped(
        &mut self,
        inner: GraphPattern,
        aggregates: &[(Variable, AggregateExpression)],
    ) -> Box<GraphPattern> {
        let is_whole = aggregates
            .iter()
            .any(|(_, a)| matches!(a, AggregateExpression::CountSolutions { distinct: true }));
        let mut variables = Vec::new();
        inner.on_in_scope_variable(|v| {
            if !variables.contains(v) {
                variables.push(v.clone());
            }
        });
        let made = self.made;
        let inner = self.boxed(inner);
        if is_whole && self.made > made {
            return Box::new(GraphPattern::Project { inner, variables });
        }
        inner
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
