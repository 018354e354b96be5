//! An entity's page: what it is called and why, when and with whom it is named, what digests claim of it.

use super::Page;
use super::around;
use super::claim::{Claim, mark};
use super::frame::context;
use super::quote;
use super::spelling;
use super::timeline::{self, Step};
use super::view::{Link, View, Who, entity_path};
use crate::entity::Kind;
use crate::graph::{percent_encode, vocab};
use crate::relation::Polarity;
use crate::text::markup;
use minijinja::value::Value;
use serde::Serialize;
use std::collections::BTreeMap;

/// Items of a page.
const ITEMS: usize = 15;
/// Claims shown before all are asked for, and then.
const CLAIMS: [usize; 2] = [8, 200];
/// Neighbours of a kind.
const NEAR: usize = 8;
/// Tied entities of a kind.
const TIED: usize = 60;

/// A claim as a line shows it.
#[derive(Serialize)]
pub(super) struct ClaimLine {
    subject: Who,
    says: &'static str,
    object: Who,
    polarity: &'static str,
    polarity_name: String,
    quote: Value,
    quote_lang: &'static str,
    date: String,
    href: String,
    item: Option<Link>,
    source: Option<super::view::Source>,
    confidence: u8,
    rule: String,
}

/// Entities that a claim or the dictionaries tie to this one.
#[derive(Serialize)]
struct Group {
    title: String,
    all: Vec<Tied>,
}

#[derive(Serialize)]
struct Tied {
    who: Who,
    note: String,
}

pub(super) fn page(view: &View<'_>, id: &str) -> Option<Page> {
    let built = &view.site.built;
    // The id of an IRI may have percent signs of its own, which the caller took for an encoding.
    let number = built
        .by_id(id)
        .or_else(|| built.by_id(&percent_encode(id)))?;
    let entity = built.entity(number)?;
    let index = &view.site.index;
    let name = view.name(number);
    let items = index.items_of.of(number);
    let page: usize = view.asked("page").parse().unwrap_or(1).max(1);
    let pages = items.len().div_ceil(ITEMS).max(1);
    let page = page.min(pages);
    let shown = items.iter().skip((page - 1) * ITEMS).take(ITEMS);
    let step = match (view.asked("by"), view.site.dates) {
        ("month", _) => Step::Month,
        ("week", _) | (_, None) => Step::Week,
        (_, Some((first, last))) => Step::fitting(first, last),
    };
    let days = items
        .iter()
        .filter_map(|place| built.items.get(*place as usize)?.date);
    let timeline = view.site.dates.map_or_else(String::new, |span| {
        timeline::draw(days, span, step, view.language)
    });
    let all_claims = view.asked("claims") == "all";
    let most = CLAIMS[usize::from(all_claims)];
    let claims: Vec<ClaimLine> = index
        .claims
        .of_entity(number)
        .take(most)
        .filter_map(|claim| line(view, claim))
        .collect();
    let total = index.claims.of_entity(number).count();
    let path = entity_path(&entity.id);
    let pager = |n: usize| view.href(&path, &[("page", &n.to_string())]);
    let values = context! {
        name => &name, name_lang => view.tongue(&name), id => &entity.id, iri => format!("{}{}", vocab::ENT, entity.id),
        kind => entity.kind.name(), kind_name => view.kind(entity.kind),
        kind_href => view.href(&format!("/kind/{}", entity.kind.name()), &[]),
        facts => facts(view, number), first => entity.first_seen.map_or_else(String::new, |d| d.to_string()),
        last => entity.last_seen.map_or_else(String::new, |d| d.to_string()),
        count => &entity.items, mentions => &entity.mentions,
        timeline => Value::from_safe_string(timeline),
        by_week => (step == Step::Week), week_href => view.href(&path, &[("by", "week")]), month_href => view.href(&path, &[("by", "month")]),
        around => Value::from_safe_string(around::draw(view, number)),
        map_href => view.href("/map", &[("entity", &entity.id)]),
        query_href => view.href("/query", &[("name", "entity"), ("entity", &format!("ent:{}", entity.id))]),
        json_href => format!("/sparql?{}", described(&entity.id)),
        groups => groups(view, number), near => near(view, number),
        claims, claims_total => total, claims_more => total > most, all_href => view.href(&path, &[("claims", "all")]),
        items => view.items(shown), page, pages,
        older => (page < pages).then(|| pager(page + 1)), newer => (page > 1).then(|| pager(page - 1)),
        spellings => spelling::of(view, number),
    };
    Some(view.page("entity.html", &name, values))
}

/// A query for all that the graph says of an entity.
fn described(id: &str) -> String {
    let query = format!("DESCRIBE <{}{id}>", vocab::ENT);
    form_urlencoded::Serializer::new(String::new())
        .append_pair("query", &query)
        .append_pair("format", "ttl")
        .finish()
}

