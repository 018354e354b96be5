//! Pages of the sample graph, held to what they promise.

use super::*;
use crate::builtin;
use crate::input::{Found, Input, Place};
use crate::pipeline;
use std::sync::OnceLock;

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
        pipeline::build(found, &knowledge, dir.path(), &options, &()).unwrap();
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

/// The addresses that a page leads to, those of this site.
fn links(page: &str) -> Vec<String> {
    page.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with('/'))
        .map(|href| href.replace("&amp;", "&").replace("&#39;", "'"))
        .collect()
}

/// The tags of a page with what stands inside them, without the values of attributes.
fn tags(page: &str) -> impl Iterator<Item = String> {
    page.split('<').skip(1).map(|tag| {
        let mut bare = String::new();
        let mut quoted = false;
        for c in tag.chars() {
            match c {
                '"' => quoted = !quoted,
                '>' if !quoted => break,
                c if !quoted => bare.push(c),
                _ => {}
            }
        }
        bare
    })
}

/// What a strict policy forbids, and what no page may lack.
fn is_sound(url: &str, page: &str) {
    for tag in tags(page) {
        let mut words = tag.split_whitespace();
        let name = words.next().unwrap_or_default();
        assert!(
            name != "style" && name != "iframe" && name != "base",
            "{url}: <{tag}>"
        );
        for word in words {
            let attribute = word.split('=').next().unwrap_or_default();
            assert!(attribute != "style", "{url}: <{tag}>");
            assert!(!attribute.starts_with("on"), "{url}: <{tag}>");
        }
    }
    for script in page.split("<script").skip(1) {
        let head = script.split('>').next().unwrap();
        assert!(
            head.contains("src=\"/assets/") || head.contains("type=\"application/json\""),
            "{url}: <script{head}>"
        );
    }
    for anchor in page.split("<a ").skip(1) {
        let head = anchor.split('>').next().unwrap();
        let href = head
            .split("href=\"")
            .nth(1)
            .unwrap_or_else(|| panic!("{url}: <a {head}>"));
        let own = href.starts_with('/') || href.starts_with('#');
        assert!(own || href.starts_with("http"), "{url}: <a {head}>");
        assert!(own || head.contains("noopener"), "{url}: <a {head}>");
    }
    for loaded in page.split(" src=\"").skip(1) {
        assert!(
            loaded.starts_with("/assets/"),
            "{url}: {}",
            loaded.get(..40).unwrap_or(loaded)
        );
    }
    if !url.starts_with("/map") {
        assert_eq!(page.matches("<h1").count(), 1, "{url}");
    }
    assert!(page.contains("<html lang=\""), "{url}");
    assert!(page.contains("<title>"), "{url}");
}

/// Follows every link from the first page; the language switch aside, which leads to the same again.
fn crawl(site: &Site, from: &str, language: Language) -> usize {
    let mut seen = std::collections::BTreeSet::from([from.to_string()]);
    let mut next = vec![from.to_string()];
    let mut pages = 0;
    while let Some(url) = next.pop() {
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        let path = percent_encoding::percent_decode_str(path)
            .decode_utf8()
            .unwrap();
        let query: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .into_owned()
            .collect();
        let ask = Ask {
            path: &path,
            query: &query,
            language,
        };
        let page = site
            .answer(&ask)
            .unwrap_or_else(|| panic!("{url} leads nowhere"));
        assert_eq!(page.status, 200, "{url}");
        if !page.kind.starts_with("text/html") {
            continue;
        }
        pages += 1;
        let text = String::from_utf8(page.body).unwrap();
        is_sound(&url, &text);
        for link in links(&text) {
            let link = link.split('#').next().unwrap_or_default().to_string();
            let elsewhere = ["/sparql", "/api/"].iter().any(|p| link.starts_with(p));
            if !elsewhere && !link.contains("lang=") && seen.insert(link.clone()) {
                next.push(link);
            }
        }
    }
    pages
}

#[test]
fn every_link_leads_somewhere_and_every_page_is_sound() {
    let pages = crawl(site(), "/", Language::En);
    assert!(pages > 800, "{pages} pages");
}

