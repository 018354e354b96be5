//! `/digest/NAME`, `/digest/NAME/N` and `/digest/NAME/N/c-…`: a digest, an item, a claim. Their text is not kept by a build: pages show headings,
//! the words of claims and what is named.

use super::Page;
use super::claim::{Claim, mark};
use super::entity::{ClaimLine, line};
use super::frame::context;
use super::occurrence::place;
use super::quote;
use super::view::{View, Who};
use crate::graph::{BuiltItem, InputRecord, percent_encode};
use crate::text::markup;
use minijinja::value::Value;
use serde::Serialize;
use std::collections::BTreeMap;

/// Digests of a page.
const DIGESTS: usize = 60;

/// What an item names, with its words and how often each stands there.
#[derive(Serialize)]
struct Named {
    who: Who,
    times: usize,
    surfaces: Vec<String>,
    passages: Vec<u32>,
}

/// Finds what a path means: names of digests may have slashes, so the longest name is tried first.
pub(super) fn page(view: &View<'_>, rest: &str) -> Option<Page> {
    let inputs = &view.site.built.manifest.inputs;
    let input = |name: &str| -> Option<&InputRecord> {
        let found = inputs.binary_search_by(|i| i.digest.as_str().cmp(name));
        found.ok().and_then(|place| inputs.get(place))
    };
    if let Some(digest) = input(rest) {
        return Some(of_digest(view, digest));
    }
    let (before, last) = rest.rsplit_once('/')?;
    if last.starts_with("c-") {
        let (name, number) = before.rsplit_once('/')?;
        return of_claim(view, &input(name)?.digest, numbered(number)?, last);
    }
    of_item(view, &input(before)?.digest, numbered(last)?)
}

