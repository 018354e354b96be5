//! A request's line and head, decoded and bounded.

use http::{HeaderMap, HeaderName, Method, request::Parts};
use percent_encoding::percent_decode_str;

/// Pairs of a query or a form beyond which a request is refused.
const PAIRS: usize = 256;

/// What is asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) method: Method,
    /// Percent-decoded; begins with `/`.
    pub(super) path: String,
    /// As it came.
    pub(super) raw_path: String,
    /// The pairs of the query, decoded, in order.
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
}

impl Asked {
    /// Decodes a request's head.
    ///
    /// # Errors
    /// Its path or query is no UTF-8, or there are too many pairs; in words.
    pub(super) fn of(parts: &Parts) -> Result<Self, String> {
        let path = decoded(parts.uri.path(), "path")?;
        if !path.starts_with('/') {
            return Err("the path begins with no /".to_string());
        }
        Ok(Self {
            method: parts.method.clone(),
            path,
            raw_path: parts.uri.path().to_string(),
            query: pairs(parts.uri.query().unwrap_or_default())?,
            headers: parts.headers.clone(),
        })
    }

    /// Whether the answer has no body.
    pub(super) fn is_head(&self) -> bool {
        self.method == Method::HEAD
    }

    /// A header's value, where it is text.
    pub(super) fn header(&self, name: HeaderName) -> &str {
        let value = self.headers.get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or_default()
    }

    /// The values of a parameter.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let named = self.query.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.as_str())
    }

    /// The first value of a parameter.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }
}

/// Decodes a form or query: `a=b&c=d`.
///
/// # Errors
/// It is no UTF-8, or has too many pairs; in words.
pub(super) fn pairs(text: &str) -> Result<Vec<(String, String)>, String> {
    decoded(text, "query")?;
    let pairs: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes())
        .take(PAIRS + 1)
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect();
    match pairs.len() {
        ..=PAIRS => Ok(pairs),
        _ => Err(format!("there are more than {PAIRS} parameters")),
    }
}

fn decoded(text: &str, what: &str) -> Result<String, String> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| format!("the {what} is no UTF-8 once it is decoded"))
}
