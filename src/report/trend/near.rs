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

#[cfg(test)]
mod tests {
    use super::super::sample::{graph, item, linked};
    use super::*;
    use crate::graph::BuiltItem;

    fn grouped(items: Vec<BuiltItem>) -> Vec<usize> {
        groups(&graph(&[], items))
    }

    fn headed(item: BuiltItem, heading: &str) -> BuiltItem {
        BuiltItem {
            heading: heading.to_string(),
            ..item
        }
    }

    const LINK: &str = "https://example.org/one";

    #[test]
    fn a_link_seen_again_within_a_week_is_the_same_news() {
        let found = grouped(vec![
            linked("1.md", "2026-01-01", "", LINK),
            linked("2.md", "2026-01-08", "", LINK),
            linked("3.md", "2026-01-09", "", LINK),
            linked("4.md", "2026-01-15", "", LINK),
            linked("5.md", "2026-01-17", "", LINK),
        ]);
        assert_eq!(found, [0, 0, 2, 2, 4], "a week after the first of them");
    }

    #[test]
    fn a_link_that_a_digest_gives_to_two_items_says_nothing() {
        let found = grouped(vec![
            linked("1.md", "2026-01-01", "", LINK),
            linked("1.md", "2026-01-01", "", LINK),
            linked("2.md", "2026-01-01", "", LINK),
        ]);
        assert_eq!(found, [0, 1, 2]);
        // Two digests with one heading each say something, and one heading twice is one item.
        let found = grouped(vec![
            headed(linked("1.md", "2026-01-01", "", LINK), "GPT-5"),
            headed(linked("1.md", "2026-01-01", "", LINK), "gpt 5"),
            headed(linked("2.md", "2026-01-01", "", LINK), "another"),
            headed(item("3.md", "2026-01-01", ""), "GPT-5"),
        ]);
        assert_eq!(found[3], 3, "a heading is a digest's own");
        let found = grouped(vec![
            headed(linked("1.md", "2026-01-01", "", LINK), "GPT-5"),
            headed(linked("1.md", "2026-01-01", "", LINK), "GPT-5"),
            headed(linked("2.md", "2026-01-01", "", LINK), "another"),
        ]);
        assert_eq!(found, [0, 0, 0]);
    }

    #[test]
    fn one_heading_twice_in_a_digest_is_one_text() {
        let twice = |digest: &str, heading: &str| headed(item(digest, "", ""), heading);
        let found = grouped(vec![
            twice("1.md", "GPT-5"),
            twice("1.md", "another"),
            twice("1.md", "gpt 5"),
            twice("2.md", "GPT-5"),
        ]);
        assert_eq!(found, [0, 1, 0, 3]);
    }

    #[test]
    fn a_site_is_no_text_and_what_has_no_date_is_near_nothing() {
        for link in [
            "https://example.org/",
            "https://example.org",
            "example.org/one",
        ] {
            let found = grouped(vec![
                linked("1.md", "2026-01-01", "", link),
                linked("2.md", "2026-01-01", "", link),
            ]);
            assert_eq!(found, [0, 1], "{link}");
        }
        let found = grouped(vec![
            linked("1.md", "", "", LINK),
            linked("2.md", "2026-01-01", "", LINK),
        ]);
        assert_eq!(found, [0, 1]);
    }

    #[test]
    fn three_names_shared_on_one_day_are_the_same_news() {
        let two = |one: (&str, &str, &str), other: (&str, &str, &str)| {
            grouped(vec![
                item(one.0, one.1, one.2),
                item(other.0, other.1, other.2),
            ])
        };
        let same = ("1.md", "2026-01-01", "abc");
        assert_eq!(two(same, ("2.md", "2026-01-01", "cab")), [0, 0]);
        assert_eq!(
            two(same, ("2.md", "2026-01-01", "abcd")),
            [0, 1],
            "one more"
        );
        assert_eq!(
            two(same, ("2.md", "2026-01-02", "abc")),
            [0, 1],
            "another day"
        );
        assert_eq!(
            two(same, ("1.md", "2026-01-01", "abc")),
            [0, 1],
            "one digest"
        );
        assert_eq!(
            two(("1.md", "2026-01-01", "ab"), ("2.md", "2026-01-01", "ab")),
            [0, 1],
            "two names"
        );
    }

    #[test]
    fn groups_hang_together_whatever_joins_them() {
        let found = grouped(vec![
            item("1.md", "2026-01-01", "abc"),
            linked("2.md", "2026-01-01", "abc", LINK),
            linked("3.md", "2026-01-02", "", LINK),
            item("4.md", "2026-01-02", ""),
        ]);
        assert_eq!(found, [0, 0, 0, 3]);
        // The first of a group by place stands for it, though another was told earlier.
        let found = grouped(vec![
            linked("1.md", "2026-01-05", "", LINK),
            linked("2.md", "2026-01-01", "", LINK),
        ]);
        assert_eq!(found, [0, 0]);
    }
}
