//! Terms as the dictionary spells them: bytes whose order is the order of the dictionary, so that ids compare as terms do.
//!
//! | class | bytes |
//! |---|---|
//! | blank node | `B` label |
//! | IRI | `I` iri |
//! | string | `S` value `0` `@` language, or `S` value `0` `s`: a plain string after those in a language, as SPARQL orders them here |
//! | anything else | `T` value `0` `^` datatype, `@` language or `s` (strings that hold the byte 0, which would break that order) |
//!
//! A term has one spelling: language tags in lower case, no `^^xsd:string`.

use super::id::{Id, Kind, calendar};
use crate::graph::vocab::XSD;
use oxigraph::model::{BlankNode, Literal, NamedNode, Term, TermRef};

const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// A term on its way into the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spelled {
    /// The value is the id.
    Value(Id),
    /// Its bytes in the dictionary are in the buffer.
    Bytes,
}

/// Spells a term of the model into `out`, which is emptied first.
pub(super) fn spell(term: TermRef<'_>, out: &mut Vec<u8>) -> Spelled {
    out.clear();
    match term {
        TermRef::NamedNode(node) => {
            out.push(b'I');
            out.extend_from_slice(node.as_str().as_bytes());
        }
        TermRef::BlankNode(node) => {
            out.push(b'B');
            out.extend_from_slice(node.as_str().as_bytes());
        }
        TermRef::Literal(literal) => {
            let value = literal.value().as_bytes();
            return match literal.language() {
                Some(language) => spell_literal(value, Tail::Language(language.as_bytes()), out),
                None => spell_literal(value, Tail::Type(literal.datatype().as_str()), out),
            };
        }
    }
    Spelled::Bytes
}

/// What follows a literal's value.
#[derive(Clone, Copy)]
pub(super) enum Tail<'a> {
    Plain,
    Language(&'a [u8]),
    Type(&'a str),
}

/// Spells a literal into `out`, which is empty.
pub(super) fn spell_literal(value: &[u8], tail: Tail<'_>, out: &mut Vec<u8>) -> Spelled {
    let tail = match tail {
        Tail::Type(XSD_STRING) => Tail::Plain,
        other => other,
    };
    if let Tail::Type(datatype) = tail {
        let id = match datatype.strip_prefix(XSD) {
            Some("integer") => Id::of_integer_text(value),
            Some("date") => Id::of_date_text(value),
            _ => None,
        };
        if let Some(id) = id {
            return Spelled::Value(id);
        }
    }
    let odd = matches!(tail, Tail::Type(_)) || value.contains(&0);
    out.push(if odd { b'T' } else { b'S' });
    out.extend_from_slice(value);
    out.push(0);
    match tail {
        Tail::Plain => out.push(b's'),
        Tail::Language(language) => {
            out.push(b'@');
            out.extend(language.iter().map(u8::to_ascii_lowercase));
        }
        Tail::Type(datatype) => {
            out.push(b'^');
            out.extend_from_slice(datatype.as_bytes());
        }
    }
    Spelled::Bytes
}

/// Reads a term back; `None` where the bytes are no term, which a whole dictionary never holds.
pub(super) fn read(bytes: &[u8]) -> Option<Term> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).ok();
    let (class, rest) = bytes.split_first()?;
    Some(match class {
        b'I' => NamedNode::new_unchecked(text(rest)?).into(),
        b'B' => BlankNode::new_unchecked(text(rest)?).into(),
        b'S' | b'T' => {
            let at = rest.iter().rposition(|b| *b == 0)?;
            let (value, tail) = rest.split_at(at);
            let value = text(value)?;
            match tail.get(1..)?.split_first()? {
                (b's', []) => Literal::new_simple_literal(value).into(),
                (b'@', language) => {
                    Literal::new_language_tagged_literal_unchecked(value, text(language)?).into()
                }
                (b'^', datatype) => {
                    let datatype = NamedNode::new_unchecked(text(datatype)?);
                    Literal::new_typed_literal(value, datatype).into()
                }
                _ => return None,
            }
        }
        _ => return None,
    })
}

/// The term that an id is by itself.
pub(super) fn of_value(kind: Kind) -> Option<Term> {
    let typed = |value: String, datatype: &str| {
        let datatype = NamedNode::new_unchecked(format!("{XSD}{datatype}"));
        Some(Literal::new_typed_literal(value, datatype).into())
    };
    match kind {
        Kind::Integer(number) => typed(number.to_string(), "integer"),
        Kind::Day(days) => {
            let (year, month, day) = calendar(days);
            typed(format!("{year:04}-{month:02}-{day:02}"), "date")
        }
        Kind::Listed(_) | Kind::Computed(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_come_back() {
        let typed = |v: &str, t: &str| {
            Term::from(Literal::new_typed_literal(
                v,
                NamedNode::new_unchecked(format!("{XSD}{t}")),
            ))
        };
        let terms: Vec<Term> = vec![
            NamedNode::new_unchecked("https://example.org/a").into(),
            BlankNode::new_unchecked("b0").into(),
            Literal::new_simple_literal("").into(),
            Literal::new_simple_literal("a\0b\n\"輝達").into(),
            Literal::new_language_tagged_literal_unchecked("輝達", "zh-hant").into(),
            typed("0.90", "decimal"),
            typed("07", "integer"),
            typed("7", "int"),
            typed("2026-02-30", "date"),
            typed("true", "boolean"),
        ];
        let mut bytes = Vec::new();
        for term in terms {
            assert_eq!(spell(term.as_ref(), &mut bytes), Spelled::Bytes, "{term}");
            assert_eq!(read(&bytes), Some(term));
        }
        for term in [typed("-12", "integer"), typed("2026-01-31", "date")] {
            let Spelled::Value(id) = spell(term.as_ref(), &mut bytes) else {
                panic!("{term} is a value");
            };
            assert_eq!(of_value(id.kind()), Some(term));
        }
    }

    #[test]
    fn one_spelling_a_term() {
        let spelled = |term: Term| {
            let mut bytes = Vec::new();
            spell(term.as_ref(), &mut bytes);
            bytes
        };
        let typed = Literal::new_typed_literal("a", NamedNode::new_unchecked(XSD_STRING));
        let plain = Literal::new_simple_literal("a");
        assert_eq!(spelled(typed.into()), spelled(plain.into()));
        let upper = Literal::new_language_tagged_literal_unchecked("a", "ZH-Hant");
        let lower = Literal::new_language_tagged_literal_unchecked("a", "zh-hant");
        assert_eq!(spelled(upper.into()), spelled(lower.into()));
    }
}
