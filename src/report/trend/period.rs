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

    #[test]
    fn weeks_of_a_period() {
        let (from, to) = date::period("2026-01").unwrap();
        assert_eq!(
            weeks(Period { from, to }),
            ["2026-W01", "2026-W02", "2026-W03", "2026-W04", "2026-W05"]
        );
    }
}
