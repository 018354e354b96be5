//! Puts the dictionaries into the form in which the program carries them, with the program's own code, so that a start does not parse
//! fifteen thousand rows. A bad row ends the build here, with its file and line.

#![allow(
    dead_code,
    unused_imports,
    unexpected_cfgs,
    unreachable_pub,
    missing_docs,
    clippy::all,
    rustdoc::all
)]

#[path = "src/builtin.rs"]
mod builtin;
#[path = "src/entity.rs"]
mod entity;
#[path = "src/lexicon/mod.rs"]
mod lexicon;
#[path = "src/text"]
mod text {
    pub mod fold;
    mod han;
    pub mod script;
    mod sha;
    pub use sha::sha256;
}
#[path = "src/warning.rs"]
mod warning;

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in [
        "build.rs",
        "dictionaries",
        "src/lexicon",
        "src/text",
        "src/entity.rs",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rustc-check-cfg=cfg(lexicon_image)");
    println!("cargo::rustc-cfg=lexicon_image");
    let lexicon = lexicon::Lexicon::new(&lexicon::builtin_tables());
    if !lexicon.warnings.is_empty() {
        for warning in &lexicon.warnings {
            println!(
                "cargo::error={}:{}: {}",
                warning.file, warning.line, warning.message
            );
        }
        return Err("the dictionaries have rows that cannot be read".into());
    }
    let [image, trie, words] = lexicon.to_bytes();
    let out = std::env::var("OUT_DIR")?;
    std::fs::write(Path::new(&out).join("lexicon.image"), image)?;
    std::fs::write(Path::new(&out).join("lexicon.trie"), trie)?;
    std::fs::write(Path::new(&out).join("lexicon.words"), words)?;
    Ok(())
}
