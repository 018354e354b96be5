//! The named queries, by what they are about.

use super::Page;
use super::frame::context;
use super::view::View;
use crate::query::NamedQuery;
use minijinja::value::Value;
use std::collections::BTreeMap;

pub(super) fn page(view: &View<'_>) -> Page {
    let mut groups: BTreeMap<&str, Vec<&NamedQuery>> = BTreeMap::new();
    for query in view.site.catalogue.all() {
        groups.entry(&query.group).or_default().push(query);
    }
    let groups: Vec<Value> = groups
        .into_iter()
        .map(|(group, queries)| {
            let known = view.say(&format!("group_{}", group.replace(' ', "_")), &[]);
            let name = if known.is_empty() { group.to_string() } else { known };
            let queries: Vec<Value> = queries
                .into_iter()
                .map(|q| {
                    context! {
                        name => &q.name, title => &q.title, description => &q.description, href => view.href("/query", &[("name", &q.name)]),
                        example => q.examples.first().map(|e| example(view, q, e)),
                    }
                })
                .collect();
            context! { id => group.replace(' ', "-"), name, queries }
        })
        .collect();
    let values = context! { groups, query_href => view.href("/query", &[]) };
    view.page("queries.html", &view.say("nav_queries", &[]), values)
}

/// `entity=輝達 model="Flowreel 2"` → what it asks, and where.
pub(super) fn example(view: &View<'_>, query: &NamedQuery, example: &str) -> Value {
    let typed = pairs(example);
    let mut asked: Vec<(&str, &str)> = vec![("name", &query.name)];
    asked.extend(typed.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    context! { text => example, href => view.href("/query", &asked) }
}

/// Parameters as they can be typed: parted by spaces, but for those in quotes.
fn pairs(example: &str) -> Vec<(String, String)> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in example.chars() {
        match (c, words.last_mut()) {
            ('"' | '\'', _) => quoted = !quoted,
            (c, _) if c.is_whitespace() && !quoted => words.push(String::new()),
            (c, Some(word)) => word.push(c),
            (_, None) => {}
        }
    }
    let pair = |word: &String| {
        let (key, value) = word.split_once('=')?;
        Some((key.to_string(), value.to_string()))
    };
    words.iter().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_a_value_together() {
        let typed = pairs("model=\"Flowreel 2\" limit=5");
        let typed: Vec<(&str, &str)> = typed.iter().map(|(k, v)| (&**k, &**v)).collect();
        assert_eq!(typed, [("model", "Flowreel 2"), ("limit", "5")]);
    }
}
