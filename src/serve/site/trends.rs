//! What is rising: the report of a week or a month, with links into the site.

use super::Page;
use super::frame::context;
use super::view::View;
use crate::language::Language;
use crate::report::chart::{bar, heat, spark, stream};
use crate::report::trend::{Limits, Line, trend};
use crate::report::{Period, Trend, summary};
use crate::text::date;
use jiff::civil::Date;
use minijinja::value::Value;
use std::sync::{Arc, Mutex, PoisonError};

/// Reports that are kept.
const KEPT: usize = 48;
/// Earlier periods that the page leads to.
const EARLIER: usize = 9;
/// Names on the first page.
const SHORT: usize = 6;

/// The reports made last: to make one takes up to a second on a large graph.
#[derive(Default)]
pub(super) struct Kept(Mutex<Vec<(Language, Period, Arc<Trend>)>>);

/// The length of a period.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Every {
    Week,
    Month,
}

impl Every {
    fn name(self, day: Date) -> String {
        match self {
            Self::Week => date::iso_week(day),
            Self::Month => date::month(day),
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The period that holds a day.
    fn of(self, day: Date) -> Option<Period> {
        let (from, to) = date::period(&self.name(day))?;
        Some(Period { from, to })
    }

    /// As many days up to a day: a week or a month that has just begun tells little.
    fn up_to(self, day: Date) -> Option<Period> {
        let days = match self {
            Self::Week => 6,
            Self::Month => 27,
        };
        let from = day.checked_sub(jiff::Span::new().days(days)).ok()?;
        Some(Period { from, to: day })
    }
}

fn made(view: &View<'_>, period: Period) -> Arc<Trend> {
    let site = view.site;
    // What another thread left half done is a list that lacks a report.
    let kept = || site.trends.0.lock().unwrap_or_else(PoisonError::into_inner);
    let known = |(language, p, _): &&(Language, Period, Arc<Trend>)| {
        (*language, *p) == (view.language, period)
    };
    if let Some((_, _, trend)) = kept().iter().find(known) {
        return Arc::clone(trend);
    }
    let limits = Limits {
        record: site.record.clone(),
        ..Limits::default()
    };
    let made = trend(
        &site.built,
        &site.knowledge.lexicon,
        view.language,
        period,
        &limits,
    );
    let made = Arc::new(made);
    let mut kept = kept();
    if kept.len() >= KEPT {
        kept.remove(0);
    }
    kept.push((view.language, period, Arc::clone(&made)));
    made
}

/// What rises in the last 7 and 28 days, else what is named most, for the first page.
pub(super) fn short(view: &View<'_>) -> Vec<Value> {
    let Some((_, last)) = view.site.dates else {
        return Vec::new();
    };
    [Every::Week, Every::Month]
        .into_iter()
        .filter_map(|every| {
            let period = every.up_to(last)?;
            let trend = made(view, period);
            let most: Vec<Line> = ranked(&trend);
            let (word, lines) = if !trend.rising.is_empty() {
                ("rising", &trend.rising)
            } else {
                ("most_named", &most)
            };
            Some(context! {
                every => every.word(), from => period.from.to_string(), to => period.to.to_string(),
                word, items => &trend.coverage.items,
                lines => lines.iter().take(SHORT).map(|l| line(view, l)).collect::<Vec<_>>(),
                new => trend.new.iter().take(SHORT).map(|l| line(view, l)).collect::<Vec<_>>(),
                href => view.href("/trends", &[("period", every.word())]),
            })
        })
        .collect()
}

/// The most named of all kinds together.
fn ranked(trend: &Trend) -> Vec<Line> {
    let lines = trend.most_named.iter().flat_map(|(_, lines)| lines);
    let mut all: Vec<Line> = lines.cloned().collect();
    all.sort_by(|a, b| (b.items, &a.entity).cmp(&(a.items, &b.entity)));
    all
}

/// An entity's line.
fn line(view: &View<'_>, line: &Line) -> Value {
    let who = view.site.built.by_id(&line.entity).map(|n| view.who(n));
    let momentum = spark::draw(&line.momentum, &view.say("momentum", &[]));
    context! {
        who, items => &line.items, before => &line.before,
        ratio => line.ratio.map(bar::number), low => line.low.map(bar::number), high => line.high.map(bar::number),
        spark => Value::from_safe_string(momentum),
        burst => line.burst.as_ref().map(super::frame::value),
        evidence => evidence(view, &line.evidence),
    }
}

fn evidence(view: &View<'_>, all: &[crate::report::trend::Evidence]) -> Vec<Value> {
    let item = |e: &crate::report::trend::Evidence| {
        let place = super::occurrence::place(&view.site.built, &e.digest, e.item)?;
        view.item(place).map(super::frame::value)
    };
    all.iter().filter_map(item).collect()
}

pub(super) fn page(view: &View<'_>) -> Page {
    let title = view.say("nav_trends", &[]);
    let every = match view.asked("period") {
        "month" => Every::Month,
        _ => Every::Week,
    };
    let Some((first, last)) = view.site.dates else {
        return view.page("trends.html", &title, context! { trend => false });
    };
    // A day of the period that is asked for, within the graph.
    let at = date::period(view.asked("at")).map_or(last, |(from, _)| from);
    let at = at.clamp(first, last);
    let Some(period) = every.of(at) else {
        return view.page("trends.html", &title, context! { trend => false });
    };
    let made = made(view, period);
    let rows = |lines: &[Line]| lines.iter().map(|l| line(view, l)).collect::<Vec<Value>>();
    let pairs: Vec<Value> = made
        .pairs
        .iter()
        .filter_map(|p| {
            let who = |id: &str| view.site.built.by_id(id).map(|n| view.who(n));
            Some(context! { a => who(&p.a_id)?, b => who(&p.b_id)?, items => &p.items, before => &p.before, evidence => evidence(view, &p.evidence) })
        })
        .collect();
    let claims: Vec<Value> = made
        .claims
        .iter()
        .filter_map(|c| {
            let place = super::occurrence::place(&view.site.built, &c.digest, c.item)?;
            let found = view.site.index.claims.of_item(place).find(|k| {
                let is = |n: u32, id: &str| view.site.built.entity(n).is_some_and(|e| e.id == id);
                is(k.subject, &c.subject) && is(k.object, &c.object)
            })?;
            super::entity::line(view, found).map(super::frame::value)
        })
        .collect();
    let topics: Vec<(String, Vec<u32>)> = made
        .topics
        .iter()
        .map(|t| (t.name.clone(), t.weeks.clone()))
        .collect();
    let ratios: Vec<bar::Row> = made
        .rising
        .iter()
        .chain(&made.falling)
        .filter_map(|l| {
            Some(bar::Row {
                name: crate::text::markup::one_line(&l.name),
                ratio: l.ratio?,
                low: l.low?,
                high: l.high.unwrap_or(f64::INFINITY),
            })
        })
        .collect();
    let value = serde_json::to_value(&*made).unwrap_or_default();
    let sentences: Vec<String> = summary::sentences(&value, view.language)
        .into_iter()
        .map(|s| s.text)
        .collect();
    let safe = |svg: String| Value::from_safe_string(svg);
    let most: Vec<Value> = made
        .most_named
        .iter()
        .map(|(kind, lines)| context! { title => view.language.kind(*kind), lines => rows(lines) })
        .collect();
    let topic_links: Vec<Value> = made
        .topics
        .iter()
        .map(|t| context! { link => view.topic(&t.topic), items => &t.items, before => &t.before })
        .collect();
    let values = context! {
        trend => true, every => every.word(), name => every.name(period.from), from => period.from.to_string(), to => period.to.to_string(),
        before_from => made.before.from.to_string(), before_to => made.before.to.to_string(), items_before => &made.items_before,
        coverage => context! { digests => &made.coverage.digests, items => &made.coverage.items, entities => &made.coverage.entities },
        sentences, rising => rows(&made.rising), falling => rows(&made.falling), bursts => rows(&made.bursts), new => rows(&made.new),
        most, pairs, claims, papers => rows(&made.papers), topics => topic_links,
        bars => safe(bar::draw(&ratios, &view.say("ratio", &[]))),
        stream => safe(stream::draw(&made.weeks, &topics, &view.say("topics_by_week", &[]))),
        heat => safe(if made.weeks.len() < 2 { String::new() } else { heat::draw(&made.weeks, &topics, &view.say("topics_by_week", &[])) }),
        periods => periods(view, every, period, (first, last)),
        week_href => view.href("/trends", &[("period", "week"), ("at", &period.to.min(last).to_string())]),
        month_href => view.href("/trends", &[("period", "month"), ("at", &period.from.max(first).to_string())]),
        by_week => every == Every::Week,
    };
    view.page(
        "trends.html",
        &format!("{title} {}", every.name(period.from)),
        values,
    )
}

/// The periods around one, the newest first.
fn periods(view: &View<'_>, every: Every, here: Period, (first, last): (Date, Date)) -> Vec<Value> {
    let step = |day: Date, days: i64| {
        let span = jiff::Span::new().try_days(days).ok()?;
        day.checked_add(span).ok()
    };
    let mut day = here.to;
    // Up to four newer ones.
    for _ in 0..4 {
        match step(day, 1)
            .filter(|next| *next <= last)
            .and_then(|next| every.of(next))
        {
            Some(next) => day = next.to,
            None => break,
        }
    }
    let mut all = Vec::new();
    let mut period = every.of(day);
    while let Some(p) = period
        && all.len() < EARLIER
        && p.to >= first
    {
        let name = every.name(p.from);
        all.push(context! {
            href => view.href("/trends", &[("period", every.word()), ("at", &p.from.max(first).to_string())]),
            here => p == here, name,
        });
        period = step(p.from, -1).and_then(|d| every.of(d));
    }
    all
}
