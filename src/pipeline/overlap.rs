//! Two stages side by side: while what was made of one window is taken, the next is made.

use crate::error::{Error, Result};
use crate::store::Builder;
use std::io::{self, Write};
use std::sync::mpsc::{channel, sync_channel};

/// Makes something of each window, in parallel with taking what was made of the one before; windows are taken in their order. Two are held
/// at a time.
pub(super) fn windows<T: Send, M: Send>(
    windows: impl Iterator<Item = T> + Send,
    make: impl Fn(T) -> Result<M> + Sync,
    mut take: impl FnMut(M) -> Result<()> + Send,
) -> Result<()> {
    let mut last: Option<M> = None;
    for window in windows {
        let before = last.take();
        let (taken, made) = rayon::join(|| before.map_or(Ok(()), &mut take), || make(window));
        taken?;
        last = Some(made?);
    }
    last.map_or(Ok(()), take)
}

/// Bytes of lines that are handed over at once.
const BLOCK: usize = 4 << 20;

/// Writes lines while `each` makes them, and puts them into a store: in a thread of its own, where the build has more than one.
pub(super) fn indexed(
    out: &mut impl Write,
    mut store: Builder,
    each: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<u64>,
) -> io::Result<(u64, Builder)> {
    if rayon::current_num_threads() == 1 {
        let count = each(&mut |line| {
            out.write_all(line)?;
            store.add(line)
        })?;
        return Ok((count, store));
    }
    std::thread::scope(|scope| {
        let (sender, blocks) = sync_channel::<Vec<u8>>(2);
        // Blocks come back: memory that was used a moment ago is quicker than fresh one.
        let (back, spare) = channel::<Vec<u8>>();
        let indexing = std::thread::Builder::new().spawn_scoped(scope, move || {
            for mut block in blocks {
                let mut start = 0;
                for end in memchr::memchr_iter(b'\n', &block) {
                    store.add(block.get(start..=end).unwrap_or_default())?;
                    start = end + 1;
                }
                block.clear();
                // At the end nobody takes it.
                let _ = back.send(block);
            }
            Ok(store)
        })?;
        let ended = || io::Error::other("the thread that indexes lines ended");
        let mut block = Vec::with_capacity(BLOCK);
        let mut hand_over = |block: Vec<u8>| {
            out.write_all(&block)?;
            sender.send(block).map_err(|_| ended())
        };
        let made = each(&mut |line| {
            if block.len() + line.len() > BLOCK {
                let empty = spare
                    .try_recv()
                    .unwrap_or_else(|_| Vec::with_capacity(BLOCK));
                hand_over(std::mem::replace(&mut block, empty))?;
            }
            block.extend_from_slice(line);
            Ok(())
        });
        let made = made.and_then(|count| hand_over(block).map(|()| count));
        drop(sender);
        // What stopped the thread says more than that it stopped.
        let store = indexing.join().unwrap_or_else(|_| Err(ended()))?;
        Ok((made?, store))
    })
}

/// What is made in parallel, or the first thing that went wrong, in the order of the window.
pub(super) fn all<T>(made: Vec<Result<T>>) -> Result<Vec<T>> {
    made.into_iter().collect::<std::result::Result<_, Error>>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_taken_in_order_and_an_error_ends_it() {
        let make = |n: u32| {
            let failed = || Error::NoInput {
                reason: String::new(),
            };
            if n == 7 { Err(failed()) } else { Ok(n * 2) }
        };
        let mut taken = Vec::new();
        let mut run = |numbers: std::ops::Range<u32>| {
            windows(numbers, make, |n| {
                taken.push(n);
                Ok(())
            })
        };
        assert!(run(0..5).is_ok());
        assert!(run(6..9).is_err());
        assert_eq!(taken, [0, 2, 4, 6, 8, 12]);
    }
}