/// What the dictionaries tell: names in other languages, owners, years, a note.
fn facts(view: &View<'_>, number: u32) -> Value {
    let lexicon = &view.site.knowledge.lexicon;
    let built = &view.site.built;
    let row = built
        .entity(number)
        .and_then(|e| lexicon.entity(lexicon.by_id(&e.id)?));
    let Some(row) = row else {
        return Value::from(());
    };
    let here = view.name(number);
    let mut names: Vec<[&str; 2]> = Vec::new();
    for (name, tag) in [
        (&row.en, "en"),
        (&row.zh_hant, "zh-Hant"),
        (&row.zh_hans, "zh-Hans"),
    ] {
        let is_new = *name != here && !names.iter().any(|[n, _]| n == name);
        if !name.is_empty() && is_new {
            names.push([name, tag]);
        }
    }
    let owners: Vec<Value> = row
        .of
        .iter()
        .map(|id| match built.by_id(id) {
            Some(owner) => super::frame::value(view.who(owner)),
            None => {
                let owner = lexicon.by_id(id).and_then(|n| lexicon.entity(n));
                let name = owner.map_or(id.as_str(), |row| view.language.name_of(row));
                context! { href => "", name, lang => view.tongue(name), kind => "Other" }
            }
        })
        .collect();
    context! {
        names, owners, since => &row.since, until => &row.until, note => &row.notes,
        row => format!("{}:{}", row.file, row.line),
    }
}

/// A claim as a line.
pub(super) fn line(view: &View<'_>, claim: &Claim) -> Option<ClaimLine> {
    let item = view.site.built.items.get(claim.item as usize)?;
    let claims = &view.site.index.claims;
    let evidence = claims.evidence(claim);
    let polarity = claim.polarity.name();
    let mark = mark(&view.site.built, claim)?;
    let path = format!(
        "/digest/{}/{}/{mark}",
        percent_encode(&item.digest),
        item.number
    );
    let heading = markup::one_line(&item.heading);
    let first = view.item(claim.item)?;
    Some(ClaimLine {
        subject: view.who(claim.subject),
        says: view.language.predicate(claim.predicate),
        object: view.who(claim.object),
        polarity,
        polarity_name: view.say(polarity, &[]),
        quote: Value::from_safe_string(quote::marked(view, claim.item, evidence, claim.start)),
        quote_lang: view.tongue(evidence),
        date: item.date.map_or_else(String::new, |d| d.to_string()),
        href: view.href(&path, &[]),
        item: Some(Link {
            href: view.item_href(item),
            lang: view.tongue(&heading),
            name: heading,
        }),
        source: first.sources.into_iter().find(|s| s.web),
        confidence: claim.confidence,
        rule: claims.rule(claim).to_string(),
    })
}

/// Who is tied to it by what is asserted or known, by kind.
fn groups(view: &View<'_>, number: u32) -> Vec<Group> {
    let index = &view.site.index;
    let built = &view.site.built;
    // How often each claim is made.
    let mut tied: BTreeMap<u32, BTreeMap<(&'static str, bool), u32>> = BTreeMap::new();
    for claim in index.claims.of_entity(number) {
        if claim.polarity != Polarity::Asserted {
            continue;
        }
        let forward = claim.subject == number;
        let other = if forward { claim.object } else { claim.subject };
        let word = view.language.predicate(claim.predicate);
        let ties = tied.entry(other).or_default();
        *ties.entry((word, forward)).or_default() += 1;
    }
    let here = view.name(number);
    let mut by_kind: BTreeMap<Kind, Vec<(u32, Tied)>> = BTreeMap::new();
    let mut add = |other: u32, weight: u32, note: String| {
        if let Some(entity) = built.entity(other) {
            let who = view.who(other);
            let kind = by_kind.entry(entity.kind).or_default();
            kind.push((weight, Tied { who, note }));
        }
    };
    for (other, ties) in &tied {
        let weight = ties.values().sum();
        let best = ties.iter().max_by_key(|(_, n)| **n);
        if let Some(((word, forward), count)) = best {
            let mut note = if *forward {
                view.say("tie_to", &[("says", word)])
            } else {
                view.say("tie_from", &[("says", word), ("name", &here)])
            };
            if *count > 1 {
                note.push_str(&format!(" ×{count}"));
            }
            add(*other, weight, note);
        }
    }
    for owned in index.owned.of(number) {
        if !tied.contains_key(owned) {
            add(*owned, 0, view.say("tie_owned", &[]));
        }
    }
    by_kind
        .into_iter()
        .map(|(kind, mut all)| {
            all.sort_by(|(a, x), (b, y)| {
                (b, y.who.items, &x.who.name).cmp(&(a, x.who.items, &y.who.name))
            });
            all.truncate(TIED);
            Group {
                title: view.language.kind(kind).to_string(),
                all: all.into_iter().map(|(_, tied)| tied).collect(),
            }
        })
        .collect()
}

/// Who is named with it, by kind.
fn near(view: &View<'_>, number: u32) -> Vec<Value> {
    let mut by_kind: BTreeMap<Kind, Vec<Value>> = BTreeMap::new();
    for (other, items) in view.site.index.near.of(number) {
        let Some(entity) = view.site.built.entity(*other) else {
            continue;
        };
        let list = by_kind.entry(entity.kind).or_default();
        if list.len() < NEAR && entity.kind != Kind::Other {
            list.push(context! { who => view.who(*other), items });
        }
    }
    by_kind
        .into_iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(kind, all)| context! { title => view.language.kind(kind), all })
        .collect()
}
