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
