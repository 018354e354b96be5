//! One build at a time in a folder: a lock that ends with the process, however that ends.

use super::Progress;
use crate::error::{Error, Result, writing};
use std::fs::{self, File, TryLockError};
use std::path::Path;

/// The file whose lock a build holds.
const FILE: &str = ".lock";

/// Held while a build writes to a folder.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of a folder, which is made where it is not there; waits for another build if asked to.
    ///
    /// # Errors
    /// Another build holds the lock and `wait` is false, or the folder cannot be written.
    pub(super) fn take(dir: &Path, wait: bool, progress: &dyn Progress) -> Result<Self> {
        if dir.exists() && !dir.is_dir() {
            let reason = std::io::Error::other("it is a file; name a folder with -o");
            return Err(writing(dir)(reason));
        }
        fs::create_dir_all(dir).map_err(writing(dir))?;
        let path = dir.join(FILE);
        let file = File::create(&path).map_err(writing(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) if wait => {
                progress.waits(dir);
                file.lock().map_err(writing(&path))?;
            }
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Busy {
                    dir: dir.to_path_buf(),
                });
            }
            // A file system without locks: builds there are the user's to keep apart.
            Err(TryLockError::Error(error)) if error.kind() == std::io::ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(writing(&path)(error)),
        }
        Ok(Self { _file: file })
    }
}
