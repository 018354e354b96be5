//! A known name that more words and a noun make another: 豆包眼镜, 盘古预测大模型, 豆包旗舰模型1.8.

use super::Page;
use crate::document::Origin;
use crate::entity::Kind;
use crate::text::{Span, script};
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// Nouns with what they make, and whether they do so directly after a name: 豆包眼镜 is a thing of its own, Kimi助手 is Kimi.
const NOUNS: [(&str, Kind, bool); 14] = [
    ("大模型", Kind::Model, false),
    ("模型", Kind::Model, false),
    ("眼镜", Kind::Product, true),
    ("眼鏡", Kind::Product, true),
    ("耳机", Kind::Product, true),
    ("耳機", Kind::Product, true),
    ("音箱", Kind::Product, true),
    ("手表", Kind::Product, true),
    ("求解器", Kind::Product, true),
    ("模拟器", Kind::Product, true),
    ("工作站", Kind::Product, true),
    ("输入法", Kind::Product, true),
    ("浏览器", Kind::Product, true),
    ("API", Kind::Product, false),
];

/// Words between that only say which of its kind: 开源模型 is no name.
const PLAIN: [&str; 14] = [
    "开源", "開源", "最新", "自研", "闭源", "系列", "相关", "基础", "全系", "主力", "家族", "所有",
    "多款", "两款",
];

/// How many bytes may stand between a name and the noun: four Han characters.
const BETWEEN: usize = 12;

static NOUN_FINDER: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| super::longest_of(NOUNS.iter().map(|(noun, _, _)| *noun)));

/// Names in a run of text that begin with a known one.
pub(super) fn find(page: &Page<'_>, run: Span) -> Vec<(Span, Vec<(Kind, u32)>)> {
    let text = run.of(page.source);
    let base = run.start as usize;
    let mut found: Vec<(Span, Vec<(Kind, u32)>)> = Vec::new();
    for hit in NOUN_FINDER.iter().flat_map(|finder| finder.find_iter(text)) {
        if let Some((noun, kind, directly)) = NOUNS.get(hit.pattern().as_usize()).copied() {
            let at = hit.start();
            let (place, end) = (base + at, base + at + noun.len());
            let heads = page.known.iter().filter(|m| {
                let reach = m.span.range().end;
                m.origin != Origin::List
                    && !m.nested
                    && reach <= place
                    && place - reach <= BETWEEN
                    && run.covers(m.span)
                    && makes(page, m, place, kind, directly)
            });
            // The nearest: 字节豆包眼镜 is made by the one and named by the other.
            let head = heads.max_by_key(|m| m.span.start);
            if let Some((outer, inner)) = quoted(page, run, place) {
                let version = version_after(page.source.get(end..).unwrap_or_default());
                found.push((Span::new(outer, end + version), vec![(kind, 6)]));
                found.push((inner, vec![(kind, 6)]));
                continue;
            }
            if let Some(head) = head {
                let version = version_after(page.source.get(end..).unwrap_or_default());
                let span = Span::new(head.span.start as usize, end + version);
                found.push((span, vec![(kind, 6)]));
            }
        }
    }
    found
}

/// A name in quotes before a noun, 「开悟」世界模型: where the quotes begin, and what is in them.
fn quoted(page: &Page<'_>, run: Span, noun: usize) -> Option<(usize, Span)> {
    let before = page.source.get(run.start as usize..noun)?;
    let bare = before.trim_end_matches(['世', '界', '大', '语', '言']);
    let inside = bare.strip_suffix(['」', '”', '』'])?;
    let open = inside.rfind(['「', '“', '『'])?;
    let name = inside.get(open..)?.trim_start_matches(['「', '“', '『']);
    let end = run.start as usize + inside.len();
    let length = name.chars().count();
    let plain = |c: char| c.is_alphanumeric() && !super::han::OUTSIDE.contains(c);
    let fits = (2..=12).contains(&length) && name.chars().all(plain);
    fits.then(|| (run.start as usize + open, Span::new(end - name.len(), end)))
}

/// Says whether the words from a name to a noun make another name.
fn makes(page: &Page<'_>, head: &super::Mention, place: usize, noun: Kind, directly: bool) -> bool {
    let between = page
        .source
        .get(head.span.range().end..place)
        .unwrap_or_default();
    let words = between.trim();
    // o3模型, M2文本大模型: what follows a version only says what it is.
    let versioned = head
        .span
        .of(page.source)
        .ends_with(|c: char| c.is_ascii_digit());
    // VibeVoice语音模型: what stands behind a Latin name says what it is.
    let latin = head.span.of(page.source).is_ascii() && noun == Kind::Model;
    let named = match page.kind_of(head) {
        Some(Kind::Product | Kind::Model) if latin => false,
        Some(Kind::Product | Kind::Model) => directly || !words.is_empty() && !versioned,
        Some(Kind::Company) => matches!(noun, Kind::Product) && (directly || !words.is_empty()),
        _ => false,
    };
    named
        && words.chars().all(|c| {
            script::is_han(c) && !super::han::OUTSIDE.contains(c) || c.is_ascii_uppercase()
        })
        && !PLAIN.iter().any(|plain| words.contains(plain))
        // PS级修图模型 is like it, and not its own.
        && !words.starts_with(['级', '級', '类', '類', '式', '型', '系', '版'])
}

/// The bytes of a version that follows: 1.8 in 旗舰模型1.8.
fn version_after(text: &str) -> usize {
    let version = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let bare = text
        .get(..version)
        .unwrap_or_default()
        .trim_end_matches('.');
    let counts = text
        .get(version..)
        .is_some_and(|t| t.starts_with(['年', '月', '日', '%', '亿', '万']));
    if bare.starts_with(|c: char| c.is_ascii_digit()) && !counts {
        bare.len()
    } else {
        0
    }
}
