//! Figures → pictures as inline SVG. Colours come from the style sheet of the page, so that they follow light and dark.

pub mod bar;
pub mod heat;
pub mod spark;
pub mod stream;

/// A coordinate with one decimal at most, so that bytes are few and alike on every machine.
fn point(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_string()
}

/// How wide a text is in a small font, in units of its size: Han characters are square, Latin ones about half.
fn width(text: &str) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "columns of a short text")]
    let columns = unicode_width::UnicodeWidthStr::width(text) as f64;
    columns * 0.54
}
