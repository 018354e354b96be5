//! SPARQL over a built graph: named queries with typed parameters, and your own.

pub mod catalogue;
pub mod format;
pub mod parameter;
mod store;

pub use crate::store::Answer;
pub use catalogue::{Catalogue, NamedQuery};
pub use store::{Graph, check};
