//! `aikg report`: what was rising.

use crate::args::{self, ReportFormat, Usage};
use crate::{Status, knowledge, say};
use aikg::graph::Built;
use aikg::lexicon::Lexicon;
use aikg::report::trend::{Limits, Record};
use aikg::report::{self, Period, markdown};
use anyhow::Context;

pub(crate) fn run(args: args::Report) -> anyhow::Result<Status> {
    if let (Some(from), Some(to)) = (args.from, args.to)
        && from > to
    {
        return Err(Usage(format!(
            "the period ends before it begins: {from} is after {to}"
        ))
        .into());
    }
    say::pending(&args.graph.graph);
    let built = Built::open_as_of(&args.graph.graph, args.when.as_of)?;
    let period = Period::of(&built, args.from, args.to)
        .context("no item of this graph has a date, so there is no period to report on")?;
    let language = args.lang.into();
    let knowledge = knowledge::read(&args.knowledge)?;
    let limits = Limits {
        record: Record::open(&args.graph.graph, &built)?,
        ..Limits::default()
    };
    let text = write(
        &built,
        &knowledge.lexicon,
        period,
        language,
        &limits,
        args.format,
    )?;
    say::put(text.as_bytes(), args.out.as_deref())?;
    Ok(Status::Done)
}

/// Writes the report of a period.
pub(crate) fn write(
    built: &Built,
    lexicon: &Lexicon,
    period: Period,
    language: report::Language,
    limits: &Limits,
    format: ReportFormat,
) -> anyhow::Result<String> {
    let trend = report::trend(built, lexicon, language, period, limits);
    Ok(match format {
        ReportFormat::Markdown => markdown::write(&trend, language),
        ReportFormat::Json => {
            let mut text = serde_json::to_string_pretty(&trend)?;
            text.push('\n');
            text
        }
    })
}
