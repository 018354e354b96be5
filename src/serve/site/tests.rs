//! Pages of the sample graph, held to what they promise.

use super::*;
use crate::builtin;
use crate::input::{Found, Input, Place};
use crate::pipeline;
use std::sync::OnceLock;

struct Silent;

impl pipeline::Progress for Silent {}

/// The site of the sample digests, built once for all tests.
fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let knowledge = Knowledge::builtin();
        let sample = |file: builtin::File| Input {
            name: file.name.to_string(),
            place: Place::Text(file.text.to_string()),
        };
        let found = Found {
            inputs: builtin::samples().into_iter().map(sample).collect(),
            warnings: Vec::new(),
        };
        let options = pipeline::Options::default();
        pipeline::build(found, &knowledge, dir.path(), &options, &Silent).unwrap();
        let catalogue = Catalogue::builtin().unwrap();
        // Maps read claims from the folder when they are asked for.
        let dir = dir.keep();
        Site::open(&dir, Arc::new(knowledge), Arc::new(catalogue), None).unwrap()
    })
}

fn got(url: &str, language: Language) -> Option<Page> {
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy();
    let query: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    site().answer(&Ask {
        path: &path,
        query: &query,
        language,
    })
}

fn text(url: &str) -> String {
    let page = got(url, Language::En).unwrap_or_else(|| panic!("no page {url}"));
    assert_eq!(page.status, 200, "{url}");
    String::from_utf8(page.body).unwrap()
}

#[test]
fn a_search_folds_what_people_type() {
    for name in ["輝達", "英伟达", "ＮＶＩＤＩＡ", "nvidia", "英偉達"] {
        let page = text(&format!("/search?q={name}"));
        assert!(page.contains("href=\"/entity/nvidia\""), "{name}");
    }
    assert!(text("/entity/nvidia").contains("<h1>NVIDIA</h1>"));
    assert!(got("/entity/nobody-at-all", Language::En).is_none());
}
