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

#[cfg(test)]
mod tests {
    use super::super::sample::{day, graph, item, linked, period, report};
    use super::*;
    use crate::graph::InputRecord;

    #[test]
    fn the_site_of_a_link_is_its_host_without_www() {
        for (link, site) in [
            ("https://www.example.org:8080/a?b", Some("example.org")),
            ("http://a.example?b=c/d", Some("a.example")),
            ("https://a.example#top", Some("a.example")),
            ("https://www.example", Some("example")),
            ("mailto:a@example.org", None),
            ("https:///a", None),
            ("https://www./a", None),
        ] {
            assert_eq!(host(link), site, "{link}");
        }
    }

    #[test]
    fn what_was_read_is_counted_by_digest_and_by_site() {
        let link = "https://one.example/a";
        let mut built = graph(
            &[Kind::Company, Kind::Other, Kind::Other],
            vec![
                item("0.md", "2026-02-27", "c"),
                linked("1.md", "2026-03-01", "a", "https://two.example/a"),
                linked("1.md", "2026-03-01", "ab", link),
                linked("2.md", "2026-03-03", "", link),
                linked("2.md", "2026-03-03", "", "https://one.example/b"),
                item("3.md", "", "a"),
                item("4.md", "2026-03-05", ""),
            ],
        );
        let input = |digest: &str, warnings| InputRecord {
            digest: digest.to_string(),
            sha256: String::new(),
            bytes: 0,
            date: String::new(),
            items: 0,
            mentions: 0,
            warnings,
        };
        built.manifest.inputs = vec![
            input("0.md", 1),
            input("1.md", 2),
            input("2.md", 0),
            input("3.md", 1),
        ];
        let trend = report(&built, period("2026-03-01", "2026-03-04"));
        let coverage = trend.coverage;
        // Two digests tell of one link: one text, which counts for both.
        assert_eq!(
            (coverage.digests, coverage.items, coverage.entities),
            (2, 3, 2)
        );
        let digests: Vec<_> = coverage
            .by_digest
            .iter()
            .map(|d| (&*d.digest, d.date, d.items))
            .collect();
        assert_eq!(
            digests,
            [
                ("1.md", Some(day("2026-03-01")), 2),
                ("2.md", Some(day("2026-03-03")), 2)
            ]
        );
        let sites: Vec<_> = coverage
            .by_source
            .iter()
            .map(|s| (&*s.host, s.items))
            .collect();
        assert_eq!(sites, [("one.example", 2), ("two.example", 1)]);
        let quality = trend.quality;
        assert_eq!(quality.days_missing, [day("2026-03-02"), day("2026-03-04")]);
        assert_eq!(quality.days_without_digest, 2);
        assert_eq!(quality.items_without_date, 1);
        assert_eq!(quality.without_kind, 1, "B; C is not named in the period");
        assert_eq!(quality.digests_with_warnings, 1, "those of the period");
        assert_eq!(quality.items_grouped, 1);
    }
}
