//! A line of JSON → a document: its name and its text.
//!
//! `{"digest": "2026-01-05-daily.md", "text": "..."}`; `id` is another word for `digest`, other fields are not read. Bytes that may be no
//! UTF-8 come as base64 in `bytes`, in the place of `text`, and are told as `aikg build` tells them.

use crate::input;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

/// A document, or its name and why it is none.
pub(super) type Read = Result<Document, (String, String)>;

/// One digest.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Document {
    pub(super) name: String,
    pub(super) text: String,
}

#[derive(Deserialize)]
struct Fields {
    digest: Option<String>,
    id: Option<String>,
    text: Option<String>,
    bytes: Option<String>,
}

/// Reads a line.
pub(super) fn read(line: &[u8]) -> Read {
    let nameless = |reason: String| (String::new(), reason);
    if line.trim_ascii().is_empty() {
        return Err(nameless("the line is blank".to_string()));
    }
    let fields: Fields = serde_json::from_slice(line)
        .map_err(|error| nameless(format!("is no document: {error}")))?;
    let Some(name) = fields.digest.or(fields.id).filter(|name| !name.is_empty()) else {
        return Err(nameless(
            "has no name; give it one in \"digest\" or \"id\"".to_string(),
        ));
    };
    let bytes = match (fields.text, fields.bytes) {
        (Some(text), None) => text.into_bytes(),
        (None, Some(bytes)) => match STANDARD.decode(bytes) {
            Ok(bytes) => bytes,
            Err(error) => return Err((name, format!("has bytes that are no base64: {error}"))),
        },
        _ => {
            let reason = "has to have either \"text\" or, as base64, \"bytes\"";
            return Err((name, reason.to_string()));
        }
    };
    if bytes.len() as u64 > input::LARGEST {
        let reason = input::too_large(bytes.len() as u64);
        return Err((name, reason));
    }
    match input::decode(bytes) {
        Ok(text) => Ok(Document { name, text }),
        Err((0, reason)) => Err((name, reason)),
        Err((line, reason)) => Err((name, format!("{reason}, at line {line}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(line: &str) -> String {
        read(line.as_bytes()).unwrap_err().1
    }

    #[test]
    fn documents_in_every_form() {
        let wanted = || {
            Ok(Document {
                name: "a.md".to_string(),
                text: "## 輝達\n".to_string(),
            })
        };
        for line in [
            r###"{"digest": "a.md", "text": "## 輝達\n"}"###,
            r###"{"id": "a.md", "family": "A", "date": "2026-01-01", "text": "## \u8f1d\u9054\n"}"###,
            r#"{"digest": "a.md", "bytes": "IyMg6Lyd6YGUCg=="}"#,
        ] {
            assert_eq!(read(line.as_bytes()), wanted(), "{line}");
        }
    }

    #[test]
    fn lines_that_are_none_say_why() {
        assert!(reason("").contains("blank"));
        assert!(reason("{").contains("is no document"));
        assert!(reason(r#"{"text": "x"}"#).contains("no name"));
        assert!(reason(r#"{"digest": "a.md"}"#).contains("either"));
        assert!(reason(r#"{"digest": "a.md", "bytes": "?"}"#).contains("no base64"));
        let gbk = r#"{"digest": "a.md", "bytes": "06LOsLTv"}"#;
        assert!(reason(gbk).contains("is not UTF-8"));
    }
}
