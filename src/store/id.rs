//! Terms as 32 bits: a place in the dictionary, or the value itself.
//!
//! | from | what |
//! |---|---|
//! | `0x0000_0000` | a term of the dictionary |
//! | `0x4000_0000` | a whole number in its canonical spelling: value + 2^29 |
//! | `0x8000_0000` | a calendar date without zone, `0001-01-01` to `9999-12-31`: days since the first |
//! | `0xC000_0000` | a term that a query has computed and the dictionary does not have |
//!
//! So numbers and dates compare as their ids do, and a filter on them parses no string.

use oxsdatatypes::Date;
use std::str::FromStr;

/// A term of a store, as a number. Ids of one store mean nothing in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(pub(super) u32);

const INTEGER: u32 = 0x4000_0000;
const DATE: u32 = 0x8000_0000;
const COMPUTED: u32 = 0xC000_0000;
const BIAS: i64 = 1 << 29;
/// Days from `0001-01-01` to `9999-12-31`.
const LAST_DAY: u32 = 3_652_058;
/// A day in the unit of [`Date`]'s bytes: 10^-18 seconds.
const DAY: i128 = 86_400 * 1_000_000_000_000_000_000;

/// What an id stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The term at this place of the dictionary.
    Listed(u32),
    /// This number.
    Integer(i64),
    /// This many days after `0001-01-01`.
    Day(u32),
    /// The term of this number among those that the query has computed.
    Computed(u32),
}

/// How many terms a dictionary can have.
pub(super) const MOST_TERMS: usize = INTEGER as usize;

impl Id {
    pub(super) fn kind(self) -> Kind {
        let low = self.0 & (INTEGER - 1);
        match self.0 & COMPUTED {
            0 => Kind::Listed(low),
            INTEGER => Kind::Integer(i64::from(low) - BIAS),
            DATE => Kind::Day(low),
            _ => Kind::Computed(low),
        }
    }

    /// The id of the `number`th computed term; `None` when there are too many.
    pub(super) fn computed(number: usize) -> Option<Self> {
        let number = u32::try_from(number).ok()?;
        (number < INTEGER).then_some(Self(COMPUTED | number))
    }

    /// The id of a number, where it fits.
    pub(super) fn integer(value: i64) -> Option<Self> {
        let shifted = u32::try_from(value.checked_add(BIAS)?).ok()?;
        (shifted < INTEGER).then_some(Self(INTEGER | shifted))
    }

    /// The number that the id is.
    pub(super) fn as_integer(self) -> Option<i64> {
        match self.kind() {
            Kind::Integer(value) => Some(value),
            _ => None,
        }
    }

    /// The id of a calendar day, where there is one.
    pub(super) fn day(year: i64, month: u8, day: u8) -> Option<Self> {
        let date = jiff::civil::Date::new(
            i16::try_from(year).ok().filter(|y| *y >= 1)?,
            i8::try_from(month).ok()?,
            i8::try_from(day).ok()?,
        )
        .ok()?;
        let days = days_before(date)?;
        Some(Self(DATE | days))
    }

    /// The id of a date without zone.
    pub(super) fn date(date: Date) -> Option<Self> {
        if date.timezone_offset().is_some() {
            return None;
        }
        Self::day(date.year(), date.month(), date.day())
    }

    /// The id of an `xsd:integer`, if this is its canonical spelling.
    pub(super) fn of_integer_text(text: &[u8]) -> Option<Self> {
        let digits = text.strip_prefix(b"-").unwrap_or(text);
        let canonical = match digits {
            [b'0'] => text.len() == 1,
            [b'1'..=b'9', rest @ ..] => rest.len() < 10 && rest.iter().all(u8::is_ascii_digit),
            _ => false,
        };
        if !canonical {
            return None;
        }
        Self::integer(std::str::from_utf8(text).ok()?.parse().ok()?)
    }

