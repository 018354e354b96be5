//! Arguments → digests on disk: files, folders, globs; what is no digest is named and left out.

use crate::error::{Error, Result};
use crate::warning::{Code, Warning};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A digest to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// The name it has in the tables: its path below the folder it was found in, with `/`.
    pub name: String,
    /// Where it is.
    pub place: Place,
}

/// Where a digest is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In a file.
    File(PathBuf),
    /// In memory: standard input, a sample.
    Text(String),
}

/// Digests larger than this are left out: the largest real one is below half a megabyte.
pub const LARGEST: u64 = 64 << 20;

/// A line longer than this is no text a person wrote.
pub const LONGEST_LINE: usize = 4 << 20;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The digests, sorted by name.
    pub inputs: Vec<Input>,
    /// What was left out, and why.
    pub warnings: Vec<Warning>,
}

/// Finds the digests that the arguments name. A folder gives its `.md` and `.markdown` files, at any depth; a file named itself is taken
/// whatever its ending.
///
/// # Errors
/// Two different files with one name.
pub fn find(arguments: &[PathBuf]) -> Result<Found> {
    let mut found = Found::default();
    for argument in arguments {
        add(argument, &mut found);
    }
    found.inputs = without_doubles(std::mem::take(&mut found.inputs))?;
    found.warnings.sort();
    found.warnings.dedup();
    Ok(found)
}

fn left_out(argument: &Path, reason: impl Into<String>) -> Warning {
    Warning::new(
        argument.display().to_string(),
        0,
        Code::InputLeftOut,
        reason,
    )
}

fn add(argument: &Path, found: &mut Found) {
    match std::fs::metadata(argument) {
        Ok(meta) if meta.is_dir() => add_folder(argument, found),
        Ok(_) => match argument.file_name() {
            Some(name) => found.inputs.push(Input {
                name: name.to_string_lossy().into_owned(),
                place: Place::File(argument.to_path_buf()),
            }),
            None => found.warnings.push(left_out(argument, "no file name")),
        },
        Err(error) => add_pattern(argument, &error, found),
    }
}

fn add_folder(folder: &Path, found: &mut Found) {
    let before = found.inputs.len();
    for entry in walkdir::WalkDir::new(folder).follow_links(false) {
        match entry {
            Ok(entry) => {
                let path = entry.path();
                let is_digest = path.extension().is_some_and(|e| {
                    e.eq_ignore_ascii_case("md") || e.eq_ignore_ascii_case("markdown")
                });
                // A link to a file is read; a link to a folder is not followed, so that no cycle is.
                let is_file = entry.file_type().is_file()
                    || (entry.path_is_symlink() && path.metadata().is_ok_and(|m| m.is_file()));
                let hidden = path
                    .file_name()
                    .is_some_and(|n| n.to_string_lossy().starts_with('.'));
                if !is_digest || hidden {
                    continue;
                }
                // Named without what stands above the folder, so that it says the same wherever the folder lies.
                let name = name_below(folder, path);
                if is_file {
                    found.inputs.push(Input {
                        name,
                        place: Place::File(path.to_path_buf()),
                    });
                } else {
                    found.warnings.push(left_out(
                        Path::new(&name),
                        "named like a digest, but no file",
                    ));
                }
            }
            Err(error) => {
                let name = name_below(folder, error.path().unwrap_or(folder));
                let reason = error.io_error().map_or_else(
                    || "cannot be read: its links go in a circle".to_string(),
                    |e| format!("cannot be read: {e}"),
                );
                found.warnings.push(left_out(Path::new(&name), reason));
            }
        }
    }
    if found.inputs.len() == before {
        found.warnings.push(left_out(
            folder,
            "the folder holds no digest; a digest is a file that ends in .md or .markdown",
        ));
    }
}

/// A path below a folder, with `/`; the folder itself by its own name.
fn name_below(folder: &Path, path: &Path) -> String {
    let below = path.strip_prefix(folder).unwrap_or(path);
    let parts: Vec<String> = below
        .components()
        .map(|c| c.as_os_str().to_string_lossy().into_owned())
        .collect();
    if parts.is_empty() {
        folder.display().to_string()
    } else {
        parts.join("/")
    }
}

