//! A scene → the forms of a map.

pub mod dot;
pub mod html;
mod shape;
pub mod svg;