#[test]
fn a_page_says_the_same_in_three_languages() {
    let urls = [
        "/",
        "/entity/nvidia",
        "/trends",
        "/topics",
        "/digests",
        "/queries",
        "/query",
        "/about",
        "/search?q=a",
        "/map",
        "/kind/Model",
    ];
    for url in urls {
        for (language, word) in [
            (Language::En, "Home"),
            (Language::ZhHant, "首頁"),
            (Language::ZhHans, "首页"),
        ] {
            let page = String::from_utf8(got(url, language).unwrap().body).unwrap();
            is_sound(url, &page);
            assert!(
                page.contains(&format!("<html lang=\"{}\">", language.tag())),
                "{url}"
            );
            assert!(page.contains(&format!(">{word}</a>")), "{url}: {word}");
            // Every page offers all three, and stays where it is.
            for tag in ["en", "zh-Hant", "zh-Hans"] {
                let mark = format!("lang={tag}\" hreflang=\"{tag}\"");
                assert!(page.contains(&mark), "{url}: {mark}");
            }
            let other = links(&page)
                .into_iter()
                .find(|l| l.contains("lang=zh-Hant"));
            assert!(
                other.unwrap().starts_with(url.split('?').next().unwrap()),
                "{url}"
            );
        }
    }
}

#[test]
fn links_carry_the_language_only_where_it_was_asked_for() {
    let of_page = |page: &str| {
        let main = page.split("<main").nth(1).unwrap();
        let all = links(main);
        let carried = all.iter().filter(|l| l.contains("lang=")).count();
        (all.len(), carried)
    };
    let plain = got("/entity/nvidia", Language::ZhHant).unwrap();
    let (_, carried) = of_page(&String::from_utf8(plain.body).unwrap());
    assert_eq!(carried, 0);
    let asked = got("/entity/nvidia?lang=zh-Hant", Language::ZhHant).unwrap();
    let text = String::from_utf8(asked.body).unwrap();
    let (all, carried) = of_page(&text);
    // A download says the same in any language.
    assert_eq!(carried + 1, all);
    assert!(text.contains("<input type=\"hidden\" name=\"lang\" value=\"zh-Hant\">"));
}

#[test]
fn names_in_another_script_say_so() {
    let page = text("/entity/nvidia");
    assert!(page.contains("<span lang=\"zh-Hant\">輝達</span>"));
    let page = got("/entity/nvidia", Language::ZhHant).unwrap();
    let page = String::from_utf8(page.body).unwrap();
    assert!(page.contains("<h1>輝達</h1>") && page.contains("<span lang=\"en\">NVIDIA</span>"));
}

#[test]
fn an_entity_tells_why_and_who_says_so() {
    let page = text("/entity/nvidia");
    for part in [
        "dictionaries/companies.csv:",
        "Traditional to Simplified",
        "class=\"timeline\"",
        "class=\"around\"",
        "<blockquote",
        "href=\"/entity/tsmc\"",
    ] {
        assert!(page.contains(part), "{part}");
    }
}

#[test]
fn nothing_found_leads_to_the_nearest_names() {
    assert!(text("/search?q=Nvidiaa").contains("href=\"/entity/nvidia\""));
    let query = [];
    let ask = Ask {
        path: "/entity/nvidai",
        query: &query,
        language: Language::En,
    };
    assert!(site().answer(&ask).is_none());
    let page = site().missing(&ask);
    assert_eq!(page.status, 404);
    let page = String::from_utf8(page.body).unwrap();
    is_sound("/missing", &page);
    assert!(page.contains("href=\"/entity/nvidia\""), "{page}");
}

#[test]
fn completion_is_short_json() {
    let page = got("/complete?q=輝", Language::En).unwrap();
    assert_eq!(page.kind, "application/json");
    let names: Vec<serde_json::Value> = serde_json::from_slice(&page.body).unwrap();
    assert_eq!(names[0]["id"], "nvidia");
    let many = got("/complete?q=a", Language::En).unwrap();
    let many: Vec<serde_json::Value> = serde_json::from_slice(&many.body).unwrap();
    assert!(many.len() <= 12 && many.len() > 3);
}

