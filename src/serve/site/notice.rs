//! Pages that say what went wrong, and what would work.

use super::Page;
use super::frame::context;
use super::view::View;
use crate::text::markup;
use minijinja::value::Value;

/// Nothing is there: a search for the last part of the path, and the nearest names.
pub(super) fn missing(view: &View<'_>) -> Page {
    let last = view.ask.path.trim_end_matches('/').rsplit('/').next();
    let guess: String = last.unwrap_or("").replace(['-', '_'], " ");
    let guess: String = markup::one_line(&guess).chars().take(80).collect();
    let nearest: Vec<Value> = if guess.is_empty() {
        Vec::new()
    } else {
        let near = view.site.index.names.nearest(&guess, &view.site.built, 6);
        near.into_iter()
            .map(|n| super::frame::value(view.who(n)))
            .collect()
    };
    let title = view.say("missing", &[]);
    let values = context! { title => &title, text => view.say("missing_note", &[]), path => &view.ask.path, guess, nearest, status => 404 };
    view.site
        .frames
        .page(view, 404, "notice.html", &title, values)
}

/// Any other fault.
pub(super) fn fault(view: &View<'_>, status: u16, text: &str) -> Page {
    let title = view.say("fault", &[]);
    let values = context! { title => &title, text, path => "", guess => "", nearest => (), status };
    view.site
        .frames
        .page(view, status, "notice.html", &title, values)
}
