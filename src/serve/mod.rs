//! A built graph → web pages, answered from memory.

pub mod site;
