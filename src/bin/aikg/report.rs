//! `aikg report`: what was rising, once or period by period.

use crate::args::{self, ReportFormat, Usage};
use crate::{Status, knowledge, say};
use aikg::error::Error;
use aikg::extract::Knowledge;
use aikg::graph::{Built, Manifest};
use aikg::pipeline;
use aikg::report::series::{self, Every, Member};
use aikg::report::trend::{Limits, Record};
use aikg::report::{self, Focus, Focused, Format, Language, Look, Period, Templates, page};
use anyhow::Context;
use jiff::civil::Date;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// What a report is made of and what it looks like.
pub(crate) struct Plan {
    /// The folder of the graph.
    pub(crate) graph: PathBuf,
    pub(crate) as_of: Option<Date>,
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
    pub(crate) language: Language,
    pub(crate) format: Format,
    pub(crate) focus: Focus,
    pub(crate) templates: Templates,
}

pub(crate) fn run(args: args::Report) -> anyhow::Result<Status> {
    let usage = |text: String| -> anyhow::Result<Status> { Err(Usage(text).into()) };
    if let (Some(from), Some(to)) = (args.from, args.to)
        && from > to
    {
        return usage(format!(
            "the period ends before it begins: {from} is after {to}"
        ));
    }
    if args.out.is_none() && (args.if_new || args.every.is_some()) {
        let option = if args.if_new { "--if-new" } else { "--every" };
        return usage(format!("{option} needs --out: where the report is kept"));
    }
    let plan = Plan {
        graph: args.graph.graph,
        as_of: args.when.as_of,
        from: args.from,
        to: args.to,
        language: args.lang.into(),
        format: args.format.into(),
        focus: Focus {
            entity: args.entity,
            topic: args.topic,
            kind: args.kind,
        },
        templates: match &args.templates {
            Some(folder) => Templates::of(folder)?,
            None => Templates::default(),
        },
    };
    let knowledge = knowledge::read(&args.knowledge)?;
    match (args.every, args.out) {
        (Some(every), Some(out)) => series(&plan, &knowledge, every.into(), &out, args.if_new),
        (_, Some(out)) => single(&plan, &knowledge, &out, args.if_new),
        (_, None) => {
            let (text, _) = plan.write(&knowledge)?;
            say::put(text.as_bytes(), None)?;
            Ok(Status::Done)
        }
    }
}

/// Writes one report to a file, unless it is there and what is asked for is the same.
pub(crate) fn single(
    plan: &Plan,
    knowledge: &Knowledge,
    out: &Path,
    if_new: bool,
) -> anyhow::Result<Status> {
    let (text, stamp) = plan.write(knowledge)?;
    if if_new && std::fs::read_to_string(out).is_ok_and(|old| page::is_stamped(&old, &stamp)) {
        return Ok(Status::NothingNew);
    }
    say::put(text.as_bytes(), Some(out))?;
    Ok(Status::Done)
}

fn series(
    plan: &Plan,
    knowledge: &Knowledge,
    every: Every,
    out: &Path,
    if_new: bool,
) -> anyhow::Result<Status> {
    let (members, focused, stamp) = steady(plan, |mut built| {
        let (first, last) = built.dates().context(NO_DATE)?;
        let (from, to) = (plan.from.unwrap_or(first), plan.to.unwrap_or(last));
        let focused = plan
            .focus
            .narrow(&mut built, &knowledge.lexicon, plan.language)?;
        let stamp = plan.stamp(&built, knowledge, &format!("{every:?} {from} {to}"));
        if if_new && series::stamp_of(out).is_some_and(|old| old == stamp) {
            return Ok((Vec::new(), focused, stamp));
        }
        let (names, periods): (Vec<String>, Vec<Period>) =
            every.periods(from, to).into_iter().unzip();
        let trends = plan.trends(&built, knowledge, periods, &focused)?;
        let members = names
            .into_iter()
            .zip(trends)
            .map(|(name, trend)| Member {
                file: format!("{name}.{}", plan.format.ending()),
                name,
                trend,
            })
            .collect();
        Ok((members, focused, stamp))
    })?;
    if members.is_empty() {
        return Ok(Status::NothingNew);
    }
    let look = Look {
        language: plan.language,
        templates: &plan.templates,
        stamp: &stamp,
        focus: &focused.words,
    };
    let mut files = Vec::with_capacity(members.len() + 1);
    for member in &members {
        let text = report::write(&member.trend, &look, plan.format)?;
        files.push((member.file.clone(), text));
    }
    let index = match plan.format {
        Format::Html => "index.html",
        _ => "index.md",
    };
    let text = series::index(&members, &plan.templates, index, plan.language, &stamp)?;
    files.push((index.to_string(), text));
    series::put(out, &files, &stamp)?;
    Ok(Status::Done)
}

