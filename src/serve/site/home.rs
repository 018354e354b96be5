//! The first page: a search, what is rising, what is new.

use super::frame::context;
use super::view::View;
use super::{Page, trends};
use crate::entity::Kind;
use minijinja::value::Value;

/// Lines of the lists.
const NEWEST: usize = 12;

pub(super) fn page(view: &View<'_>) -> Page {
    let index = &view.site.index;
    let built = &view.site.built;
    let mut counts = [0u32; Kind::ALL.len()];
    for entity in &built.entities {
        if let Some(count) = counts.get_mut(entity.kind as usize) {
            *count += 1;
        }
    }
    let kinds: Vec<Value> = Kind::ALL
        .into_iter()
        .filter(|kind| *kind != Kind::Other)
        .map(|kind| {
            let count = counts.get(kind as usize).copied().unwrap_or(0);
            context! {
                id => kind.name(), name => view.language.kind(kind), count,
                href => view.href(&format!("/kind/{}", kind.name()), &[]),
            }
        })
        .collect();
    let totals = built.manifest.totals;
    let values = context! {
        kinds, items => view.items(index.newest.iter().take(NEWEST)),
        totals => totals, claims => index.claims.len(),
        from => view.site.dates.map_or_else(String::new, |(d, _)| d.to_string()),
        to => view.site.dates.map_or_else(String::new, |(_, d)| d.to_string()),
        rising => trends::short(view),
        examples => examples(view),
    };
    view.page("home.html", &view.say("site", &[]), values)
}

/// Names to try: the most named of a few kinds.
fn examples(view: &View<'_>) -> Vec<Value> {
    [Kind::Company, Kind::Model, Kind::Person, Kind::Hardware]
        .into_iter()
        .filter_map(|kind| {
            let entities = (0u32..).zip(&view.site.built.entities);
            entities
                .filter(|(_, e)| e.kind == kind)
                .max_by_key(|(n, e)| (e.items, std::cmp::Reverse(*n)))
        })
        .map(|(number, _)| super::frame::value(view.who(number)))
        .collect()
}
