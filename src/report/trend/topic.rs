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

#[cfg(test)]
mod tests {
    use super::super::sample::{graph, item, linked, period, report, report_within};
    use super::super::{Limits, Trend};
    use crate::graph::{Built, BuiltItem};

    fn about(item: BuiltItem, topics: &[&str]) -> BuiltItem {
        BuiltItem {
            topics: topics.iter().map(ToString::to_string).collect(),
            ..item
        }
    }

    fn of(digest: &str, day: &str, topics: &[&str]) -> BuiltItem {
        about(item(digest, day, ""), topics)
    }

    fn march(built: &Built) -> Trend {
        report(built, period("2026-03", "2026-03"))
    }

    #[test]
    fn topics_are_counted_by_week_and_compared() {
        let link = "https://example.org/one";
        let built = graph(
            &[],
            vec![
                of("1.md", "2026-02-10", &["x"]),
                of("1.md", "2026-02-10", &["old"]),
                of("2.md", "2026-03-01", &["x", "y"]),
                of("2.md", "2026-03-02", &["x"]),
                of("3.md", "2026-03-31", &["x"]),
                about(linked("4.md", "2026-03-09", "", link), &["y", "y"]),
                about(linked("5.md", "2026-03-10", "", link), &["y", "z"]),
            ],
        );
        let trend = march(&built);
        assert_eq!(trend.weeks[0], "2026-W09");
        assert_eq!(trend.weeks.len(), 6);
        let told: Vec<_> = trend
            .topics
            .iter()
            .map(|t| (t.topic.as_str(), t.items, t.before, t.weeks.clone()))
            .collect();
        // Two digests tell one text on Y and Z: it counts once for each.
        assert_eq!(
            told,
            [
                ("x", 3, 1, vec![1, 1, 0, 0, 0, 1]),
                ("y", 2, 0, vec![1, 0, 1, 0, 0, 0]),
                ("z", 1, 0, vec![0, 0, 1, 0, 0, 0]),
            ]
        );
        // 3 of 4 texts against 1 of 2.
        assert_eq!(trend.topics[0].ratio, Some(1.5));
        assert_eq!((trend.topics[0].q, trend.topics[0].trend), (None, None));
        assert_eq!(trend.topics[0].name, "x");
        let one = Limits {
            lines: 1,
            ..Limits::default()
        };
        assert_eq!(
            report_within(&built, period("2026-03", "2026-03"), &one)
                .topics
                .len(),
            1
        );
    }

    #[test]
    fn a_topic_that_many_items_take_up_rises_and_the_other_falls() {
        let mut items = Vec::new();
        for day in 1..=28 {
            for (month, topic) in [("02", "old"), ("03", "new")] {
                let name = format!("2026-{month}-{day:02}");
                items.push(of(&format!("{name}.md"), &name, &[topic, "both"]));
                items.push(of(&format!("{name}.md"), &name, &["both"]));
            }
        }
        items.sort_by(|a, b| a.digest.cmp(&b.digest));
        let trend = report(&graph(&[], items), period("2026-03-01", "2026-03-28"));
        let words: Vec<_> = trend.topics.iter().map(|t| (&*t.topic, t.trend)).collect();
        assert_eq!(words, [("both", None), ("new", Some("rises"))]);
        let new = &trend.topics[1];
        assert!(new.q < Some(0.001) && new.p < Some(0.001) && new.ratio.is_none());
        assert_eq!(trend.tests, 3, "the topic of February was tested too");
    }
}
