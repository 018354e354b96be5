//! `aikg export`: the built graph in the formats of other tools.

use crate::args::{self, ExportFormat, Usage};
use crate::{Status, say};
use aikg::export::rdf::{self, Form};
use aikg::export::{Source, describe, gexf, graphml, neo4j, network, tables};
use std::io::Write;

pub(crate) fn run(args: args::Export) -> anyhow::Result<Status> {
    let source = Source {
        dir: args.graph.graph,
        as_of: args.when.as_of,
        mentions: args.mentions,
    };
    say::pending(&source.dir);
    let form = match args.format {
        ExportFormat::Nq => Form::NQuads,
        ExportFormat::Trig => Form::TriG,
        ExportFormat::Ttl => Form::Turtle,
        ExportFormat::Jsonld => Form::JsonLd,
        ExportFormat::Csv | ExportFormat::Neo4j => {
            let Some(folder) = &args.out else {
                return Err(
                    Usage("these are several files; name a folder with --out".into()).into(),
                );
            };
            match args.format {
                ExportFormat::Csv => tables::write(&source, folder)?,
                _ => neo4j::write(&source, folder)?,
            }
            return Ok(Status::Done);
        }
        format => {
            say::stream(args.out.as_deref(), |out: &mut dyn Write| match format {
                ExportFormat::Graphml => graphml(&network::of(&source)?, out),
                ExportFormat::Gexf => gexf(&network::of(&source)?, out),
                _ => describe::write(&source, out),
            })?;
            return Ok(Status::Done);
        }
    };
    say::stream(args.out.as_deref(), |out| rdf::write(&source, form, out))?;
    Ok(Status::Done)
}
