//! A stretch of days → the calendar periods in it, and the page that leads to their reports.

use super::template::Templates;
use super::{Language, Period};
use crate::error::{Error, Result, reading, writing};
use crate::text::date;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How long each report of a series is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Every {
    /// A day.
    Day,
    /// An ISO week, from Monday.
    Week,
    /// A month.
    Month,
    /// Three months.
    Quarter,
}

impl Every {
    /// The whole periods that a stretch of days touches, each with its name: `2026-03-05`, `2026-W10`, `2026-03`, `2026-Q1`.
    pub fn periods(self, from: Date, to: Date) -> Vec<(String, Period)> {
        let mut found = Vec::new();
        let mut first = self.first(from);
        while first <= to {
            let Ok(next) = first.checked_add(self.span()) else {
                break;
            };
            let last = next.checked_sub(1.day()).unwrap_or(first);
            let period = Period {
                from: first,
                to: last,
            };
            found.push((self.name(first), period));
            first = next;
        }
        found
    }

    fn span(self) -> Span {
        match self {
            Self::Day => 1.day(),
            Self::Week => 1.week(),
            Self::Month => 1.month(),
            Self::Quarter => 3.months(),
        }
    }

    fn first(self, day: Date) -> Date {
        match self {
            Self::Day => day,
            Self::Week => {
                let back = i64::from(day.weekday().to_monday_zero_offset());
                day.checked_sub(back.days()).unwrap_or(day)
            }
            Self::Month => day.first_of_month(),
            Self::Quarter => {
                let month = (day.month() - 1) / 3 * 3 + 1;
                Date::new(day.year(), month, 1).unwrap_or(day)
            }
        }
    }

    fn name(self, first: Date) -> String {
        match self {
            Self::Day => first.to_string(),
            Self::Week => date::iso_week(first),
            Self::Month => date::month(first),
            Self::Quarter => format!("{}-Q{}", date::year(first), (first.month() + 2) / 3),
        }
    }
}

/// One report of a series: its name, its file and its trend.
#[derive(Debug)]
pub struct Member {
    /// As `2026-W10`.
    pub name: String,
    /// As `2026-W10.html`.
    pub file: String,
    /// What it says.
    pub trend: Value,
}

/// Writes the page that leads to the reports, the newest first, with their headline figures.
///
/// # Errors
/// A template cannot be used.
pub fn index(
    members: &[Member],
    templates: &Templates,
    page: &'static str,
    language: Language,
    stamp: &str,
) -> Result<String> {
    let items: Vec<&Value> = members
        .iter()
        .map(|m| &m.trend["coverage"]["items"])
        .collect();
    let most = items.iter().filter_map(|n| n.as_u64()).max().unwrap_or(0);
    let rows: Vec<Value> = members
        .iter()
        .rev()
        .map(|member| {
            let trend = &member.trend;
            let mut named: Vec<&Value> = trend["most_named"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|kind| kind.get(1)?.as_array())
                .flatten()
                .collect();
            named.sort_by_key(|l| std::cmp::Reverse(l["items"].as_u64()));
            named.truncate(3);
            let first = |key: &str| -> Vec<Value> {
                let lines = trend[key].as_array().into_iter().flatten();
                lines.take(3).map(|l| l["name"].clone()).collect()
            };
            json!({
                "name": member.name,
                "file": member.file,
                "period": trend["period"],
                "coverage": trend["coverage"],
                "share": trend["coverage"]["items"].as_u64().unwrap_or(0) * 100 / most.max(1),
                "top": named,
                "rising": first("rising"),
                "falling": first("falling"),
                "new": first("new"),
            })
        })
        .collect();
    let values = json!({"rows": rows, "stamp": stamp, "items": items});
    templates.fill(page, language, &values)
}

/// The file of a series that names its files.
pub const LIST: &str = "series.json";

/// Writes all files of a series aside and puts the folder in the place of the last one by a rename.
///
/// # Errors
/// The folder holds what no series has written, or cannot be written.
pub fn put(dir: &Path, files: &[(String, String)], stamp: &str) -> Result<()> {
    own(dir)?;
    let parent = match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let name = dir.file_name().map_or_else(
        || "series".to_string(),
        |n| n.to_string_lossy().into_owned(),
    );
    std::fs::create_dir_all(&parent).map_err(writing(&parent))?;
    // Only one at a time; what a killed one left aside is thrown away. The lock ends with the process.
    let aside = parent.join(format!(".{name}.aside"));
    std::fs::create_dir_all(&aside).map_err(writing(&aside))?;
    let lock = aside.join("lock");
    let file = std::fs::File::create(&lock).map_err(writing(&lock))?;
    // A file system without locks: series there are the user's to keep apart.
    let _ = file.lock();
    let new = aside.join(&name);
    if new.exists() {
        std::fs::remove_dir_all(&new).map_err(writing(&new))?;
    }
    std::fs::create_dir_all(&new).map_err(writing(&new))?;
    let mut names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    names.push(LIST);
    let list = json!({"aikg-build": stamp, "files": names, "format": 1});
    let list = (LIST.to_string(), format!("{list:#}\n"));
    for (name, text) in files.iter().chain([&list]) {
        let path = new.join(name);
        let write = || -> std::io::Result<()> {
            let mut file = std::fs::File::create(&path)?;
            std::io::Write::write_all(&mut file, text.as_bytes())?;
            file.sync_all()
        };
        write().map_err(writing(&path))?;
    }
    swap(&new, dir).map_err(writing(dir))?;
    let _ = std::fs::remove_dir_all(&aside);
    Ok(())
}

