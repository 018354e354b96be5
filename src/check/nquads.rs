//! A line of `graph.nq` → its four terms, without a copy. Only the canonical form that `build` writes is read: one space between terms.

use oxigraph::model::{Literal, NamedNode};
use std::borrow::Cow;

/// What one line says. IRIs stand without their angle brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quad<'a> {
    pub(super) subject: &'a str,
    pub(super) predicate: &'a str,
    /// The object as it is written.
    pub(super) object: &'a str,
    pub(super) graph: &'a str,
}

/// An object taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Object<'a> {
    Iri(&'a str),
    Literal {
        value: Cow<'a, str>,
        language: &'a str,
        datatype: &'a str,
    },
}

const STRING: &str = "http://www.w3.org/2001/XMLSchema#string";
const LANG_STRING: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString";

impl<'a> Quad<'a> {
    /// Reads a line, with or without its end; `None` where it is no quad in canonical form.
    pub(super) fn read(line: &'a [u8]) -> Option<Self> {
        let text = std::str::from_utf8(line).ok()?;
        let text = text.strip_suffix('\n').unwrap_or(text).strip_suffix(" .")?;
        let (subject, rest) = iri(text)?;
        let (predicate, rest) = iri(rest.strip_prefix(' ')?)?;
        let rest = rest.strip_prefix(' ')?;
        let (_, after) = object(rest)?;
        let object = rest.get(..rest.len() - after.len())?;
        let (graph, rest) = iri(after.strip_prefix(' ')?)?;
        rest.is_empty().then_some(Self {
            subject,
            predicate,
            object,
            graph,
        })
    }

    /// The object, taken apart.
    pub(super) fn value(&self) -> Object<'a> {
        // What `read` has let pass can be taken apart.
        object(self.object).map_or(Object::Iri(""), |(object, _)| object)
    }
}

impl Object<'_> {
    pub(super) fn text(&self) -> &str {
        match self {
            Object::Iri(iri) => iri,
            Object::Literal { value, .. } => value,
        }
    }
}

/// Takes `<...>` off the front.
fn iri(text: &str) -> Option<(&str, &str)> {
    let (iri, rest) = text.strip_prefix('<')?.split_once('>')?;
    is_iri(iri).then_some((iri, rest))
}

/// Says whether a text is an absolute IRI. What is written most often needs no look at its parts.
fn is_iri(text: &str) -> bool {
    let plain = |b: &u8| b.is_ascii_alphanumeric() || b"-._~:/#%".contains(b);
    let hash = text.bytes().filter(|b| *b == b'#').count();
    let percent = text
        .as_bytes()
        .iter()
        .enumerate()
        .filter(|(_, b)| **b == b'%');
    let escaped = |at: usize| {
        let digits = text.as_bytes().get(at + 1..at + 3);
        digits.is_some_and(|d| d.iter().all(u8::is_ascii_hexdigit))
    };
    let ours = text.starts_with("https://w3id.org/") || text.starts_with("http://www.w3.org/");
    let plain = ours && hash <= 1 && text.as_bytes().iter().all(plain);
    if plain && percent.into_iter().all(|(at, _)| escaped(at)) {
        return true;
    }
    NamedNode::new(text).is_ok()
}

fn object(text: &str) -> Option<(Object<'_>, &str)> {
    if text.starts_with('<') {
        let (iri, rest) = iri(text)?;
        return Some((Object::Iri(iri), rest));
    }
    let text = text.strip_prefix('"')?;
    let (value, rest) = string(text)?;
    if let Some(rest) = rest.strip_prefix('@') {
        let end = rest.find(' ').unwrap_or(rest.len());
        let (language, rest) = rest.split_at(end);
        let is_tag = matches!(language, "en" | "zh-hans" | "zh-hant")
            || Literal::new_language_tagged_literal("", language).is_ok();
        let literal = Object::Literal {
            value,
            language,
            datatype: LANG_STRING,
        };
        return is_tag.then_some((literal, rest));
    }
    let (datatype, rest) = match rest.strip_prefix("^^") {
        Some(rest) => iri(rest)?,
        None => (STRING, rest),
    };
    let literal = Object::Literal {
        value,
        language: "",
        datatype,
    };
    Some((literal, rest))
}

