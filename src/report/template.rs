//! Templates: those compiled in, or a folder's own in their place. Text that is put in stays text: each kind of file escapes what it is given.

use super::chart::{bar, heat, spark, stream};
use super::markdown;
use super::phrase::{self, phrases};
use crate::entity::Kind;
use crate::error::{Error, Result, reading};
use crate::language::Language;
use crate::relation::Predicate;
use crate::text::{markup, xml};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What is compiled in.
const BUILTIN: [(&str, &str); 5] = [
    ("report.html", include_str!("templates/report.html")),
    ("index.html", include_str!("templates/index.html")),
    ("style.css", include_str!("templates/style.css")),
    ("report.md", include_str!("templates/report.md")),
    ("index.md", include_str!("templates/index.md")),
];

/// The templates of reports.
#[derive(Debug, Clone)]
pub struct Templates {
    texts: BTreeMap<&'static str, String>,
    /// Where those that are not compiled in were found.
    folder: Option<PathBuf>,
    own: Vec<&'static str>,
}

impl Default for Templates {
    fn default() -> Self {
        Self {
            texts: BUILTIN
                .iter()
                .map(|(n, t)| (*n, (*t).to_string()))
                .collect(),
            folder: None,
            own: Vec::new(),
        }
    }
}

impl Templates {
    /// The templates compiled in, but for those that stand in a folder.
    ///
    /// # Errors
    /// The folder or a file of it cannot be read, or it holds no template at all.
    pub fn of(folder: &Path) -> Result<Self> {
        let mut templates = Self {
            folder: Some(folder.to_path_buf()),
            ..Self::default()
        };
        std::fs::read_dir(folder).map_err(reading(folder))?;
        for (name, _) in BUILTIN {
            let path = folder.join(name);
            if path.exists() {
                let text = std::fs::read_to_string(&path).map_err(reading(&path))?;
                templates.texts.insert(name, text);
                templates.own.push(name);
            }
        }
        if templates.own.is_empty() {
            return Err(Error::Template {
                path: folder.to_path_buf(),
                line: 0,
                reason: format!(
                    "no template is there; name one of them {}",
                    BUILTIN.map(|(n, _)| n).join(", ")
                ),
            });
        }
        Ok(templates)
    }

    /// All texts, to tell whether a report was made with them.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.values().map(String::as_str)
    }

    /// Fills a template in.
    pub(super) fn fill(
        &self,
        name: &'static str,
        language: Language,
        values: &serde_json::Value,
    ) -> Result<String> {
        let mut env = environment(language);
        for (name, text) in &self.texts {
            if *name != "style.css" {
                env.add_template_owned(*name, text.clone())
                    .map_err(|e| self.wrong(name, &e))?;
            }
        }
        let style = self.texts.get("style.css").cloned().unwrap_or_default();
        // A style cannot end the element that it stands in.
        let style = style.replace("</", "<\\/");
        env.add_global("style", Value::from_safe_string(style));
        env.get_template(name)
            .and_then(|t| t.render(Serde(values)))
            .map_err(|e| self.wrong(name, &e))
    }

    fn wrong(&self, asked: &str, error: &minijinja::Error) -> Error {
        let name = error.name().unwrap_or(asked);
        let path = match &self.folder {
            Some(folder) if self.own.contains(&name) => folder.join(name),
            _ => PathBuf::from(name),
        };
        let mut reason = error.kind().to_string();
        if let Some(detail) = error.detail() {
            reason = format!("{reason}: {detail}");
        }
        Error::Template {
            path,
            line: error.line().unwrap_or(0) as u64,
            reason,
        }
    }
}

