//! The media that a line of sources names: 来源：机器之心、某某日报.

use super::Page;
use crate::document::Origin;
use crate::entity::Kind;
use crate::text::{Span, script};

/// What links say that name no medium.
const CALLS: [&str; 18] = [
    "View", "Read", "Visit", "Click", "See", "Source", "Link", "More", "立即", "查看", "访问",
    "訪問", "点击", "點擊", "阅读", "閱讀", "原文", "链接",
];

/// Names between the marks of a line of sources, each a medium.
pub(super) fn find(page: &Page<'_>, run: Span) -> Vec<(Span, Vec<(Kind, u32)>)> {
    // The account of a link's address counts where it is known; a stranger's is no medium.
    if page.before(run).ends_with(".com/") {
        return Vec::new();
    }
    let text = run.of(page.source);
    let mut found = Vec::new();
    let mut at = run.start as usize;
    for piece in text.split_inclusive(['、', '，', ',', '；', ';', '|', '｜', '：', ':', '/'])
    {
        let bare = piece.trim_matches(|c: char| !c.is_alphanumeric());
        let start = at + piece.find(bare).unwrap_or(0);
        at += piece.len();
        let span = Span::new(start, start + bare.len());
        let length = bare.chars().count();
        let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
        let named = bare.chars().any(|c| script::is_han(c) || c.is_uppercase());
        // 某某AI早报 is a medium, whatever subject its name holds.
        let subject = |m: &super::Mention| {
            m.span != span && matches!(page.kind_of(m), Some(Kind::Topic | Kind::Method))
        };
        let known =
            |m: &super::Mention| m.span.overlaps(span) && m.origin != Origin::List && !subject(m);
        let fits = (2..=24).contains(&length)
            && letters >= 2
            && named
            && !bare.contains("http")
            && !CALLS.iter().any(|call| bare.starts_with(call));
        if fits && !page.known.iter().any(known) {
            found.push((span, vec![(Kind::Organization, 6)]));
        }
    }
    found
}
