//! Whether an item tells of research or of things that one can use.

use crate::document::Item;
use aho_corasick::AhoCorasick;
use std::sync::LazyLock;

/// Words of research, and of products.
const WORDS: [(&str, i32); 44] = [
    ("论文", 2),
    ("論文", 2),
    ("arxiv", 3),
    ("提出", 1),
    ("实验", 1),
    ("實驗", 1),
    ("训练", 1),
    ("訓練", 1),
    ("算法", 1),
    ("演算法", 1),
    ("基准", 1),
    ("基準", 1),
    ("消融", 2),
    ("扩散", 1),
    ("擴散", 1),
    ("奖励", 1),
    ("獎勵", 1),
    ("梯度", 1),
    ("数据集", 1),
    ("資料集", 1),
    ("研究团队", 1),
    ("研究團隊", 1),
    ("神经网络", 1),
    ("神經網路", 1),
    ("注意力", 1),
    ("泛化", 1),
    ("paper", 2),
    ("we propose", 2),
    ("ablation", 2),
    ("用户", -1),
    ("使用者", -1),
    ("上线", -2),
    ("上線", -2),
    ("价格", -2),
    ("價格", -2),
    ("推出", -1),
    ("产品", -1),
    ("產品", -1),
    ("发布", -1),
    ("發布", -1),
    ("下载", -1),
    ("下載", -1),
    ("官网", -2),
    ("版本", -1),
];

/// How far words of research must outweigh those of products.
const CLEAR: i32 = 3;

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(WORDS.iter().map(|(word, _)| *word))
        .ok()
});

/// Says whether the words of research clearly outweigh those of products in an item.
pub(super) fn tells(source: &str, item: &Item) -> bool {
    let Some(finder) = FINDER.as_ref() else {
        return false;
    };
    let runs = item.passages.iter().flat_map(|passage| &passage.runs);
    let weights = runs.flat_map(|run| {
        finder
            .find_iter(run.of(source))
            .filter_map(|hit| WORDS.get(hit.pattern().as_usize()))
            .map(|(_, weight)| *weight)
    });
    weights.sum::<i32>() >= CLEAR
}
