//! Refuses queries that are too large in what they ask for: those of too many parts, and those that build texts without end: `BIND(CONCAT(?a, ?a) AS ?b)` forty times over asks for more memory than there is, and no
//! memory ends the process, whatever catches panics.
//!
//! The length of every text that an expression can make is bounded from the lengths of what it is made of. That is coarse, and lets
//! everything through that people write.

use crate::error::{Error, Result};
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression,
};
use spargebra::term::Variable;
use std::collections::HashMap;

/// Bytes that a text of the graph may have.
const STORED: u64 = 1 << 16;

/// Bytes that a text may grow to.
const MOST: u64 = 1 << 26;

/// Triple patterns of a query. The evaluator's look at the types of their variables takes time and memory by the cube of their number.
const PATTERNS: usize = 100;

/// Bytes of all that a group gathers: its rows are bounded by the memory that a server gives.
const GATHERED: u64 = 1 << 22;

/// Looks how long texts can become.
///
/// # Errors
/// One may become too long.
pub(super) fn check(query: &Query) -> Result<()> {
    let (Query::Select { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }
    | Query::Ask { pattern, .. }) = query;
    let mut sizes = Sizes::default();
    sizes.pattern(pattern);
    if sizes.patterns > PATTERNS {
        return Err(Error::TooLarge {
            reason: format!("it has more than {PATTERNS} triple patterns"),
        });
    }
    if sizes.largest > MOST {
        return Err(Error::TooLarge {
            reason:
                "it builds a text without bounds (CONCAT, REPLACE, GROUP_CONCAT upon each other)"
                    .to_string(),
        });
    }
    Ok(())
}

#[derive(Default)]
struct Sizes {
    /// Of variables that expressions make.
    made: HashMap<Variable, u64>,
    largest: u64,
    patterns: usize,
}

impl Sizes {
    fn make(&mut self, variable: &Variable, size: u64) {
        self.largest = self.largest.max(size);
        let known = self.made.entry(variable.clone()).or_default();
        *known = size.max(*known);
    }

