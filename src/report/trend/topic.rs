//! Topics by week, compared with the period before.

use super::line::{View, count, shown};
use super::rise::{Verdict, What};
use crate::text::date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::ops::Range;

/// A topic in a report.
#[derive(Debug, Clone, Serialize)]
pub struct TopicLine {
    /// Its id.
    pub topic: String,
    /// Its name.
    pub name: String,
    /// Items in each week of the period.
    pub weeks: Vec<u32>,
    /// Items in the period.
    pub items: u32,
    /// Items in the period before.
    pub before: u32,
    /// Its rate by the rate before; none where nothing came before.
    pub ratio: Option<f64>,
    /// How likely such a difference is by chance alone.
    pub p: Option<f64>,
    /// The false discovery rate at which it counts, over all tests of the report; none for too few items.
    pub q: Option<f64>,
    /// `rises`, `falls`, or none.
    pub trend: Option<&'static str>,
}

/// The word for what a test found.
pub(super) fn word(verdict: &Verdict) -> Option<&'static str> {
    if verdict.rises {
        Some("rises")
    } else if verdict.falls {
        Some("falls")
    } else {
        None
    }
}

/// Topics with the texts of a range that bear them.
pub(super) fn texts<'a>(
    index: &super::count::Index<'a>,
    range: &Range<u32>,
) -> BTreeMap<&'a str, Vec<u32>> {
    let mut topics: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for number in range.clone() {
        for place in &index.text(number).places {
            for topic in &index.built.items[*place].topics {
                let texts = topics.entry(topic).or_default();
                if texts.last() != Some(&number) {
                    texts.push(number);
                }
            }
        }
    }
    topics
}

/// The topics with most items; `names` are all topics of both periods, numbered as their tests are.
pub(super) fn lines(
    view: &View<'_>,
    names: &[&str],
    now: &BTreeMap<&str, Vec<u32>>,
    then: &BTreeMap<&str, Vec<u32>>,
    weeks: &[String],
) -> Vec<TopicLine> {
    let mut lines: Vec<TopicLine> = (0u32..)
        .zip(names)
        .filter_map(|(number, topic)| {
            let texts = now.get(topic)?;
            let before = count(then.get(topic).map_or(0, Vec::len));
            let mut by_week = vec![0; weeks.len()];
            for text in texts {
                let item = &view.index.built.items[view.index.text(*text).places[0]];
                let week = item.date.map(date::iso_week);
                if let Some(place) = week.and_then(|w| weeks.iter().position(|x| *x == w)) {
                    by_week[place] += 1;
                }
            }
            let name = view
                .lexicon
                .by_id(topic)
                .and_then(|n| view.lexicon.entity(n))
                .map_or(*topic, |row| view.language.name_of(row));
            let verdict = view.verdicts.get(&What::Topic(number));
            let comparison = verdict
                .map(Verdict::comparison)
                .or_else(|| view.compared(count(texts.len()), before));
            Some(TopicLine {
                topic: (*topic).to_string(),
                name: name.to_string(),
                weeks: by_week,
                items: count(texts.len()),
                before,
                ratio: comparison.and_then(|c| shown(c.ratio)),
                p: comparison.and_then(|c| shown(c.p)),
                q: verdict.and_then(|v| shown(v.q)),
                trend: verdict.and_then(word),
            })
        })
        .collect();
    lines.sort_by(|a, b| b.items.cmp(&a.items).then_with(|| a.topic.cmp(&b.topic)));
    lines.truncate(view.limits.lines);
    lines
}
