//! A query → its answer as a page shows it: cells with links, a chart where there is one number, a map where rows are pairs.

use super::around::{self, Edge};
use super::frame::context;
use super::frame::text_of;
use super::view::{View, entity_path};
use crate::error::{Error, Result};
use crate::graph::vocab;
use crate::query::{CancellationToken, Options, Row, Sink};
use crate::text::markup;
use minijinja::value::Value;
use oxigraph::model::{Term, Triple};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::mpsc;

/// Rows shown; a download has all.
const ROWS: usize = 500;
/// Rows of a chart.
const BARS: usize = 30;
/// Characters of a cell that stays on one line.
const LONG: usize = 36;
/// Ties of a map.
const TIES: usize = 90;

/// What is shown of an answer.
#[derive(Default)]
pub(super) struct Shown {
    head: Vec<String>,
    rows: Vec<Row>,
    truth: Option<bool>,
    /// Whether there is more.
    pub(super) cut: bool,
    /// Whether it is made of triples.
    pub(super) triples: bool,
}

/// A cell of the table.
#[derive(Serialize)]
struct Cell {
    text: String,
    href: String,
    lang: &'static str,
    number: bool,
    /// Whether it is a sentence rather than a name.
    long: bool,
}

impl Shown {
    fn push(&mut self, row: Row) -> Result<()> {
        if self.rows.len() >= ROWS {
            self.cut = true;
            return Err(Error::Stopped);
        }
        self.rows.push(row);
        Ok(())
    }
}

impl Sink for Shown {
    fn head(&mut self, variables: &[String]) -> Result<()> {
        self.head = variables.to_vec();
        Ok(())
    }

    fn row(&mut self, row: Row) -> Result<()> {
        self.push(row)
    }

    fn truth(&mut self, truth: bool) -> Result<()> {
        self.truth = Some(truth);
        Ok(())
    }

    fn triple(&mut self, triple: Triple) -> Result<()> {
        self.triples = true;
        self.push(vec![
            Some(triple.subject.into()),
            Some(triple.predicate.into()),
            Some(triple.object),
        ])
    }
}

/// Asks a query; it may not ask other servers, and it ends when its time has passed.
pub(super) fn ask(view: &View<'_>, query: &str) -> Result<Shown> {
    let mut shown = Shown::default();
    let stop = CancellationToken::new();
    let (done, waits) = mpsc::channel::<()>();
    let asked = std::thread::scope(|scope| {
        let token = stop.clone();
        let patience = view.site.patience;
        scope.spawn(move || {
            if waits.recv_timeout(patience) == Err(mpsc::RecvTimeoutError::Timeout) {
                token.cancel();
            }
        });
        let options = Options {
            stop,
            ..Options::default()
        };
        let asked = view.site.graph.tell(query, &options, &mut shown);
        drop(done);
        asked
    });
    match asked {
        Err(Error::Stopped) if shown.cut => Ok(shown),
        Err(error) => Err(error),
        Ok(()) => Ok(shown),
    }
}

/// The answer for a template.
pub(super) fn values(view: &View<'_>, shown: &Shown) -> Value {
    let head: Vec<String> = if shown.triples {
        ["subject", "predicate", "object"]
            .map(str::to_string)
            .to_vec()
    } else {
        shown.head.clone()
    };
    let rows: Vec<Vec<Cell>> = shown
        .rows
        .iter()
        .map(|row| row.iter().map(|term| cell(view, term.as_ref())).collect())
        .collect();
    let chart = chart(view, &head, &rows);
    let map = if shown.triples {
        String::new()
    } else {
        map(view, shown)
    };
    let numbers: Vec<bool> = (0..head.len()).map(|c| is_number(&rows, c)).collect();
    context! {
        head, rows, numbers, truth => &shown.truth, cut => &shown.cut, count => shown.rows.len(),
        chart => Value::from_safe_string(chart), map => Value::from_safe_string(map),
    }
}

/// Whether a column holds numbers and nothing else.
fn is_number(rows: &[Vec<Cell>], column: usize) -> bool {
    let mut any = false;
    for cell in rows.iter().filter_map(|row| row.get(column)) {
        if !cell.number && !cell.text.is_empty() {
            return false;
        }
        any |= cell.number;
    }
    any
}

fn cell(view: &View<'_>, term: Option<&Term>) -> Cell {
    let plain = |text: String, href: String| Cell {
        lang: view.tongue(&text),
        long: text.chars().count() > LONG,
        text,
        href,
        number: false,
    };
    match term {
        None => plain(String::new(), String::new()),
        Some(Term::NamedNode(iri)) => {
            let iri = iri.as_str();
            let (text, href) = named(view, iri);
            plain(text, href)
        }
        Some(Term::Literal(literal)) => {
            let number = literal.datatype().as_str().starts_with(vocab::XSD)
                && literal.value().parse::<f64>().is_ok_and(f64::is_finite)
                && literal.datatype().as_str()
                    != concat!("http://www.w3.org/2001/XMLSchema#", "string");
            let text = markup::one_line(literal.value());
            // Anchors only for whole links: a literal may say anything.
            let href = if markup::is_web_link(literal.value()) {
                literal.value().to_string()
            } else {
                String::new()
            };
            Cell {
                number,
                ..plain(text, href)
            }
        }
        Some(other) => plain(markup::one_line(&other.to_string()), String::new()),
    }
}

