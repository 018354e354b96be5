//! A store's file as pages that are read and checked when they are first touched.
//!
//! Positioned reads instead of a memory map: a page is copied once, its sum is compared, and from then on nothing that happens to the file
//! can change an answer or end the process (a map of a file that somebody cuts short raises SIGBUS, and there is no safe way to
//! make one). It is quicker too: 200 pages of 24 KB at random took 16 to 40 µs each to read and 100 to 570 µs each through a map, whose faults
//! come one by one. The kernel's page cache is still shared by all processes.

use super::StoreError;
use super::layout::{Extent, HEAD, Head, PAGE, ROW, Section};
use crate::text::hash::xxh64;
use std::fs::File;
use std::path::Path;
use std::sync::OnceLock;

/// An open file.
#[derive(Debug)]
pub(super) struct Pages {
    source: Source,
    pub(super) head: Head,
    sums: Vec<u8>,
    pages: Vec<OnceLock<Box<[u8]>>>,
}

/// Where the bytes are.
#[derive(Debug)]
enum Source {
    File(File),
    Memory(Vec<u8>),
}

impl Source {
    /// Reads `buffer.len()` bytes from `offset`.
    fn read(&self, buffer: &mut [u8], offset: u64) -> Result<(), StoreError> {
        match self {
            Source::File(file) => Ok(read_at(file, buffer, offset)?),
            Source::Memory(bytes) => {
                let from = usize::try_from(offset).map_err(|_| outside())?;
                let bytes = bytes.get(from..).ok_or_else(outside)?;
                buffer.copy_from_slice(bytes.get(..buffer.len()).ok_or_else(outside)?);
                Ok(())
            }
        }
    }
}

/// Reads `buffer.len()` bytes from `offset`.
#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, offset)
}

/// Reads `buffer.len()` bytes from `offset`.
#[cfg(windows)]
fn read_at(file: &File, mut buffer: &mut [u8], mut offset: u64) -> std::io::Result<()> {
    while !buffer.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, buffer, offset)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        buffer = buffer.get_mut(read..).unwrap_or_default();
        offset = offset.saturating_add(read as u64);
    }
    Ok(())
}

