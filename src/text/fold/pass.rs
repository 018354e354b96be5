//! The pass over a text that folds it, in stretches.
//!
//! Most characters fold to one, which the table knows; where they differ they are separators, which fold to nothing. So each step looks up
//! one entry, writes it and moves on only where it is a character: no branch hangs on what a word looks like. What is left, a digit after
//! separators after a digit and characters that fold to several, ends the stretch and is looked at by itself.

use super::table::{MANY, NOTHING, SEPARATOR, STOP, Table, decompose, entry, table};

/// Bytes of a text in one stretch, at most. A power of two: it bounds every place in a stretch.
const ROOM: usize = 64;

/// Folds a text and hands over its characters, in order and in stretches, with the place of each in the source: the first byte of the
/// character that made it. A hyphen or full stop, which stands for separators between digits, has the place of the first of them and comes
/// in one stretch with the digit after it.
#[inline]
pub fn stretches(source: &str, mut take: impl FnMut(&[char], &[u32])) {
    let table = table();
    let bytes = source.as_bytes();
    let mut chars = ['\0'; ROOM];
    let mut starts = [0; ROOM];
    let (mut at, mut after_digit, mut after_char) = (0, false, true);
    while at < bytes.len() {
        let stop = bytes.len().min(at + ROOM);
        let mut count = 0_usize;
        while at < stop {
            let (code, length) = match bytes.get(at..).unwrap_or_default() {
                [a @ ..0x80, ..] => (u16::from_le_bytes(table[usize::from(*a)]), 1),
                [a @ 0xE0..0xF0, b, c, ..] => (u16::from_le_bytes(table[three(*a, *b, *c)]), 3),
                _ => other(table, source, at),
            };
            let follows_digit = || match count.checked_sub(1) {
                Some(last) => chars[last % ROOM].is_ascii_digit(),
                None => after_digit,
            };
            let is_digit = code.wrapping_sub(u16::from(b'0')) < 10;
            if code == MANY || is_digit & !after_char && follows_digit() {
                break;
            }
            let c = char::from_u32(u32::from(code));
            after_char = c.is_some();
            chars[count % ROOM] = c.unwrap_or_default();
            starts[count % ROOM] = place(at);
            count = count.wrapping_add(usize::from(after_char));
            at = at.wrapping_add(length);
        }
        if let Some(last) = count.checked_sub(1) {
            after_digit = chars[last % ROOM].is_ascii_digit();
            take(&chars[..count], &starts[..count]);
        }
        if at < stop {
            let (chars, starts, length) = alone(table, source, at, after_digit);
            take(&chars, &starts);
            after_char = !chars.is_empty();
            after_digit = chars.last().map_or(after_digit, char::is_ascii_digit);
            at += length;
        }
    }
}

fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The code of a character from its three bytes.
#[inline]
fn three(a: u8, b: u8, c: u8) -> usize {
    usize::from(a & 0xF) << 12 | usize::from(b & 0x3F) << 6 | usize::from(c & 0x3F)
}

/// The table's entry for a character of two bytes or four, and how many they are.
fn other(table: &Table, source: &str, at: usize) -> (u16, usize) {
    let c = source.get(at..).and_then(|rest| rest.chars().next());
    c.map_or((NOTHING, 1), |c| (entry(table, c), c.len_utf8()))
}

/// What the character at a place folds to, with what stands for the separators before it; and its bytes.
#[cold]
#[inline(never)]
fn alone(
    table: &Table,
    source: &str,
    at: usize,
    after_digit: bool,
) -> (Vec<char>, Vec<u32>, usize) {
    let (before, rest) = source.split_at_checked(at).unwrap_or_default();
    let c = rest.chars().next().unwrap_or_default();
    let mut chars = Vec::new();
    match char::from_u32(u32::from(entry(table, c))) {
        Some(one) => chars.push(one),
        None => drop(decompose(c, &mut chars)),
    }
    let mut starts = vec![place(at); chars.len()];
    if after_digit
        && chars.first().is_some_and(char::is_ascii_digit)
        && let Some((mark, start)) = mark(table, before)
    {
        chars.insert(0, mark);
        starts.insert(0, start);
    }
    (chars, starts, c.len_utf8())
}

/// What stands for the separators at the end of a text, and where they begin: a full stop for one, else a hyphen.
fn mark(table: &Table, before: &str) -> Option<(char, u32)> {
    let mut mark = None;
    let mut folded = Vec::new();
    for (at, c) in before.char_indices().rev() {
        match entry(table, c) {
            NOTHING => {}
            SEPARATOR => mark = Some(('-', place(at))),
            STOP => mark = Some((mark.map_or('.', |_| '-'), place(at))),
            MANY => {
                folded.clear();
                decompose(c, &mut folded);
                if !folded.is_empty() {
                    break;
                }
            }
            _ => break,
        }
    }
    mark
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, a character at a time: what folding makes of a text, and the bytes of the source behind each character.
    fn plainly(source: &str) -> Vec<(char, u32)> {
        let mut all: Vec<(char, u32)> = Vec::new();
        let mut between: Vec<(char, u32)> = Vec::new();
        for (at, c) in source.char_indices() {
            let mut folded = Vec::new();
            if matches!(c, '.' | '．') {
                between.push(('.', place(at)));
            } else if decompose(c, &mut folded) {
                between.push(('-', place(at)));
            }
            for d in folded {
                let is_version =
                    d.is_ascii_digit() && all.last().is_some_and(|(last, _)| last.is_ascii_digit());
                match between.as_slice() {
                    [one] if is_version => all.push(*one),
                    [first, _, ..] if is_version => all.push(('-', first.1)),
                    _ => {}
                }
                between.clear();
                all.push((d, place(at)));
            }
        }
        all
    }

    fn in_stretches(source: &str) -> Vec<(char, u32)> {
        let mut all = Vec::new();
        stretches(source, |chars, starts| {
            all.extend(chars.iter().copied().zip(starts.iter().copied()));
            let is_mark = |c: &&char| matches!(c, '-' | '.');
            assert!(
                !chars.last().as_ref().is_some_and(is_mark),
                "a mark stands before its digit"
            );
        });
        all
    }

    #[test]
    fn the_end_of_a_stretch_is_not_seen() {
        for piece in [
            "3 8",
            "3. 8",
            "3.8",
            "３．８",
            "½ ½",
            "é-3\u{200B}-4",
            "…\u{1D7D8} 1",
        ] {
            for before in ROOM - 12..=ROOM + 2 {
                let text = format!("{}{piece}", "a".repeat(before));
                assert_eq!(in_stretches(&text), plainly(&text), "{text}");
                let text = format!("{}{piece}", " ".repeat(before));
                assert_eq!(in_stretches(&text), plainly(&text), "{text}");
                let text = format!("7{}{piece}", "\u{200B}.".repeat(before));
                assert_eq!(in_stretches(&text), plainly(&text), "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn stretches_are_what_each_character_folds_to(text in "[ -~0-9 .\\-一-鿿À-ÿ０-９．…½\u{200B}\u{1D7D8}\u{1D165}\u{20000}]{0,200}") {
            prop_assert_eq!(in_stretches(&text), plainly(&text));
        }

        #[test]
        fn and_so_for_any_text(text in "\\PC{0,90}") {
            prop_assert_eq!(in_stretches(&text), plainly(&text));
        }
    }
}
