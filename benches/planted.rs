//! How well trends are told from noise: `cargo bench --bench planted -- SEEDS` prints the tables of ARCHITECTURE.md.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../tests/it/planted.rs"]
mod planted;

fn main() {
    // `cargo test` runs this without a number: there is nothing to measure then.
    if let Some(seeds) = std::env::args().skip(1).find_map(|a| a.parse().ok()) {
        println!("{}", planted::tables(seeds));
    }
}
