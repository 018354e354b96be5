//! What people type → the entities, topics and items that it may mean; and the same as they type.

use super::Page;
use super::frame::context;
use super::names::Nearness;
use super::view::View;
use crate::entity::Kind;
use crate::text::fold;
use minijinja::value::Value;
use serde_json::json;

/// Entities, topics and items shown.
const ENTITIES: usize = 40;
const TOPICS: usize = 12;
const ITEMS: usize = 20;
/// What is proposed while somebody types.
const PROPOSED: usize = 12;
/// Entities of a kind on a page.
const OF_KIND: usize = 100;
/// Characters looked at: no name is longer.
const LONGEST: usize = 200;

fn asked(view: &View<'_>) -> String {
    view.asked("q").chars().take(LONGEST).collect()
}

pub(super) fn page(view: &View<'_>) -> Page {
    let site = view.site;
    let query = asked(view);
    if query.is_empty() {
        return view.page(
            "search.html",
            &view.say("search", &[]),
            context! { query => "", same => (), others => (), topics => (), items => (), items_total => 0, nearest => () },
        );
    }
    let lexicon = &site.knowledge.lexicon;
    let hits = site
        .index
        .names
        .find(&query, &site.built, lexicon, ENTITIES);
    let of = |same: bool| -> Vec<Value> {
        hits.iter()
            .filter(|hit| (hit.nearness == Nearness::Same) == same)
            .map(|hit| found(view, hit.entity))
            .collect()
    };
    let (same, others) = (of(true), of(false));
    let topics = topics(view, &query);
    let (items, total) = site.index.headed(&query, ITEMS);
    let nearest: Vec<Value> = if hits.is_empty() && topics.is_empty() {
        let near = site.index.names.nearest(&query, &site.built, 8);
        near.into_iter().map(|n| found(view, n)).collect()
    } else {
        Vec::new()
    };
    let title = format!(
        "{}{}{query}",
        view.say("search", &[]),
        view.say("colon", &[])
    );
    let several = same.len() > 1;
    view.page(
        "search.html",
        &title,
        context! { query, same, several, others, topics, items => view.items(&items), items_total => total, nearest },
    )
}

/// An entity with what tells it from others of its name.
fn found(view: &View<'_>, number: u32) -> Value {
    let who = view.who(number);
    let entity = view.site.built.entity(number);
    let mut names: Vec<String> = entity
        .into_iter()
        .flat_map(|e| &e.aliases)
        .map(|a| crate::text::markup::one_line(a))
        .filter(|a| *a != who.name)
        .collect();
    // First the spelling for which it was found.
    let key = fold::key(&asked(view));
    names.sort_by_key(|name| !fold::key(name).contains(&key));
    names.truncate(4);
    let lexicon = &view.site.knowledge.lexicon;
    let row = entity.and_then(|e| lexicon.entity(lexicon.by_id(&e.id)?));
    let owner = row.and_then(|row| {
        let owner = lexicon.entity(lexicon.by_id(row.of.first()?)?)?;
        Some(view.language.name_of(owner))
    });
    context! {
        who, names, owner => owner.unwrap_or(""), note => row.map_or("", |r| r.notes.as_str()),
        last => entity.and_then(|e| e.last_seen).map_or_else(String::new, |d| d.to_string()),
    }
}

/// Topics of the items whose name has what is asked.
fn topics(view: &View<'_>, query: &str) -> Vec<Value> {
    let key = fold::key(query);
    let lexicon = &view.site.knowledge.lexicon;
    let exact = crate::link::topic_id(query, lexicon);
    let mut found: Vec<(bool, usize, &str)> = view
        .site
        .index
        .topics()
        .iter()
        .filter(|(id, _)| {
            *id == exact
                || fold::key(id).contains(&key)
                || fold::key(&view.topic_name(id)).contains(&key)
        })
        .map(|(id, items)| (*id != exact, items.len(), id.as_str()))
        .collect();
    found.sort_by_key(|(other, items, id)| (*other, std::cmp::Reverse(*items), *id));
    found
        .into_iter()
        .take(TOPICS)
        .map(|(_, items, id)| context! { link => view.topic(id), items })
        .collect()
}

/// Names for what somebody is typing, as JSON.
pub(super) fn complete(view: &View<'_>) -> Page {
    let site = view.site;
    let lexicon = &site.knowledge.lexicon;
    let hits = site
        .index
        .names
        .find(&asked(view), &site.built, lexicon, PROPOSED);
    let names: Vec<serde_json::Value> = hits
        .iter()
        .map(|hit| {
            let who = view.who(hit.entity);
            json!({
                "id": who.id, "name": who.name, "lang": who.lang, "kind": who.kind_name,
                "type": who.kind, "items": who.items, "href": who.href,
            })
        })
        .collect();
    Page {
        status: 200,
        kind: "application/json",
        body: json!(names).to_string().into_bytes(),
        location: None,
    }
}

/// The entities of a kind, those first that most items name.
pub(super) fn of_kind(view: &View<'_>, name: &str) -> Option<Page> {
    let kind: Kind = name.parse().ok().filter(|k: &Kind| k.name() == name)?;
    let mut all: Vec<(u32, u32)> = (0u32..)
        .zip(&view.site.built.entities)
        .filter(|(_, e)| e.kind == kind)
        .map(|(n, e)| (e.items, n))
        .collect();
    let total = all.len();
    let pages = total.div_ceil(OF_KIND).max(1);
    let page = view.asked("page").parse().unwrap_or(1).clamp(1, pages);
    all.sort_by_key(|(items, n)| (std::cmp::Reverse(*items), *n));
    let shown = all.iter().skip((page - 1) * OF_KIND).take(OF_KIND);
    let entities: Vec<Value> = shown.map(|(_, n)| found(view, *n)).collect();
    let path = format!("/kind/{}", kind.name());
    let pager = |n: usize| view.href(&path, &[("page", &n.to_string())]);
    let title = view.language.kind(kind);
    let values = context! {
        heading => &title, total, entities, page, pages,
        older => (page < pages).then(|| pager(page + 1)), newer => (page > 1).then(|| pager(page - 1)),
    };
    Some(view.page("kind.html", title, values))
}
