//! Sorted lines in a temporary file: of each line only what the one before does not begin with. Neighbours share most of their bytes, so that
//! a file is a fraction of the lines, and so is the time of writing and reading it.
//!
//! A line is two numbers of four bytes, how much it shares and how much follows, and what follows.

use std::io::{BufRead, Error, ErrorKind, Result, Write};

/// Writes lines that come in order.
pub(crate) struct Writer<W> {
    out: W,
    last: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Writes to an empty file.
    pub(crate) fn new(out: W) -> Self {
        let last = Vec::new();
        Self { out, last }
    }

    /// Writes the next line.
    pub(crate) fn put(&mut self, line: &[u8]) -> Result<()> {
        let shared = shared(&self.last, line);
        let own = line.get(shared..).unwrap_or_default();
        let number = |n: usize| u32::try_from(n).map_err(|_| Error::other("a line of 4 GB"));
        let mut head = [0; 8];
        head[..4].copy_from_slice(&number(shared)?.to_le_bytes());
        head[4..].copy_from_slice(&number(own.len())?.to_le_bytes());
        self.out.write_all(&head)?;
        self.out.write_all(own)?;
        self.last.truncate(shared);
        self.last.extend_from_slice(own);
        Ok(())
    }

    /// Sees to it that all is written.
    pub(crate) fn finish(mut self) -> Result<()> {
        self.out.flush()
    }
}

/// How many bytes two lines begin with alike.
fn shared(a: &[u8], b: &[u8]) -> usize {
    const STEP: usize = 16;
    let steps = a.chunks_exact(STEP).zip(b.chunks_exact(STEP));
    let alike = steps.take_while(|(a, b)| a == b).count() * STEP;
    let rest = a.iter().zip(b).skip(alike);
    alike + rest.take_while(|(a, b)| a == b).count()
}

/// Reads the next line over the one before; `false` at the end.
pub(crate) fn read(file: &mut impl BufRead, line: &mut Vec<u8>) -> Result<bool> {
    if file.fill_buf()?.is_empty() {
        line.clear();
        return Ok(false);
    }
    let mut number = || -> Result<usize> {
        let mut bytes = [0; 4];
        file.read_exact(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes) as usize)
    };
    let (shared, own) = (number()?, number()?);
    if shared > line.len() {
        return Err(ErrorKind::InvalidData.into());
    }
    line.resize(shared.saturating_add(own), 0);
    file.read_exact(line.get_mut(shared..).unwrap_or_default())?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn lines_come_back(lines in prop::collection::btree_set("[ab]{0,40}", 0..20)) {
            let mut file = Vec::new();
            let mut writer = Writer::new(&mut file);
            for line in &lines {
                writer.put(format!("{line}\n").as_bytes()).unwrap();
            }
            writer.finish().unwrap();
            let (mut rest, mut line, mut back) = (file.as_slice(), Vec::new(), Vec::new());
            while read(&mut rest, &mut line).unwrap() {
                back.push(String::from_utf8(line.clone()).unwrap());
            }
            let wanted: Vec<String> = lines.iter().map(|l| format!("{l}\n")).collect();
            prop_assert_eq!(back, wanted);
        }
    }

    #[test]
    fn a_file_that_was_cut_short_is_an_error() {
        let mut file = Vec::new();
        Writer::new(&mut file).put(b"a line\n").unwrap();
        file.truncate(10);
        assert!(read(&mut file.as_slice(), &mut Vec::new()).is_err());
    }
}
