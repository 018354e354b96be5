//! A stream → its lines, in windows: enough at once to keep all cores busy, few enough to hold in memory.

use crate::error::{Result, reading};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// Bytes of a line that is read: a digest of the greatest size, with escapes. A longer one is known by its number alone.
pub const LONGEST: u64 = 2 * crate::input::LARGEST;

/// Lines of a window.
const WINDOW: usize = 64;

/// Bytes after which a window is full, too.
const ENOUGH: usize = 16 << 20;

/// What lines are read from.
pub struct Input {
    /// What messages call it.
    pub name: PathBuf,
    /// Its bytes.
    pub bytes: Box<dyn Read + Send>,
}

impl Input {
    /// A file.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn file(path: &Path) -> Result<Self> {
        Ok(Self {
            name: path.to_path_buf(),
            bytes: Box::new(File::open(path).map_err(reading(path))?),
        })
    }
}

/// One line, without its end.
#[derive(Debug)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: u64,
    /// `None` where it is longer than [`LONGEST`].
    pub(super) bytes: Option<Vec<u8>>,
}

/// Hands on the lines in order. Lines that come slowly are handed on as they come; a window is what has come meanwhile.
pub(super) fn windows(input: Input, mut each: impl FnMut(Vec<Line>) -> Result<()>) -> Result<()> {
    let Input { name, bytes } = input;
    let lines = lines(bytes).map_err(reading(&name))?;
    while let Ok(first) = lines.recv() {
        let mut window = Vec::new();
        let mut size = 0;
        let mut next = Some(first);
        while let Some(line) = next {
            let line = line.map_err(reading(&name))?;
            size += line.bytes.as_ref().map_or(0, Vec::len);
            window.push(line);
            let is_full = window.len() >= WINDOW || size >= ENOUGH;
            next = if is_full { None } else { lines.try_recv().ok() };
        }
        each(window)?;
    }
    Ok(())
}

/// Reads in a thread of its own. It is not waited for: where nobody takes its lines any more it ends with the next one.
fn lines(bytes: Box<dyn Read + Send>) -> io::Result<Receiver<io::Result<Line>>> {
    let (sender, receiver) = sync_channel(WINDOW);
    thread::Builder::new().spawn(move || {
        let mut reader = BufReader::with_capacity(1 << 20, bytes);
        let mut number = 0;
        loop {
            number += 1;
            let line = match next(&mut reader) {
                Ok(None) => return,
                Ok(Some(bytes)) => Ok(Line { number, bytes }),
                Err(error) => Err(error),
            };
            let failed = line.is_err();
            if sender.send(line).is_err() || failed {
                return;
            }
        }
    })?;
    Ok(receiver)
}

/// The next line; `None` at the end, and `None` in the place of one that is too long.
fn next(reader: &mut impl BufRead) -> io::Result<Option<Option<Vec<u8>>>> {
    let mut bytes = Vec::new();
    if reader
        .by_ref()
        .take(LONGEST)
        .read_until(b'\n', &mut bytes)?
        == 0
    {
        return Ok(None);
    }
    if bytes.last() == Some(&b'\n') {
        bytes.pop();
        return Ok(Some(Some(bytes)));
    }
    if (bytes.len() as u64) < LONGEST {
        // The last line of a file may have no end.
        return Ok(Some(Some(bytes)));
    }
    reader.skip_until(b'\n')?;
    Ok(Some(None))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<(u64, Option<Vec<u8>>)> {
        let mut all = Vec::new();
        let input = Input {
            name: PathBuf::from("x"),
            bytes: Box::new(io::Cursor::new(bytes.to_vec())),
        };
        windows(input, |window| {
            all.extend(window.into_iter().map(|l| (l.number, l.bytes)));
            Ok(())
        })
        .unwrap();
        all
    }

    #[test]
    fn every_line_is_handed_on_in_order() {
        assert!(read(b"").is_empty());
        let lines = read(b"a\n\nb");
        let wanted = [(1, "a"), (2, ""), (3, "b")];
        assert_eq!(lines, wanted.map(|(n, t)| (n, Some(t.into()))));
        let many: Vec<u8> = (0..1000)
            .flat_map(|n| format!("{n}\n").into_bytes())
            .collect();
        let lines = read(&many);
        assert_eq!(lines.len(), 1000);
        assert!(
            lines
                .iter()
                .all(|(n, bytes)| bytes.as_deref() == Some((n - 1).to_string().as_bytes()))
        );
    }

    #[test]
    fn a_line_that_is_too_long_keeps_its_place() {
        let long = usize::try_from(LONGEST).unwrap();
        let mut bytes = b"a\n".to_vec();
        bytes.resize(long + 10, b'x');
        bytes.extend_from_slice(b"\nb\n");
        let lines = read(&bytes);
        assert_eq!(lines.len(), 3);
        assert_eq!(
            (lines[1].1.as_ref(), lines[2].1.as_deref()),
            (None, Some(&b"b"[..]))
        );
    }
}
