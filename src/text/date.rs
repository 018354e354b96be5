//! Calendar dates as digests print them: `2025年12月22日`, `2025-12-22`, `8/15/2026`, `22 December 2025`, `12月22日`, `11-05`.

use jiff::civil::Date;
use regex::Regex;
use std::sync::LazyLock;

static FULL: LazyLock<Regex> = LazyLock::new(|| {
    let month = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
    Regex::new(&format!(
        r"(?ix)
        (?P<y1>(?:19|20)\d{{2}})\s*(?:[-/.]|年)\s*(?P<m1>\d{{1,2}})\s*(?:[-/.]|月)\s*(?P<d1>\d{{1,2}})
        | (?P<m2>\d{{1,2}})/(?P<d2>\d{{1,2}})/(?P<y2>(?:19|20)\d{{2}})
        | \b(?P<m3>{month})\.?\s+(?:\d{{1,2}}\s*[-–—]\s*)?(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y3>(?:19|20)\d{{2}})
        | \b(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m4>{month})\.?,?\s+(?P<y4>(?:19|20)\d{{2}})
        | \b(?P<y5>(?:19|20)\d{{2}})(?P<m5>0[1-9]|1[0-2])(?P<d5>0[1-9]|[12]\d|3[01])\b"
    ))
    .expect("the pattern is fixed and tested")
});

static YEARLESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?ix) (?P<m1>\d{1,2})\s*月\s*(?P<d1>\d{1,2})\s*[日号號] | \b(?P<m2>[01]?\d)[-/.](?P<d2>[0-3]?\d)\b
        | \b(?P<m3>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?P<d3>\d{1,2})(?:st|nd|rd|th)?\b",
    )
    .expect("the pattern is fixed and tested")
});

static SHORT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(\d{2})-(\d{2})-(\d{2})\b").expect("the pattern is fixed and tested")
});

fn month_number(name: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let short = name.get(..3)?.to_ascii_lowercase();
    let at = NAMES.iter().position(|n| *n == short)?;
    i8::try_from(at + 1).ok()
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year = year.parse().ok()?;
    let day: i8 = day.parse().ok()?;
    let month: i8 = match month_number(month) {
        Some(number) => number,
        None => month.parse().ok()?,
    };
    Date::new(year, month, day).ok()
}

/// The end of a range that gives only its day: `至9日`, `-9`.
static BARE_DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*[日号號]?\s*(?:至|到|[-–—~～－]|to)\s*(\d{1,2})\s*(?:[日号號]|[)）\]]|$)")
        .expect("the pattern is fixed and tested")
});

/// Returns the last full date of a text: a range such as `8/15/2026-8/17/2026` has its last day.
///
/// A second date counts only while nothing but a range mark (`至`, `to`, `-`, `~` ...) stands between it and the first, so that
/// the date of a title is not replaced by one mentioned later.
pub fn last_of_first_range(text: &str) -> Option<Date> {
    let mut found: Option<(Date, usize)> = None;
    for hit in FULL.captures_iter(text) {
        let part = |name: &str| hit.name(name).map(|m| m.as_str());
        let all = hit.get(0)?;
        let Some(day) = (1..=5).find_map(|n| {
            let year = part(&format!("y{n}"))?;
            let (month, day) = (part(&format!("m{n}"))?, part(&format!("d{n}"))?);
            // In `15/8/2026` the day stands first.
            date(year, month, day).or_else(|| date(year, day, month).filter(|_| n == 2))
        }) else {
            continue;
        };
        match found {
            None => found = Some((day, all.end())),
            Some((_, end)) if is_range_mark(text.get(end..all.start()).unwrap_or_default()) => {
                found = Some((day, all.end()));
            }
            Some(_) => break,
        }
    }
    // The end of a range without its year, `2025-12-28 至 01-04`, or without its month, `1月5日至9日`.
    if let Some((day, end)) = found {
        let rest = text.get(end..).unwrap_or_default();
        if let Some(hit) = YEARLESS.captures(rest)
            && let Some(all) = hit.get(0)
            && is_range_mark(rest.get(..all.start()).unwrap_or_default())
            && let Some((month, dom)) = month_day(&hit)
        {
            let last = [day.year(), day.year().saturating_add(1)]
                .into_iter()
                .filter_map(|year| Date::new(year, month, dom).ok())
                .find(|last| *last > day);
            if let Some(last) = last.filter(|l| days(*l) - days(day) <= 92) {
                return Some(last);
            }
        }
        if let Some(hit) = BARE_DAY.captures(rest)
            && let Ok(dom) = hit[1].parse()
            && let Ok(last) = Date::new(day.year(), day.month(), dom)
            && last > day
        {
            return Some(last);
        }
    }
    found.map(|(day, _)| day)
}