/// Takes a string and its closing quote off the front.
fn string(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let mut plain = String::new();
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find(['"', '\\', '\n', '\r'])?;
        let before = text.get(from..at)?;
        match text.as_bytes().get(at)? {
            b'"' if from == 0 => return Some((Cow::Borrowed(before), text.get(at + 1..)?)),
            b'"' => {
                plain.push_str(before);
                return Some((Cow::Owned(plain), text.get(at + 1..)?));
            }
            b'\\' => {
                plain.push_str(before);
                let (c, length) = escape(text.get(at + 1..)?)?;
                plain.push(c);
                from = at + 1 + length;
            }
            _ => return None,
        }
    }
}

/// What an escape stands for, and how many bytes follow its backslash.
fn escape(text: &str) -> Option<(char, usize)> {
    let code = |length: usize| {
        let digits = text.get(1..=length)?;
        let all = digits.bytes().all(|b| b.is_ascii_hexdigit());
        let c = char::from_u32(u32::from_str_radix(digits, 16).ok()?)?;
        all.then_some((c, length + 1))
    };
    Some(match text.as_bytes().first()? {
        b'"' => ('"', 1),
        b'\'' => ('\'', 1),
        b'\\' => ('\\', 1),
        b'n' => ('\n', 1),
        b'r' => ('\r', 1),
        b't' => ('\t', 1),
        b'b' => ('\u{8}', 1),
        b'f' => ('\u{C}', 1),
        b'u' => return code(4),
        b'U' => return code(8),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::io::{RdfFormat, RdfParser};
    use oxigraph::model::Term;
    use proptest::prelude::*;

    fn theirs(line: &str) -> Option<oxigraph::model::Quad> {
        let mut all = RdfParser::from_format(RdfFormat::NQuads).for_slice(line.as_bytes());
        let first = all.next()?.ok()?;
        all.next().is_none().then_some(first)
    }

    #[test]
    fn terms_come_apart() {
        let line = "<s:a> <p:b> \"x\\\"\\u4E00\"@zh-hans <g:c> .\n";
        let quad = Quad::read(line.as_bytes()).unwrap();
        assert_eq!(
            (quad.subject, quad.predicate, quad.graph),
            ("s:a", "p:b", "g:c")
        );
        let Object::Literal {
            value, language, ..
        } = quad.value()
        else {
            panic!("a literal")
        };
        assert_eq!((value.as_ref(), language), ("x\"一", "zh-hans"));
        for broken in [
            "",
            "<s:a> <p:b> <o:c> .",
            "<s:a> <p:b> \"x <g:c> .",
            "<s:a> <p:b> \"x\"@ <g:c> .",
            "<s:a> <p:b> \"\\q\" <g:c> .",
            "<s:a> <p b> <o:c> <g:c> .",
            "<a> <p:b> <o:c> <g:c> .",
            "<https://w3id.org/%zz> <p:b> <o:c> <g:c> .",
        ] {
            assert_eq!(Quad::read(broken.as_bytes()), None, "{broken}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_another_parser_reads(
            subject in "(https://w3id\\.org/[a-z%#2]{0,4}|[a-z]{0,2}:?[a-z<> %一]{0,3})",
            object in "(<[a-z]{1,2}:[a-z]{0,3}>|\"[a-z\\\\nu4E0\"一\u{1}]{0,8}\"(@[a-z-]{0,4}|\\^\\^<d:d>)?|[\"<a ]{0,3})",
            graph in "(<g:[a-z]{0,3}>|)",
        ) {
            let line = format!("<{subject}> <p:p> {object} {graph} .\n");
            if let Some(quad) = Quad::read(line.as_bytes()) {
                let other = theirs(&line);
                prop_assert!(other.is_some(), "{line}");
                let other = other.unwrap();
                prop_assert_eq!(format!("<{}>", quad.subject), other.subject.to_string());
                match (quad.value(), &other.object) {
                    (Object::Iri(iri), Term::NamedNode(node)) => prop_assert_eq!(iri, node.as_str()),
                    (Object::Literal { value, language, datatype }, Term::Literal(l)) => {
                        prop_assert_eq!(value.as_ref(), l.value());
                        prop_assert_eq!(language, l.language().unwrap_or_default());
                        prop_assert_eq!(datatype, l.datatype().as_str());
                    }
                    _ => prop_assert!(false, "{}", line),
                }
            }
        }

        #[test]
        fn any_bytes_are_read_or_not(line in proptest::collection::vec(any::<u8>(), 0..60)) {
            let _ = Quad::read(&line);
        }
    }
}
