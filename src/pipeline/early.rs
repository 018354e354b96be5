//! A file that goes to the disk while it is written, and one that leaves memory while it is read.
//!
//! A build ends when all it wrote is on the disk. Where most of it is copied, waiting for that is most of the time, so the disk begins early.

use std::fs::File;
use std::io::{Error, Result, Seek, SeekFrom, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// Bytes that are written before the disk is told to take them.
const PART: u64 = 64 << 20;

/// A file whose bytes a thread of its own sees to the disk.
#[derive(Debug)]
pub(super) struct Early {
    file: File,
    written: u64,
    /// How much of it the disk was told of.
    told: u64,
    pages: Pages,
    /// Set from the first large part on: small files need no thread.
    syncing: Option<(SyncSender<u64>, JoinHandle<Result<()>>)>,
}

/// What becomes of the memory that holds what is on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pages {
    /// It is read again soon.
    Stay,
    /// What comes may be held there.
    Pass,
}

impl Early {
    /// Takes an empty file.
    pub(super) fn new(file: File, pages: Pages) -> Self {
        Self {
            file,
            pages,
            written: 0,
            told: 0,
            syncing: None,
        }
    }

    fn begin(&mut self) -> Result<()> {
        if self.syncing.is_none() {
            let file = self.file.try_clone()?;
            let (sender, parts) = sync_channel(1);
            let pages = self.pages;
            let thread = thread::Builder::new().spawn(move || {
                let mut from = 0;
                for to in parts {
                    file.sync_data()?;
                    if pages == Pages::Pass {
                        forget(&file, from, to - from);
                    }
                    from = to;
                }
                Ok(())
            })?;
            self.syncing = Some((sender, thread));
        }
        if let Some((sender, _)) = &self.syncing {
            // Where it is still busy with the part before, it takes both at once; an error shows at the end.
            let _ = sender.try_send(self.written);
        }
        self.told = self.written;
        Ok(())
    }

    /// Waits for the thread. An error that it met is told here: the system tells it once.
    pub(super) fn finish(&mut self) -> Result<()> {
        let Some((sender, thread)) = self.syncing.take() else {
            return Ok(());
        };
        drop(sender);
        let ended = thread.join();
        ended.unwrap_or_else(|_| Err(Error::other("the thread that syncs it ended")))
    }
}

impl Write for Early {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let written = self.file.write(bytes)?;
        self.written += written as u64;
        if self.written - self.told >= PART {
            self.begin()?;
        }
        Ok(written)
    }

    /// Bytes are not held back.
    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Seek for Early {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.file.seek(to)
    }
}

/// Tells the system that so many bytes from `offset` will not be read again, so that the pages they take can hold what is written.
#[cfg(target_os = "linux")]
pub(super) fn forget(file: &File, offset: u64, length: u64) {
    // It is a hint: where it is not taken, nothing else is different.
    let _ = rustix::fs::fadvise(
        file,
        offset,
        std::num::NonZeroU64::new(length),
        rustix::fs::Advice::DontNeed,
    );
}

/// Other systems are not told.
#[cfg(not(target_os = "linux"))]
pub(super) fn forget(_: &File, _: u64, _: u64) {}