/// Says whether a text begins with a date, with or without its year.
pub fn begins_with_date(text: &str) -> bool {
    let text = text.trim_start();
    // A digit or a month's first letter: most texts need not be searched through. (Under `i` a long ſ is an s.)
    if !text.starts_with(|c: char| c.is_numeric() || "JFMASONDjfmasondſ".contains(c)) {
        return false;
    }
    [&*FULL, &*YEARLESS]
        .iter()
        .any(|p| p.find(text).is_some_and(|m| m.start() == 0))
}

/// Returns the date in brackets at the end of a heading: `发布新模型（2026-01-03）`.
pub fn at_end(text: &str) -> Option<Date> {
    let inside = text.trim_end().strip_suffix([')', '）', ']'])?;
    let open = inside.rfind(['(', '（', '['])?;
    let inside = inside.get(open..)?.trim_start_matches(['(', '（', '[']);
    begins_with_date(inside)
        .then(|| last_of_first_range(inside))
        .flatten()
}

fn is_range_mark(between: &str) -> bool {
    let mark = between
        .trim()
        .trim_start_matches(['日', '号', '號'])
        .trim()
        .trim_end_matches('(');
    matches!(
        mark,
        "至" | "到" | "-" | "–" | "—" | "~" | "～" | "to" | "until" | "through" | "－" | "至于"
    )
}

fn month_day(hit: &regex::Captures<'_>) -> Option<(i8, i8)> {
    let part = |name: &str| hit.name(name).and_then(|m| m.as_str().parse().ok());
    if let Some(name) = hit.name("m3") {
        return Some((month_number(name.as_str())?, part("d3")?));
    }
    match (part("m1"), part("d1")) {
        (Some(m), Some(d)) => Some((m, d)),
        _ => Some((part("m2")?, part("d2")?)),
    }
}

/// Returns a date without a year, `12月22日` or `11-05`, as month and day.
pub fn month_and_day(text: &str) -> Option<(i8, i8)> {
    YEARLESS
        .captures_iter(text)
        .filter_map(|hit| month_day(&hit))
        .find(|&(m, d)| Date::new(2024, m, d).is_ok())
}

/// Returns the date in a file's name: a full one, or `26-05-07` with two digits for the year.
pub fn in_file_name(name: &str) -> Option<Date> {
    // The patterns want word boundaries, and `_` is a letter to them.
    let name = name.replace('_', " ");
    last_of_first_range(&name).or_else(|| {
        let hit = SHORT.captures(&name)?;
        date(&format!("20{}", &hit[1]), &hit[2], &hit[3])
    })
}

/// Reads a date at the start of a YAML value such as `2025-12-22T06:41:28+08:00`: the date as printed, never shifted by its zone.
pub fn in_value(value: &str) -> Option<Date> {
    last_of_first_range(value).or_else(|| in_file_name(value))
}

/// Puts a year to a month and a day: the one that brings it nearest to `near`.
pub fn with_year_near(month: i8, day: i8, near: Date) -> Option<Date> {
    [-1i16, 0, 1]
        .into_iter()
        .filter_map(|shift| Date::new(near.year().checked_add(shift)?, month, day).ok())
        .min_by_key(|d| (days(*d) - days(near)).abs())
}

/// Days since 1970-01-01.
pub fn days(date: Date) -> i64 {
    i64::from(
        Date::constant(1970, 1, 1)
            .until(date)
            .map_or(0, |span| span.get_days()),
    )
}

/// What makes the number of every year positive.
const YEARS: i32 = 10_000;

/// A date as a number, later ones larger; 0 where there is none.
pub fn number(date: Option<Date>) -> u32 {
    let small = |n: i8| u32::from(n.unsigned_abs());
    date.map_or(0, |date| {
        let year = u32::try_from(i32::from(date.year()) + YEARS).unwrap_or_default();
        (year << 9) | (small(date.month()) << 5) | small(date.day())
    })
}

/// The date that [`number`] made a number of.
pub fn of_number(number: u32) -> Option<Date> {
    let year = i32::try_from(number >> 9).ok()?.checked_sub(YEARS)?;
    let small = |n: u32| i8::try_from(n).ok();
    Date::new(
        i16::try_from(year).ok()?,
        small((number >> 5) & 0xF)?,
        small(number & 0x1F)?,
    )
    .ok()
}

