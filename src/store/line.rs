//! Canonical N-Quads lines, as `graph.nq` has them, parted into terms without copying.

use super::term::Tail;
use std::borrow::Cow;

/// A term of a line.
#[derive(Debug, Clone)]
pub(super) enum Token<'a> {
    Iri(Cow<'a, [u8]>),
    Blank(&'a [u8]),
    Literal(Cow<'a, [u8]>, TokenTail<'a>),
}

/// What follows a literal's value.
#[derive(Debug, Clone)]
pub(super) enum TokenTail<'a> {
    Plain,
    Language(&'a [u8]),
    Type(Cow<'a, [u8]>),
}

impl TokenTail<'_> {
    /// The same for [`super::term::spell_literal`]; `None` where the datatype is no text.
    pub(super) fn tail(&self) -> Option<Tail<'_>> {
        Some(match self {
            TokenTail::Plain => Tail::Plain,
            TokenTail::Language(language) => Tail::Language(language),
            TokenTail::Type(datatype) => Tail::Type(std::str::from_utf8(datatype).ok()?),
        })
    }
}

/// How many bytes the first term of `line` takes.
pub(super) fn measure(line: &[u8]) -> Option<usize> {
    match line.first()? {
        b'<' => Some(memchr::memchr(b'>', line)? + 1),
        b'"' => {
            let mut at = 1;
            loop {
                at += memchr::memchr2(b'"', b'\\', line.get(at..)?)?;
                if line.get(at)? == &b'"' {
                    break;
                }
                at += 2;
            }
            let tail = line.get(at + 1..)?;
            match tail.first()? {
                b'^' => Some(at + 2 + memchr::memchr(b'>', tail)?),
                b'@' => Some(at + 1 + memchr::memchr(b' ', tail)?),
                _ => Some(at + 1),
            }
        }
        b'_' => memchr::memchr(b' ', line),
        _ => None,
    }
}

/// Reads a term of the length that [`measure`] told.
pub(super) fn token(bytes: &[u8]) -> Option<Token<'_>> {
    match bytes {
        [b'<', iri @ .., b'>'] => Some(Token::Iri(unescape(iri)?)),
        [b'_', b':', label @ ..] => Some(Token::Blank(label)),
        [b'"', rest @ ..] => {
            // No language and no IRI holds a quotation mark: the last one ends the value.
            let (value, tail) = rest.split_at_checked(memchr::memrchr(b'"', rest)?)?;
            let tail = match tail {
                [_] => TokenTail::Plain,
                [_, b'@', language @ ..] => TokenTail::Language(language),
                [_, b'^', b'^', b'<', datatype @ .., b'>'] => TokenTail::Type(unescape(datatype)?),
                _ => return None,
            };
            Some(Token::Literal(unescape(value)?, tail))
        }
        _ => None,
    }
}

/// Undoes the escapes of N-Quads.
fn unescape(bytes: &[u8]) -> Option<Cow<'_, [u8]>> {
    let Some(first) = memchr::memchr(b'\\', bytes) else {
        return Some(Cow::Borrowed(bytes));
    };
    let (front, mut rest) = bytes.split_at_checked(first)?;
    let mut out = front.to_vec();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'\\' {
            out.push(*byte);
            continue;
        }
        let (escape, after) = rest.split_first()?;
        rest = after;
        let digits = match escape {
            b't' => b'\t'.into(),
            b'b' => 8u8.into(),
            b'n' => b'\n'.into(),
            b'r' => b'\r'.into(),
            b'f' => 12u8.into(),
            b'"' | b'\'' | b'\\' => char::from(*escape),
            b'u' | b'U' => {
                let count = if *escape == b'u' { 4 } else { 8 };
                let (digits, after) = rest.split_at_checked(count)?;
                rest = after;
                let digits = std::str::from_utf8(digits).ok()?;
                char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
            }
            _ => return None,
        };
        let mut utf8 = [0; 4];
        out.extend_from_slice(digits.encode_utf8(&mut utf8).as_bytes());
    }
    Some(Cow::Owned(out))
}
