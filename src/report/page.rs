//! A trend, as a JSON value → a report in one of the formats of a table.

use super::template::Templates;
use super::{csv, summary};
use crate::error::Result;
use crate::language::Language;
use crate::text::sha256;
use serde_json::{Value, json};

/// What a report can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people, and for tools that show Markdown.
    Markdown,
    /// One page for a browser, without any request.
    Html,
    /// For programs: `docs/report.schema.json` says what it holds.
    Json,
    /// One long table for spreadsheets.
    Csv,
}

type Writer = fn(&Value, &Look<'_>) -> Result<String>;

/// Every format with the ending of its files and what writes it.
const FORMATS: [(Format, &str, Writer); 4] = [
    (Format::Markdown, "md", |report, look| {
        look.templates
            .fill("report.md", look.language, &values(report, look))
    }),
    (Format::Html, "html", |report, look| {
        look.templates
            .fill("report.html", look.language, &values(report, look))
    }),
    (Format::Json, "json", |report, look| {
        let mut report = report.clone();
        report["aikg-build"] = look.stamp.into();
        Ok(format!("{report:#}\n"))
    }),
    (Format::Csv, "csv", |report, look| {
        Ok(csv::write(report, look.stamp))
    }),
];

impl Format {
    /// The ending of its files, as `md`.
    pub fn ending(self) -> &'static str {
        self.row().1
    }

    fn row(self) -> &'static (Self, &'static str, Writer) {
        &FORMATS[self as usize]
    }
}

/// How a report looks.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// The language of its words.
    pub language: Language,
    /// Its templates.
    pub templates: &'a Templates,
    /// What it was made from: see [`stamp`].
    pub stamp: &'a str,
    /// What it is only about, in words; empty for a report about everything.
    pub focus: &'a str,
}

/// Writes a report.
///
/// # Errors
/// A template cannot be used.
pub fn write(report: &Value, look: &Look<'_>, format: Format) -> Result<String> {
    (format.row().2)(report, look)
}

/// Names what a report is made from: the build, and all that changes what is written. Two reports with one stamp are the same.
pub fn stamp(build: &str, options: &str, templates: &Templates) -> String {
    let mut all = format!("{options}\n{}", env!("CARGO_PKG_VERSION"));
    for text in templates.texts() {
        all.push('\0');
        all.push_str(text);
    }
    let hash = sha256(all.as_bytes());
    format!("{build}-{}", hash.get(..16).unwrap_or(&hash))
}

/// Says whether a file bears a stamp: its page, its JSON, its table or its Markdown says so.
pub fn is_stamped(text: &str, stamp: &str) -> bool {
    text.lines()
        .filter(|line| line.contains("aikg-build"))
        .any(|line| line.contains(stamp))
}

/// What a template is given.
fn values(report: &Value, look: &Look<'_>) -> Value {
    let build = report["build"].as_str().unwrap_or_default();
    json!({
        "trend": report,
        "summary": summary::sentences(report, look.language),
        "stamp": look.stamp,
        "build": build.get(..16).unwrap_or(build),
        "focus": look.focus,
        "matrix": matrix(&report["competitors"]),
    })
}

/// Competitors as rows of counts, each under its name.
fn matrix(competitors: &Value) -> Value {
    let names = competitors["names"].as_array();
    let rows = competitors["matrix"].as_array();
    names
        .zip(rows)
        .map(|(names, rows)| {
            let rows = names.iter().zip(rows);
            rows.map(|(name, row)| json!({"name": name, "weeks": row}))
                .collect()
        })
        .unwrap_or(Value::Null)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A report with every section, written by hand: made-up news of real names.
    fn sample() -> Value {
        serde_json::from_str(include_str!("../../tests/report.json")).unwrap()
    }

    fn written(report: &Value, language: Language, format: Format) -> String {
        let look = Look {
            language,
            templates: &Templates::default(),
            stamp: "build-options",
            focus: "",
        };
        write(report, &look, format).unwrap()
    }

    #[test]
    fn formats_stand_in_the_order_of_their_table() {
        for (format, ending, _) in &FORMATS {
            assert_eq!(format.ending(), *ending);
        }
    }

    #[test]
    fn every_format_says_what_it_was_made_from() {
        for (format, ..) in &FORMATS {
            let text = written(&sample(), Language::En, *format);
            assert!(is_stamped(&text, "build-options"), "{format:?}");
            assert!(!is_stamped(&text, "other"), "{format:?}");
        }
    }

    #[test]
    fn a_page_asks_for_nothing() {
        for language in [Language::En, Language::ZhHans, Language::ZhHant] {
            let page = written(&sample(), language, Format::Html);
            for asked in [
                "<script", "<link", "@import", "url(", "src=", "<iframe", "<img",
            ] {
                assert!(!page.contains(asked), "{asked}");
            }
            assert!(page.contains("default-src 'none'"));
            assert_eq!(
                page.matches("href=\"http").count(),
                page.matches("rel=\"noopener").count()
            );
        }
    }

    #[test]
    fn what_is_not_there_is_left_out() {
        let bare = json!({
            "build": "b", "format": 1,
            "period": {"from": "2026-03-01", "to": "2026-03-28"},
            "before": {"from": "2026-02-01", "to": "2026-02-28"},
            "coverage": {"digests": 0, "items": 0, "entities": 0},
        });
        for (format, ..) in &FORMATS {
            let text = written(&bare, Language::ZhHant, *format);
            assert!(text.contains("2026-03-28"), "{format:?}: {text}");
        }
    }

    /// Puts a text in the place of every text of a value, but for dates and keys.
    fn poison(value: &mut Value, hostile: &str) {
        match value {
            Value::String(text) if !text.starts_with("2026") => *text = hostile.to_string(),
            Value::Array(all) => all.iter_mut().for_each(|v| poison(v, hostile)),
            Value::Object(all) => all.values_mut().for_each(|v| poison(v, hostile)),
            _ => {}
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn untrusted_text_stays_text(
            hostile in r#"(<script>|</style>|"|'| onload=|javascript:|https://x/|\]\(|\||`|&|\{\{|\}\}|\{%|<!--|-->|[a-z\u{202e}\u{0}\n ]){1,9}"#
        ) {
            let mut report = sample();
            poison(&mut report, &hostile);
            let fine = written(&sample(), Language::En, Format::Html);
            let page = written(&report, Language::En, Format::Html);
            // Nothing opens or ends an element but what the templates and charts write.
            for mark in ["<script", "</style", "<!--"] {
                prop_assert_eq!(page.matches(mark).count(), fine.matches(mark).count(), "{}", mark);
            }
            prop_assert!(!page.contains("href=\"javascript"));
            let hidden = page.contains(['\u{202e}', '\u{0}']);
            prop_assert!(!hidden);
            // Every tag has attributes that our own templates know.
            for tag in page.split('<').skip(1) {
                let inside = tag.split('>').next().unwrap_or_default();
                let outside: String = inside.split('"').step_by(2).collect();
                prop_assert!(!outside.contains("onload"), "{}", inside);
            }
            let markdown = written(&report, Language::En, Format::Markdown);
            // A bracket after a backslash is a letter and ends no link's text.
            let links = markdown.replace("\\\\", "").replace("\\]", "");
            prop_assert!(!markdown.contains("<script") && !links.contains("](javascript"));
        }
    }
}