/// The ISO week of a date: `2026-W02`.
pub fn iso_week(date: Date) -> String {
    let week = date.iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// The month of a date: `2026-01`.
pub fn month(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

/// The year of a date: `2026`.
pub fn year(date: Date) -> String {
    format!("{:04}", date.year())
}

/// First and last day of a period written `2026`, `2026-01`, `2026-01-05` or `2026-W02`.
pub fn period(text: &str) -> Option<(Date, Date)> {
    let text = text.trim();
    let number = |s: &str, digits: usize| -> Option<i16> {
        (s.len() == digits && s.bytes().all(|b| b.is_ascii_digit()))
            .then(|| s.parse().ok())
            .flatten()
    };
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [year] => {
            let year = number(year, 4)?;
            Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?))
        }
        [year, week] if week.starts_with(['W', 'w']) => {
            let year = number(year, 4)?;
            let week = i8::try_from(number(&week[1..], 2)?).ok()?;
            let monday =
                jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Monday).ok()?;
            let sunday =
                jiff::civil::ISOWeekDate::new(year, week, jiff::civil::Weekday::Sunday).ok()?;
            Some((monday.date(), sunday.date()))
        }
        [year, month] => {
            let first =
                Date::new(number(year, 4)?, i8::try_from(number(month, 2)?).ok()?, 1).ok()?;
            Some((first, first.last_of_month()))
        }
        [year, month, day] => {
            let day = Date::new(
                number(year, 4)?,
                i8::try_from(number(month, 2)?).ok()?,
                i8::try_from(number(day, 2)?).ok()?,
            )
            .ok()?;
            Some((day, day))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date as d;

    #[test]
    fn dates_are_numbers_in_their_order() {
        let dates = [
            Date::MIN,
            d(-1, 12, 31),
            d(1, 1, 1),
            d(2026, 2, 28),
            Date::MAX,
        ];
        let numbers = dates.map(|date| number(Some(date)));
        assert!(numbers.is_sorted() && !numbers.contains(&number(None)));
        assert_eq!(numbers.map(of_number), dates.map(Some));
        assert_eq!(of_number(number(None)), None);
    }

    #[test]
    fn printed_dates() {
        for (text, want) in [
            ("🤖 快报 - 2025年12月22日", Some(d(2025, 12, 22))),
            ("动态速报 (2025-12-28 至 2025-12-29)", Some(d(2025, 12, 29))),
            (
                "AI News for 8/15/2026-8/17/2026. We checked",
                Some(d(2026, 8, 17)),
            ),
            (
                "外部記憶 — 2025/12/22，比較 2024/01/01",
                Some(d(2025, 12, 22)),
            ),
            ("December 3rd, 2025", Some(d(2025, 12, 3))),
            ("3 Dec 2025 – 5 Dec 2025", Some(d(2025, 12, 5))),
            ("2025-12-28 至 12-29", Some(d(2025, 12, 29))),
            ("周报 2025-12-29 至 01-04", Some(d(2026, 1, 4))),
            ("（2025年12月29日—1月4日）", Some(d(2026, 1, 4))),
            ("2026年1月5日至9日", Some(d(2026, 1, 9))),
            ("2026.01.05~01.09", Some(d(2026, 1, 9))),
            ("AI Weekly: January 5–9, 2026", Some(d(2026, 1, 9))),
            ("AI News for 15/8/2026", Some(d(2026, 8, 15))),
            ("2026-01-05 - 12 new models", Some(d(2026, 1, 5))),
            ("2025-13-45", None),
            ("version 2025.1", None),
        ] {
            assert_eq!(last_of_first_range(text), want, "{text}");
        }
    }

    #[test]
    fn dates_in_file_names() {
        assert_eq!(in_file_name("10_2026-02-27.md"), Some(d(2026, 2, 27)));
        assert_eq!(
            in_file_name("26-05-07-gpt-realtime-2.md"),
            Some(d(2026, 5, 7))
        );
        assert_eq!(in_file_name("20260507.md"), Some(d(2026, 5, 7)));
        assert_eq!(in_file_name("notes.md"), None);
    }

    #[test]
    fn zones_never_shift_a_date() {
        assert_eq!(in_value("2025-12-22T00:10:00+08:00"), Some(d(2025, 12, 22)));
    }

    #[test]
    fn missing_years_come_from_the_neighbourhood() {
        assert_eq!(with_year_near(12, 31, d(2026, 1, 2)), Some(d(2025, 12, 31)));
        assert_eq!(month_and_day("11-05-Daily AI News"), Some((11, 5)));
        assert_eq!(month_and_day("12月3日发布"), Some((12, 3)));
    }

    #[test]
    fn periods() {
        assert_eq!(period("2026-W02"), Some((d(2026, 1, 5), d(2026, 1, 11))));
        assert_eq!(period("2026-02"), Some((d(2026, 2, 1), d(2026, 2, 28))));
        assert_eq!(period("2026"), Some((d(2026, 1, 1), d(2026, 12, 31))));
        assert_eq!(period("2026-2"), None);
        assert_eq!(period("2026-02-30"), None);
        assert_eq!(period("yesterday"), None);
    }
}
