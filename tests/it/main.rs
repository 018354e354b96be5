//! One binary of tests at the level a user sees; tests of single functions stand at the end of their files.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod as_of;
mod bombs;
mod build;
mod cases;
mod clients;
mod cluster;
mod dictionaries;
mod diff;
mod endpoint;
mod exports;
mod faults;
mod foreign;
mod fuzz;
mod hostile;
mod import;
mod layers;
mod map;
mod measures;
mod mistakes;
mod names;
mod ontology;
mod order;
mod papers;
mod pending;
mod planted;
mod queries;
mod query;
mod readme;
mod report;
mod routes;
mod run;
mod serve;
mod served;
mod shapes;
mod shard;
mod shared;
mod site;
mod spark;
mod statistics;
mod store;
// A library of its own where cargo-fuzz builds it.
#[allow(unreachable_pub)]
mod targets;
mod topics;
