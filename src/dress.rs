//! What a kind looks like. Shapes alone tell the kinds apart, in black and white; the fills are tints of the palette of Okabe and Ito
//! (2008), which colour-blind people can tell apart.

use crate::entity::Kind;

/// A shape of Graphviz, and a fill.
pub fn dress(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Company => ("box", "#9ecae9"),
        Kind::Organization => ("house", "#cfe8f7"),
        Kind::Person => ("ellipse", "#f7d59c"),
        Kind::Model => ("hexagon", "#8fd3c0"),
        Kind::Product => ("component", "#c9ead9"),
        Kind::Hardware => ("box3d", "#f0b38f"),
        Kind::Paper => ("note", "#ffffff"),
        Kind::Dataset => ("cylinder", "#e9d3e4"),
        Kind::Method => ("octagon", "#f6f3b0"),
        Kind::Topic => ("plaintext", "#ffffff"),
        Kind::Event => ("cds", "#e5c7dd"),
        Kind::Place => ("invhouse", "#e6e6e6"),
        Kind::Other => ("oval", "#f2f2f2"),
    }
}

/// The colour of a kind, as `#9ecae9`.
pub fn fill(kind: Kind) -> &'static str {
    dress(kind).1
}

/// Colours for communities: the muted palette of Paul Tol (2021), light enough to lie behind text.
const GROUPS: [&str; 10] = [
    "#88ccee", "#ddcc77", "#44aa99", "#cc6677", "#aa4499", "#999933", "#332288", "#117733",
    "#882255", "#bbbbbb",
];

/// The colour of a community: that of its strongest member, whatever else is drawn, so that it stays from day to day; the next one where
/// another community has it already.
pub fn group_colour(strongest: &str, taken: &[&str]) -> &'static str {
    // FNV-1a, 32 bits.
    let hash = strongest.bytes().fold(2_166_136_261_u32, |h, b| {
        (h ^ u32::from(b)).wrapping_mul(16_777_619)
    });
    let from = hash as usize % GROUPS.len();
    let mut colours = GROUPS.iter().cycle().skip(from).take(GROUPS.len());
    colours
        .find(|colour| !taken.contains(colour))
        .copied()
        .unwrap_or(GROUPS[from])
}
