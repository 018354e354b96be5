//! What was read, and what a reader should know about it.

use super::claim::{LeftOut, Record};
use super::line::{View, count};
use super::period::Period;
use crate::entity::Kind;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What was read in a period.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Coverage {
    /// Digests with items in the period.
    pub digests: u32,
    /// Items, each text once.
    pub items: u32,
    /// Entities that they name.
    pub entities: u32,
    /// The digests, by date; a text that several give counts for each.
    pub by_digest: Vec<DigestItems>,
    /// The sites that items link to, those of most items first.
    pub by_source: Vec<SourceItems>,
}

/// A digest with its items.
#[derive(Debug, Clone, Serialize)]
pub struct DigestItems {
    /// The digest.
    pub digest: String,
    /// The last date of its items in the period.
    pub date: Option<Date>,
    /// Its items in the period.
    pub items: u32,
}

/// A site with the items that link to it.
#[derive(Debug, Clone, Serialize)]
pub struct SourceItems {
    /// Its name.
    pub host: String,
    /// Items that link to it.
    pub items: u32,
}

/// What a reader should know about the data.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Quality {
    /// Days of the period without any digest.
    pub days_without_digest: i64,
    /// These days.
    pub days_missing: Vec<Date>,
    /// Items of the graph without a date: they are in no period.
    pub items_without_date: u32,
    /// Entities of the period whose kind is not known.
    pub without_kind: u32,
    /// Digests of the period that gave warnings.
    pub digests_with_warnings: u32,
    /// Digests that the build left out, of whatever date.
    pub digests_left_out: Vec<LeftOut>,
    /// Items of the period that tell what another tells, and do not count again.
    pub items_grouped: u32,
}

/// What was read, and how good it is.
pub(super) fn of(view: &View<'_>, record: &Record, period: Period) -> (Coverage, Quality) {
    let built = view.index.built;
    let mut digests: BTreeMap<&str, (Option<Date>, u32)> = BTreeMap::new();
    let mut hosts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut places = 0;
    for text in view.index.slice(&view.spans.now) {
        let mut own: BTreeSet<&str> = BTreeSet::new();
        let mut told: BTreeSet<&str> = BTreeSet::new();
        places += text.places.len();
        for item in text.places.iter().filter_map(|p| built.items.get(*p)) {
            own.extend(item.sources.iter().filter_map(|s| host(s)));
            let digest = digests.entry(&item.digest).or_default();
            digest.0 = digest.0.max(item.date);
            digest.1 += u32::from(told.insert(&item.digest));
        }
        for host in own {
            *hosts.entry(host).or_default() += 1;
        }
    }
    // Days are those of all digests, also in a report on one name.
    let days: BTreeSet<Date> = built
        .items
        .iter()
        .filter_map(|i| i.date)
        .filter(|d| period.has(Some(*d)))
        .collect();
    let missing: Vec<Date> = period
        .from
        .series(jiff::Span::new().days(1))
        .take_while(|d| *d <= period.to)
        .filter(|d| !days.contains(d))
        .collect();
    let warned = built
        .manifest
        .inputs
        .iter()
        .filter(|i| i.warnings > 0 && digests.contains_key(i.digest.as_str()));
    let quality = Quality {
        days_without_digest: i64::try_from(missing.len()).unwrap_or(i64::MAX),
        days_missing: missing,
        items_without_date: count(built.items.iter().filter(|i| i.date.is_none()).count()),
        without_kind: count(
            view.now
                .keys()
                .filter(|n| built.entity(**n).is_some_and(|e| e.kind == Kind::Other))
                .count(),
        ),
        digests_with_warnings: count(warned.count()),
        digests_left_out: record.left_out.clone(),
        items_grouped: count(places) - view.spans.items().0,
    };
    let mut by_digest: Vec<DigestItems> = digests
        .into_iter()
        .map(|(digest, (date, items))| DigestItems {
            digest: digest.to_string(),
            date,
            items,
        })
        .collect();
    by_digest.sort_by(|a, b| a.date.cmp(&b.date).then_with(|| a.digest.cmp(&b.digest)));
    let mut by_source: Vec<SourceItems> = hosts
        .into_iter()
        .map(|(host, items)| SourceItems {
            host: host.to_string(),
            items,
        })
        .collect();
    by_source.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| a.host.cmp(&b.host)));
    by_source.truncate(view.limits.lines);
    let coverage = Coverage {
        digests: count(by_digest.len()),
        items: view.spans.items().0,
        entities: count(view.now.len()),
        by_digest,
        by_source,
    };
    (coverage, quality)
}

/// The site of a link.
fn host(link: &str) -> Option<&str> {
    let (_, rest) = link.split_once("://")?;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}
