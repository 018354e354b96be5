//! What a query answers: handed on row by row, or gathered.

use crate::error::Result;
use oxigraph::model::{Term, Triple};

/// The values of one solution; unbound ones are `None`.
pub type Row = Vec<Option<Term>>;

/// Takes an answer as it is found. An error stops the query.
pub trait Sink {
    /// The variables of a SELECT, without `?`; comes before its first row.
    ///
    /// # Errors
    /// No more is taken.
    fn head(&mut self, variables: &[String]) -> Result<()>;
    /// A solution of a SELECT.
    ///
    /// # Errors
    /// No more is taken.
    fn row(&mut self, row: Row) -> Result<()>;
    /// The answer to an ASK.
    ///
    /// # Errors
    /// No more is taken.
    fn truth(&mut self, truth: bool) -> Result<()>;
    /// A triple of a CONSTRUCT or DESCRIBE.
    ///
    /// # Errors
    /// No more is taken.
    fn triple(&mut self, triple: Triple) -> Result<()>;
}

/// The whole answer to a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Of SELECT: a row for each solution.
    Table {
        /// The variables, without `?`.
        head: Vec<String>,
        /// The values.
        rows: Vec<Row>,
    },
    /// Of ASK.
    Truth(bool),
    /// Of CONSTRUCT and DESCRIBE.
    Triples(Vec<Triple>),
}

impl Default for Answer {
    fn default() -> Self {
        Answer::Triples(Vec::new())
    }
}

/// An answer gathers what it is told.
impl Sink for Answer {
    fn head(&mut self, variables: &[String]) -> Result<()> {
        *self = Answer::Table {
            head: variables.to_vec(),
            rows: Vec::new(),
        };
        Ok(())
    }

    fn row(&mut self, row: Row) -> Result<()> {
        if let Answer::Table { rows, .. } = self {
            rows.push(row);
        }
        Ok(())
    }

    fn truth(&mut self, truth: bool) -> Result<()> {
        *self = Answer::Truth(truth);
        Ok(())
    }

    fn triple(&mut self, triple: Triple) -> Result<()> {
        if let Answer::Triples(triples) = self {
            triples.push(triple);
        }
        Ok(())
    }
}

impl Answer {
    /// Hands the answer on.
    ///
    /// # Errors
    /// The sink takes no more.
    pub fn tell(self, sink: &mut dyn Sink) -> Result<()> {
        match self {
            Answer::Table { head, rows } => {
                sink.head(&head)?;
                rows.into_iter().try_for_each(|row| sink.row(row))
            }
            Answer::Truth(truth) => sink.truth(truth),
            Answer::Triples(triples) => triples.into_iter().try_for_each(|t| sink.triple(t)),
        }
    }
}