/// How an IRI is written, and where it leads.
fn named(view: &View<'_>, iri: &str) -> (String, String) {
    const BASE: &str = "https://w3id.org/aikg";
    let prefixed = vocab::PREFIXES
        .iter()
        .filter(|(_, space)| iri.starts_with(space))
        .max_by_key(|(_, space)| space.len());
    let text = match prefixed {
        Some((prefix, space)) => format!("{prefix}:{}", iri.get(space.len()..).unwrap_or("")),
        None => iri.to_string(),
    };
    let text = markup::one_line(&text);
    if let Some(id) = iri.strip_prefix(vocab::ENT) {
        let id = id.split('/').next().unwrap_or(id);
        return (text, view.href(&entity_path(id), &[]));
    }
    let own = iri.starts_with(vocab::DIG) || iri.starts_with(vocab::TOPIC);
    if let Some(path) = iri.strip_prefix(BASE).filter(|_| own) {
        // A mention has no page of its own.
        let path = path
            .split("/m")
            .next()
            .filter(|_| path.contains("/digest/"))
            .unwrap_or(path);
        let path: String = path
            .chars()
            .map(|c| {
                if c.is_ascii() {
                    c.to_string()
                } else {
                    crate::graph::percent_encode(&c.to_string())
                }
            })
            .collect();
        return (text, view.href(&path, &[]));
    }
    if iri.starts_with(BASE) || !markup::is_web_link(iri) {
        return (text, String::new());
    }
    (text, iri.to_string())
}

/// Bars, where one column holds numbers and another says what they are of.
fn chart(view: &View<'_>, head: &[String], rows: &[Vec<Cell>]) -> String {
    let numbers: Vec<usize> = (0..head.len()).filter(|c| is_number(rows, *c)).collect();
    let [number] = numbers.as_slice() else {
        return String::new();
    };
    let is_name =
        |c: &usize| c != number && ["name", "title", "label"].contains(&head[*c].as_str());
    let other = |c: &usize| c != number;
    let label = (0..head.len())
        .find(is_name)
        .or_else(|| (0..head.len()).find(other));
    let Some(label) = label.filter(|_| rows.len() > 1) else {
        return String::new();
    };
    let bars: Vec<(&Cell, f64)> = rows
        .iter()
        .filter_map(|row| Some((row.get(label)?, row.get(*number)?.text.parse::<f64>().ok()?)))
        .take(BARS)
        .collect();
    // Bars of one length, or several of one name, show nothing that the table does not.
    let names: BTreeSet<&str> = bars.iter().map(|(cell, _)| cell.text.as_str()).collect();
    let first = bars.first().map_or(0.0, |(_, n)| *n);
    let alike = bars.iter().all(|(_, n)| n.total_cmp(&first).is_eq());
    if names.len() < bars.len() || alike {
        return String::new();
    }
    let most = bars.iter().map(|(_, n)| *n).fold(0.0, f64::max);
    if most <= 0.0 || bars.iter().any(|(_, n)| *n < 0.0) {
        return String::new();
    }
    let (step, name, wide) = (24.0, 210.0, 640.0);
    let high = step * f64::from(u32::try_from(bars.len()).unwrap_or(u32::MAX));
    let title = view.say("chart_of", &[("what", &head[*number])]);
    let mut out = format!(
        "<svg class=\"columns\" viewBox=\"0 0 {wide} {high}\" role=\"img\" aria-label=\"{}\">",
        text_of(&title)
    );
    let mut y = 0.0;
    for (cell, value) in bars {
        let long = (value / most * (wide - name - 70.0)).max(1.0);
        let _ = write!(
            out,
            "<text class=\"who\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text><rect class=\"bar\" x=\"{name}\" y=\"{}\" width=\"{long:.1}\" height=\"14\" rx=\"2\"/><text class=\"tick\" x=\"{:.1}\" y=\"{}\">{}</text>",
            name - 8.0,
            y + 16.0,
            text_of(&markup::shorten(&cell.text, 26)),
            y + 4.5,
            name + long + 6.0,
            y + 16.0,
            around::number(value)
        );
        y += step;
    }
    out.push_str("</svg>");
    out
}

/// A map of the entities of two columns, each row a tie.
fn map(view: &View<'_>, shown: &Shown) -> String {
    let mut columns: Vec<Vec<Option<u32>>> = Vec::new();
    for column in 0..shown.head.len() {
        let terms = shown.rows.iter().take(TIES).map(|row| row.get(column));
        let found: Vec<Option<u32>> = terms.map(|t| entity(view, t?.as_ref()?)).collect();
        let known = found.iter().filter(|e| e.is_some()).count();
        // An entity and its name are two columns of the same.
        if known > 0 && known * 10 >= found.len() * 9 && !columns.contains(&found) {
            columns.push(found);
        }
    }
    let [one, other] = columns.as_slice() else {
        return String::new();
    };
    let mut entities: Vec<u32> = Vec::new();
    let mut edges: Vec<Edge> = Vec::new();
    for (one, other) in one.iter().zip(other) {
        let (Some(one), Some(other)) = (one, other) else {
            continue;
        };
        let mut place = |n: u32| {
            let known = entities.iter().position(|e| *e == n);
            known.unwrap_or_else(|| {
                entities.push(n);
                entities.len() - 1
            })
        };
        let (a, b) = (place(*one), place(*other));
        if a != b && !edges.iter().any(|e| e.joins(a, b)) {
            edges.push(Edge::plain(a, b));
        }
    }
    if edges.len() < 2 {
        return String::new();
    }
    let label = view.say("map_of_rows", &[]);
    around::picture(view, &entities, &edges, None, &label)
}

/// The entity that a cell is, by its IRI or by the name that tables give it.
fn entity(view: &View<'_>, term: &Term) -> Option<u32> {
    let built = &view.site.built;
    match term {
        Term::NamedNode(iri) => built.by_id(iri.as_str().strip_prefix(vocab::ENT)?),
        Term::Literal(name) => view.site.index.names.same(name.value()).find(|n| {
            built
                .entity(*n)
                .is_some_and(|e| e.canonical == name.value())
        }),
        _ => None,
    }
}