/// A number as an IRI writes it.
fn numbered(text: &str) -> Option<u32> {
    let number: u32 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

/// The items of a digest, as places.
fn items_of(view: &View<'_>, digest: &str) -> std::ops::Range<u32> {
    let items = &view.site.built.items;
    let start = items.partition_point(|i| i.digest.as_str() < digest);
    let end = items.partition_point(|i| i.digest.as_str() <= digest);
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    number(start)..number(end)
}

fn of_digest(view: &View<'_>, digest: &InputRecord) -> Page {
    let index = &view.site.index;
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    let mut sections: Vec<(&str, Vec<Value>)> = Vec::new();
    for place in items_of(view, &digest.digest) {
        let Some(item) = view.site.built.items.get(place as usize) else {
            continue;
        };
        for entity in item.named.entities() {
            *counts.entry(entity).or_default() += 1;
        }
        let section = index.told(place)[0];
        if sections.last().is_none_or(|(name, _)| *name != section) {
            sections.push((section, Vec::new()));
        }
        if let (Some((_, list)), Some(line)) = (sections.last_mut(), view.item(place)) {
            list.push(context! {
                line => line,
                marked => Value::from_safe_string(quote::heading(view, place, &markup::one_line(&item.heading))),
                claims => index.claims.of_item(place).count(),
            });
        }
    }
    let mut most: Vec<(u32, u32)> = counts.into_iter().map(|(n, c)| (c, n)).collect();
    most.sort_by_key(|(count, n)| (std::cmp::Reverse(*count), *n));
    let most: Vec<Value> = most
        .iter()
        .take(18)
        .map(|(count, n)| context! { who => view.who(*n), items => count })
        .collect();
    let sections: Vec<Value> = sections
        .into_iter()
        .map(|(name, items)| context! { lang => view.tongue(name), name, items })
        .collect();
    let name = markup::one_line(&digest.digest);
    let inputs = &view.site.built.manifest.inputs;
    // The neighbours in time: names of one series are sorted by their dates.
    let mut order: Vec<&InputRecord> = inputs.iter().collect();
    order.sort_by(|a, b| (&a.date, &a.digest).cmp(&(&b.date, &b.digest)));
    let at = order.iter().position(|i| i.digest == digest.digest);
    let neighbour = |n: Option<usize>| {
        let digest = n.and_then(|n| order.get(n));
        digest.map(|d| super::frame::value(view.digest(&d.digest)))
    };
    let values = context! {
        name => &name, lang_of_name => view.tongue(&name), date => &digest.date, count => &digest.items, mentions => &digest.mentions,
        bytes => &digest.bytes, warnings => &digest.warnings, sha256 => &digest.sha256, sections, most,
        before => neighbour(at.and_then(|n| n.checked_sub(1))), after => neighbour(at.map(|n| n + 1)),
    };
    view.page("digest.html", &name, values)
}

fn of_item(view: &View<'_>, digest: &str, number: u32) -> Option<Page> {
    let built = &view.site.built;
    let index = &view.site.index;
    let place = place(built, digest, number)?;
    let item = built.items.get(place as usize)?;
    let line_of_item = view.item(place)?;
    let heading = markup::one_line(&item.heading);
    let claims: Vec<ClaimLine> = index
        .claims
        .of_item(place)
        .filter_map(|claim| line(view, claim))
        .collect();
    let [section, importance] = index.told(place);
    let range = items_of(view, digest);
    let neighbour = |n: Option<u32>| {
        let place = n.filter(|n| range.contains(n))?;
        view.item(place).map(super::frame::value)
    };
    let title = line_of_item.heading.clone();
    let values = context! {
        line => line_of_item, number, title => &title,
        title_lang => view.tongue(&title),
        marked => Value::from_safe_string(quote::heading(view, place, &heading)),
        section, section_lang => view.tongue(section), importance, importance_lang => view.tongue(importance),
        named => named(view, place, item), claims,
        before => neighbour(place.checked_sub(1)), after => neighbour(place.checked_add(1)),
        iri => format!("{}{}/{number}", crate::graph::vocab::DIG, percent_encode(digest)),
    };
    Some(view.page("item.html", &title, values))
}

/// What an item names, in the order of its text.
fn named(view: &View<'_>, place: u32, item: &BuiltItem) -> Vec<Named> {
    let occurrences = &view.site.index.occurrences;
    let mut all: Vec<(u32, Named)> = Vec::new();
    for occurrence in occurrences.of(place) {
        let surface = markup::one_line(occurrences.surface(occurrence));
        let known = all.iter_mut().find(|(n, _)| *n == occurrence.entity);
        if let Some((_, named)) = known {
            named.times += 1;
            if !named.surfaces.contains(&surface) {
                named.surfaces.push(surface);
            }
            if !named.passages.contains(&occurrence.passage) {
                named.passages.push(occurrence.passage);
            }
        } else {
            let named = Named {
                who: view.who(occurrence.entity),
                times: 1,
                surfaces: vec![surface],
                passages: vec![occurrence.passage],
            };
            all.push((occurrence.entity, named));
        }
    }
    // A paper that is only linked to has no words.
    for entity in item.named.entities() {
        if !all.iter().any(|(n, _)| *n == entity) {
            let named = Named {
                who: view.who(entity),
                times: 0,
                surfaces: Vec::new(),
                passages: Vec::new(),
            };
            all.push((entity, named));
        }
    }
    all.into_iter().map(|(_, named)| named).collect()
}

fn of_claim(view: &View<'_>, digest: &str, number: u32, wanted: &str) -> Option<Page> {
    let built = &view.site.built;
    let index = &view.site.index;
    let place = place(built, digest, number)?;
    let is_wanted = |claim: &&Claim| mark(built, claim).is_some_and(|m| m == wanted);
    let claim = index.claims.of_item(place).find(is_wanted)?;
    let shown = line(view, claim)?;
    let same: Vec<ClaimLine> = index
        .claims
        .of_entity(claim.subject)
        .filter(|other| {
            (other.subject, other.predicate, other.object)
                == (claim.subject, claim.predicate, claim.object)
                && other.item != claim.item
        })
        .take(10)
        .filter_map(|other| line(view, other))
        .collect();
    let title = format!(
        "{} {} {}",
        view.name(claim.subject),
        view.language.predicate(claim.predicate),
        view.name(claim.object)
    );
    let values = context! {
        claim => shown, same, item => view.item(place), start => &claim.start, end => &claim.end,
        iri => format!("{}{}/{number}/{wanted}", crate::graph::vocab::DIG, percent_encode(digest)),
    };
    Some(view.page("claim.html", &title, values))
}

/// All digests, the newest first.
pub(super) fn all(view: &View<'_>) -> Page {
    let inputs = &view.site.built.manifest.inputs;
    let mut order: Vec<&InputRecord> = inputs.iter().collect();
    order.sort_by(|a, b| (&b.date, &a.digest).cmp(&(&a.date, &b.digest)));
    let pages = order.len().div_ceil(DIGESTS).max(1);
    let page = view.asked("page").parse().unwrap_or(1).clamp(1, pages);
    let digests: Vec<Value> = order
        .iter()
        .skip((page - 1) * DIGESTS)
        .take(DIGESTS)
        .map(|d| context! { link => view.digest(&d.digest), date => &d.date, items => &d.items, mentions => &d.mentions, warnings => &d.warnings })
        .collect();
    let pager = |n: usize| view.href("/digests", &[("page", &n.to_string())]);
    let values = context! {
        digests, total => inputs.len(), page, pages,
        older => (page < pages).then(|| pager(page + 1)), newer => (page > 1).then(|| pager(page - 1)),
    };
    view.page("digests.html", &view.say("nav_digests", &[]), values)
}
