//! One ask: the links, names and lines that its page shows, in its language.

use super::{Ask, Page, Site};
use crate::entity::Kind;
use crate::graph::{BuiltItem, percent_encode};
use crate::language::Language;
use crate::text::markup;
use crate::text::script::{self, Script};
use minijinja::value::Value;
use serde::Serialize;

/// An ask and the site that answers it.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) site: &'a Site,
    pub(super) ask: &'a Ask<'a>,
    pub(super) language: Language,
    /// Whether links say the language: only where the ask did.
    carries: bool,
}

/// A name that leads somewhere.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Link {
    pub(super) href: String,
    pub(super) name: String,
    /// The language of the name; empty where it is that of the page.
    pub(super) lang: &'static str,
}

/// An entity as a line shows it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Who {
    pub(super) id: String,
    pub(super) href: String,
    pub(super) name: String,
    pub(super) lang: &'static str,
    pub(super) kind: &'static str,
    pub(super) kind_name: &'static str,
    pub(super) items: u32,
}

/// An item as a line shows it.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ItemLine {
    pub(super) href: String,
    pub(super) heading: String,
    pub(super) lang: &'static str,
    pub(super) date: String,
    pub(super) digest: Link,
    pub(super) number: u32,
    pub(super) topics: Vec<Link>,
    pub(super) sources: Vec<Source>,
}

/// A link of an item to the web.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Source {
    pub(super) href: String,
    /// Whose page it is.
    pub(super) host: String,
    /// Whether a browser may follow it.
    pub(super) web: bool,
}

impl<'a> View<'a> {
    pub(super) fn new(site: &'a Site, ask: &'a Ask<'a>) -> Self {
        Self {
            site,
            ask,
            language: ask.language,
            carries: ask.query.iter().any(|(key, _)| key == "lang"),
        }
    }

