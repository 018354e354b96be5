//! Items by week or month → bars, as inline SVG. Colours come from the style sheet.

use crate::language::Language;
use crate::text::date;
use crate::text::xml;
use jiff::civil::Date;
use std::fmt::Write as _;

/// How wide a bar stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Week,
    Month,
}

/// Bars of a picture at the most; the last ones are shown.
const MOST: usize = 104;

const WIDE: f64 = 680.0;
const HIGH: f64 = 92.0;
const FEET: f64 = 20.0;
const HEAD: f64 = 16.0;

impl Step {
    /// Weeks, unless there are more than fit.
    pub(super) fn fitting(first: Date, last: Date) -> Self {
        if date::days(last) - date::days(first) > 7 * 80 {
            Self::Month
        } else {
            Self::Week
        }
    }

    /// Weeks and months in order, each with one number.
    fn number(self, day: Date) -> i64 {
        match self {
            // 1970-01-01 is a Thursday.
            Self::Week => (date::days(day) + 3).div_euclid(7),
            Self::Month => i64::from(day.year()) * 12 + i64::from(day.month()) - 1,
        }
    }

    fn first_day(self, number: i64) -> Option<Date> {
        match self {
            Self::Week => {
                let days = jiff::Span::new().try_days(number * 7 - 3).ok()?;
                Date::new(1970, 1, 1).ok()?.checked_add(days).ok()
            }
            Self::Month => {
                let year = i16::try_from(number.div_euclid(12)).ok()?;
                let month = i8::try_from(number.rem_euclid(12) + 1).ok()?;
                Date::new(year, month, 1).ok()
            }
        }
    }

    fn name(self, day: Date) -> String {
        match self {
            Self::Week => date::iso_week(day),
            Self::Month => date::month(day),
        }
    }
}

/// Draws how many of `days` fall into each step from `first` to `last`; nothing where they do not.
pub(super) fn draw(
    days: impl Iterator<Item = Date>,
    (first, last): (Date, Date),
    step: Step,
    language: Language,
) -> String {
    let to = step.number(last);
    let from = step
        .number(first)
        .max(to - i64::try_from(MOST).unwrap_or(i64::MAX) + 1);
    let Ok(bars) = usize::try_from(to - from + 1) else {
        return String::new();
    };
    let mut counts = vec![0u32; bars];
    for day in days {
        let place = usize::try_from(step.number(day) - from);
        if let Some(count) = place.ok().and_then(|p| counts.get_mut(p)) {
            *count += 1;
        }
    }
    let most = counts.iter().copied().max().unwrap_or(0);
    if most == 0 {
        return String::new();
    }
    let number = |n: usize| f64::from(u32::try_from(n).unwrap_or(u32::MAX));
    let pitch = (WIDE / number(bars)).min(34.0);
    let wide = (pitch * 0.78).max(1.0);
    let left = WIDE - pitch * number(bars);
    let label = told(&counts, from, step, language);
    let mut out = format!(
        "<svg class=\"timeline\" viewBox=\"0 0 {WIDE} {}\" role=\"img\" aria-label=\"{}\">",
        HEAD + HIGH + FEET,
        xml::text(&label)
    );
    let foot = HEAD + HIGH;
    let _ = write!(
        out,
        "<line class=\"grid\" x1=\"0\" x2=\"{WIDE}\" y1=\"{foot}\" y2=\"{foot}\"/>"
    );
    let mut last_tick = f64::NEG_INFINITY;
    let mut month = String::new();
    let mut topped = false;
    for (place, count) in counts.iter().enumerate() {
        let x = left + pitch * number(place);
        let Some(day) = i64::try_from(place)
            .ok()
            .and_then(|p| step.first_day(from + p))
        else {
            continue;
        };
        let now = match step {
            Step::Week => date::month(day),
            Step::Month => date::year(day),
        };
        if now != month {
            // The first month may have begun before the picture does.
            if x - last_tick > 52.0 && x < WIDE - 40.0 {
                let _ = write!(
                    out,
                    "<text class=\"tick\" x=\"{x:.1}\" y=\"{}\">{now}</text>",
                    foot + 15.0
                );
                last_tick = x;
            }
            month = now;
        }
        if *count == 0 {
            continue;
        }
        let high = (f64::from(*count) / f64::from(most) * HIGH).max(2.0);
        let _ = write!(
            out,
            "<rect class=\"bar\" x=\"{:.1}\" y=\"{:.1}\" width=\"{wide:.1}\" height=\"{high:.1}\" rx=\"1.5\"><title>{}{}{count}</title></rect>",
            x + (pitch - wide) / 2.0,
            foot - high,
            step.name(day),
            language.of([": ", "：", "："])
        );
        if *count == most && !topped {
            topped = true;
            let middle = (x + pitch / 2.0).clamp(12.0, WIDE - 12.0);
            let _ = write!(
                out,
                "<text class=\"tick most\" x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{count}</text>",
                foot - high - 4.0
            );
        }
    }
    out.push_str("</svg>");
    out
}

/// What the picture says, in words.
fn told(counts: &[u32], from: i64, step: Step, language: Language) -> String {
    let name = |place: usize| {
        let day = i64::try_from(place)
            .ok()
            .and_then(|p| step.first_day(from + p));
        day.map_or_else(String::new, |d| step.name(d))
    };
    let most = counts.iter().copied().max().unwrap_or(0);
    let top = counts.iter().position(|c| *c == most).unwrap_or(0);
    let key = match step {
        Step::Week => "timeline_weeks",
        Step::Month => "timeline_months",
    };
    super::words::say(
        language,
        key,
        &[
            ("from", &name(0)),
            ("to", &name(counts.len().saturating_sub(1))),
            ("most", &most.to_string()),
            ("when", &name(top)),
            ("all", &counts.iter().sum::<u32>().to_string()),
        ],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn steps_begin_where_the_calendar_says() {
        for text in ["1969-12-29", "2026-01-01", "2026-03-02", "2024-02-29"] {
            let day = day(text);
            for step in [Step::Week, Step::Month] {
                let first = step.first_day(step.number(day)).unwrap();
                assert!(first <= day);
                assert_eq!(step.name(first), step.name(day), "{text}");
                assert_eq!(step.number(first), step.number(day), "{text}");
            }
        }
    }

    #[test]
    fn a_bar_for_each_week_that_has_items() {
        let days = ["2026-03-02", "2026-03-08", "2026-03-09"].map(day);
        let svg = draw(
            days.into_iter(),
            (day("2026-03-01"), day("2026-03-31")),
            Step::Week,
            Language::En,
        );
        assert_eq!(svg.matches("class=\"bar\"").count(), 2, "{svg}");
        assert!(svg.contains("<title>2026-W10: 2</title>"), "{svg}");
        let none = draw(
            std::iter::empty(),
            (day("2026-03-01"), day("2026-03-31")),
            Step::Month,
            Language::En,
        );
        assert_eq!(none, "");
    }
}
