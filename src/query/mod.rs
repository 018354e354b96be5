//! SPARQL over a built graph, or over any server: named queries with typed parameters, and your own.

pub mod catalogue;
mod endpoint;
mod evaluate;
pub mod format;
mod growth;
pub mod parameter;
mod service;
mod store;
mod template;
mod value;

pub use crate::store::{Answer, Row, Sink};
pub use catalogue::{Catalogue, NamedQuery};
pub use endpoint::{Client, declared};
pub use evaluate::{Dataset, Form, Options, Prepared, Shape, check, prepare};
pub use spareval::CancellationToken;
pub use store::{Graph, STACK, THREAD};
pub use value::Names;
