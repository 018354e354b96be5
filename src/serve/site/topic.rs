//! Topics: all of them, and one with its weeks, its names and its items.

use super::Page;
use super::frame::context;
use super::timeline::{self, Step};
use super::view::View;
use crate::graph::percent_encode;
use minijinja::value::Value;
use std::collections::BTreeMap;

/// Items of a page.
const ITEMS: usize = 20;
/// Entities named most.
const MOST: usize = 24;

pub(super) fn page(view: &View<'_>, id: &str) -> Option<Page> {
    let built = &view.site.built;
    let items = view.site.index.topic(id)?;
    let lexicon = &view.site.knowledge.lexicon;
    let step = match view.site.dates {
        Some((first, last)) => Step::fitting(first, last),
        None => Step::Week,
    };
    let days = items
        .iter()
        .filter_map(|place| built.items.get(*place as usize)?.date);
    let timeline = view.site.dates.map_or_else(String::new, |span| {
        timeline::draw(days, span, step, view.language)
    });
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    for item in items.iter().filter_map(|p| built.items.get(*p as usize)) {
        for entity in item.named.entities() {
            *counts.entry(entity).or_default() += 1;
        }
    }
    let mut most: Vec<(u32, u32)> = counts.into_iter().map(|(n, c)| (c, n)).collect();
    most.sort_by_key(|(count, n)| (std::cmp::Reverse(*count), *n));
    let most: Vec<Value> = most
        .iter()
        .filter(|(_, n)| built.entity(*n).is_some_and(|e| e.kind.is_core()))
        .take(MOST)
        .map(|(count, n)| context! { who => view.who(*n), items => count })
        .collect();
    let row = lexicon.by_id(id).and_then(|n| lexicon.entity(n));
    let related = |ids: Vec<&str>| -> Vec<Value> {
        ids.into_iter()
            .filter(|id| view.site.topics.contains(*id))
            .map(|id| super::frame::value(view.topic(id)))
            .collect()
    };
    let broader = related(row.map_or(Vec::new(), |r| r.of.iter().map(String::as_str).collect()));
    let narrower = crate::link::narrower(id, lexicon);
    let narrower = related(
        narrower
            .iter()
            .map(String::as_str)
            .filter(|n| *n != id)
            .collect(),
    );
    let pages = items.len().div_ceil(ITEMS).max(1);
    let page = view.asked("page").parse().unwrap_or(1).clamp(1, pages);
    let shown = items.iter().skip((page - 1) * ITEMS).take(ITEMS);
    let path = format!("/topic/{}", percent_encode(id));
    let pager = |n: usize| view.href(&path, &[("page", &n.to_string())]);
    let name = view.topic_name(id);
    let entity = built.by_id(id).map(|n| super::frame::value(view.who(n)));
    let values = context! {
        name => &name, name_lang => view.tongue(&name), count => items.len(), entity, broader, narrower, most,
        timeline => Value::from_safe_string(timeline), items => view.items(shown), page, pages,
        map_href => view.href("/map", &[("topic", id)]),
        older => (page < pages).then(|| pager(page + 1)), newer => (page > 1).then(|| pager(page - 1)),
    };
    Some(view.page("topic.html", &name, values))
}

/// All topics, those first that most items have.
pub(super) fn all(view: &View<'_>) -> Page {
    let mut topics: Vec<(usize, &str)> = view
        .site
        .index
        .topics()
        .iter()
        .map(|(id, items)| (items.len(), id.as_str()))
        .collect();
    topics.sort_by_key(|(items, id)| (std::cmp::Reverse(*items), *id));
    let most = topics.first().map_or(1, |(items, _)| *items).max(1);
    let (known, tags): (Vec<_>, Vec<_>) = topics
        .into_iter()
        .partition(|(_, id)| view.site.knowledge.lexicon.by_id(id).is_some());
    let lines = |list: Vec<(usize, &str)>| -> Vec<Value> {
        list.into_iter()
            .map(|(items, id)| context! { link => view.topic(id), items, share => items * 100 / most })
            .collect()
    };
    let values = context! { known => lines(known), tags => lines(tags) };
    view.page("topics.html", &view.say("nav_topics", &[]), values)
}
