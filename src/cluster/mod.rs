//! The same build on many machines: each step is a filter from lines to lines, and what must be known of all digests adds up in any order.
//!
//! | step | command | what it turns into what | holds in memory |
//! |---|---|---|---|
//! | [`extract()`] | `aikg extract` | documents → extracts, one a line, in order | some lines |
//! | [`link()`] | `aikg link` | extracts → links: what they tell about names, sorted and added up | the names of these extracts |
//! | [`merge`] | `aikg link --merge` | links of parts → links of all; counts alike | one entry of each part |
//! | [`quads`] | `aikg emit` | extracts and the links of all → the quads of these digests | the names of all |
//! | [`count`] | `aikg emit --count` | the same → counts of these digests | these counts, the names of all |
//! | [`shared`] | `aikg emit --shared` | counts of all → the quads that no digest has alone | the names of all |
//!
//! What [`quads`] and [`shared`] write, sorted by bytes, is the `graph.nq` of [`crate::pipeline::build`].

mod document;
mod emit;
mod extract;
mod line;
mod link;
mod partial;
mod record;

pub use emit::{Linked, count, quads, shared};
pub use extract::extract;
pub use line::{Input, LONGEST};
pub use link::{Left, link, merge, merge_stream};
