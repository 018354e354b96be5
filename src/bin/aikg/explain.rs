//! `aikg query --explain`: what a query asks, with which values, and how it would run.

use crate::{args, list};
use aikg::query::catalogue::{self, Binding};
use aikg::query::{Graph, NamedQuery};
use std::fmt::Write as _;

/// Describes a query. Where a value is missing or wrong, what the query takes is shown, and then what is wrong.
pub(crate) fn of(
    query: &NamedQuery,
    bound: anyhow::Result<Vec<Binding>>,
    args: &args::Query,
) -> anyhow::Result<String> {
    let mut text = list::entry(query);
    let bindings = match bound {
        Ok(bindings) => bindings,
        Err(error) => {
            let _ = writeln!(text, "\nNot filled in: {error}");
            return Ok(text);
        }
    };
    if !bindings.is_empty() {
        text.push_str("\nValues\n");
    }
    for binding in &bindings {
        let given = format!("{}={}", binding.name, binding.value);
        let how = if binding.default { " (default)" } else { "" };
        let _ = writeln!(text, "    {given:<20} {}{how}", binding.term);
    }
    let filled = catalogue::put(query, &bindings);
    text.push_str("\nQuery\n");
    // The leading comment has been told already.
    let lines = filled.lines().skip_while(|line| {
        let line = line.trim_start();
        line.is_empty() || line.starts_with('#')
    });
    for line in lines {
        let _ = writeln!(text, "    {line}");
    }
    if let Some(url) = &args.endpoint {
        let _ = writeln!(text, "\nPlan\n    {url} makes its own");
        return Ok(text);
    }
    text.push_str("\nPlan, from the last step to the first\n");
    let graph = Graph::open(&args.graph.graph, &filled)?;
    for line in graph.plan(&filled)?.lines() {
        let _ = writeln!(text, "    {line}");
    }
    Ok(text)
}
