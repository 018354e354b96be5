//! A scene → the forms of a map.

pub mod dot;
pub mod html;
pub(crate) mod shape;
pub mod svg;
