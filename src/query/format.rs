//! Answers as text: columns that line up (Han characters take two), Markdown, and the standard SPARQL formats.

use super::Answer;
use crate::error::{Error, Result};
use crate::graph::vocab;
use crate::text::markup;
use comfy_table::{LineStyle, TableStyle};
use oxigraph::io::{RdfFormat, RdfSerializer};
use oxigraph::model::{Term, Triple, Variable};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsSerializer};
use unicode_width::UnicodeWidthStr;

/// Widest a column of a table gets.
const WIDEST: usize = 64;

/// The form of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Columns that line up.
    Table,
    /// A Markdown table.
    Markdown,
    /// One of the standard forms of results.
    Results(QueryResultsFormat),
    /// One of the standard forms of RDF.
    Rdf(RdfFormat),
}

/// Writes an answer.
///
/// # Errors
/// The form does not fit the kind of answer; one that does is told.
pub fn write(answer: &Answer, format: Format) -> Result<Vec<u8>> {
    match (answer, format) {
        (Answer::Triples(triples), Format::Rdf(format)) => Ok(rdf(triples, format)),
        (Answer::Triples(_), _) => Err(Error::Evaluation {
            reason: "CONSTRUCT and DESCRIBE answer in triples: use -f ttl or -f nt".to_string(),
        }),
        (_, Format::Rdf(_)) => Err(Error::Evaluation {
            reason:
                "SELECT and ASK answer in tables: use -f table, csv, tsv, json, xml or markdown"
                    .to_string(),
        }),
        (Answer::Truth(truth), Format::Table | Format::Markdown) => {
            Ok(format!("{}\n", if *truth { "yes" } else { "no" }).into_bytes())
        }
        (Answer::Truth(truth), Format::Results(format)) => {
            Ok(QueryResultsSerializer::from_format(format)
                .serialize_boolean_to_writer(Vec::new(), *truth)
                .expect("writing to memory does not fail"))
        }
        (Answer::Table { head, rows }, Format::Results(format)) => Ok(results(head, rows, format)),
        (Answer::Table { head, rows }, format) => {
            let rows: Vec<Vec<String>> = rows
                .iter()
                .map(|row| {
                    row.iter()
                        .map(|term| term.as_ref().map_or_else(String::new, short))
                        .collect()
                })
                .collect();
            let text = match format {
                Format::Markdown => markdown(head, &rows),
                _ => aligned(head, &rows),
            };
            Ok(text.into_bytes())
        }
    }
}

fn results(head: &[String], rows: &[Vec<Option<Term>>], format: QueryResultsFormat) -> Vec<u8> {
    let variables: Vec<Variable> = head.iter().map(Variable::new_unchecked).collect();
    let fine = "writing to memory does not fail";
    let mut writer = QueryResultsSerializer::from_format(format)
        .serialize_solutions_to_writer(Vec::new(), variables.clone())
        .expect(fine);
    for row in rows {
        let bound = variables
            .iter()
            .zip(row)
            .filter_map(|(v, term)| Some((v.as_ref(), term.as_ref()?.as_ref())));
        writer.serialize(bound).expect(fine);
    }
    writer.finish().expect(fine)
}

fn rdf(triples: &[Triple], format: RdfFormat) -> Vec<u8> {
    let fine = "writing to memory does not fail";
    let mut serializer = RdfSerializer::from_format(format);
    for (prefix, iri) in vocab::PREFIXES {
        serializer = serializer
            .with_prefix(prefix, iri)
            .expect("the prefixes of the vocabulary are IRIs");
    }
    let mut writer = serializer.for_writer(Vec::new());
    for triple in triples {
        writer.serialize_triple(triple).expect(fine);
    }
    writer.finish().expect(fine)
}

/// A term as people read it: the text of a literal, an IRI with its prefix.
fn short(term: &Term) -> String {
    match term {
        Term::Literal(literal) => literal.value().to_string(),
        Term::NamedNode(node) => {
            let iri = node.as_str();
            vocab::PREFIXES
                .iter()
                .find_map(|(prefix, space)| Some(format!("{prefix}:{}", iri.strip_prefix(space)?)))
                .unwrap_or_else(|| iri.to_string())
        }
        other => other.to_string(),
    }
}

/// Lines up rows under a head: for people.
pub fn aligned<H: AsRef<str>>(head: &[H], rows: &[Vec<String>]) -> String {
    let mut table = comfy_table::Table::new();
    let style = TableStyle::new().header_separator(LineStyle::none().fill('─'));
    table.load_style(style);
    let shown = |text: &str| markup::shorten(&markup::one_line(text), WIDEST);
    table.set_header(head.iter().map(|h| shown(h.as_ref())));
    for row in rows {
        table.add_row(row.iter().map(|cell| shown(cell)));
    }
    let numbers: Vec<bool> = (0..head.len())
        .map(|column| {
            !rows.is_empty()
                && rows.iter().all(|row| {
                    row.get(column)
                        .is_some_and(|c| !c.is_empty() && c.parse::<f64>().is_ok())
                })
        })
        .collect();
    for (column, number) in table.column_iter_mut().zip(numbers) {
        column.set_padding((0, 2));
        if number {
            column.set_cell_alignment(comfy_table::CellAlignment::Right);
        }
    }
    let mut text = String::new();
    for line in table.to_string().lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// A Markdown table.
pub fn markdown<H: AsRef<str>>(head: &[H], rows: &[Vec<String>]) -> String {
    let escape = |text: &str| escape_markdown(&markup::one_line(text));
    let head: Vec<String> = head.iter().map(|h| escape(h.as_ref())).collect();
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(|c| escape(c)).collect())
        .collect();
    table_of_cells(&head, &rows)
}

/// A Markdown table of cells that are Markdown already.
pub fn table_of_cells(head: &[String], rows: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..head.len())
        .map(|column| {
            rows.iter()
                .filter_map(|row| row.get(column))
                .chain(head.get(column))
                .map(|c| c.width())
                .max()
                .unwrap_or(0)
                .clamp(3, WIDEST)
        })
        .collect();
    let line = |row: &[String]| {
        let mut text = String::from("|");
        for (cell, width) in row.iter().zip(&widths) {
            let pad = width.saturating_sub(cell.width());
            text.push_str(&format!(" {cell}{} |", " ".repeat(pad)));
        }
        text.push('\n');
        text
    };
    let mut text = line(head);
    let rules: Vec<String> = widths.iter().map(|w| "-".repeat(*w)).collect();
    text.push_str(&line(&rules));
    for row in rows {
        text.push_str(&line(row));
    }
    text
}

/// Makes text stay text in Markdown, inside tables too.
pub fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' | '#' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_columns_line_up() {
        let rows = vec![
            vec!["輝達".to_string(), "12".to_string()],
            vec!["NVIDIA Corporation".to_string(), "3".to_string()],
        ];
        let text = aligned(&["name", "items"], &rows);
        let ends: Vec<usize> = text
            .lines()
            .filter(|l| !l.contains('─'))
            .map(|l| l.width())
            .collect();
        assert!(ends.windows(2).all(|w| w[0] == w[1]), "{text}");
    }

    #[test]
    fn markdown_stays_text() {
        let rows = vec![vec!["a|b <script> *x*".to_string()]];
        let text = markdown(&["n"], &rows);
        assert!(text.contains("a\\|b &lt;script&gt; \\*x\\*"), "{text}");
    }
}