/// A path that does not exist may be a pattern that the shell left alone.
fn add_pattern(argument: &Path, error: &std::io::Error, found: &mut Found) {
    let text = argument.to_string_lossy();
    let is_pattern = text.contains(['*', '?', '[']);
    if !is_pattern {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file or folder".to_string(),
            _ => format!("cannot be read: {error}"),
        };
        found.warnings.push(left_out(argument, reason));
        return;
    }
    match glob::glob(&text) {
        Ok(paths) => {
            let mut any = false;
            for path in paths.flatten() {
                any = true;
                add(&path, found);
            }
            if !any {
                found
                    .warnings
                    .push(left_out(argument, "no file matches this pattern"));
            }
        }
        Err(error) => found
            .warnings
            .push(left_out(argument, format!("is no pattern: {error}"))),
    }
}

fn without_doubles(inputs: Vec<Input>) -> Result<Vec<Input>> {
    let mut by_name: BTreeMap<String, Input> = BTreeMap::new();
    for input in inputs {
        if let Some(known) = by_name.get(&input.name) {
            if same_bytes(&known.place, &input.place) {
                continue;
            }
            let path = |place: &Place| match place {
                Place::File(path) => path.clone(),
                Place::Text(_) => PathBuf::from("-"),
            };
            return Err(Error::SameName {
                name: input.name,
                first: path(&known.place),
                second: path(&input.place),
            });
        }
        by_name.insert(input.name.clone(), input);
    }
    Ok(by_name.into_values().collect())
}

fn same_bytes(a: &Place, b: &Place) -> bool {
    let bytes = |place: &Place| match place {
        Place::File(path) => std::fs::read(path).ok(),
        Place::Text(text) => Some(text.clone().into_bytes()),
    };
    a == b || bytes(a).is_some_and(|bytes_a| bytes(b).as_ref() == Some(&bytes_a))
}

/// Reads an input's text.
///
/// # Errors
/// The reason, in words, why it is no digest: unreadable, binary, not UTF-8, too large.
pub fn read(input: &Input) -> std::result::Result<String, (u32, String)> {
    let path = match &input.place {
        Place::Text(text) => return Ok(text.clone()),
        Place::File(path) => path,
    };
    let whole = |reason: String| (0, reason);
    let meta = std::fs::metadata(path).map_err(|e| whole(format!("cannot be read: {e}")))?;
    if meta.is_dir() {
        return Err(whole("is a folder".into()));
    }
    if meta.len() > LARGEST {
        return Err(whole(too_large(meta.len())));
    }
    let bytes = std::fs::read(path).map_err(|e| whole(format!("cannot be read: {e}")))?;
    decode(bytes)
}

/// Why a digest of so many bytes is left out.
pub(crate) fn too_large(bytes: u64) -> String {
    format!(
        "has {} MB; a digest has at most {} MB",
        bytes >> 20,
        LARGEST >> 20
    )
}

/// Takes bytes for text.
///
/// # Errors
/// Line and reason why they are none.
pub fn decode(bytes: Vec<u8>) -> std::result::Result<String, (u32, String)> {
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err((
            0,
            "is UTF-16; convert it with `iconv -f UTF-16 -t UTF-8`".into(),
        ));
    }
    if bytes.iter().take(64 << 10).any(|&b| b == 0) {
        return Err((0, "is a binary file, no text".into()));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let lines = error.as_bytes()[..at].iter().filter(|&&b| b == b'\n').count();
        (
            u32::try_from(lines + 1).unwrap_or(u32::MAX),
            format!("is not UTF-8 (byte {at}); if it is GB18030 or Big5, convert it with `iconv -f GB18030 -t UTF-8`"),
        )
    })?;
    let mut line = 0u32;
    for part in text.split('\n') {
        line = line.saturating_add(1);
        if part.len() > LONGEST_LINE {
            return Err((
                line,
                format!(
                    "has a line of {} MB; a digest is text in lines of at most {} MB",
                    part.len() >> 20,
                    LONGEST_LINE >> 20
                ),
            ));
        }
    }
    Ok(text)
}