#[test]
fn a_query_that_does_not_parse_is_shown_where() {
    let page = text("/query?query=SELECT+*%0AWHERE+%7B+%3Fs+nonsense");
    assert!(page.contains("Line 2, column"), "{page}");
    assert!(page.contains("data-line=\"2\""));
    let page = text(
        "/query?query=SELECT+*+%7B+SERVICE+%3Chttp%3A%2F%2Fexample.org%2F%3E+%7B+%3Fs+%3Fp+%3Fo+%7D+%7D",
    );
    assert!(page.contains("SERVICE"));
    // Line ends of a query are kept.
    let page = text("/query?query=SELECT+*%0A%7B+%3Fs+a+aikg%3AModel+%7D");
    assert!(
        page.contains("SELECT *\n{ ?s a aikg:Model }</textarea>"),
        "{page}"
    );
}

#[test]
fn answers_have_pictures_where_they_tell_something() {
    assert!(text("/query?name=co-mentions&entity=NVIDIA").contains("class=\"columns\""));
    assert!(text("/query?name=pairs").contains("class=\"around\""));
    let page = text("/query?name=co-mentions&entity=NVIDIA");
    assert!(page.contains("/api/queries/co-mentions?entity=NVIDIA&amp;format=csv"));
}

#[test]
fn the_same_ask_gets_the_same_bytes() {
    let fresh = Site::open(
        &site().dir,
        Arc::new(Knowledge::builtin()),
        Arc::new(Catalogue::builtin().unwrap()),
        None,
    )
    .unwrap();
    for path in [
        "/",
        "/entity/nvidia",
        "/trends",
        "/map",
        "/topics",
        "/about",
    ] {
        let ask = Ask {
            path,
            query: &[],
            language: Language::ZhHans,
        };
        assert!(site().answer(&ask) == fresh.answer(&ask), "{path}");
    }
}

#[test]
fn a_graph_without_dates_has_pages_too() {
    let dir = tempfile::tempdir().unwrap();
    let knowledge = Knowledge::builtin();
    let digest =
        "# News\n\n## OpenAI works with NVIDIA\n\nOpenAI and NVIDIA.\n\n## Google\n\nGoogle.\n";
    let found = Found {
        inputs: vec![Input {
            name: "undated.md".to_string(),
            place: Place::Text(digest.to_string()),
        }],
        warnings: Vec::new(),
    };
    let options = pipeline::Options::default();
    pipeline::build(found, &knowledge, dir.path(), &options, &()).unwrap();
    let catalogue = Arc::new(Catalogue::builtin().unwrap());
    let site = Site::open(dir.path(), Arc::new(knowledge), catalogue, None).unwrap();
    assert!(site.dates.is_none());
    assert!(crawl(&site, "/", Language::En) > 10);
}

#[test]
fn a_query_without_end_is_stopped() {
    let dir = &site().dir;
    let knowledge = Arc::new(Knowledge::builtin());
    let catalogue = Arc::new(Catalogue::builtin().unwrap());
    let site = Site::open(dir, knowledge, catalogue, None).unwrap();
    let site = site.patient(Duration::from_millis(50));
    let cross = "SELECT (COUNT(*) AS ?n) { ?x aikg:mentions ?a . ?x aikg:mentions ?b . ?y aikg:mentions ?b . ?y aikg:mentions ?c . ?z aikg:mentions ?c . ?z aikg:mentions ?d . ?u aikg:mentions ?d }";
    let query = [("query".to_string(), cross.to_string())];
    let ask = Ask {
        path: "/query",
        query: &query,
        language: Language::En,
    };
    let page = String::from_utf8(site.answer(&ask).unwrap().body).unwrap();
    assert!(page.contains("did not end within"), "{page}");
}

