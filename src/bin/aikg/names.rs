//! `aikg annotate` and `aikg resolve`: entities in any text, and what a name means.

use crate::args::{self, NameFormat};
use crate::{Status, knowledge, say};
use aikg::document::{Item, Origin, Passage};
use aikg::entity::coined_id;
use aikg::extract::Knowledge;
use aikg::mention::{self, Finder, Meaning};
use aikg::query::format::aligned;
use aikg::text::Span;
use anyhow::Context;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Write};

fn wanted(format: Option<NameFormat>) -> NameFormat {
    format.unwrap_or(if std::io::stdout().is_terminal() {
        NameFormat::Table
    } else {
        NameFormat::Tsv
    })
}

pub(crate) fn annotate(args: args::Annotate) -> anyhow::Result<Status> {
    let knowledge = knowledge::read(&args.knowledge)?;
    let mut readers: Vec<Box<dyn BufRead>> = Vec::new();
    for path in &args.files {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        readers.push(Box::new(BufReader::new(file)));
    }
    if readers.is_empty() {
        readers.push(Box::new(std::io::stdin().lock()));
    }
    let format = wanted(args.format);
    let mut rows = Vec::new();
    let mut out = std::io::stdout().lock();
    let mut finder = Finder::default();
    let mut number = 0u64;
    for mut reader in readers {
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            if reader.read_until(b'\n', &mut bytes)? == 0 {
                break;
            }
            number += 1;
            let line = String::from_utf8_lossy(&bytes);
            let line = line.trim_end_matches(['\n', '\r']);
            for row in line_rows(number, line, &knowledge, &mut finder) {
                match format {
                    NameFormat::Tsv => writeln!(out, "{}", row.join("\t"))?,
                    NameFormat::Table => rows.push(row.to_vec()),
                }
            }
            if format == NameFormat::Tsv {
                out.flush()?;
            }
        }
    }
    if format == NameFormat::Table {
        let head = [
            "line",
            "start",
            "end",
            "surface",
            "canonical",
            "type",
            "entity",
        ];
        drop(out);
        say::put(aligned(&head, &rows).as_bytes(), None)?;
    }
    Ok(Status::Done)
}

fn line_rows(
    number: u64,
    line: &str,
    knowledge: &Knowledge,
    finder: &mut Finder,
) -> Vec<[String; 7]> {
    let lexicon = &knowledge.lexicon;
    let item = Item {
        number: 1,
        passages: vec![Passage {
            origin: Origin::Text,
            runs: vec![Span::new(0, line.len())],
        }],
        ..Item::default()
    };
    mention::in_text(line, &item, lexicon, finder, &[])
        .into_iter()
        .filter(|m| !m.nested)
        .filter_map(|m| {
            let Meaning::Known(id) = &m.meaning else {
                return None;
            };
            let entity = lexicon.entity(lexicon.by_id(id)?)?;
            Some([
                number.to_string(),
                m.span.start.to_string(),
                m.span.end.to_string(),
                cell(m.span.of(line)),
                cell(entity.canonical()),
                entity.kind.name().to_string(),
                entity.id.clone(),
            ])
        })
        .collect()
}

pub(crate) fn resolve(args: args::Resolve) -> anyhow::Result<Status> {
    let knowledge = knowledge::read(&args.knowledge)?;
    let format = wanted(args.format);
    let mut rows = Vec::new();
    let mut out = std::io::stdout().lock();
    let mut answer = |name: &str| -> std::io::Result<()> {
        let row = meaning(name, &knowledge);
        match format {
            NameFormat::Tsv => {
                writeln!(out, "{}", row.join("\t"))?;
                out.flush()
            }
            NameFormat::Table => {
                rows.push(row.to_vec());
                Ok(())
            }
        }
    };
    if args.names.is_empty() {
        for line in std::io::stdin().lock().split(b'\n') {
            let line = line.context("cannot read standard input")?;
            let name = String::from_utf8_lossy(&line);
            answer(name.trim_end_matches('\r'))?;
        }
    } else {
        for name in &args.names {
            answer(name)?;
        }
    }
    drop(out);
    if format == NameFormat::Table {
        let head = ["name", "entity", "canonical", "type", "rule"];
        say::put(aligned(&head, &rows).as_bytes(), None)?;
    }
    Ok(Status::Done)
}

fn meaning(name: &str, knowledge: &Knowledge) -> [String; 5] {
    let lexicon = &knowledge.lexicon;
    let found = lexicon.understand(name, None);
    match found.and_then(|f| Some((lexicon.entity(f.name.entity)?, f.rule))) {
        Some((entity, rule)) => [
            cell(name),
            entity.id.clone(),
            cell(entity.canonical()),
            entity.kind.name().to_string(),
            rule.to_string(),
        ],
        None => [
            cell(name),
            coined_id(&lexicon.coined_key(name)),
            cell(name),
            String::new(),
            "coined".to_string(),
        ],
    }
}

/// A cell of a table whose cells are parted by tabs.
fn cell(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}
