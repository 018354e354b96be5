//! A file with the sum of every block of it, so that the next build can tell that it is still what was written.

use crate::text::hash::xxh64;
use std::io::{Read, Result, Write};

/// Bytes of a block.
pub(super) const BLOCK: usize = 1 << 20;

/// The sum of a block: damage that moves one is damage, too.
pub(super) fn sum(block: &[u8], number: usize) -> u64 {
    xxh64(block, number as u64)
}

/// Writes in blocks and sums them up.
#[derive(Debug)]
pub(super) struct Summed<W> {
    out: W,
    block: Vec<u8>,
    sums: Vec<u64>,
}

impl<W: Write> Summed<W> {
    pub(super) fn new(out: W) -> Self {
        Self {
            out,
            block: Vec::with_capacity(BLOCK),
            sums: Vec::new(),
        }
    }

    fn close(&mut self) -> Result<()> {
        if !self.block.is_empty() {
            self.sums.push(sum(&self.block, self.sums.len()));
            self.out.write_all(&self.block)?;
            self.block.clear();
        }
        Ok(())
    }

    /// Writes what is left; returns the sums and what was written to.
    pub(super) fn finish(mut self) -> Result<(Vec<u64>, W)> {
        self.close()?;
        self.out.flush()?;
        Ok((self.sums, self.out))
    }
}

impl<W: Write> Write for Summed<W> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        // A block that is whole need not be copied.
        if self.block.is_empty()
            && let Some(block) = bytes.get(..BLOCK)
        {
            self.sums.push(sum(block, self.sums.len()));
            self.out.write_all(block)?;
            return Ok(BLOCK);
        }
        let room = BLOCK - self.block.len();
        let part = bytes.get(..room).unwrap_or(bytes);
        self.block.extend_from_slice(part);
        if self.block.len() == BLOCK {
            self.close()?;
        }
        Ok(part.len())
    }

    /// Blocks are full: nothing is written before the end.
    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Appends the next block of a file to a buffer; `false` at the end. A block that is not what was written is an error.
pub(super) fn read(
    file: &mut impl Read,
    sums: &mut std::iter::Enumerate<std::slice::Iter<'_, u64>>,
    buffer: &mut Vec<u8>,
) -> Result<bool> {
    let from = buffer.len();
    file.take(BLOCK as u64).read_to_end(buffer)?;
    let block = buffer.get(from..).unwrap_or_default();
    match sums.next() {
        None if block.is_empty() => Ok(false),
        Some((number, known)) if *known == sum(block, number) => Ok(true),
        _ => Err(std::io::Error::other("it is not what was written")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_damage_is_an_error() {
        let bytes: Vec<u8> = (0..BLOCK * 2 + 7).map(|n| (n % 251) as u8).collect();
        let mut file = Vec::new();
        let mut out = Summed::new(&mut file);
        out.write_all(&bytes).unwrap();
        let (sums, _) = out.finish().unwrap();
        assert_eq!((sums.len(), &file), (3, &bytes));
        let all = |file: &[u8]| -> Result<Vec<u8>> {
            let (mut rest, mut sums, mut all) = (file, sums.iter().enumerate(), Vec::new());
            while read(&mut rest, &mut sums, &mut all)? {}
            Ok(all)
        };
        assert_eq!(all(&file).unwrap(), bytes);
        assert!(all(&file[..BLOCK * 2]).is_err(), "cut short");
        let longer = [file.as_slice(), b"x"].concat();
        assert!(all(&longer).is_err(), "more than was written");
        file[BLOCK + 3] ^= 1;
        assert!(all(&file).is_err(), "a bit");
    }

    #[test]
    fn sums_do_not_hang_on_how_it_is_written() {
        let bytes: Vec<u8> = (0..BLOCK * 3 + 7).map(|n| (n % 249) as u8).collect();
        let sums = |sizes: &[usize]| {
            let mut out = Summed::new(Vec::new());
            let mut rest = bytes.as_slice();
            for size in sizes.iter().cycle() {
                let (part, after) = rest.split_at((*size).min(rest.len()));
                out.write_all(part).unwrap();
                rest = after;
                if rest.is_empty() {
                    break;
                }
            }
            let (sums, written) = out.finish().unwrap();
            assert!(written == bytes);
            sums
        };
        let whole = sums(&[bytes.len()]);
        assert_eq!(whole.len(), 4);
        for sizes in [&[100_003][..], &[BLOCK], &[7, BLOCK * 2 + 1], &[BLOCK, 1]] {
            assert_eq!(sums(sizes), whole, "{sizes:?}");
        }
    }
}
