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
    mod charset;
    pub mod fold;
    mod han;
    pub mod script;
    mod sha;
    pub use charset::CharSet;
    pub use sha::sha256;
}
#[path = "src/warning.rs"]
mod warning;

use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in ["build.rs", "dictionaries", "src"] {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rustc-env=AIKG_MAKE={}", make()?);
    println!("cargo::rustc-check-cfg=cfg(prepared)");
    println!("cargo::rustc-cfg=prepared");
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
    std::fs::write(
        Path::new(&out).join("fold.table"),
        text::fold::table_bytes(),
    )?;
    Ok(())
}

/// A hash of all sources and dictionaries: what another make of the program extracted is not used again.
fn make() -> std::io::Result<String> {
    let mut paths = Vec::new();
    for folder in ["dictionaries", "src"] {
        files(Path::new(folder), &mut paths)?;
    }
    paths.sort();
    let mut all = Vec::new();
    for path in paths {
        all.extend(path.to_string_lossy().replace('\\', "/").bytes());
        all.extend(std::fs::read(&path)?);
    }
    Ok(text::sha256(&all))
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files(&path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
