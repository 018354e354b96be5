//! What the graph is made of, what is odd in it, and how to ask it.

use super::Page;
use super::frame::context;
use super::view::View;
use crate::entity::Kind;
use crate::graph::vocab;
use minijinja::value::Value;

/// Digests with warnings that are named.
const WARNED: usize = 20;

pub(super) fn page(view: &View<'_>) -> Page {
    let site = view.site;
    let manifest = &site.built.manifest;
    let undated = site.built.items.iter().filter(|i| i.date.is_none()).count();
    let unlinked = site.built.items.iter().filter(|i| i.sources.is_empty());
    let unknown = site.built.entities.iter().filter(|e| e.kind == Kind::Other);
    let lexicon = &site.knowledge.lexicon;
    let coined = site.built.entities.iter();
    let coined = coined.filter(|e| lexicon.by_id(&e.id).is_none()).count();
    let mut warned: Vec<_> = manifest.inputs.iter().filter(|i| i.warnings > 0).collect();
    warned.sort_by(|a, b| (b.warnings, &a.digest).cmp(&(a.warnings, &b.digest)));
    let warned_all = warned.len();
    let warned: Vec<Value> = warned
        .into_iter()
        .take(WARNED)
        .map(|i| context! { link => view.digest(&i.digest), warnings => &i.warnings })
        .collect();
    let checks: Vec<Value> = site
        .catalogue
        .all()
        .filter(|q| q.group == "data quality")
        .map(|q| context! { title => &q.title, href => view.href("/query", &[("name", &q.name)]) })
        .collect();
    let values = context! {
        totals => &manifest.totals, claims => site.index.claims.len(), topics => site.topics.len(),
        from => site.dates.map_or_else(String::new, |(d, _)| d.to_string()), to => site.dates.map_or_else(String::new, |(_, d)| d.to_string()),
        undated, unlinked => unlinked.count(), unknown => unknown.count(), coined, warned, warned_all,
        imports => &manifest.imports, software => &manifest.software, build_id => &manifest.build, dictionaries => &manifest.dictionaries,
        checks, prefixes => vocab::PREFIXES.iter().map(|(p, i)| [*p, *i]).collect::<Vec<_>>(),
        queries_href => view.href("/queries", &[]), query_href => view.href("/query", &[]), digests_href => view.href("/digests", &[]),
    };
    view.page("about.html", &view.say("nav_about", &[]), values)
}
