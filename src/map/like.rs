//! Places of an earlier map, so that a new one looks like it: `--like OLD`.
//!
//! Reads the forms in which aikg itself writes places: DOT, SVG (its own and Graphviz's) and HTML.

use super::layout::Point;
use regex::Regex;
use std::collections::BTreeMap;

/// Reads where the entities of a map stood, by id; empty where it tells no places.
pub fn places(map: &str) -> BTreeMap<String, Point> {
    if map.contains("<script") {
        return from_html(map);
    }
    if map.contains("data-entity=") {
        return matches(
            map,
            r#"data-entity="([^"]+)" data-x="([-0-9.]+)" data-y="([-0-9.]+)""#,
            1.0,
        );
    }
    if map.trim_start().starts_with('<') {
        // Graphviz counts downwards from below the map.
        return matches(
            map,
            r#"class="node[^"]*">\s*<title>([^<]+)</title>[\s\S]*?<text [^>]*?x="([-0-9.]+)" y="([-0-9.]+)""#,
            1.0,
        );
    }
    matches(
        map,
        r#"(?m)^\s*"((?:[^"\\]|\\.)+)" \[.*?pos="([-0-9.]+),([-0-9.]+)!?""#,
        -1.0,
    )
}

fn matches(map: &str, pattern: &str, downwards: f64) -> BTreeMap<String, Point> {
    let Ok(pattern) = Regex::new(pattern) else {
        return BTreeMap::new();
    };
    pattern
        .captures_iter(map)
        .filter_map(|found| {
            let number = |at: usize| found.get(at)?.as_str().parse::<f64>().ok();
            let id = found
                .get(1)?
                .as_str()
                .replace("&#45;", "-")
                .replace("&amp;", "&");
            let place = Point {
                x: number(2)?,
                y: number(3)? * downwards,
            };
            Some((id, place))
        })
        .collect()
}

#[derive(serde::Deserialize)]
struct Page {
    nodes: Vec<Entity>,
}

#[derive(serde::Deserialize)]
struct Entity {
    id: String,
    x: f64,
    y: f64,
}

fn from_html(page: &str) -> BTreeMap<String, Point> {
    let data = || {
        let (_, after) = page.split_once("id=\"data\">")?;
        let (json, _) = after.split_once("</script>")?;
        serde_json::from_str::<Page>(json.trim()).ok()
    };
    data()
        .into_iter()
        .flat_map(|page| page.nodes)
        .map(|e| (e.id, Point { x: e.x, y: e.y }))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_each_form() {
        let dot = "graph aikg {\n  \"open-ai\" [label=\"OpenAI\", shape=box, pos=\"10.5,-20.0\", width=1];\n}\n";
        let svg =
            "<svg><g class=\"Company\" data-entity=\"open-ai\" data-x=\"10.5\" data-y=\"20.0\">";
        let graphviz = "<svg><g id=\"node1\" class=\"node Company\">\n<title>open&#45;ai</title>\n<polygon/><text text-anchor=\"middle\" x=\"10.5\" y=\"20.0\" font-size=\"9\">";
        let html = "<script type=\"application/json\" id=\"data\">{\"nodes\":[{\"id\":\"open-ai\",\"x\":10.5,\"y\":20}]}</script>";
        for map in [dot, svg, graphviz, html] {
            let places = places(map);
            let place = places.get("open-ai").unwrap_or_else(|| panic!("{map}"));
            assert!(
                (place.x - 10.5).abs() < 1e-9 && (place.y - 20.0).abs() < 1e-9,
                "{map}"
            );
        }
        assert!(places("no map").is_empty());
    }
}
