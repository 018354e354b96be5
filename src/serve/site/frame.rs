//! Templates → pages. Text that is put in stays text.

use super::Page;
use super::asset;
use super::view::View;
use super::words;
use crate::language::Language;
use crate::text::markup;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde, Value, merge_maps};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;
use std::collections::BTreeMap;

/// The templates, compiled in.
const TEMPLATES: [(&str, &str); 18] = [
    ("base.html", include_str!("templates/base.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("home.html", include_str!("templates/home.html")),
    ("search.html", include_str!("templates/search.html")),
    ("entity.html", include_str!("templates/entity.html")),
    ("digest.html", include_str!("templates/digest.html")),
    ("digests.html", include_str!("templates/digests.html")),
    ("item.html", include_str!("templates/item.html")),
    ("claim.html", include_str!("templates/claim.html")),
    ("topics.html", include_str!("templates/topics.html")),
    ("kind.html", include_str!("templates/kind.html")),
    ("topic.html", include_str!("templates/topic.html")),
    ("trends.html", include_str!("templates/trends.html")),
    ("map.html", include_str!("templates/map.html")),
    ("queries.html", include_str!("templates/queries.html")),
    ("query.html", include_str!("templates/query.html")),
    ("about.html", include_str!("templates/about.html")),
    ("notice.html", include_str!("templates/notice.html")),
];

const LANGUAGES: [(Language, &str); 3] = [
    (Language::En, "English"),
    (Language::ZhHant, "繁體"),
    (Language::ZhHans, "简体"),
];

/// Names with what they stand for, as templates take them: anything that can be serialised.
macro_rules! context {
    (@ $key:ident) => { $crate::serve::site::frame::value(&$key) };
    (@ $key:ident => $value:expr) => { $crate::serve::site::frame::value(&$value) };
    ($($key:ident $(=> $value:expr)?),* $(,)?) => {
        minijinja::value::Value::from_pairs([
            $((stringify!($key), $crate::serve::site::frame::context!(@ $key $(=> $value)?))),*
        ])
    };
}
pub(super) use context;

/// A value as templates take it.
pub(super) fn value(value: impl Serialize) -> Value {
    Value::from(Serde(value))
}

/// The templates in each language.
#[derive(Debug)]
pub(super) struct Frames([Environment<'static>; 3]);

impl Frames {
    pub(super) fn new() -> Self {
        Self([Language::En, Language::ZhHans, Language::ZhHant].map(environment))
    }

    pub(super) fn page(
        &self,
        view: &View<'_>,
        status: u16,
        template: &str,
        title: &str,
        values: Value,
    ) -> Page {
        let site = view.site;
        let languages: Vec<Value> = LANGUAGES
            .iter()
            .map(|(language, name)| {
                context! {
                    tag => language.tag(), name => &name, href => view.switched(*language),
                    here => *language == view.language,
                }
            })
            .collect();
        let nav: Vec<Value> = [
            ("/", "nav_home"),
            ("/trends", "nav_trends"),
            ("/topics", "nav_topics"),
            ("/digests", "nav_digests"),
            ("/map", "nav_map"),
            ("/queries", "nav_queries"),
            ("/about", "nav_about"),
        ]
        .into_iter()
        .map(|(path, key)| {
            let here = view.ask.path == path;
            context! { href => view.href(path, &[]), name => words::say(view.language, key, &[]), here }
        })
        .collect();
        let frame = context! {
            title, languages, nav,
            home => view.href("/", &[]),
            carry => if view.carries() { view.language.tag() } else { "" },
            build => site.built.manifest.build.get(..16).unwrap_or(&site.built.manifest.build),
            as_of => site.as_of.map_or_else(String::new, |d| d.to_string()),
        };
        let environment = &self.0[view.language as usize];
        let text = environment
            .get_template(template)
            .and_then(|t| t.render(merge_maps([values, frame])));
        match text {
            Ok(text) => Page::html(status, text),
            // Tests fill every template in, so that nobody sees this.
            Err(error) => Page {
                status: 500,
                kind: "text/plain; charset=utf-8",
                body: format!("the page cannot be made: {error}\n").into_bytes(),
                location: None,
            },
        }
    }
}

fn environment(language: Language) -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build();
    env.set_syntax(syntax.expect("the usual marks of Jinja"));
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.set_formatter(|out, _, value| {
        if value.is_undefined() {
            return Err(minijinja::ErrorKind::UndefinedError.into());
        }
        if value.is_none() {
            return Ok(());
        }
        match value.as_str() {
            Some(text) if value.is_safe() || is_plain(text) => out.write_str(text)?,
            Some(text) => out.write_str(&text_of(text))?,
            None if value.is_safe() => out.write_str(&value.to_string())?,
            None => out.write_str(&text_of(&value.to_string()))?,
        }
        Ok(())
    });
    env.add_global("t", Value::from_pairs(words::all(language)));
    env.add_global("lang", language.tag());
    env.add_global("asset", Value::from_pairs(asset::addresses()));
    // Text with line ends, for the inside of an element that keeps them.
    env.add_filter("lines", |text: String| {
        Value::from_safe_string(lines_of(&text))
    });
    env.add_function("say", move |key: String, values: Kwargs| {
        let names: Vec<String> = values.args().map(str::to_string).collect();
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for name in names {
            let value: Value = values.get(&name)?;
            texts.insert(name, value.to_string());
        }
        let pairs: Vec<(&str, &str)> = texts.iter().map(|(k, v)| (&**k, &**v)).collect();
        Ok(words::say(language, &key, &pairs))
    });
    for (name, text) in TEMPLATES {
        // A test fills them all in.
        let added = env.add_template(name, text);
        debug_assert!(added.is_ok(), "{name}: {added:?}");
    }
    env
}

/// Whether a text is the same escaped: most are, and need no copy.
fn is_plain(text: &str) -> bool {
    text.chars().all(|c| {
        !matches!(c, '<' | '>' | '&' | '"' | '\'')
            && (c == ' ' || c.is_alphanumeric() || c.is_ascii_graphic())
    })
}

/// A text that stays text wherever it is put into a page: its spaces stay, its line ends become spaces, what shows nothing is left out.
pub(super) fn text_of(text: &str) -> String {
    escaped(text, ' ')
}

/// As [`text_of`], but line ends stay.
fn lines_of(text: &str) -> String {
    escaped(text, '\n')
}

fn escaped(text: &str, line_end: char) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push(line_end),
            '\t' => out.push(' '),
            c if markup::is_hidden(c) || matches!(c, '\u{FFFE}' | '\u{FFFF}') => {}
            c => out.push(c),
        }
    }
    out
}

/// The texts of all templates.
#[cfg(test)]
pub(super) fn texts() -> impl Iterator<Item = &'static str> {
    TEMPLATES.iter().map(|(_, text)| *text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_and_lines_of_a_text_stay() {
        assert_eq!(text_of(" a\n<b>'\u{202e}"), " a &lt;b&gt;&#39;");
        assert_eq!(lines_of("{\n  ?s ?p\r\n}"), "{\n  ?s ?p\n}");
    }
}
