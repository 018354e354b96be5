//! Writes the body of a store page by page, with the sum of each.

use super::layout::{Extent, HEAD, Head, PAGE, ROW, Section};
use crate::text::hash::xxh64;
use std::io::{BufWriter, Result, Seek, SeekFrom, Write};

/// A store's file while it is written.
#[derive(Debug)]
pub(super) struct Body<W: Write> {
    out: BufWriter<W>,
    page: Vec<u8>,
    sums: Vec<u8>,
    /// Bytes of the body so far.
    length: u64,
    head: Head,
}

impl<W: Write + Seek> Body<W> {
    /// Starts a file.
    pub(super) fn new(file: W) -> Result<Self> {
        let mut out = BufWriter::with_capacity(1 << 20, file);
        out.write_all(&[0; HEAD])?;
        Ok(Self {
            out,
            page: Vec::with_capacity(PAGE),
            sums: Vec::new(),
            length: 0,
            head: Head::default(),
        })
    }

    /// Writes a section with what `fill` puts into it.
    pub(super) fn section<E: From<std::io::Error>>(
        &mut self,
        section: Section,
        fill: impl FnOnce(&mut Self) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let gap = (ROW - (self.length % ROW as u64) as usize) % ROW;
        self.put(&[0; ROW][..gap])?;
        let offset = self.length;
        fill(self)?;
        if let Some(extent) = self.head.sections.get_mut(section as usize) {
            *extent = Extent {
                offset,
                length: self.length - offset,
            };
        }
        Ok(())
    }

    /// A section of numbers.
    pub(super) fn numbers(&mut self, section: Section, numbers: &[u32]) -> Result<()> {
        self.section(section, |body| {
            let mut buffer = Vec::with_capacity(4 << 10);
            for part in numbers.chunks(1 << 10) {
                buffer.clear();
                buffer.extend(part.iter().flat_map(|n| n.to_le_bytes()));
                body.put(&buffer)?;
            }
            Ok(())
        })
    }

    /// Appends bytes.
    pub(super) fn put(&mut self, mut bytes: &[u8]) -> Result<()> {
        self.length += bytes.len() as u64;
        while !bytes.is_empty() {
            let room = PAGE - self.page.len();
            let (part, rest) = bytes.split_at(room.min(bytes.len()));
            self.page.extend_from_slice(part);
            bytes = rest;
            if self.page.len() == PAGE {
                self.close_page()?;
            }
        }
        Ok(())
    }

    fn close_page(&mut self) -> Result<()> {
        let number = (self.sums.len() / 8) as u64;
        self.sums
            .extend_from_slice(&xxh64(&self.page, number).to_le_bytes());
        self.out.write_all(&self.page)?;
        self.page.clear();
        Ok(())
    }

    /// Writes sums and head.
    pub(super) fn finish(mut self, quads: u32, terms: u32, classes: [u32; 3]) -> Result<()> {
        if !self.page.is_empty() {
            self.close_page()?;
        }
        self.head.body = self.length;
        self.head.sum_of_sums = xxh64(&self.sums, 0);
        self.head.quads = quads;
        self.head.terms = terms;
        self.head.classes = classes;
        self.out.write_all(&self.sums)?;
        self.out.seek(SeekFrom::Start(0))?;
        self.out.write_all(&self.head.write())?;
        self.out.flush()
    }
}