    /// The last value of a key of the query, trimmed; empty where there is none.
    pub(super) fn asked(&self, key: &str) -> &'a str {
        let values = self.ask.query.iter().rev();
        let mut values = values.filter(|(k, _)| k == key);
        values.next().map_or("", |(_, value)| value.trim())
    }

    /// All values of a key that are not empty.
    pub(super) fn all(&self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let values = self.ask.query.iter().filter(move |(k, _)| k == key);
        values.map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }

    /// Whether links say the language.
    pub(super) fn carries(&self) -> bool {
        self.carries
    }

    /// An address of the site; `path` is encoded already.
    pub(super) fn href(&self, path: &str, pairs: &[(&str, &str)]) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (key, value) in pairs {
            query.append_pair(key, value);
        }
        if self.carries {
            query.append_pair("lang", self.language.tag());
        }
        let query = query.finish();
        if query.is_empty() {
            path.to_string()
        } else {
            format!("{path}?{query}")
        }
    }

    /// This page in another language.
    pub(super) fn switched(&self, language: Language) -> String {
        let path: Vec<String> = self.ask.path.split('/').map(percent_encode).collect();
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (key, value) in self.ask.query.iter().filter(|(key, _)| key != "lang") {
            query.append_pair(key, value);
        }
        query.append_pair("lang", language.tag());
        format!("{}?{}", path.join("/"), query.finish())
    }

    /// The page of an entity.
    pub(super) fn entity_href(&self, id: &str) -> String {
        self.href(&entity_path(id), &[])
    }

    /// The name of an entity in the language of the page.
    pub(super) fn name(&self, number: u32) -> String {
        let Some(entity) = self.site.built.entity(number) else {
            return String::new();
        };
        let lexicon = &self.site.knowledge.lexicon;
        let row = lexicon.by_id(&entity.id).and_then(|n| lexicon.entity(n));
        let name = row.map_or(entity.canonical.as_str(), |row| self.language.name_of(row));
        let name = markup::one_line(name);
        if name.is_empty() {
            entity.id.clone()
        } else {
            name
        }
    }

    /// An entity as a line shows it; the count is that of all its items.
    pub(super) fn who(&self, number: u32) -> Who {
        let name = self.name(number);
        let entity = self.site.built.entity(number);
        let kind = entity.map_or(Kind::Other, |e| e.kind);
        let id = entity.map_or("", |e| e.id.as_str());
        Who {
            href: self.entity_href(id),
            id: id.to_string(),
            lang: self.tongue(&name),
            name,
            kind: kind.name(),
            kind_name: self.kind(kind),
            items: entity.map_or(0, |e| e.items),
        }
    }

    /// What one entity of a kind is called.
    pub(super) fn kind(&self, kind: Kind) -> &'static str {
        match (self.language, kind) {
            (Language::En, Kind::Dataset) => "Data set",
            (Language::En, Kind::Organization) => "Organisation",
            (Language::En, kind) => kind.name(),
            (language, kind) => language.kind(kind),
        }
    }

    /// The language of a text where it is another than the page's; empty for that, and for text without Han characters on an English page.
    pub(super) fn tongue(&self, text: &str) -> &'static str {
        let here = self.language;
        let of = if text.chars().any(script::is_han) {
            let fallback = match here {
                Language::ZhHant => Script::ZhHant,
                _ => Script::ZhHans,
            };
            match script::detect(text, fallback) {
                Script::ZhHant => Language::ZhHant,
                _ => Language::ZhHans,
            }
        } else {
            Language::En
        };
        if of == here { "" } else { of.tag() }
    }

    /// A topic.
    pub(super) fn topic(&self, id: &str) -> Link {
        let name = self.topic_name(id);
        Link {
            href: self.href(&format!("/topic/{}", percent_encode(id)), &[]),
            lang: self.tongue(&name),
            name,
        }
    }

    /// The name of a topic: that of the dictionaries, else its id.
    pub(super) fn topic_name(&self, id: &str) -> String {
        let lexicon = &self.site.knowledge.lexicon;
        let row = lexicon.by_id(id).and_then(|n| lexicon.entity(n));
        let name = row.map_or(id, |row| self.language.name_of(row));
        markup::one_line(name)
    }

    /// A digest.
    pub(super) fn digest(&self, name: &str) -> Link {
        let name_shown = markup::one_line(name);
        Link {
            href: self.href(&format!("/digest/{}", percent_encode(name)), &[]),
            lang: self.tongue(&name_shown),
            name: name_shown,
        }
    }

    /// The page of an item.
    pub(super) fn item_href(&self, item: &BuiltItem) -> String {
        let path = format!("/digest/{}/{}", percent_encode(&item.digest), item.number);
        self.href(&path, &[])
    }

    /// An item as a line shows it.
    pub(super) fn item(&self, place: u32) -> Option<ItemLine> {
        let item = self.site.built.items.get(place as usize)?;
        let heading = markup::one_line(&item.heading);
        let heading = if heading.is_empty() {
            format!("{}/{}", item.digest, item.number)
        } else {
            heading
        };
        Some(ItemLine {
            href: self.item_href(item),
            lang: self.tongue(&heading),
            heading,
            date: item.date.map_or_else(String::new, |d| d.to_string()),
            digest: self.digest(&item.digest),
            number: item.number,
            topics: item.topics.iter().map(|t| self.topic(t)).collect(),
            sources: distinct(item.sources.iter().map(|s| source(s))),
        })
    }

    /// Lines of some items.
    pub(super) fn items<'p>(&self, places: impl IntoIterator<Item = &'p u32>) -> Vec<ItemLine> {
        let places = places.into_iter();
        places.filter_map(|place| self.item(*place)).collect()
    }

    /// Fills a template in.
    pub(super) fn page(&self, template: &str, title: &str, values: Value) -> Page {
        self.site.frames.page(self, 200, template, title, values)
    }

    /// A phrase of the page's language.
    pub(super) fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        super::words::say(self.language, key, values)
    }
}

/// The path of an entity: its id as its IRI has it.
pub(super) fn entity_path(id: &str) -> String {
    let fine = |c: char| c.is_ascii_alphanumeric() || ".-_~%".contains(c);
    if id.chars().all(fine) {
        format!("/entity/{id}")
    } else {
        format!("/entity/{}", percent_encode(id))
    }
}

/// The first link to each place: an item that cites a page twice says so once.
fn distinct(sources: impl Iterator<Item = Source>) -> Vec<Source> {
    let mut kept: Vec<Source> = Vec::new();
    for source in sources {
        if !kept
            .iter()
            .any(|k| k.href == source.href && k.host == source.host)
        {
            kept.push(source);
        }
    }
    kept
}

fn source(url: &str) -> Source {
    let web = markup::is_web_link(url);
    let host = url.split("://").nth(1).unwrap_or(url);
    let host = host.split(['/', '?', '#']).next().unwrap_or(host);
    let host = host.rsplit('@').next().unwrap_or(host);
    Source {
        href: if web { url.to_string() } else { String::new() },
        host: markup::shorten(
            &markup::one_line(host.strip_prefix("www.").unwrap_or(host)),
            60,
        ),
        web,
    }
}