impl Pages {
    /// Opens a file: checks its head, its length and the sum of its sums.
    ///
    /// # Errors
    /// It cannot be read, is no store of this form, or is damaged.
    pub(super) fn open(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path)?;
        let length = file.metadata()?.len();
        Self::new(Source::File(file), length)
    }

    /// The same for a file that is in memory.
    ///
    /// # Errors
    /// As for [`Pages::open`].
    pub(super) fn in_memory(bytes: Vec<u8>) -> Result<Self, StoreError> {
        let length = bytes.len() as u64;
        Self::new(Source::Memory(bytes), length)
    }

    fn new(source: Source, length: u64) -> Result<Self, StoreError> {
        let short = || StoreError::damaged("it is cut short");
        if length < HEAD as u64 {
            return Err(short());
        }
        let mut head = vec![0; HEAD];
        source.read(&mut head, 0)?;
        let head = Head::read(&head)?;
        if head.file_length() != Some(length) {
            return Err(short());
        }
        // The length of the file bounds what is reserved here.
        let count = usize::try_from(head.pages()).map_err(|_| short())?;
        let mut sums = vec![0; count.checked_mul(8).ok_or_else(short)?];
        source.read(&mut sums, head.body + HEAD as u64)?;
        if xxh64(&sums, 0) != head.sum_of_sums {
            return Err(StoreError::damaged("its sums are damaged"));
        }
        let mut pages = Vec::new();
        pages.resize_with(count, OnceLock::new);
        Ok(Self {
            source,
            head,
            sums,
            pages,
        })
    }

    /// A page, read and checked at the first touch.
    #[inline]
    pub(super) fn page(&self, number: usize) -> Result<&[u8], StoreError> {
        let cell = self.pages.get(number).ok_or_else(outside)?;
        match cell.get() {
            Some(page) => Ok(page),
            None => self.load(number, cell),
        }
    }

    #[cold]
    fn load<'a>(
        &'a self,
        number: usize,
        cell: &'a OnceLock<Box<[u8]>>,
    ) -> Result<&'a [u8], StoreError> {
        let mut page = Vec::new();
        self.read(number, &mut page)?;
        Ok(cell.get_or_init(|| page.into_boxed_slice()))
    }

    /// Reads a page into a buffer and compares its sum.
    pub(super) fn read(&self, number: usize, page: &mut Vec<u8>) -> Result<(), StoreError> {
        let offset = (number as u64) * PAGE as u64;
        let length = self.head.body.saturating_sub(offset).min(PAGE as u64);
        page.resize(length as usize, 0);
        self.source.read(page, offset + HEAD as u64)?;
        let sum = self.sums.get(number * 8..number * 8 + 8);
        if sum != Some(&xxh64(page, number as u64).to_le_bytes()) {
            return Err(StoreError::damaged(format!("page {number} is damaged")));
        }
        Ok(())
    }

    /// Reads and checks every page, and keeps none.
    pub(super) fn check(&self) -> Result<(), StoreError> {
        let mut page = Vec::with_capacity(PAGE);
        (0..self.pages.len()).try_for_each(|number| self.read(number, &mut page))
    }

    /// Where a section stands.
    #[inline]
    pub(super) fn extent(&self, section: Section) -> Extent {
        self.head
            .sections
            .get(section as usize)
            .copied()
            .unwrap_or_default()
    }

    /// How many numbers a section holds.
    #[inline]
    pub(super) fn numbers(&self, section: Section) -> usize {
        (self.extent(section).length / 4) as usize
    }

    /// The bytes of a section from `from` to the end of their page.
    #[inline]
    pub(super) fn run(&self, section: Section, from: u64) -> Result<&[u8], StoreError> {
        let extent = self.extent(section);
        let left = extent.length.checked_sub(from).ok_or_else(outside)?;
        let at = extent.offset + from;
        let page = self.page((at / PAGE as u64) as usize)?;
        let rest = page
            .get((at % PAGE as u64) as usize..)
            .ok_or_else(outside)?;
        let left = usize::try_from(left).unwrap_or(usize::MAX);
        Ok(rest.get(..left).unwrap_or(rest))
    }

    /// A number of a section.
    #[inline]
    pub(super) fn number(&self, section: Section, place: usize) -> Result<u32, StoreError> {
        let run = self.run(section, place as u64 * 4)?;
        let number = run.first_chunk::<4>().ok_or_else(outside)?;
        Ok(u32::from_le_bytes(*number))
    }

    /// A row of a section.
    #[inline]
    pub(super) fn row(&self, section: Section, place: u32) -> Result<[u32; 3], StoreError> {
        let run = self.run(section, u64::from(place) * ROW as u64)?;
        run.first_chunk::<ROW>().map(row_of).ok_or_else(outside)
    }

    /// Appends the bytes of a section between two places.
    pub(super) fn copy(
        &self,
        section: Section,
        mut from: u64,
        to: u64,
        out: &mut Vec<u8>,
    ) -> Result<(), StoreError> {
        while from < to {
            let run = self.run(section, from)?;
            let wanted = usize::try_from(to - from).unwrap_or(usize::MAX);
            let part = run.get(..wanted).unwrap_or(run);
            if part.is_empty() {
                return Err(outside());
            }
            out.extend_from_slice(part);
            from += part.len() as u64;
        }
        Ok(())
    }
}

/// The three numbers of a row.
#[inline]
pub(super) fn row_of(bytes: &[u8; ROW]) -> [u32; 3] {
    let [a, b, c, d, e, f, g, h, i, j, k, l] = *bytes;
    [
        u32::from_le_bytes([a, b, c, d]),
        u32::from_le_bytes([e, f, g, h]),
        u32::from_le_bytes([i, j, k, l]),
    ]
}

#[cold]
fn outside() -> StoreError {
    StoreError::damaged("it refers to places outside of it")
}
