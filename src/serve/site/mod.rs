//! One build → web pages, as pure functions: a path and a query in, bytes out, no HTTP.
//!
//! * `index` and what it holds (`rows`, `texts`, `names`, `occurrence`, `claim`): what pages look up, put in order once.
//! * `view`: one ask, with the links and names that its page shows. `frame`: templates. `words`: what pages say, in three languages.
//! * a file a page: `home`, `search`, `entity`, `digest`, `topic`, `trends`, `explore`, `queries`, `query`, `about`, `notice`.
//! * `spelling`, `answer`: why a name means an entity, what a query answers. `timeline`, `around`, `quote`: pictures and marked words. `asset`: style and scripts.
//!
//! Paths below are those of the IRIs below `https://w3id.org/aikg`, so that an IRI's page is found by its path. Pages work without a script
//! and ask nothing of other servers; they hold no script and no style themselves, so that a strict policy can forbid both.

mod about;
mod answer;
mod around;
mod asset;
mod claim;
mod digest;
mod entity;
mod explore;
mod frame;
mod home;
mod index;
mod names;
mod notice;
mod occurrence;
mod queries;
mod query;
mod quote;
mod rows;
mod search;
mod spelling;
mod texts;
mod timeline;
mod topic;
mod trends;
mod view;
mod words;

#[cfg(test)]
mod tests;

use crate::error::Result;
use crate::extract::Knowledge;
use crate::graph::Built;
use crate::language::Language;
use crate::map::hub;
use crate::query::{Catalogue, Graph};
use crate::report::trend::Record;
use frame::Frames;
use index::Index;
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use view::View;

/// How long a query of a page may run, if nothing else is said.
const PATIENCE: Duration = Duration::from_secs(10);

/// One build, open for readers. It does not change; threads share it.
pub struct Site {
    dir: PathBuf,
    built: Built,
    graph: Graph,
    knowledge: Arc<Knowledge>,
    catalogue: Arc<Catalogue>,
    as_of: Option<Date>,
    topics: BTreeSet<String>,
    hubs: BTreeSet<String>,
    /// First and last date of the items.
    dates: Option<(Date, Date)>,
    index: Index,
    record: Record,
    frames: Frames,
    trends: trends::Kept,
    patience: Duration,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Percent-decoded; begins with `/`.
    pub path: &'a str,
    /// The decoded pairs in order.
    pub query: &'a [(String, String)],
    /// The language of the page.
    pub language: Language,
}

/// What is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The status of HTTP.
    pub status: u16,
    /// The type of the body.
    pub kind: &'static str,
    /// What is sent.
    pub body: Vec<u8>,
    /// Where else to look, for a status that says so.
    pub location: Option<String>,
}

/// A page of the site: what answers a path that begins like this, with what follows.
type Route = fn(&View<'_>, &str) -> Option<Page>;

/// Every path. One that ends with `/` takes what follows; the others stand alone.
const ROUTES: [(&str, Route); 16] = [
    ("/", |view, _| Some(home::page(view))),
    ("/search", |view, _| Some(search::page(view))),
    ("/complete", |view, _| Some(search::complete(view))),
    ("/entity/", entity::page),
    ("/digest/", digest::page),
    ("/topic/", topic::page),
    ("/topics", |view, _| Some(topic::all(view))),
    ("/trends", |view, _| Some(trends::page(view))),
    ("/map", |view, _| Some(explore::page(view))),
    ("/queries", |view, _| Some(queries::page(view))),
    ("/query", |view, _| Some(query::page(view))),
    ("/about", |view, _| Some(about::page(view))),
    ("/assets/", |_, name| asset::page(name)),
    ("/digests", |view, _| Some(digest::all(view))),
    ("/ontology", |_, _| Some(asset::ontology())),
    ("/kind/", search::of_kind),
];

impl Site {
    /// Opens the graph in `dir`, as it stood on a day where one is given.
    ///
    /// # Errors
    /// There is no graph, no digest is that old, or it is damaged.
    pub fn open(
        dir: &Path,
        knowledge: Arc<Knowledge>,
        catalogue: Arc<Catalogue>,
        as_of: Option<Date>,
    ) -> Result<Self> {
        let built = Built::open_as_of(dir, as_of)?;
        let graph = match as_of {
            Some(date) => Graph::open_as_of(dir, date, "")?,
            None => Graph::open(dir, "")?,
        };
        let index = Index::open(dir, &built, &knowledge.lexicon)?;
        Ok(Self {
            dir: dir.to_path_buf(),
            record: Record::open(dir, &built)?,
            topics: index.topics().iter().map(|(id, _)| id.clone()).collect(),
            hubs: hub::builtin(),
            dates: built.dates(),
            built,
            graph,
            knowledge,
            catalogue,
            as_of,
            index,
            frames: Frames::new(),
            trends: trends::Kept::default(),
            patience: PATIENCE,
        })
    }

    /// Says how long a query of a page may run.
    #[must_use]
    pub fn patient(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Answers for a page; `None` where there is no such page.
    pub fn answer(&self, ask: &Ask<'_>) -> Option<Page> {
        let view = View::new(self, ask);
        let (route, rest) = ROUTES.iter().find_map(|(path, route)| {
            let rest = ask.path.strip_prefix(path)?;
            let whole = rest.is_empty() && (*path == "/" || !path.ends_with('/'));
            let below = *path != "/" && path.ends_with('/') && !rest.is_empty();
            (whole || below).then_some((route, rest))
        })?;
        route(&view, rest)
    }

    /// Makes what the first page of each language needs and later ones keep, so that no reader waits for it.
    pub fn warm(&self) {
        for language in [Language::En, Language::ZhHans, Language::ZhHant] {
            let ask = Ask {
                path: "/",
                query: &[],
                language,
            };
            let _ = self.answer(&ask);
        }
    }

    /// The page for what is not there, with a search and the nearest names.
    pub fn missing(&self, ask: &Ask<'_>) -> Page {
        notice::missing(&View::new(self, ask))
    }

    /// Any other error as a page.
    pub fn fault(&self, ask: &Ask<'_>, status: u16, text: &str) -> Page {
        notice::fault(&View::new(self, ask), status, text)
    }

    /// The graph, to be asked.
    pub fn graph(&self) -> &Graph {
        &self.graph
    }

    /// The graph as its tables tell it.
    pub fn built(&self) -> &Built {
        &self.built
    }

    /// The dictionaries and rules.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    /// The named queries.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The topics of the items, by id.
    pub fn topics(&self) -> &BTreeSet<String> {
        &self.topics
    }

    /// What the indexes take in memory, in bytes, beside the tables.
    pub fn bytes(&self) -> usize {
        self.index.bytes()
    }
}

impl std::fmt::Debug for Site {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Site")
            .field("dir", &self.dir)
            .field("build", &self.built.manifest.build)
            .finish_non_exhaustive()
    }
}

impl Page {
    fn html(status: u16, text: String) -> Self {
        Self {
            status,
            kind: "text/html; charset=utf-8",
            body: text.into_bytes(),
            location: None,
        }
    }
}
