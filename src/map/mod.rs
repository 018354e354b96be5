//! A built graph → a map: who is tied to whom, in which period, by what.
//!
//! Each question has its place: [`choose`] which entities and ties to draw, [`measure`] how much each matters and who belongs together,
//! [`scene`] what they look like, [`layout`] where they stand, [`draw`] the forms they are written in. [`graphviz`] makes pictures of DOT.

pub mod choose;
pub mod draw;
pub mod graphviz;
pub mod hub;
pub mod layout;
pub mod like;
pub mod measure;
pub mod network;
pub mod scene;

pub use choose::{Choice, Options, choose};

use crate::error::Result;
use layout::Point;
use scene::{Scene, Stage};
use std::collections::BTreeMap;
use std::path::Path;

/// A map, ready to be written.
#[derive(Debug)]
pub struct Map {
    /// What was chosen.
    pub choice: Choice,
    /// What it looks like.
    pub scene: Scene,
}

impl Map {
    /// Makes a map of the graph in `dir`.
    ///
    /// # Errors
    /// A table of the graph is damaged.
    pub fn new(stage: Stage<'_>, dir: &Path, options: &Options) -> Result<Self> {
        let choice = choose(stage.built, dir, stage.lexicon, options)?;
        let measures = measure::measure(&choice);
        let scene = Scene::new(stage, &choice, &measures);
        Ok(Self { choice, scene })
    }

    /// Says where each entity stands, near where an earlier map had it.
    pub fn places(&self, like: &BTreeMap<String, Point>) -> Vec<Point> {
        let nodes: Vec<layout::Node> = self
            .scene
            .nodes
            .iter()
            .map(|node| layout::Node {
                width: node.width + 8.0,
                height: node.height + 8.0,
                place: like.get(&node.id).map(|p| (p.x, p.y)),
            })
            .collect();
        let edges: Vec<layout::Edge> = self
            .scene
            .edges
            .iter()
            .map(|edge| layout::Edge {
                a: edge.from,
                b: edge.to,
                weight: edge.width,
            })
            .collect();
        layout::layout(&nodes, &edges, &layout::Options::default())
    }
}
