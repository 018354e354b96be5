//! A built graph → the formats that other tools read.
//!
//! [`rdf`] for stores and libraries of RDF, [`network`] for tools that draw and measure networks, [`tables`] for spreadsheets,
//! [`neo4j`] for its bulk import, [`describe`] for catalogues, [`shard`] for stores that load in parts. All are written as the quads or rows come by; each is the same bytes for
//! the same graph.

pub mod describe;
mod gexf;
mod graphml;
pub mod neo4j;
pub mod network;
pub mod rdf;
pub mod shard;
mod source;
pub mod tables;

pub use gexf::gexf;
pub use graphml::graphml;
pub use source::Source;

use crate::error::{Error, Result};
use std::io;

/// Tells that what is exported could not be written.
fn unwritten(source: io::Error) -> Error {
    Error::Write {
        path: "the export".into(),
        source,
    }
}

/// Results of writing, told with their place.
fn put(result: io::Result<()>) -> Result<()> {
    result.map_err(unwritten)
}
