//! Who stands together: groups connected by strong pairs, compared with the groups of the period before.

use super::line::View;
use super::pair::Pairs;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The share of the items naming either that must name both: names that stand everywhere tie nothing together.
const STRONG: f64 = 0.25;

/// A group.
#[derive(Debug, Clone, Serialize)]
pub struct Community {
    /// Its first two members.
    pub name: String,
    /// `formed`, `grown`, `shrunk`, `merged` or `steady`.
    pub change: &'static str,
    /// Its members, by name.
    pub members: Vec<Member>,
    /// The groups of the period before with which it shares at least two members.
    pub before: Vec<Vec<Member>>,
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its id.
    pub entity: String,
}

/// The groups of the period, the largest first.
pub(super) fn communities(view: &View<'_>, pairs: &Pairs, before: &Pairs) -> Vec<Community> {
    let now = groups(view, pairs, &view.now);
    let then = groups(view, before, &view.then);
    let mut all: Vec<Community> = now
        .iter()
        .map(|group| {
            let parents: Vec<&BTreeSet<u32>> = then
                .iter()
                .filter(|old| old.intersection(group).count() >= 2)
                .collect();
            let change = match parents.as_slice() {
                [] => "formed",
                [old] if group.len() > old.len() => "grown",
                [old] if group.len() < old.len() => "shrunk",
                [_] => "steady",
                _ => "merged",
            };
            let members_now = members(view, group);
            let first: Vec<&str> = members_now
                .iter()
                .take(2)
                .map(|m| m.name.as_str())
                .collect();
            Community {
                name: first.join(" · "),
                change,
                members: members_now,
                before: parents.into_iter().map(|g| members(view, g)).collect(),
            }
        })
        .collect();
    all.sort_by(|a, b| {
        b.members
            .len()
            .cmp(&a.members.len())
            .then_with(|| a.members.cmp(&b.members))
    });
    all.truncate(view.limits.lines);
    all
}

fn members(view: &View<'_>, group: &BTreeSet<u32>) -> Vec<Member> {
    let mut members: Vec<Member> = group
        .iter()
        .map(|n| Member {
            name: view.name(*n),
            entity: view.id(*n),
        })
        .collect();
    members.sort();
    members
}

