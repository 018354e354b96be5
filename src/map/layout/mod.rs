//! Stub.
#![allow(missing_docs)]

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Node {
    pub width: f64,
    pub height: f64,
    pub place: Option<(f64, f64)>,
}
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Edge {
    pub a: usize,
    pub b: usize,
    pub weight: f64,
}
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {}
pub fn layout(nodes: &[Node], _: &[Edge], _: &Options) -> Vec<Point> {
    let across = (nodes.len() as f64).sqrt().ceil() as usize;
    (0..nodes.len())
        .map(|n| Point {
            x: (n % across) as f64 * 160.0,
            y: (n / across) as f64 * 80.0,
        })
        .collect()
}
