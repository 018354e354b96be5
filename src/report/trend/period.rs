//! A stretch of days, those before it, and its weeks.

use crate::graph::Built;
use crate::text::date;
use jiff::civil::Date;
use serde::Serialize;

/// Days in a period that is not stated: four weeks.
const DEFAULT_DAYS: i64 = 28;

/// A stretch of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day, included.
    pub to: Date,
}

impl Period {
    /// The stated period; what is not stated comes from the graph: up to its last date, four weeks long. `None` for a graph without dates.
    pub fn of(built: &Built, from: Option<Date>, to: Option<Date>) -> Option<Self> {
        let (_, last) = built.dates()?;
        let to = to.unwrap_or_else(|| from.map_or(last, |f| f.max(last)));
        let from = from.unwrap_or_else(|| back(to, DEFAULT_DAYS - 1));
        Some(Self { from, to })
    }

    /// The period of the same length just before.
    pub fn before(self) -> Self {
        let to = back(self.from, 1);
        Self {
            from: back(to, self.days() - 1),
            to,
        }
    }

    /// How many days it has.
    pub fn days(self) -> i64 {
        (date::days(self.to) - date::days(self.from) + 1).max(1)
    }

    /// Says whether a day lies in it.
    pub fn has(self, day: Option<Date>) -> bool {
        day.is_some_and(|d| d >= self.from && d <= self.to)
    }
}

/// The day some days earlier.
pub(super) fn back(day: Date, days: i64) -> Date {
    day.checked_sub(jiff::Span::new().days(days))
        .unwrap_or(Date::MIN)
}

/// The ISO weeks that a period touches; a long period shows its last ones.
pub(super) fn weeks(period: Period) -> Vec<String> {
    const MOST: usize = 12;
    let mut weeks: Vec<String> = Vec::new();
    let mut day = period.to;
    while day >= period.from && weeks.len() < MOST {
        weeks.push(date::iso_week(day));
        let earlier = back(day, i64::from(day.weekday().to_monday_zero_offset()) + 1);
        if earlier >= day {
            break;
        }
        day = earlier;
    }
    weeks.reverse();
    weeks
}

#[cfg(test)]
mod tests {
    use super::*;

    use super::super::sample::{day, graph, item, period};

    #[test]
    fn what_is_not_stated_comes_from_the_graph() {
        let built = graph(
            &[],
            vec![
                item("1.md", "2026-01-01", ""),
                item("2.md", "2026-03-10", ""),
                item("3.md", "", ""),
            ],
        );
        let of = |from: Option<&str>, to: Option<&str>| {
            let found = Period::of(&built, from.map(day), to.map(day)).unwrap();
            (found.from.to_string(), found.to.to_string())
        };
        let days = |from: &str, to: &str| (from.to_string(), to.to_string());
        assert_eq!(
            of(None, None),
            days("2026-02-11", "2026-03-10"),
            "four weeks"
        );
        assert_eq!(
            of(None, Some("2026-01-28")),
            days("2026-01-01", "2026-01-28")
        );
        assert_eq!(
            of(Some("2026-03-01"), None),
            days("2026-03-01", "2026-03-10")
        );
        assert_eq!(
            of(Some("2026-04-01"), None),
            days("2026-04-01", "2026-04-01")
        );
        assert_eq!(
            Period::of(&graph(&[], vec![item("1.md", "", "")]), None, None),
            None
        );
    }

    #[test]
    fn the_period_before_is_as_long_and_ends_the_day_before() {
        assert_eq!(
            period("2026-03", "2026-03").before(),
            period("2026-01-29", "2026-02-28")
        );
        assert_eq!(
            period("2026-03-01", "2026-03-01").before(),
            period("2026-02-28", "2026-02-28")
        );
        assert_eq!(period("2026-03", "2026-03").days(), 31);
        let march = period("2026-03", "2026-03");
        let has = |text: &str| march.has(Some(day(text)));
        assert!(has("2026-03-01") && has("2026-03-31"));
        assert!(!has("2026-02-28") && !has("2026-04-01") && !march.has(None));
    }

    #[test]
    fn a_long_period_shows_its_last_twelve_weeks() {
        let weeks = weeks(period("2025", "2026"));
        assert_eq!(weeks.len(), 12);
        assert_eq!(
            (weeks[0].as_str(), weeks[11].as_str()),
            ("2026-W42", "2026-W53")
        );
        assert_eq!(
            super::weeks(period("2026-03-04", "2026-03-04")),
            ["2026-W10"]
        );
        assert_eq!(
            super::weeks(period("2026-03-08", "2026-03-09")),
            ["2026-W10", "2026-W11"]
        );
    }

    #[test]
    fn weeks_of_a_period() {
        let (from, to) = date::period("2026-01").unwrap();
        assert_eq!(
            weeks(Period { from, to }),
            ["2026-W01", "2026-W02", "2026-W03", "2026-W04", "2026-W05"]
        );
    }
}
