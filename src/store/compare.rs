//! How values compare in conditions, by their ids where that decides. The same as the evaluator's `=` and `<`; where it would have to look at
//! datatypes, this module says that it does not know.

use super::StoreError;
use super::dataset::View;
use super::dictionary::Class;
use super::id::{Id, Kind};
use oxigraph::model::Term;
use spareval::ExpressionTerm;
use std::cmp::Ordering;

/// What kind of value an id is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// An IRI or a blank node.
    Node,
    Integer,
    Day,
    /// A string, in a language or not.
    Text,
    Other,
}

/// The nature of an id.
pub(super) fn nature(id: Id, view: &View<'_>) -> Result<Nature, StoreError> {
    Ok(match id.kind() {
        Kind::Integer(_) => Nature::Integer,
        Kind::Day(_) => Nature::Day,
        Kind::Listed(_) => match view.class(id) {
            Some(Class::Blank | Class::Iri) => Nature::Node,
            Some(Class::Text) => Nature::Text,
            _ => Nature::Other,
        },
        Kind::Computed(_) => match view.term(id)? {
            Term::NamedNode(_) | Term::BlankNode(_) => Nature::Node,
            Term::Literal(literal) => {
                let plain = literal.datatype() == oxigraph::model::vocab::xsd::STRING;
                if plain || literal.language().is_some() {
                    Nature::Text
                } else {
                    Nature::Other
                }
            }
        },
    })
}

/// Whether two values are equal; `None` where ids do not tell.
pub(super) fn equal((a, x): (Id, Nature), (b, y): (Id, Nature)) -> Option<bool> {
    if x == Nature::Other || y == Nature::Other {
        return None;
    }
    // One spelling a term, one id a spelling; strings in different languages are different values.
    Some(a == b)
}

/// How two values compare: `None` inside where SPARQL says that they do not, `None` outside where this module does not know.
pub(super) fn order(
    (a, x): (Id, Nature),
    (b, y): (Id, Nature),
    view: &View<'_>,
) -> Result<Option<Option<Ordering>>, StoreError> {
    Ok(match (x, y) {
        (Nature::Other, _) | (_, Nature::Other) => None,
        (Nature::Integer, Nature::Integer) | (Nature::Day, Nature::Day) => Some(Some(a.cmp(&b))),
        (Nature::Text, Nature::Text) => Some(match (view.value(a)?, view.value(b)?) {
            (ExpressionTerm::StringLiteral(a), ExpressionTerm::StringLiteral(b)) => Some(a.cmp(&b)),
            (
                ExpressionTerm::LangStringLiteral {
                    value: a,
                    language: x,
                },
                ExpressionTerm::LangStringLiteral {
                    value: b,
                    language: y,
                },
            ) if x == y => Some(a.cmp(&b)),
            _ => None,
        }),
        // Nodes have no order, but each is level with itself, as the evaluator has it.
        (Nature::Node, Nature::Node) if a == b => Some(Some(Ordering::Equal)),
        _ => Some(None),
    })
}
