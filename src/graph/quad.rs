//! N-Quads as bytes, in canonical form: one space between terms, only the escapes that are needed.

use super::vocab;

/// Writes quads of one named graph to a buffer.
pub(crate) struct Writer<'a> {
    out: &'a mut Vec<u8>,
    /// ` <graph> .\n`
    tail: Vec<u8>,
}

/// The object of a quad.
#[derive(Clone, Copy)]
pub(crate) enum Term<'a> {
    /// An IRI.
    Iri(&'a str),
    /// A plain string.
    Text(&'a str),
    /// A string in a language.
    In(&'a str, &'a str),
    /// A whole number.
    Number(u64),
    /// A number with decimals, as `0.93`.
    Decimal(&'a str),
    /// A calendar date, as `2026-01-05`.
    Date(&'a str),
}

impl<'a> Writer<'a> {
    /// Writes to `out`, all quads in `graph`.
    pub(crate) fn new(out: &'a mut Vec<u8>, graph: &str) -> Self {
        let mut tail = b" <".to_vec();
        tail.extend_from_slice(graph.as_bytes());
        tail.extend_from_slice(b"> .\n");
        Self { out, tail }
    }

    /// Writes one quad.
    pub(crate) fn quad(&mut self, subject: &str, predicate: &str, object: Term<'_>) {
        self.iri(subject);
        self.out.push(b' ');
        self.iri(predicate);
        self.out.push(b' ');
        match object {
            Term::Iri(iri) => self.iri(iri),
            Term::Text(text) => self.string(text),
            Term::In(text, language) => {
                self.string(text);
                self.out.push(b'@');
                self.out.extend_from_slice(language.as_bytes());
            }
            Term::Number(number) => self.typed(&number.to_string(), "integer"),
            Term::Decimal(number) => self.typed(number, "decimal"),
            Term::Date(date) => self.typed(date, "date"),
        }
        self.out.extend_from_slice(&self.tail);
    }

    fn iri(&mut self, iri: &str) {
        self.out.push(b'<');
        self.out.extend_from_slice(iri.as_bytes());
        self.out.push(b'>');
    }

    fn typed(&mut self, value: &str, datatype: &str) {
        self.string(value);
        self.out.extend_from_slice(b"^^<");
        self.out.extend_from_slice(vocab::XSD.as_bytes());
        self.out.extend_from_slice(datatype.as_bytes());
        self.out.push(b'>');
    }

    fn string(&mut self, text: &str) {
        literal(text, self.out);
    }
}

/// Writes a string in quotes, with the escapes that N-Quads, Turtle and SPARQL share.
pub(crate) fn literal(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut from = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let escape: &[u8] = match byte {
            b'"' => b"\\\"",
            b'\\' => b"\\\\",
            b'\n' => b"\\n",
            b'\r' => b"\\r",
            b'\t' => b"\\t",
            0x08 => b"\\b",
            0x0C => b"\\f",
            0x00..=0x1F | 0x7F => {
                out.extend_from_slice(&bytes[from..at]);
                out.extend_from_slice(format!("\\u{byte:04X}").as_bytes());
                from = at + 1;
                continue;
            }
            _ => continue,
        };
        out.extend_from_slice(&bytes[from..at]);
        out.extend_from_slice(escape);
        from = at + 1;
    }
    out.extend_from_slice(&bytes[from..]);
    out.push(b'"');
}

/// Percent-encodes everything but letters, digits, `-`, `.`, `_` and `~`.
pub(crate) fn percent_encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// Makes a link's address an IRI: characters that no IRI holds are percent-encoded. `None` where it is none even then.
pub(crate) fn address(url: &str) -> Option<String> {
    let mut iri = String::with_capacity(url.len());
    for c in url.trim().chars() {
        let forbidden = c.is_control()
            || c.is_whitespace()
            || matches!(
                c,
                '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' | '[' | ']'
            )
            || crate::text::markup::is_hidden(c);
        if forbidden {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                iri.push_str(&format!("%{byte:02X}"));
            }
        } else {
            iri.push(c);
        }
    }
    oxigraph::model::NamedNode::new(&iri).ok().map(|_| iri)
}

/// The IRI of a digest.
pub(crate) fn digest_iri(name: &str) -> String {
    format!("{}{}", vocab::DIG, percent_encode(name))
}

/// The IRI of an item; number 0 is the digest itself.
pub(crate) fn item_iri(digest: &str, number: u32) -> String {
    if number == 0 {
        digest.to_string()
    } else {
        format!("{digest}/{number}")
    }
}

/// The IRI of an entity.
pub(crate) fn entity_iri(id: &str) -> String {
    format!("{}{id}", vocab::ENT)
}

/// The named graph of a digest.
pub(crate) fn digest_graph(name: &str) -> String {
    format!("{}digest/{}", vocab::GRAPH, percent_encode(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(object: Term<'_>) -> String {
        let mut out = Vec::new();
        Writer::new(&mut out, "g:g").quad("s:s", "p:p", object);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn strings_are_escaped() {
        assert_eq!(
            line(Term::In("a\"b\\c\nd\u{1}\u{7F}", "zh-hant")),
            "<s:s> <p:p> \"a\\\"b\\\\c\\nd\\u0001\\u007F\"@zh-hant <g:g> .\n"
        );
        assert_eq!(
            line(Term::Number(7)),
            "<s:s> <p:p> \"7\"^^<http://www.w3.org/2001/XMLSchema#integer> <g:g> .\n"
        );
    }

    #[test]
    fn addresses_become_iris_or_nothing() {
        assert_eq!(
            address("https://example.org/a b|c").as_deref(),
            Some("https://example.org/a%20b%7Cc")
        );
        assert_eq!(address("not an address"), None);
        assert_eq!(address("/relative/path"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_string_comes_back_from_a_parser(text in "\\PC{0,40}|[\u{0}-\u{20}\"\\\\]{0,20}") {
            let written = line(Term::Text(&text));
            let quads: Vec<_> = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::NQuads)
                .for_slice(written.as_bytes())
                .collect::<Result<_, _>>()
                .unwrap();
            let oxigraph::model::Term::Literal(back) = &quads[0].object else { panic!("a literal") };
            proptest::prop_assert_eq!(back.value(), text.as_str());
        }
    }
}