/// Groups of two or more that strong pairs connect: at least two items, two digests.
fn groups(view: &View<'_>, pairs: &Pairs, named: &BTreeMap<u32, &[u32]>) -> Vec<BTreeSet<u32>> {
    let mut group_of: BTreeMap<u32, u32> = BTreeMap::new();
    let mut groups: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for ((a, b), texts) in pairs {
        let items = |n: &u32| named.get(n).map_or(0, |t| t.len());
        let either = items(a) + items(b) - texts.len().min(items(a) + items(b));
        let share = f64::from(super::line::count(texts.len()))
            / f64::from(super::line::count(either)).max(1.0);
        if texts.len() < 2
            || share < STRONG
            || !view.wants(*a)
            || !view.wants(*b)
            || !view.index.is_from_several(texts)
        {
            continue;
        }
        let mut joined = BTreeSet::from([*a, *b]);
        for old in [a, b]
            .map(|n| group_of.get(n).copied())
            .into_iter()
            .flatten()
        {
            joined.extend(groups.remove(&old).unwrap_or_default());
        }
        let Some(name) = joined.first().copied() else {
            continue;
        };
        for member in &joined {
            group_of.insert(*member, name);
        }
        groups.insert(name, joined);
    }
    groups.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{graph, item, period, report, report_within};
    use super::super::{Limits, Trend};
    use super::*;
    use crate::entity::Kind;

    /// A report on March, with these items in each month, every one in two digests.
    fn march(february: &[&str], march: &[&str]) -> Trend {
        let built = months(february, march);
        report(&built, period("2026-03", "2026-03"))
    }

    fn months(february: &[&str], march: &[&str]) -> crate::graph::Built {
        let mut items = Vec::new();
        for digest in ["1.md", "2.md"] {
            for (month, named) in [("02", february), ("03", march)] {
                for (place, named) in named.iter().enumerate() {
                    // A day each: three names shared on one day would be one text.
                    let day = format!(
                        "2026-{month}-{:02}",
                        2 * place + 2 + usize::from(digest == "2.md")
                    );
                    items.push(item(&format!("{month}-{digest}"), &day, named));
                }
            }
        }
        items.sort_by(|a, b| a.digest.cmp(&b.digest));
        graph(&[Kind::Company; 9], items)
    }

    fn told(trend: &Trend) -> Vec<(&str, &str, usize)> {
        let all = trend.communities.iter();
        all.map(|c| (c.name.as_str(), c.change, c.members.len()))
            .collect()
    }

    #[test]
    fn groups_are_compared_with_those_of_the_period_before() {
        assert_eq!(told(&march(&[], &["ab", "bc"])), [("A · B", "formed", 3)]);
        assert_eq!(told(&march(&["ab"], &["ab"])), [("A · B", "steady", 2)]);
        assert_eq!(told(&march(&["ab"], &["abc"])), [("A · B", "grown", 3)]);
        assert_eq!(told(&march(&["abc"], &["ab"])), [("A · B", "shrunk", 2)]);
        assert_eq!(
            told(&march(&["ab", "cd"], &["ab", "bc", "cd"])),
            [("A · B", "merged", 4)]
        );
        // One member in common is another group.
        assert_eq!(told(&march(&["ab"], &["bc"])), [("B · C", "formed", 2)]);
        let trend = march(&["ab", "cd"], &["ab", "bc", "cd"]);
        let names = |members: &[Member]| members.iter().map(|m| m.name.clone()).collect::<String>();
        let before: Vec<String> = trend.communities[0]
            .before
            .iter()
            .map(|g| names(g))
            .collect();
        assert_eq!(before, ["AB", "CD"]);
        assert_eq!(names(&trend.communities[0].members), "ABCD");
        assert_eq!(trend.communities[0].members[0].entity, "a");
    }

    #[test]
    fn the_largest_group_comes_first() {
        let trend = march(&[], &["gh", "ab", "cd", "de"]);
        assert_eq!(
            told(&trend),
            [
                ("C · D", "formed", 3),
                ("A · B", "formed", 2),
                ("G · H", "formed", 2)
            ]
        );
        let one = Limits {
            lines: 1,
            ..Limits::default()
        };
        let built = months(&[], &["gh", "ab", "cd", "de"]);
        let trend = report_within(&built, period("2026-03", "2026-03"), &one);
        assert_eq!(told(&trend), [("C · D", "formed", 3)]);
    }

    #[test]
    fn a_name_that_stands_everywhere_ties_nothing_together() {
        // A with B in 2 of 8 items that name either: a quarter, which is enough; in 2 of 10 it is not.
        assert_eq!(told(&march(&[], &["ab", "a", "a", "a"])).len(), 1);
        assert_eq!(told(&march(&[], &["ab", "a", "a", "a", "a"])).len(), 0);
        assert_eq!(told(&march(&[], &["ab", "b", "b", "b", "b"])).len(), 0);
    }

    #[test]
    fn one_item_or_one_digest_ties_nothing_together() {
        let of = |items| {
            let built = graph(&[Kind::Company; 4], items);
            report(&built, period("2026-03", "2026-03"))
                .communities
                .len()
        };
        assert_eq!(of(vec![item("1.md", "2026-03-01", "ab")]), 0);
        let days = ["2026-03-01", "2026-03-02", "2026-03-03"];
        assert_eq!(of(days.map(|d| item("1.md", d, "ab")).to_vec()), 0);
        assert_eq!(
            of(vec![
                item("1.md", "2026-03-01", "ab"),
                item("2.md", "2026-03-02", "ab")
            ]),
            1
        );
    }

    #[test]
    fn a_group_of_a_report_on_one_kind_holds_that_kind_alone() {
        let mut built = months(&[], &["ab", "bc"]);
        built.entities[0].kind = Kind::Person;
        let companies = Limits {
            kind: Some(Kind::Company),
            ..Limits::default()
        };
        let trend = report_within(&built, period("2026-03", "2026-03"), &companies);
        assert_eq!(told(&trend), [("B · C", "formed", 2)]);
        built.entities[0].kind = Kind::Company;
        built.entities[2].kind = Kind::Person;
        let trend = report_within(&built, period("2026-03", "2026-03"), &companies);
        assert_eq!(told(&trend), [("A · B", "formed", 2)]);
    }
}
