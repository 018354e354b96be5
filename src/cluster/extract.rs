//! Documents → extracts, line by line, in order.

use super::document::{self, Document};
use super::line::{Input, Line, windows};
use super::record::{self, Failure};
use crate::error::{Error, Result};
use crate::extract::{self, Knowledge};
use crate::mention::Finder;
use crate::pipeline::identity;
use rayon::prelude::*;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Writes one line for each line of `input`: an extract, or a record of why there is none. Returns how many of either.
///
/// # Errors
/// The input cannot be read, or `out` takes no more.
pub fn extract(input: Input, knowledge: &Knowledge, out: &mut dyn Write) -> Result<(u64, u64)> {
    let by = identity(knowledge);
    let (mut good, mut bad) = (0, 0);
    windows(input, |window| {
        let made: Vec<_> = window
            .into_par_iter()
            .map_init(Finder::default, |finder, line| {
                one(line, &by, knowledge, finder)
            })
            .collect();
        for line in made {
            match &line {
                Ok(_) => good += 1,
                Err(_) => bad += 1,
            }
            let (Ok(bytes) | Err(bytes)) = line;
            out.write_all(&bytes).map_err(unwritten)?;
        }
        out.flush().map_err(unwritten)
    })?;
    Ok((good, bad))
}

pub(super) fn unwritten(source: std::io::Error) -> Error {
    Error::Output { source }
}

/// The line of an extract, or that of a failure.
fn one(
    line: Line,
    by: &str,
    knowledge: &Knowledge,
    finder: &mut Finder,
) -> std::result::Result<Vec<u8>, Vec<u8>> {
    let Line { number, bytes } = line;
    let failed = |(digest, error)| {
        record::bad(Failure {
            digest,
            line: number,
            error,
        })
    };
    let Some(bytes) = bytes else {
        let reason = format!("the line is longer than {} MB", super::LONGEST >> 20);
        return Err(failed((String::new(), reason)));
    };
    let Document { name, text } = document::read(&bytes).map_err(failed)?;
    // One document among millions that meets a fault of the program must not take the others with it.
    let made = catch_unwind(AssertUnwindSafe(|| {
        let extract = extract::extract(&name, &text, knowledge, finder);
        record::good(by, &extract)
    }));
    made.map_err(|_| {
        *finder = Finder::default();
        let reason = "the program failed on this document; please report it".to_string();
        failed((name, reason))
    })
}