#[test]
fn a_graph_as_of_a_day_says_so() {
    let knowledge = Arc::new(Knowledge::builtin());
    let catalogue = Arc::new(Catalogue::builtin().unwrap());
    let day = "2026-02-15".parse().unwrap();
    let site = Site::open(&site().dir, knowledge, catalogue, Some(day)).unwrap();
    let ask = Ask {
        path: "/",
        query: &[],
        language: Language::En,
    };
    let page = String::from_utf8(site.answer(&ask).unwrap().body).unwrap();
    assert!(page.contains("As of 2026-02-15"));
    assert!(!page.contains("2026-03-"));
    let pages = crawl(&site, "/digests", Language::ZhHant);
    assert!(pages > 100, "{pages}");
}

/// A digest whose every part tries to be something else.
const HOSTILE: &str = r#"---
title: "<script>alert(1)</script>"
date: 2026-03-01
tags: ["<img src=x onerror=alert(1)>", "x\" onmouseover=\"y"]
---

## 今日 "><svg onload=alert(1)>

### OpenAI 發布 <script>alert(2)</script> {{ 7*7 }} 模型

OpenAI 發布「"><img src=x onerror=alert(3)>」模型，與 NVIDIA 合作。[來源](javascript:alert(4)) [頁](https://example.org/"onload=alert(5))

**關鍵實體**：OpenAI、輝達、`"><b>` Model 9、</script><script>alert(6)</script>
"#;

#[test]
fn hostile_digests_stay_text() {
    let dir = tempfile::tempdir().unwrap();
    let knowledge = Knowledge::builtin();
    let found = Found {
        inputs: vec![Input {
            name: "a/b \"><script>'&?#%2F.md".to_string(),
            place: Place::Text(HOSTILE.to_string()),
        }],
        warnings: Vec::new(),
    };
    let options = pipeline::Options::default();
    pipeline::build(found, &knowledge, dir.path(), &options, &()).unwrap();
    let catalogue = Arc::new(Catalogue::builtin().unwrap());
    let site = Site::open(dir.path(), Arc::new(knowledge), catalogue, None).unwrap();
    assert!(crawl(&site, "/", Language::En) > 20);
    assert!(crawl(&site, "/digests", Language::ZhHans) > 20);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(160))]

    /// Whatever stands in a path or a query is answered, and stays text.
    #[test]
    fn whatever_is_asked_stays_text(
        path in r"/(search|complete|entity/|digest/|topic/|topics|trends|map|queries|query|about|digests|kind/|assets/|)[a-z0-9%/\.\- 輝\x00]{0,12}",
        key in "(q|lang|page|name|entity|query|period|at|by|claims|kind|top|depth|from|to|topic|hubs|limit|type)",
        value in r#"(<script>|</textarea>|</title>|"|'| onload=|javascript:|https://x/|\{\{|\}\}|\{%|<!--|-->|&|%|-1|0|99999999999999999999|2026-W99|SELECT|\?s|\{|\}|nvidia|relations|輝達|[a-z\u{202e}\u{0}\n ]){0,9}"#,
    ) {
        let query = [(key, value)];
        for path in [path.as_str(), "/search", "/query", "/map", "/trends", "/entity/nvidia", "/digests"] {
            let ask = Ask { path, query: &query, language: Language::En };
            for page in [site().answer(&ask).unwrap_or_else(|| site().missing(&ask)), site().fault(&ask, 400, &query[0].1)] {
                if page.kind.starts_with("text/html") {
                    let text = String::from_utf8(page.body).unwrap();
                    is_sound(path, &text);
                    let hidden = text.contains(['\u{202e}', '\u{0}']);
                    assert!(!hidden, "{path}");
                }
            }
        }
    }

    /// No path, however odd, ends in a panic.
    #[test]
    fn no_path_is_too_odd(path in "/\\PC{0,40}", key in "\\PC{0,12}", value in "\\PC{0,60}") {
        let query = [(key, value.clone()), ("q".to_string(), value.clone()), ("name".to_string(), value)];
        let ask = Ask { path: &path, query: &query, language: Language::ZhHant };
        let _ = site().answer(&ask);
        let _ = site().missing(&ask);
    }
}
