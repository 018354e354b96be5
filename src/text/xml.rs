//! Text for XML: nothing in it can open a tag, end an attribute or be a character that XML forbids.

use super::markup;

/// Escapes a text for the inside of an element or of an attribute in double quotes. Characters that show nothing, and those that XML
/// 1.0 cannot hold, are left out.
pub fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in markup::one_line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// As [`text`], but line ends stay.
pub fn lines(several: &str) -> String {
    let lines: Vec<String> = several.lines().map(text).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out() {
        assert_eq!(
            text("a<b>&\"c\u{0}\u{FFFE}\n<!--]]>"),
            "a&lt;b&gt;&amp;&quot;c &lt;!--]]&gt;"
        );
    }
}
