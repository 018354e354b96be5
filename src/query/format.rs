//! Answers as text: columns that line up (Han characters take two), Markdown, and the standard SPARQL formats.

use super::{Answer, Form, Row, Sink};
use crate::error::{Error, Result};
use crate::graph::vocab;
use crate::text::markup;
use comfy_table::{LineStyle, TableStyle};
use oxigraph::io::{RdfFormat, RdfSerializer, WriterQuadSerializer};
use oxigraph::model::{Term, Triple, Variable};
use oxigraph::sparql::results::{
    QueryResultsFormat, QueryResultsSerializer, WriterSolutionsSerializer,
};
use std::io::Write;
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

/// Makes an answer text.
///
/// # Errors
/// The form does not fit the kind of answer; one that does is told.
pub fn write(answer: &Answer, format: Format) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut writer = Writer::new(format, &mut bytes);
    answer.clone().tell(&mut writer)?;
    writer.finish()?;
    Ok(bytes)
}

/// Says whether a form fits what a query asks for.
///
/// # Errors
/// It does not; one that does is told.
pub fn fits(form: Form, format: Format) -> Result<()> {
    let reason = match (form, format) {
        (Form::Triples, Format::Rdf(_)) => return Ok(()),
        (Form::Triples, _) => "CONSTRUCT and DESCRIBE answer in triples: use -f ttl or -f nt",
        (_, Format::Rdf(_)) => {
            "SELECT and ASK answer in tables: use -f table, csv, tsv, json, xml or markdown"
        }
        _ => return Ok(()),
    };
    Err(Error::Evaluation {
        reason: reason.to_string(),
    })
}

/// Writes an answer as it comes. Only what is lined up for people waits for the last row.
pub struct Writer<W: Write> {
    format: Format,
    state: State<W>,
}

/// How far an answer is written.
enum State<W: Write> {
    /// Nothing is.
    Begun(W),
    /// Rows in a standard form.
    Rows(WriterSolutionsSerializer<W>, Vec<Variable>),
    /// Rows that are lined up at the end.
    Cells(W, Vec<String>, Vec<Vec<String>>),
    /// Triples.
    Triples(Box<WriterQuadSerializer<W>>),
    /// All is.
    Ended,
}

impl<W: Write> Writer<W> {
    /// Writes to `out` in this form.
    pub fn new(format: Format, out: W) -> Self {
        Self {
            format,
            state: State::Begun(out),
        }
    }

    /// Ends the answer.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn finish(mut self) -> Result<()> {
        if let (State::Begun(_), Format::Rdf(_)) = (&self.state, self.format) {
            // No triple came: the answer is an empty graph.
            self.triples()?;
        }
        match self.state {
            State::Rows(writer, _) => writer.finish().and_then(|mut out| out.flush()),
            State::Triples(writer) => writer.finish().and_then(|mut out| out.flush()),
            State::Cells(mut out, head, cells) => {
                let text = match self.format {
                    Format::Markdown => markdown(&head, &cells),
                    _ => aligned(&head, &cells),
                };
                out.write_all(text.as_bytes()).and_then(|()| out.flush())
            }
            State::Begun(_) | State::Ended => Ok(()),
        }
        .map_err(output)
    }

    /// The place to write to, where nothing is written yet.
    fn begin(&mut self) -> Option<W> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Begun(out) => Some(out),
            state => {
                self.state = state;
                None
            }
        }
    }

    fn triples(&mut self) -> Result<()> {
        let Format::Rdf(format) = self.format else {
            return fits(Form::Triples, self.format);
        };
        if let Some(out) = self.begin() {
            let mut serializer = RdfSerializer::from_format(format);
            for (prefix, iri) in vocab::PREFIXES {
                serializer = serializer
                    .with_prefix(prefix, iri)
                    .expect("the prefixes of the vocabulary are IRIs");
            }
            self.state = State::Triples(Box::new(serializer.for_writer(out)));
        }
        Ok(())
    }
}

impl<W: Write> Sink for Writer<W> {
    fn head(&mut self, variables: &[String]) -> Result<()> {
        fits(Form::Rows, self.format)?;
        let Some(out) = self.begin() else {
            return Ok(());
        };
        self.state = match self.format {
            Format::Results(format) => {
                let variables: Vec<Variable> =
                    variables.iter().map(Variable::new_unchecked).collect();
                let writer = QueryResultsSerializer::from_format(format)
                    .serialize_solutions_to_writer(out, variables.clone())
                    .map_err(output)?;
                State::Rows(writer, variables)
            }
            _ => State::Cells(out, variables.to_vec(), Vec::new()),
        };
        Ok(())
    }

    fn row(&mut self, row: Row) -> Result<()> {
        match &mut self.state {
            State::Rows(writer, variables) => {
                let bound = variables
                    .iter()
                    .zip(&row)
                    .filter_map(|(v, term)| Some((v.as_ref(), term.as_ref()?.as_ref())));
                writer.serialize(bound).map_err(output)
            }
            State::Cells(_, _, cells) => {
                let cell = |term: &Option<Term>| term.as_ref().map_or_else(String::new, short);
                cells.push(row.iter().map(cell).collect());
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn truth(&mut self, truth: bool) -> Result<()> {
        fits(Form::Truth, self.format)?;
        match (self.begin(), self.format) {
            (Some(out), Format::Results(format)) => QueryResultsSerializer::from_format(format)
                .serialize_boolean_to_writer(out, truth)
                .and_then(|mut out| out.flush())
                .map_err(output),
            (Some(mut out), _) => writeln!(out, "{}", if truth { "yes" } else { "no" })
                .and_then(|()| out.flush())
                .map_err(output),
            (None, _) => Ok(()),
        }
    }

    fn triple(&mut self, triple: Triple) -> Result<()> {
        self.triples()?;
        match &mut self.state {
            State::Triples(writer) => writer.serialize_triple(&triple).map_err(output),
            _ => Ok(()),
        }
    }
}

fn output(source: std::io::Error) -> Error {
    Error::Output { source }
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
