//! What a graph says about identity does not depend on the order, the threads or the portions in which digests come.

use aikg::builtin;
use aikg::extract::{Extract, Knowledge, extract};
use aikg::link::{self, Evidence, Registry};
use aikg::mention::Finder;
use proptest::prelude::*;
use std::sync::LazyLock;

static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(Knowledge::builtin);

/// The samples, and digests that give other names in every way there is.
static EXTRACTS: LazyLock<Vec<Extract>> = LazyLock::new(|| {
    let own = [
        "# A 2026-01-01\n\n## 一\n\n澄山科技，简称“澄山”，今日发布新模型。\n\n**關鍵實體**：澄山科技、澄山、北澤動力（Kitazawa）\n",
        "# B 2026-01-02\n\n## 一\n\n北澤動力（Kitazawa Dynamics）开源了代码。\n\n**關鍵實體**：Kitazawa、北澤動力\n",
        "# C 2026-01-03\n\n## 一\n\n北澤動力（Kitazawa Dynamics）又融资。\n\n**關鍵實體**：Kitazawa Dynamics、澄山\n",
        "# D 2026-01-04\n\n## 一\n\n南澤（Kitazawa Dynamics）否认。\n\n**關鍵實體**：南澤、Qwen9、通义千问9\n",
    ];
    let samples = builtin::samples()
        .into_iter()
        .map(|f| (f.name.to_string(), f.text));
    let own = own
        .iter()
        .enumerate()
        .map(|(n, text)| (format!("own-{n}.md"), *text));
    let mut finder = Finder::default();
    samples
        .chain(own)
        .map(|(name, text)| extract(&name, text, &KNOWLEDGE, &mut finder))
        .collect()
});

fn registry(order: &[usize], cuts: &[usize]) -> Registry {
    let mut whole = Evidence::default();
    let mut part = Evidence::default();
    for (place, number) in order.iter().enumerate() {
        if cuts.contains(&place) {
            whole.merge(std::mem::take(&mut part));
        }
        part.add(&EXTRACTS[*number]);
    }
    part.merge(whole);
    link::resolve(part, &KNOWLEDGE.lexicon)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn entities_do_not_depend_on_order_or_portions(
        order in Just((0..EXTRACTS.len()).collect::<Vec<usize>>()).prop_shuffle(),
        cuts in proptest::collection::vec(0..20usize, 0..4),
    ) {
        let sorted: Vec<usize> = (0..EXTRACTS.len()).collect();
        let (one, other) = (registry(&sorted, &[]), registry(&order, &cuts));
        prop_assert_eq!(&one.entities, &other.entities);
        prop_assert_eq!(&one.topics, &other.topics);
    }
}

#[test]
fn evidence_joins_names_and_a_rival_parts_them() {
    let registry = registry(&(0..EXTRACTS.len()).collect::<Vec<_>>(), &[]);
    let id = |key: &str| {
        let key = KNOWLEDGE.lexicon.coined_key(key);
        registry.entity_of(&aikg::mention::Meaning::Coined { key, kind: None })
    };
    assert!(id("澄山").is_some());
    assert_eq!(id("澄山"), id("澄山科技"), "X，简称 Y");
    assert_eq!(id("Kitazawa"), id("北澤動力"), "X（Y） in a list");
    assert_ne!(
        id("Kitazawa Dynamics"),
        id("北澤動力"),
        "two firms claim it"
    );
    assert_eq!(id("Qwen9"), id("通义千问9"), "one family, one version");
}
