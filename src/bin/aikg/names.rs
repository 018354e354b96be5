//! `aikg annotate` and `aikg resolve`: entities in any text, and what a name means.

use crate::args::{self, NameFormat};
use crate::{Status, knowledge, say};
use aikg::entity::coined_id;
use aikg::extract::{self, Knowledge};
use aikg::graph::Built;
use aikg::link::{self, Evidence};
use aikg::mention::{Finder, Meaning};
use aikg::query::format::aligned;
use aikg::text::fold;
use anyhow::Context;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::PathBuf;

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
    let learned = Learned::of(args.graph.as_ref(), &knowledge)?;
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
            for row in line_rows(number, line, &knowledge, &mut finder, &learned) {
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

/// What a graph's digests taught beside the dictionaries: its own names.
#[derive(Debug, Default)]
struct Learned {
    built: Option<Built>,
    names: Vec<(String, Meaning)>,
}

impl Learned {
    fn of(dir: Option<&PathBuf>, knowledge: &Knowledge) -> anyhow::Result<Self> {
        let Some(dir) = dir else {
            return Ok(Self::default());
        };
        say::pending(dir);
        let built = Built::entities_of(dir)?;
        let mut names = Vec::new();
        for entity in &built.entities {
            for alias in &entity.aliases {
                if !knowledge.lexicon.names(&fold::key(alias)).is_empty() {
                    continue;
                }
                let key = knowledge.lexicon.coined_key(alias);
                let kind = Some(entity.kind);
                names.push((alias.clone(), Meaning::Coined { key, kind }));
            }
        }
        Ok(Self {
            built: Some(built),
            names,
        })
    }

    /// The entity that the graph has for a name: id, canonical name, kind.
    fn entity(&self, name: &str, knowledge: &Knowledge) -> Option<[String; 3]> {
        let built = self.built.as_ref()?;
        let entity = built.entity(built.find(name, &knowledge.lexicon).ok()?)?;
        Some([
            entity.id.clone(),
            entity.canonical.clone(),
            entity.kind.name().to_string(),
        ])
    }
}

fn line_rows(
    number: u64,
    line: &str,
    knowledge: &Knowledge,
    finder: &mut Finder,
    learned: &Learned,
) -> Vec<[String; 7]> {
    let extract = extract::of_text(line, knowledge, finder, &learned.names);
    let mut evidence = Evidence::default();
    evidence.add(&extract);
    let registry = link::resolve(evidence, &knowledge.lexicon);
    let mentions = extract.mentions.iter().map(|surfaced| &surfaced.mention);
    mentions
        .filter(|m| !m.nested)
        .filter_map(|m| {
            let surface = m.span.of(line);
            let coined = matches!(m.meaning, Meaning::Coined { .. });
            let of_graph = coined.then(|| learned.entity(surface, knowledge)).flatten();
            let [id, canonical, kind] = of_graph.or_else(|| {
                let entity = registry.entity(registry.entity_of(&m.meaning)?)?;
                Some([
                    entity.id.clone(),
                    entity.canonical.clone(),
                    entity.kind.name().to_string(),
                ])
            })?;
            Some([
                number.to_string(),
                m.span.start.to_string(),
                m.span.end.to_string(),
                cell(surface),
                cell(&canonical),
                kind,
                id,
            ])
        })
        .collect()
}

pub(crate) fn resolve(args: args::Resolve) -> anyhow::Result<Status> {
    let knowledge = knowledge::read(&args.knowledge)?;
    let learned = Learned::of(args.graph.as_ref(), &knowledge)?;
    let format = wanted(args.format);
    let mut rows = Vec::new();
    let mut out = std::io::stdout().lock();
    let mut answer = |name: &str| -> std::io::Result<()> {
        let row = meaning(name, &knowledge, &learned);
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

fn meaning(name: &str, knowledge: &Knowledge, learned: &Learned) -> [String; 5] {
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
        None if learned.entity(name, knowledge).is_some() => {
            let [id, canonical, kind] = learned.entity(name, knowledge).unwrap_or_default();
            [cell(name), id, cell(&canonical), kind, "graph".to_string()]
        }
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
