//! One-line text for people: white space run together, control characters and direction marks made harmless.

/// Joins runs of white space to one space, trims, and drops control characters and marks that could reorder or hide text.
pub fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_hidden(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The words of a piece of Markdown without its marks: no stars, no link's address, one line.
pub fn unmarked(text: &str) -> String {
    use pulldown_cmark::{Event, Parser, TagEnd};
    // A piece cut out of a text may leave a mark open; such stars stand alone and say nothing.
    let mut words = String::with_capacity(text.len());
    for event in Parser::new(&text.replace("**", "")) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::InlineHtml(part) => {
                words.push_str(&part)
            }
            Event::Html(part) => words.push_str(&part),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) => words.push(' '),
            _ => {}
        }
    }
    one_line(&words)
}

/// Says whether a character shows nothing or changes how its neighbours show.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Cuts a text to at most `width` columns (Han characters take two), with `…` where something was cut.
pub fn shorten(text: &str, width: usize) -> String {
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
    if text.width() <= width {
        return text.to_string();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

/// Says whether a browser may follow a link: one of the web, without anything that could end it early.
pub fn is_web_link(link: &str) -> bool {
    let web = link.starts_with("https://") || link.starts_with("http://");
    let whole =
        !link.contains(|c: char| c.is_whitespace() || is_hidden(c) || "\"<>\\^`{|}".contains(c));
    web && whole
}

/// Reads the entities and backslashes that Markdown writes for marks: `AT&amp;T` → `AT&T`, `\\*` → `*`.
pub fn unescape(text: &str) -> String {
    if !text.contains(['&', '\\']) {
        return text.to_string();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let entity = ENTITIES.iter().find(|(name, _)| rest.starts_with(name));
        if let Some((name, meaning)) = entity {
            out.push_str(meaning);
            rest = &rest[name.len()..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let escapes = c == '\\' && rest.starts_with(|n: char| n.is_ascii_punctuation());
        if !escapes {
            out.push(c);
        }
    }
    out
}

const ENTITIES: [(&str, &str); 8] = [
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&#39;", "'"),
    ("&#x27;", "'"),
    ("&nbsp;", " "),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_go_and_words_stay() {
        for (text, words) in [
            ("**英偉達**發布 `B300`", "英偉達發布 B300"),
            ("[輝達](https://x.org/a_b)發布", "輝達發布"),
            ("**open at the end", "open at the end"),
            ("a * b < c & d", "a * b < c & d"),
            ("- one\n- two", "one two"),
            ("<b>bold</b> 2 * 3", "<b>bold</b> 2 * 3"),
        ] {
            assert_eq!(unmarked(text), words);
        }
    }
}
