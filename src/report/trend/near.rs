//! Items → groups that tell the same: one digest's overview and what stands below it, and what several digests took from one place.

use crate::graph::Built;
use crate::text::{date, fold};
use rustc_hash::{FxHashMap, FxHashSet};

/// Days within which a link seen again is the same news.
const DAYS: i64 = 7;

/// Names that two items of one day must share, all of them, to be the same news.
const NAMES: usize = 3;

/// Returns for each item the first item of its group. Grouped are: one heading twice in a digest; across digests, one link within a week
/// (unless a digest gives it to several items: then it is a site's, not a text's); one day and the same three or more names.
pub(super) fn groups(built: &Built) -> Vec<usize> {
    let mut first: Vec<usize> = (0..built.items.len()).collect();
    let shared = shared_links(built);
    let mut order: Vec<usize> = (0..built.items.len()).collect();
    order.sort_by_key(|i| (built.items[*i].date, *i));
    let mut headings: FxHashMap<(&str, String), usize> = FxHashMap::default();
    let mut links: FxHashMap<&str, usize> = FxHashMap::default();
    let mut names: FxHashMap<(i64, Vec<u32>), usize> = FxHashMap::default();
    for place in order {
        let item = &built.items[place];
        let heading = (item.digest.as_str(), fold::key(&item.heading));
        join(&mut first, *headings.entry(heading).or_insert(place), place);
        let Some(day) = item.date.map(date::days) else {
            continue;
        };
        for link in item.sources.iter().map(String::as_str) {
            if !has_path(link) || shared.contains(link) {
                continue;
            }
            let earlier = links.get(link).map(|p| &built.items[*p]);
            let near = earlier.is_some_and(|e| {
                e.digest != item.digest && e.date.is_some_and(|d| day - date::days(d) <= DAYS)
            });
            if near {
                join(&mut first, links[link], place);
            } else {
                links.insert(link, place);
            }
        }
        if item.named.count() >= NAMES {
            let key = (day, item.named.entities().collect());
            let other = *names.entry(key).or_insert(place);
            if built.items[other].digest != item.digest {
                join(&mut first, other, place);
            }
        }
    }
    (0..first.len()).map(|i| root(&mut first, i)).collect()
}

/// Links that one digest gives to several items.
fn shared_links(built: &Built) -> FxHashSet<&str> {
    let mut last: FxHashMap<&str, (&str, &str)> = FxHashMap::default();
    let mut shared = FxHashSet::default();
    for item in &built.items {
        for link in &item.sources {
            let now = (item.digest.as_str(), item.heading.as_str());
            if let Some(then) = last.insert(link, now)
                && then.0 == now.0
                && then.1 != now.1
            {
                shared.insert(link.as_str());
            }
        }
    }
    shared
}

fn has_path(link: &str) -> bool {
    link.split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'))
        .is_some_and(|(_, path)| !path.is_empty())
}

fn root(first: &mut [usize], mut place: usize) -> usize {
    while first[place] != place {
        first[place] = first[first[place]];
        place = first[place];
    }
    place
}

fn join(first: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(first, a), root(first, b));
    first[a.max(b)] = a.min(b);
}