    /// The id of an `xsd:date`, if it is `YYYY-MM-DD` and such a day exists.
    pub(super) fn of_date_text(text: &[u8]) -> Option<Self> {
        let [y @ .., b'-', m1, m2, b'-', d1, d2] = text else {
            return None;
        };
        let number = |digits: &[u8]| {
            digits.iter().try_fold(0u16, |sum, digit| {
                digit
                    .is_ascii_digit()
                    .then(|| sum * 10 + u16::from(digit - b'0'))
            })
        };
        if y.len() != 4 {
            return None;
        }
        let month = u8::try_from(number(&[*m1, *m2])?).ok()?;
        let day = u8::try_from(number(&[*d1, *d2])?).ok()?;
        Self::day(i64::from(number(y)?), month, day)
    }
}

fn days_before(date: jiff::civil::Date) -> Option<u32> {
    // Days of the proleptic Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms").
    let (y, m, d) = (
        i64::from(date.year()),
        i64::from(date.month()),
        i64::from(date.day()),
    );
    let y = if m <= 2 { y - 1 } else { y };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let of_year = (153 * (m + if m > 2 { -3 } else { 9 }) + 2) / 5 + d - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 306;
    u32::try_from(days).ok().filter(|d| *d <= LAST_DAY)
}

/// Year, month and day of a number of days after `0001-01-01`; the inverse of [`Id::day`].
pub(super) fn calendar(days: u32) -> (i64, u8, u8) {
    let days = i64::from(days) + 306;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = year + era * 400 + i64::from(month <= 2);
    let small = |n: i64| u8::try_from(n).unwrap_or(1);
    (year, small(month), small(day))
}

/// A day as the evaluator's date, without parsing: dates are seconds since `0001-01-01`, and only their first one is parsed.
pub(super) fn date_value(days: u32) -> Date {
    static FIRST: std::sync::LazyLock<(Date, i128)> = std::sync::LazyLock::new(|| {
        let first = Date::from_str("0001-01-01").unwrap_or(Date::MIN);
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(first.to_be_bytes()) {
            *to = from;
        }
        (first, i128::from_be_bytes(bytes))
    });
    let (first, seconds) = *FIRST;
    let mut bytes = first.to_be_bytes();
    let value = seconds.saturating_add(i128::from(days) * DAY);
    for (to, from) in bytes.iter_mut().zip(value.to_be_bytes()) {
        *to = from;
    }
    Date::from_be_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_comes_back() {
        let mut last = None;
        for days in (0..=LAST_DAY).step_by(17).chain([LAST_DAY]) {
            let (year, month, day) = calendar(days);
            let text = format!("{year:04}-{month:02}-{day:02}");
            let id = Id::of_date_text(text.as_bytes()).unwrap();
            assert_eq!(id.kind(), Kind::Day(days), "{text}");
            let value: Date = text.parse().unwrap();
            assert_eq!(date_value(days), value, "{text}");
            assert_eq!(Id::date(value), Some(id));
            assert!(last < Some(id), "dates compare as their ids do");
            last = Some(id);
        }
    }

    #[test]
    fn only_canonical_spellings_are_values() {
        for text in ["0", "7", "-7", "536870911", "-536870912"] {
            let id = Id::of_integer_text(text.as_bytes()).unwrap();
            assert_eq!(id.kind(), Kind::Integer(text.parse().unwrap()));
        }
        for text in [
            "",
            "-",
            "+7",
            "07",
            "-0",
            "7.0",
            " 7",
            "536870912",
            "99999999999999999999",
        ] {
            assert_eq!(Id::of_integer_text(text.as_bytes()), None, "{text}");
        }
        for text in [
            "2026-02-30",
            "2026-1-01",
            "0000-01-01",
            "-2026-01-01",
            "12026-01-01",
            "2026-01-01Z",
        ] {
            assert_eq!(Id::of_date_text(text.as_bytes()), None, "{text}");
        }
    }
}
