//! `SERVICE` inside a query: the pattern goes to the other server as a query of its own.

use super::endpoint::{Client, Rows};
use super::evaluate::Form;
use crate::error::{Error, Result};
use oxigraph::model::{NamedNode, Variable};
use oxiri::Iri;
use spareval::{DefaultServiceHandler, QueryEvaluationError, QuerySolutionIter};
use spargebra::algebra::GraphPattern;

/// Hands patterns on to the servers that a query names.
pub(super) struct Service(pub(super) Client);

impl DefaultServiceHandler for Service {
    type Error = Error;

    fn handle(
        &self,
        service: &NamedNode,
        pattern: &GraphPattern,
        base_iri: Option<&Iri<String>>,
    ) -> Result<QuerySolutionIter<'static>> {
        let query = spargebra::Query::Select {
            dataset: None,
            pattern: pattern.clone(),
            base_iri: base_iri.cloned(),
        };
        let url = service.as_str();
        match self.0.ask(url, &query.to_string(), Form::Rows)? {
            Rows::Table { head, rows } => {
                let variables: Vec<Variable> = head.iter().map(Variable::new_unchecked).collect();
                Ok(QuerySolutionIter::from_tuples(
                    variables.into(),
                    rows.map(|row| row.map_err(|e| QueryEvaluationError::Service(Box::new(e)))),
                ))
            }
            Rows::Truth(_) | Rows::Triples(_) => Err(Error::Endpoint {
                url: url.to_string(),
                reason: "answered with something other than rows".to_string(),
            }),
        }
    }
}
