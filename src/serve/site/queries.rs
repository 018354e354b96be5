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

/// `entity=輝達 limit=5` → what it asks, and where.
pub(super) fn example(view: &View<'_>, query: &NamedQuery, example: &str) -> Value {
    let mut pairs: Vec<(&str, &str)> = vec![("name", &query.name)];
    pairs.extend(example.split_whitespace().filter_map(|p| p.split_once('=')));
    context! { text => example, href => view.href("/query", &pairs) }
}
