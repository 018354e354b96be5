//! A built graph → a map: who is tied to whom, in which period, by what.
//!
//! Three questions in three places: [`choose`] which entities and ties to draw, [`measure`] how much each matters, [`draw`] what it
//! looks like. [`layout`] finds places for nodes; [`graphviz`] turns the drawing into pictures.

pub mod choose;
pub mod draw;
pub mod graphviz;
pub mod layout;
pub mod measure;

pub use choose::{Choice, Options, choose};