/// The files of the series in a folder, and the stamp it bears; none where there is no series.
pub fn stamp_of(dir: &Path) -> Option<String> {
    let text = std::fs::read_to_string(dir.join(LIST)).ok()?;
    let list: Value = serde_json::from_str(&text).ok()?;
    let whole = list["files"]
        .as_array()?
        .iter()
        .all(|f| f.as_str().is_some_and(|f| dir.join(f).is_file()));
    whole.then(|| list["aikg-build"].as_str().map(str::to_string))?
}

/// Refuses a folder with anything that a series did not write: all of it would go.
fn own(dir: &Path) -> Result<()> {
    if !dir.exists() {
        return Ok(());
    }
    let listed: BTreeSet<String> = std::fs::read_to_string(dir.join(LIST))
        .ok()
        .and_then(|text| serde_json::from_str::<Value>(&text).ok())
        .and_then(|list| serde_json::from_value(list["files"].clone()).ok())
        .unwrap_or_default();
    for entry in std::fs::read_dir(dir).map_err(reading(dir))? {
        let name = entry.map_err(reading(dir))?.file_name();
        let file = name.to_string_lossy().into_owned();
        if !listed.contains(&file) {
            return Err(Error::NoSeries {
                dir: dir.to_path_buf(),
                file,
            });
        }
    }
    Ok(())
}

/// Puts a folder in the place of another. What was there before lies aside afterwards.
fn swap(new: &Path, dir: &Path) -> std::io::Result<()> {
    if !dir.exists() {
        return std::fs::rename(new, dir);
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        // In one step: whoever looks sees one series or the other.
        if renameat_with(CWD, new, CWD, dir, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let old = new.with_extension("old");
    if old.exists() {
        std::fs::remove_dir_all(&old)?;
    }
    std::fs::rename(dir, &old)?;
    std::fs::rename(new, dir).inspect_err(|_| {
        // Better the last one than none.
        let _ = std::fs::rename(&old, dir);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(every: Every, from: &str, to: &str) -> Vec<String> {
        let periods = every.periods(from.parse().unwrap(), to.parse().unwrap());
        for pair in periods.windows(2) {
            assert_eq!(pair[0].1.to.tomorrow().unwrap(), pair[1].1.from);
        }
        periods.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn periods_are_whole_and_follow_each_other() {
        assert_eq!(
            names(Every::Day, "2026-02-28", "2026-03-01"),
            ["2026-02-28", "2026-03-01"]
        );
        assert_eq!(
            names(Every::Week, "2025-12-31", "2026-01-05"),
            ["2026-W01", "2026-W02"]
        );
        assert_eq!(
            names(Every::Month, "2025-12-31", "2026-02-01"),
            ["2025-12", "2026-01", "2026-02"]
        );
        assert_eq!(
            names(Every::Quarter, "2026-03-31", "2026-04-01"),
            ["2026-Q1", "2026-Q2"]
        );
    }

    #[test]
    fn a_series_takes_the_place_of_the_last_one_whole() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("reports");
        let file = |name: &str| (name.to_string(), name.to_string());
        put(&dir, &[file("a.md"), file("index.md")], "one").unwrap();
        // A killed one left something aside.
        std::fs::create_dir_all(folder.path().join(".reports.aside/reports")).unwrap();
        put(&dir, &[file("b.md"), file("index.md")], "two").unwrap();
        assert!(!dir.join("a.md").exists() && dir.join("b.md").exists());
        assert_eq!(stamp_of(&dir).as_deref(), Some("two"));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        std::fs::write(dir.join("mine.txt"), "x").unwrap();
        let refused = put(&dir, &[file("c.md")], "three").unwrap_err();
        assert!(refused.to_string().contains("mine.txt"), "{refused}");
        assert!(dir.join("mine.txt").exists() && dir.join("b.md").exists());
    }
}