    fn pattern(&mut self, pattern: &GraphPattern) {
        match pattern {
            GraphPattern::Join { left, right }
            | GraphPattern::Lateral { left, right }
            | GraphPattern::Union { left, right }
            | GraphPattern::Minus { left, right } => {
                self.pattern(left);
                self.pattern(right);
            }
            GraphPattern::LeftJoin {
                left,
                right,
                expression,
            } => {
                self.pattern(left);
                self.pattern(right);
                expression.iter().for_each(|e| self.look(e));
            }
            GraphPattern::Filter { expr, inner } => {
                self.pattern(inner);
                self.look(expr);
            }
            GraphPattern::Graph { inner, .. }
            | GraphPattern::Service { inner, .. }
            | GraphPattern::Project { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Slice { inner, .. } => self.pattern(inner),
            GraphPattern::Extend {
                inner,
                variable,
                expression,
            } => {
                self.pattern(inner);
                let size = self.size(expression);
                self.make(variable, size);
            }
            GraphPattern::OrderBy { inner, expression } => {
                self.pattern(inner);
                for order in expression {
                    let (OrderExpression::Asc(e) | OrderExpression::Desc(e)) = order;
                    self.look(e);
                }
            }
            GraphPattern::Group {
                inner, aggregates, ..
            } => {
                self.pattern(inner);
                for (variable, aggregate) in aggregates {
                    let size = self.aggregate(aggregate);
                    self.make(variable, size);
                }
            }
            GraphPattern::Bgp { patterns } => self.patterns += patterns.len(),
            GraphPattern::Path { .. } => self.patterns += 1,
            GraphPattern::Values { .. } => {}
        }
    }

    fn aggregate(&mut self, aggregate: &AggregateExpression) -> u64 {
        match aggregate {
            AggregateExpression::CountSolutions { .. } => 0,
            AggregateExpression::FunctionCall { name, expr, .. } => {
                let one = self.size(expr);
                match name {
                    AggregateFunction::GroupConcat { .. } => one.max(GATHERED),
                    _ => one,
                }
            }
        }
    }

    fn look(&mut self, expression: &Expression) {
        let size = self.size(expression);
        self.largest = self.largest.max(size);
    }

    /// The longest text that an expression can make.
    fn size(&mut self, expression: &Expression) -> u64 {
        let size = match expression {
            Expression::NamedNode(node) => node.as_str().len() as u64,
            Expression::Literal(literal) => literal.value().len() as u64,
            Expression::Variable(variable) => self.made.get(variable).copied().unwrap_or(STORED),
            Expression::Exists(pattern) => {
                self.pattern(pattern);
                0
            }
            Expression::FunctionCall(function, arguments) => {
                let sizes: Vec<u64> = arguments.iter().map(|a| self.size(a)).collect();
                call(function, &sizes)
            }
            Expression::If(a, b, c) => {
                self.look(a);
                self.size(b).max(self.size(c))
            }
            Expression::Coalesce(all) => all.iter().map(|e| self.size(e)).max().unwrap_or(0),
            Expression::Not(a) | Expression::UnaryPlus(a) | Expression::UnaryMinus(a) => {
                self.look(a);
                0
            }
            Expression::In(a, all) => {
                self.look(a);
                all.iter().for_each(|e| self.look(e));
                0
            }
            Expression::Or(a, b)
            | Expression::And(a, b)
            | Expression::Equal(a, b)
            | Expression::SameTerm(a, b)
            | Expression::Greater(a, b)
            | Expression::GreaterOrEqual(a, b)
            | Expression::Less(a, b)
            | Expression::LessOrEqual(a, b)
            | Expression::Add(a, b)
            | Expression::Subtract(a, b)
            | Expression::Multiply(a, b)
            | Expression::Divide(a, b) => {
                self.look(a);
                self.look(b);
                0
            }
            Expression::Bound(_) => 0,
        };
        self.largest = self.largest.max(size);
        size
    }
}

/// The longest text that a function makes of texts of these lengths.
fn call(function: &Function, sizes: &[u64]) -> u64 {
    let sum = sizes
        .iter()
        .fold(0u64, |sum, size| sum.saturating_add(*size));
    let at = |n: usize| sizes.get(n).copied().unwrap_or(0);
    match function {
        // Between any two characters, and at both ends.
        Function::Replace => at(0)
            .saturating_add(1)
            .saturating_mul(at(2).max(1))
            .saturating_add(at(0)),
        Function::EncodeForUri | Function::UCase | Function::LCase => sum.saturating_mul(3),
        _ => sum,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_taken(query: &str) -> bool {
        check(&crate::store::prepare(query).unwrap()).is_ok()
    }

    #[test]
    fn texts_that_double_are_refused_and_everyday_ones_are_not() {
        let doubled = |n: usize| {
            let binds: String = (0..n)
                .map(|i| format!("BIND(CONCAT(?v{i}, ?v{i}) AS ?v{}) ", i + 1))
                .collect();
            format!("SELECT * {{ BIND(\"ab\" AS ?v0) {binds} }}")
        };
        let joined = |n: usize| {
            let triples: String = (0..n).map(|i| format!("?s{i} ?p{i} ?o{i} . ")).collect();
            format!("SELECT * {{ {triples} }}")
        };
        assert!(is_taken(&joined(40)));
        assert!(is_taken(&doubled(8)));
        assert!(!is_taken(&doubled(40)));
        assert!(!is_taken(
            "SELECT * { ?s ?p ?o BIND(REPLACE(REPLACE(STR(?o), '', STR(?o)), '', STR(?o)) AS ?x) }"
        ));
        assert!(is_taken(
            "SELECT (GROUP_CONCAT(CONCAT(STR(?s), ' ', STR(?o))) AS ?all) { ?s ?p ?o FILTER(CONTAINS(LCASE(STR(?o)), 'a')) } GROUP BY ?p"
        ));
        assert!(is_taken(
            "SELECT (REPLACE(STR(?o), 'https://', '') AS ?x) { ?s ?p ?o }"
        ));
    }
}
