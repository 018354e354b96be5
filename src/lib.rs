//! Reads daily AI-news digests and builds a knowledge graph of companies, models, papers and people.
//!
//! Text comes in at the top; a module uses only those above it in this list:
//!
//! | stage | module | what it turns into what |
//! |---|---|---|
//! | plain text | [`text`] | spans, folding (the form in which spellings meet), dates, script |
//! | oddities | [`warning`], [`error`] | what is odd inside the text; what can go wrong outside it |
//! | the model | [`document`], [`entity`] | digest, item, field; kinds of entities |
//! | what is compiled in | [`builtin`] | dictionaries, queries, ontology, sample digests |
//! | bytes → digest | [`input`], [`digest`] | finds digests on disk; one reader for many dialects |
//! | names | [`lexicon`] | every known spelling → its entities |
//! | item → mentions | [`mention`] | entity lists and known names |
//! | mentions → claims | [`relation`] | who did what, by rules in a table |
//! | JSON Lines → claims | [`import`] | what a reader or a model found, kept apart |
//! | what people see | [`dress`], [`language`] | shapes, colours and words of kinds, in three languages |
//! | digest → extract | [`extract`] | all of this; pure, one digest at a time |
//! | extracts → entities | [`link`] | which entity each name means, over all digests |
//! | entities → RDF | [`graph`] | quads, derived counts, tables, sorted N-Quads |
//! | quads → an index on disk | [`store`] | the graph, open at once |
//! | all of the above | [`pipeline`] | digests → a graph on disk |
//! | the same on many machines | [`cluster`] | filters from lines to lines, and partial results that add up |
//! | answers | [`query`], [`export`], [`map`], [`report`], [`diff`], [`check`], [`suggest`] | SPARQL, other tools, maps, trends, what changed, oddities, rows for the dictionaries |
//! | all of it over HTTP | [`serve`] | a SPARQL endpoint for tools, pages for people |
//!
//! The library reads no clock, environment or home directory and prints nothing; the same input gives the same bytes.
#![cfg_attr(not(test), warn(clippy::unwrap_used))]

// One blank line between each keeps the order, which is the order of the data.

pub mod text;

pub mod warning;

pub mod error;

pub mod entity;

pub mod document;

pub mod builtin;

pub mod input;

pub mod digest;

pub mod lexicon;

pub mod mention;

pub mod relation;

pub mod import;

pub mod dress;

pub mod language;

pub mod extract;

pub mod link;

pub mod graph;

pub mod store;

pub mod pipeline;

pub mod cluster;

pub mod query;

pub mod export;

pub mod map;

pub mod report;

pub mod diff;

pub mod check;

pub mod suggest;

pub mod serve;