const NO_DATE: &str = "no item of this graph has a date, so there is no period to report on";

impl Plan {
    /// Writes a report; what it was made from is told beside it.
    pub(crate) fn write(&self, knowledge: &Knowledge) -> anyhow::Result<(String, String)> {
        let (trend, focused, stamp) = steady(self, |mut built| {
            let period = Period::of(&built, self.from, self.to).context(NO_DATE)?;
            let focused = self
                .focus
                .narrow(&mut built, &knowledge.lexicon, self.language)?;
            let stamp = self.stamp(&built, knowledge, &format!("{period:?}"));
            let trend = self
                .trends(&built, knowledge, vec![period], &focused)?
                .pop();
            Ok((trend.unwrap_or_default(), focused, stamp))
        })?;
        let look = Look {
            language: self.language,
            templates: &self.templates,
            stamp: &stamp,
            focus: &focused.words,
        };
        Ok((report::write(&trend, &look, self.format)?, stamp))
    }

    /// What each period says, as JSON; the items are put in order once for all of them.
    fn trends(
        &self,
        built: &Built,
        knowledge: &Knowledge,
        periods: Vec<Period>,
        focused: &Focused,
    ) -> anyhow::Result<Vec<Value>> {
        let limits = Limits {
            entity: focused.entity.clone(),
            kind: focused.kind,
            record: Record::open(&self.graph, built)?,
            ..Limits::default()
        };
        let left_out = Value::from(report::left_out(&self.graph)?);
        report::trend::series(built, &knowledge.lexicon, self.language, periods, &limits)
            .map(|trend| {
                let mut value = serde_json::to_value(trend)?;
                if value["quality"]["left_out"].is_null() {
                    value["quality"]["left_out"] = left_out.clone();
                }
                Ok(value)
            })
            .collect()
    }

    fn stamp(&self, built: &Built, knowledge: &Knowledge, period: &str) -> String {
        let options = format!(
            "{:?} {:?} {:?} {period} {}",
            self.format,
            self.language,
            self.focus,
            knowledge.identity()
        );
        page::stamp(&built.manifest.build, &options, &self.templates)
    }
}

/// Works on a graph that is of one build from the first table read to the last. Where a build replaces it meanwhile, all is read once more.
fn steady<T>(plan: &Plan, work: impl Fn(Built) -> anyhow::Result<T>) -> anyhow::Result<T> {
    let dir = &plan.graph;
    for again in [false, true] {
        if again {
            std::thread::sleep(std::time::Duration::from_millis(500));
        }
        let pending = pipeline::is_pending(dir);
        let before = Manifest::of(dir)?.build;
        let done = Built::open_as_of(dir, plan.as_of)
            .map_err(anyhow::Error::from)
            .and_then(&work);
        let after = Manifest::of(dir)?.build;
        if !pending && !pipeline::is_pending(dir) && before == after {
            return done;
        }
    }
    say::pending(dir);
    let dir = dir.clone();
    Err(Error::Changing { dir }.into())
}

impl From<ReportFormat> for Format {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Markdown => Self::Markdown,
            ReportFormat::Html => Self::Html,
            ReportFormat::Json => Self::Json,
            ReportFormat::Csv => Self::Csv,
        }
    }
}

impl From<args::Every> for Every {
    fn from(every: args::Every) -> Self {
        match every {
            args::Every::Day => Self::Day,
            args::Every::Week => Self::Week,
            args::Every::Month => Self::Month,
            args::Every::Quarter => Self::Quarter,
        }
    }
}
