//! `aikg why`: from a spelling to its entity, step by step.

use crate::args;
use crate::{Status, knowledge, say};
use aikg::graph::Built;
use aikg::lexicon::why;
use aikg::text::fold;
use std::fmt::Write as _;

pub(crate) fn run(args: args::Why) -> anyhow::Result<Status> {
    let knowledge = knowledge::read(&args.knowledge)?;
    let mut text = String::new();
    for (number, step) in why(&knowledge.lexicon, &args.name).iter().enumerate() {
        let arrow = if number == 0 { "" } else { "→ " };
        let reason = match step.reason.as_str() {
            "" => String::new(),
            reason => format!("   ({reason})"),
        };
        let _ = writeln!(text, "{arrow}{}{reason}", step.form);
    }
    if let Some(dir) = &args.graph {
        say::pending(dir);
        let built = Built::open(dir)?;
        let entity = built.entity(built.find(&args.name, &knowledge.lexicon)?);
        if let Some(entity) = entity {
            let _ = writeln!(
                text,
                "\nIn this graph: {} ({}), {} mentions",
                entity.canonical, entity.kind, entity.mentions
            );
            let key = fold::key(&args.name);
            let same: Vec<&str> = entity
                .aliases
                .iter()
                .map(String::as_str)
                .filter(|a| fold::key(a) == key)
                .collect();
            let others: Vec<&str> = entity
                .aliases
                .iter()
                .map(String::as_str)
                .filter(|a| fold::key(a) != key)
                .collect();
            let list = |names: &[&str]| match names {
                [] => "-".to_string(),
                names => names.join(", "),
            };
            let _ = writeln!(text, "  this spelling:  {}", list(&same));
            let _ = writeln!(text, "  other ones:     {}", list(&others));
        }
    }
    say::put(say::plain(&text).as_bytes(), None)?;
    Ok(Status::Done)
}
