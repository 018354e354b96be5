//! A trend → the few sentences that a report opens with. Every sentence gives its numbers; those about a name have their sources.

use super::chart::bar;
use super::phrase::{phrases, say};
use crate::language::Language;
use serde::Serialize;
use serde_json::Value;

/// How many names are told one by one.
const TOLD: usize = 3;

/// A sentence and the items that say so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sentence {
    /// What it says.
    pub text: String,
    /// Where that is said.
    pub evidence: Vec<Value>,
    /// Whether it is about the data and not about what they say.
    pub about_data: bool,
}

/// Says what matters.
pub fn sentences(trend: &Value, language: Language) -> Vec<Sentence> {
    let mut said = vec![coverage(trend, language)];
    let (rising, falling) = (lines(trend, "rising"), lines(trend, "falling"));
    for line in rising.iter().take(TOLD) {
        said.push(mover(line, "say_rose", language));
    }
    for line in falling.iter().take(TOLD - 1) {
        said.push(mover(line, "say_fell", language));
    }
    if rising.is_empty() && falling.is_empty() {
        said.push(plain(say(language, "say_nothing", &[]), Vec::new(), false));
    }
    let mut most: Vec<&Value> = trend["most_named"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|kind| kind.get(1)?.as_array())
        .flatten()
        .collect();
    most.sort_by_key(|line| std::cmp::Reverse(line["items"].as_u64()));
    for (key, all) in [("say_top", most), ("say_new", lines(trend, "new"))] {
        if let Some(sentence) = named(&all, key, language) {
            said.push(sentence);
        }
    }
    let days = days(trend);
    let missing = trend["quality"]["days_without_digest"]
        .as_i64()
        .unwrap_or(0);
    if missing > 0 {
        let values = [("missing", &*missing.to_string()), ("days", &*days)];
        said.push(plain(say(language, "say_gaps", &values), Vec::new(), true));
    }
    let left_out = trend["quality"]["left_out"].as_array().map_or(0, Vec::len);
    if left_out > 0 {
        let values = [("n", &*left_out.to_string())];
        said.push(plain(
            say(language, "say_left_out", &values),
            Vec::new(),
            true,
        ));
    }
    said
}

fn coverage(trend: &Value, language: Language) -> Sentence {
    let days = days(trend);
    let count = |key: &str| trend["coverage"][key].as_u64().unwrap_or(0).to_string();
    let (digests, items, entities) = (count("digests"), count("items"), count("entities"));
    let mut text = say(
        language,
        "say_coverage",
        &[
            ("days", &days),
            ("digests", &digests),
            ("items", &items),
            ("entities", &entities),
        ],
    );
    if let Some(before) = trend["items_before"].as_u64() {
        if language == Language::En {
            text.push(' ');
        }
        let values = [("days", &*days), ("items", &*before.to_string())];
        text.push_str(&say(language, "say_before", &values));
    }
    plain(text, Vec::new(), false)
}

fn mover(line: &Value, key: &str, language: Language) -> Sentence {
    let count = |key: &str| line[key].as_u64().unwrap_or(0).to_string();
    let mut text = say(
        language,
        key,
        &[
            ("name", &spaced(name(line), language)),
            ("before", &count("before")),
            ("items", &count("items")),
        ],
    );
    let number = |key: &str| line[key].as_f64().map(bar::number);
    if let (Some(ratio), Some(low), Some(high)) = (number("ratio"), number("low"), number("high")) {
        let values = [("ratio", &*ratio), ("low", &*low), ("high", &*high)];
        text.push_str(&say(language, "say_ratio", &values));
    }
    text.push_str(phrases(language)["stop"]);
    plain(text, evidence(line), false)
}

fn named(lines: &[&Value], key: &str, language: Language) -> Option<Sentence> {
    let shown = lines
        .get(..lines.len().min(TOLD))
        .filter(|l| !l.is_empty())?;
    let names: Vec<String> = shown
        .iter()
        .map(|line| {
            let items = line["items"].as_u64().unwrap_or(0).to_string();
            let values = [("name", name(line)), ("items", &*items)];
            say(language, "say_count", &values)
        })
        .collect();
    let names = names.join(phrases(language)["comma"]);
    // One source for each name.
    let evidence = shown.iter().filter_map(|l| evidence(l).into_iter().next());
    let text = say(language, key, &[("names", &names)]);
    Some(plain(text, evidence.collect(), false))
}

/// A Latin name stands apart from the Han characters after it.
fn spaced(name: &str, language: Language) -> String {
    let latin = name
        .chars()
        .last()
        .is_some_and(|c| c.is_ascii_alphanumeric());
    if latin && language != Language::En {
        format!("{name} ")
    } else {
        name.to_string()
    }
}

fn plain(text: String, evidence: Vec<Value>, about_data: bool) -> Sentence {
    Sentence {
        text,
        evidence,
        about_data,
    }
}

fn lines<'a>(trend: &'a Value, key: &str) -> Vec<&'a Value> {
    trend[key].as_array().into_iter().flatten().collect()
}

fn name(line: &Value) -> &str {
    line["name"].as_str().unwrap_or_default()
}

fn evidence(line: &Value) -> Vec<Value> {
    line["evidence"].as_array().cloned().unwrap_or_default()
}

fn days(trend: &Value) -> String {
    let day = |key: &str| trend["period"][key].as_str()?.parse().ok();
    match (day("from"), day("to")) {
        (Some(from), Some(to)) => super::Period { from, to }.days().to_string(),
        _ => "?".to_string(),
    }
}
