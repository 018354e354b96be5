//! One binary of tests at the level a user sees; tests of single functions stand at the end of their files.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod as_of;
mod build;
mod cases;
mod dictionaries;
mod diff;
mod endpoint;
mod exports;
mod foreign;
mod import;
mod layers;
mod map;
mod mistakes;
mod names;
mod ontology;
mod order;
mod papers;
mod queries;
mod query;
mod readme;
mod report;
mod routes;
mod run;
mod shapes;
mod shared;
mod topics;