fn environment(language: Language) -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .keep_trailing_newline(true)
        .build();
    env.set_syntax(syntax.expect("the usual marks of Jinja"));
    env.set_auto_escape_callback(|name| {
        if name.ends_with(".md") {
            AutoEscape::Custom("markdown".into())
        } else {
            AutoEscape::Html
        }
    });
    env.set_formatter(|out, state, value| {
        if value.is_undefined() {
            return Err(minijinja::ErrorKind::UndefinedError.into());
        }
        if value.is_none() {
            return Ok(());
        }
        let text = value.to_string();
        if value.is_safe() {
            out.write_str(&text)?;
        } else if matches!(state.auto_escape(), AutoEscape::Html) {
            out.write_str(&xml::text(&text).replace('\'', "&#39;"))?;
        } else {
            out.write_str(&markdown::text(&text))?;
        }
        Ok(())
    });
    // Phrases are ours.
    let words: BTreeMap<&str, Value> = phrases(language)
        .into_iter()
        .map(|(k, v)| (k, Value::from_safe_string(v.to_string())))
        .collect();
    env.add_global("t", Value::from_pairs(words));
    env.add_global("lang", language.tag());

    env.add_filter("web", |url: String| web(&url).unwrap_or_default());
    env.add_filter("short", |text: String, width: usize| {
        markup::shorten(&markup::one_line(&text), width)
    });
    env.add_filter("plain", |text: String| markup::unmarked(&text));
    env.add_filter("after", |word: &str, count: u64| {
        phrase::after(word, &count.to_string())
    });
    env.add_filter("ratio", |ratio: f64| bar::number(ratio));
    env.add_filter("chance", chance);
    env.add_filter("kind", move |id: String| {
        id.parse::<Kind>()
            .map_or(id.clone(), |k| language.kind(k).to_string())
    });
    env.add_filter("predicate", move |id: String| {
        id.parse::<Predicate>().map_or_else(
            |_| id.replace('_', " "),
            |p| language.predicate(p).to_string(),
        )
    });
    env.add_function("say", move |key: String, values: Value| {
        let values: BTreeMap<String, serde_json::Value> = of(&values).unwrap_or_default();
        let texts: Vec<(String, String)> = values
            .into_iter()
            .map(|(k, v)| (k, v.as_str().map_or_else(|| v.to_string(), str::to_string)))
            .collect();
        let texts: Vec<(&str, &str)> = texts.iter().map(|(k, v)| (&**k, &**v)).collect();
        super::phrase::say(language, &key, &texts)
    });
    env.add_function("table", move |lines: Value, columns: Vec<String>| {
        let lines: Vec<serde_json::Value> = of(&lines).unwrap_or_default();
        Value::from_safe_string(markdown::table(&lines, &columns, language))
    });
    env.add_function("link", |source: Value| {
        let source: serde_json::Value = of(&source).unwrap_or_default();
        Value::from_safe_string(markdown::link(&source))
    });
    env.add_function("spark", |counts: Value, label: String| {
        let counts: Vec<u32> = of(&counts).unwrap_or_default();
        Value::from_safe_string(spark::draw(&counts, &label))
    });
    env.add_function("bars", |lines: Value, label: String| {
        let lines: Vec<serde_json::Value> = of(&lines).unwrap_or_default();
        let rows: Vec<bar::Row> = lines
            .iter()
            .filter_map(|line| {
                let number = |key: &str| line.get(key).and_then(serde_json::Value::as_f64);
                Some(bar::Row {
                    name: markup::one_line(line.get("name")?.as_str()?),
                    ratio: number("ratio")?,
                    low: number("low")?,
                    high: number("high").unwrap_or(f64::INFINITY),
                })
            })
            .collect();
        Value::from_safe_string(bar::draw(&rows, &label))
    });
    env.add_function("heat", |columns: Value, rows: Value, label: String| {
        let columns: Vec<String> = of(&columns).unwrap_or_default();
        Value::from_safe_string(heat::draw(&columns, &counted(&rows), &label))
    });
    env.add_function("stream", |columns: Value, rows: Value, label: String| {
        let columns: Vec<String> = of(&columns).unwrap_or_default();
        Value::from_safe_string(stream::draw(&columns, &counted(&rows), &label))
    });
    env
}

/// Rows of `{name, weeks}`.
fn counted(rows: &Value) -> Vec<(String, Vec<u32>)> {
    #[derive(serde::Deserialize)]
    struct Row {
        name: String,
        weeks: Vec<u32>,
    }
    of::<Vec<Row>>(rows)
        .unwrap_or_default()
        .into_iter()
        .map(|r| (markup::one_line(&r.name), r.weeks))
        .collect()
}

fn of<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::to_value(value)
        .ok()
        .and_then(|v| serde_json::from_value(v).ok())
}

/// A probability as people read it.
pub(super) fn chance(value: f64) -> String {
    if value < 0.001 {
        "< 0.001".to_string()
    } else {
        format!("{value:.3}")
    }
}

/// An address of the web that cannot leave the attribute or the link it stands in.
pub(super) fn web(url: &str) -> Option<String> {
    let fine = url.starts_with("https://") || url.starts_with("http://");
    fine.then(|| {
        url.chars()
            .map(|c| match c {
                '(' => "%28".to_string(),
                ')' => "%29".to_string(),
                '<' => "%3C".to_string(),
                '>' => "%3E".to_string(),
                '|' => "%7C".to_string(),
                '\\' => "%5C".to_string(),
                '`' => "%60".to_string(),
                '"' => "%22".to_string(),
                '\'' => "%27".to_string(),
                c if c.is_whitespace() || markup::is_hidden(c) => String::new(),
                c => c.to_string(),
            })
            .collect()
    })
}
