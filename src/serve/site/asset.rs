//! Style and scripts, compiled in; each under a name that changes with its bytes, so that a browser may keep it for ever.

use super::Page;
use crate::builtin;
use crate::graph::vocab;
use crate::map::draw::html;
use crate::text::sha256;
use minijinja::value::Value;
use serde_json::json;
use std::sync::LazyLock;

const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

struct Asset {
    /// As templates ask for it.
    key: &'static str,
    /// As browsers ask for it.
    name: String,
    kind: &'static str,
    body: Vec<u8>,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let text = |key, ending, kind, body: String| {
        let hash = sha256(body.as_bytes());
        let name = format!("{key}-{}.{ending}", hash.get(..10).unwrap_or(&hash));
        Asset {
            key,
            name,
            kind,
            body: body.into_bytes(),
        }
    };
    vec![
        text(
            "site",
            "css",
            STYLE,
            include_str!("page/site.css").to_string(),
        ),
        text(
            "complete",
            "js",
            SCRIPT,
            include_str!("page/complete.js").to_string(),
        ),
        text(
            "editor",
            "js",
            SCRIPT,
            include_str!("page/editor.js").to_string(),
        ),
        text("vocabulary", "json", "application/json", vocabulary()),
        text("explorer", "css", STYLE, html::STYLE.to_string()),
        text(
            "frame",
            "css",
            STYLE,
            include_str!("page/frame.css").to_string(),
        ),
        text(
            "plain",
            "css",
            STYLE,
            include_str!("page/plain.css").to_string(),
        ),
        text("explorer", "js", SCRIPT, html::script()),
        text(
            "bridge",
            "js",
            SCRIPT,
            include_str!("page/bridge.js").to_string(),
        ),
        text(
            "icon",
            "svg",
            "image/svg+xml",
            include_str!("page/icon.svg").to_string(),
        ),
    ]
});

/// The addresses of all, by key and ending: `site_css`.
pub(super) fn addresses() -> Vec<(String, Value)> {
    ASSETS
        .iter()
        .map(|asset| {
            let ending = asset.name.rsplit('.').next().unwrap_or_default();
            let address = format!("/assets/{}", asset.name);
            (
                format!("{}_{ending}", asset.key),
                Value::from_safe_string(address),
            )
        })
        .collect()
}

/// The asset of this name.
pub(super) fn page(name: &str) -> Option<Page> {
    let asset = ASSETS.iter().find(|a| a.name == name)?;
    Some(Page {
        status: 200,
        kind: asset.kind,
        body: asset.body.clone(),
        location: None,
    })
}

/// What the editor proposes: prefixes, and the terms of the ontology with them.
fn vocabulary() -> String {
    let terms: Vec<String> = vocab::ALL
        .iter()
        .filter_map(|(_, iri)| {
            let (prefix, space) = vocab::PREFIXES
                .iter()
                .filter(|(_, space)| iri.starts_with(space))
                .max_by_key(|(_, space)| space.len())?;
            let local = iri.strip_prefix(space)?;
            Some(format!("{prefix}:{local}"))
        })
        .collect();
    json!({
        "prefixes": vocab::PREFIXES.iter().map(|(p, i)| [*p, *i]).collect::<Vec<_>>(),
        "terms": terms,
    })
    .to_string()
}

/// The ontology, so that the IRIs of its terms lead somewhere.
pub(super) fn ontology() -> Page {
    Page {
        status: 200,
        kind: "text/turtle; charset=utf-8",
        body: builtin::ONTOLOGY.as_bytes().to_vec(),
        location: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{dress, entity::Kind};

    #[test]
    fn kinds_have_the_colours_of_maps() {
        let style = include_str!("page/site.css");
        for kind in Kind::ALL {
            let rule = format!(".f-{} {{ --kind: {} }}", kind.name(), dress::fill(kind));
            assert!(style.contains(&rule), "{rule}");
        }
    }

    #[test]
    fn the_editor_proposes_our_terms() {
        let words = vocabulary();
        assert!(words.contains("\"aikg:mentions\"") && words.contains("[\"ent\","));
    }
}
