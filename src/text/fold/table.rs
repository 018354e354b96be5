//! What each character folds to, as a table.

use super::super::han;
#[cfg(not(prepared))]
use std::sync::LazyLock;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Folds to nothing: accents, zero-width characters. This and the three below stand where Unicode has no characters, among the surrogates.
pub(super) const NOTHING: u16 = 0xD800;
/// White space, a hyphen or a middle dot.
pub(super) const SEPARATOR: u16 = 0xD801;
/// A full stop, which parts the numbers of a version.
pub(super) const STOP: u16 = 0xD802;
/// Folds to what no entry can hold, several characters or one of a higher plane: [`decompose`] tells.
pub(super) const MANY: u16 = 0xD803;

/// For each character of the Basic Multilingual Plane the character it folds to, or one of the four above; little-endian.
pub(super) type Table = [[u8; 2]; 1 << 16];

/// The table. The build script makes it, so that a program that folds one name does not pay for all scripts.
#[inline]
pub(super) fn table() -> &'static Table {
    #[cfg(prepared)]
    {
        static TABLE: &Table = match include_bytes!(concat!(env!("OUT_DIR"), "/fold.table"))
            .as_chunks::<2>()
            .0
            .first_chunk()
        {
            Some(table) => table,
            None => panic!("the build script writes two bytes for each character"),
        };
        TABLE
    }
    #[cfg(not(prepared))]
    {
        static TABLE: LazyLock<Box<Table>> = LazyLock::new(made);
        &TABLE
    }
}

#[cfg(not(prepared))]
fn made() -> Box<Table> {
    let mut folded = Vec::new();
    let mut table = Box::new([NOTHING.to_le_bytes(); 1 << 16]);
    for (entry, code) in table.iter_mut().zip(0..) {
        let Some(c) = char::from_u32(code) else {
            continue;
        };
        folded.clear();
        let code = if matches!(c, '.' | '．') {
            STOP
        } else if decompose(c, &mut folded) {
            SEPARATOR
        } else {
            match folded.as_slice() {
                [] => NOTHING,
                [one] => u16::try_from(u32::from(*one)).unwrap_or(MANY),
                _ => MANY,
            }
        };
        *entry = code.to_le_bytes();
    }
    table
}

/// The table's entry for a character; [`MANY`] beyond the first plane.
#[inline]
pub(super) fn entry(table: &Table, c: char) -> u16 {
    table
        .get(c as usize)
        .map_or(MANY, |bytes| u16::from_le_bytes(*bytes))
}

/// Says whether folding drops this character as a separator inside names.
pub fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '_' | '.' | '．' | '\u{00AD}' | '·' | '‧' | '•' | '・' | '･' | '⋅' | '\u{2010}'
                ..='\u{2015}'
                    | '\u{2212}'
                    | '\u{FE58}'
                    | '\u{FE63}'
                    | '\u{FF0D}'
                    | '\u{FF3F}'
                    | '⁃'
        )
}

/// Adds what a character folds to; says whether it is a separator, which adds nothing.
pub(super) fn decompose(c: char, out: &mut Vec<char>) -> bool {
    if is_separator(c) {
        return true;
    }
    match c {
        '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FEFF}'
        | '\u{FE00}'..='\u{FE0F}' => return false,
        '’' | '‘' | 'ʼ' | '`' | '´' => {
            out.push('\'');
            return false;
        }
        '“' | '”' | '„' | '「' | '」' | '『' | '』' | '«' | '»' => {
            out.push('"');
            return false;
        }
        _ => {}
    }
    decompose_compatible(c, |d| {
        let accent = is_combining_mark(d) && !matches!(d, '\u{3099}' | '\u{309A}');
        // A lone accent such as U+309B decomposes to a space and the combining mark.
        if !accent && !is_separator(d) {
            for lower in d.to_lowercase() {
                if !is_combining_mark(lower) || matches!(lower, '\u{3099}' | '\u{309A}') {
                    out.push(han::simplify(lower));
                }
            }
        }
    });
    false
}
