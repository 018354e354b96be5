//! SPARQL over a built graph: named queries with typed parameters, and your own.

pub mod format;
