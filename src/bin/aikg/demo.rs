//! `aikg demo`: builds the sample digests and shows a table, a map and a report.

use crate::args;
use crate::{Status, build, report, say};
use aikg::builtin;
use aikg::extract::Knowledge;
use aikg::graph::Built;
use aikg::input::{Found, Input, Place};
use aikg::map::draw::dot::{self, Layout};
use aikg::map::draw::html;
use aikg::map::graphviz::{self, Picture, Program};
use aikg::map::scene::Stage;
use aikg::map::{Map, Options, hub};
use aikg::pipeline;
use aikg::query::format::{self, Format};
use aikg::query::{Catalogue, Graph, Names, catalogue};
use aikg::report::{self as reports, Focus, Language, Templates};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The question whose answer is shown.
const QUERY: &str = "top-entities";

pub(crate) fn run(args: args::Demo, quiet: bool) -> anyhow::Result<Status> {
    let knowledge = Knowledge::builtin();
    let found = Found {
        inputs: builtin::samples()
            .into_iter()
            .map(|file| Input {
                name: file.name.to_string(),
                place: Place::Text(file.text.to_string()),
            })
            .collect(),
        warnings: Vec::new(),
    };
    let bar = say::Bar::new(quiet);
    let summary = pipeline::build(
        found,
        &knowledge,
        &args.out,
        &pipeline::Options::default(),
        &bar,
    );
    bar.finish();
    build::tell(&summary?, &args.out);

    let dir = args.out.display();
    let built = Built::open(&args.out)?;
    let mut text = String::new();

    let query = Catalogue::builtin()?.get(QUERY)?.clone();
    let given = [("type", "Company"), ("limit", "8")].map(|(k, v)| (k.to_string(), v.to_string()));
    let names = Names {
        built: Some(&built),
        topics: None,
        lexicon: &knowledge.lexicon,
        elsewhere: false,
    };
    let filled = catalogue::fill(&query, &given, &names)?;
    let answer = Graph::open(&args.out, &filled)?.ask(&filled)?;
    let table = format::write(&answer, Format::Table)?;
    let _ = writeln!(
        text,
        "\n$ aikg query {QUERY} type=Company limit=8 -g {dir}\n\n{}",
        String::from_utf8_lossy(&table)
    );

    let options = Options {
        top: 30,
        hubs: hub::builtin(),
        ..Options::default()
    };
    let stage = Stage {
        built: &built,
        lexicon: &knowledge.lexicon,
        language: None,
    };
    let map = Map::new(stage, &args.out, &options)?;
    let dot = dot::dot(&map.scene, Layout::Graphviz);
    let path = args.out.join("map.dot");
    say::put(dot.as_bytes(), Some(&path))?;
    let page = args.out.join("map.html");
    let places = map.places(&BTreeMap::new());
    say::put(html::html(&map.scene, &places).as_bytes(), Some(&page))?;
    let _ = writeln!(
        text,
        "$ aikg map --top 30 -g {dir} -f html\n\n  {}, to open in a browser\n  {}",
        page.display(),
        path.display()
    );
    match graphviz::render(&dot, Program::Dot, Picture::Svg) {
        Ok(svg) => {
            let path = args.out.join("map.svg");
            say::put(&svg, Some(&path))?;
            let _ = writeln!(text, "  {}", path.display());
        }
        Err(error) => {
            let _ = writeln!(text, "  no picture: {error}");
        }
    }

    if built.dates().is_some() {
        let mut plan = report::Plan {
            graph: args.out.clone(),
            as_of: None,
            from: None,
            to: None,
            language: Language::En,
            format: reports::Format::Html,
            focus: Focus::default(),
            templates: Templates::default(),
        };
        let page = args.out.join("report.html");
        report::single(&plan, &knowledge, &page, false)?;
        plan.format = reports::Format::Markdown;
        let (report, _) = plan.write(&knowledge)?;
        let path = args.out.join("report.md");
        say::put(report.as_bytes(), Some(&path))?;
        let _ = writeln!(
            text,
            "\n$ aikg report -g {dir}\n\n{}\n  the whole report: {}, to open in a browser\n  {}",
            excerpt(&report),
            page.display(),
            path.display()
        );
    }
    let _ = writeln!(
        text,
        "\nNext: aikg build YOUR-DIGESTS/ ; aikg query --list ; aikg map 輝達 -g {dir} ; aikg --help"
    );
    say::put(say::plain(&text).as_bytes(), None)?;
    Ok(Status::Done)
}

/// The parts of a report that fit a screen: its head, what is new and who is named together, without the links.
fn excerpt(report: &str) -> String {
    let mut shown = true;
    let mut lines = Vec::new();
    for line in report.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            shown = matches!(title, "New" | "Named together");
        }
        if shown {
            // The last column holds the links.
            let cut = line.strip_suffix(" |").and_then(|l| l.rfind(" | "));
            lines.push(cut.map_or(line, |at| &line[..at + 2]));
        }
    }
    lines.join("\n").trim_end().to_string()
}
