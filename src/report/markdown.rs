//! A trend → Markdown.

use super::phrase::{Phrases, phrases};
use super::trend::{Evidence, Line, Trend};
use crate::language::Language;
use crate::query::format::{escape_markdown, table_of_cells};
use crate::text::markup;
use std::fmt::Write as _;

/// Writes a report.
pub fn write(trend: &Trend, language: Language) -> String {
    let p = phrases(language);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "# {}: {} – {}\n",
        p.title, trend.period.from, trend.period.to
    );
    let _ = writeln!(
        out,
        "{} {} · {} {} · {} {}. {} {} – {} ({} {}).\n",
        trend.coverage.digests,
        p.digests,
        trend.coverage.items,
        p.items,
        trend.coverage.entities,
        p.entities,
        p.compared,
        trend.before.from,
        trend.before.to,
        trend.items_before,
        p.items,
    );
    movers(&mut out, p, p.rising, &trend.rising);
    movers(&mut out, p, p.falling, &trend.falling);
    let _ = writeln!(out, "*{}*\n", p.rule);

    let _ = writeln!(out, "## {}\n", p.new);
    lines(&mut out, p, &trend.new, false);

    let _ = writeln!(out, "## {}\n", p.most_named);
    for (kind, named) in &trend.most_named {
        let _ = writeln!(out, "### {}\n", language.kind(*kind));
        lines(&mut out, p, named, true);
    }

    let _ = writeln!(out, "## {}\n", p.pairs);
    let rows: Vec<Vec<String>> = trend
        .pairs
        .iter()
        .map(|pair| {
            vec![
                format!("{} – {}", text(&pair.a), text(&pair.b)),
                pair.items.to_string(),
                pair.digests.to_string(),
                examples(&pair.evidence),
            ]
        })
        .collect();
    table(&mut out, p, &[p.name, p.items, p.digests, p.sources], &rows);

    let _ = writeln!(out, "## {}\n", p.topics);
    let mut head = vec![p.topic];
    head.extend(trend.weeks.iter().map(String::as_str));
    let rows: Vec<Vec<String>> = trend
        .topics
        .iter()
        .map(|topic| {
            let mut row = vec![text(&topic.name)];
            row.extend(topic.weeks.iter().map(|n| match n {
                0 => "·".to_string(),
                n => n.to_string(),
            }));
            row
        })
        .collect();
    table(&mut out, p, &head, &rows);

    let _ = writeln!(out, "## {}\n", p.papers);
    lines(&mut out, p, &trend.papers, false);

    let q = &trend.quality;
    let _ = writeln!(out, "## {}\n", p.quality);
    for (number, what) in [
        (q.days_without_digest, p.days_without),
        (i64::from(q.items_without_date), p.undated),
        (i64::from(q.without_kind), p.unknown_kind),
        (i64::from(q.digests_with_warnings), p.warned),
    ] {
        let _ = writeln!(out, "- {number} {what}");
    }
    let _ = writeln!(
        out,
        "- {} `{}`",
        p.build,
        trend.build.get(..16).unwrap_or(&trend.build)
    );
    out
}

fn movers(out: &mut String, p: &Phrases, title: &str, movers: &[Line]) {
    let _ = writeln!(out, "## {title}\n");
    let rows: Vec<Vec<String>> = movers
        .iter()
        .map(|line| {
            vec![
                text(&line.name),
                line.items.to_string(),
                line.before.to_string(),
                line.chance.map_or_else(String::new, |c| {
                    if c < 0.001 {
                        "< 0.001".to_string()
                    } else {
                        format!("{c:.3}")
                    }
                }),
                examples(&line.evidence),
            ]
        })
        .collect();
    table(
        out,
        p,
        &[p.name, p.items, p.before, p.chance, p.sources],
        &rows,
    );
}

fn lines(out: &mut String, p: &Phrases, lines: &[Line], with_before: bool) {
    let rows: Vec<Vec<String>> = lines
        .iter()
        .map(|line| {
            let mut row = vec![text(&line.name), line.items.to_string()];
            if with_before {
                row.push(line.before.to_string());
            }
            row.push(examples(&line.evidence));
            row
        })
        .collect();
    let mut head = vec![p.name, p.items];
    if with_before {
        head.push(p.before);
    }
    head.push(p.sources);
    table(out, p, &head, &rows);
}

fn table(out: &mut String, p: &Phrases, head: &[&str], rows: &[Vec<String>]) {
    if rows.is_empty() {
        let _ = writeln!(out, "{}\n", p.none);
    } else {
        let head: Vec<String> = head.iter().map(|h| text(h)).collect();
        let _ = writeln!(out, "{}", table_of_cells(&head, rows));
    }
}

fn text(text: &str) -> String {
    escape_markdown(&markup::one_line(text))
}

/// Links to the items that say so.
fn examples(evidence: &[Evidence]) -> String {
    let links: Vec<String> = evidence
        .iter()
        .map(|item| {
            let heading = text(&markup::shorten(&item.heading, 48));
            let date = item.date.map_or_else(String::new, |d| format!("{d} "));
            match link(&item.url) {
                Some(url) => format!("{date}[{heading}]({url})"),
                None => format!("{date}{heading} ({}/{})", text(&item.digest), item.item),
            }
        })
        .collect();
    links.join("; ")
}

/// An address that cannot leave the link it stands in.
fn link(url: &str) -> Option<String> {
    let fine = url.starts_with("https://") || url.starts_with("http://");
    fine.then(|| {
        url.chars()
            .map(|c| match c {
                '(' => "%28".to_string(),
                ')' => "%29".to_string(),
                '<' => "%3C".to_string(),
                '>' => "%3E".to_string(),
                '|' => "%7C".to_string(),
                '\\' => "%5C".to_string(),
                '`' => "%60".to_string(),
                c if c.is_whitespace() || markup::is_hidden(c) => String::new(),
                c => c.to_string(),
            })
            .collect()
    })
}
