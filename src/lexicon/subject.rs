//! What a tag, a category or a section of a digest is about: the topic, else the method, that its words name.

use super::Lexicon;
use crate::entity::Kind;
use crate::text::fold;

/// More parts than this make a sentence of a heading.
const PARTS: usize = 3;

impl Lexicon {
    /// The topic that a key names, else the method: a technique is a subject too.
    pub fn subject(&self, key: &str) -> Option<u32> {
        [Kind::Topic, Kind::Method].into_iter().find_map(|kind| {
            let found = self.meaning(key, Some(kind))?.entity;
            self.entity(found)
                .is_some_and(|e| e.kind == kind)
                .then_some(found)
        })
    }

    /// The parts of a section's heading that name topics: `1. AI 模型與應用（Models & Applications）` has two.
    ///
    /// The whole heading is asked first, then what stands outside its brackets and in them, which often say the same in two languages: the
    /// one that names more counts.
    pub fn subjects_of_section<'a>(&self, section: &'a str) -> Vec<&'a str> {
        if self.names_topic(section) {
            return vec![section];
        }
        let (outside, inside) = match section.split_once(['（', '(']) {
            Some((outside, rest)) => (outside, rest.split(['）', ')']).next().unwrap_or_default()),
            None => (section, ""),
        };
        let (outside, inside) = (self.subjects_of(outside), self.subjects_of(inside));
        if inside.len() > outside.len() {
            inside
        } else {
            outside
        }
    }

    fn subjects_of<'a>(&self, text: &'a str) -> Vec<&'a str> {
        // Numbers and pictures in front of a heading say nothing of its subject.
        let bare = text.trim_start_matches(|c: char| !c.is_alphabetic()).trim();
        if self.names_topic(bare) {
            return vec![bare];
        }
        let parts: Vec<&str> = bare
            .split([
                '与', '與', '和', '及', '&', '＆', '、', '/', '／', '|', '｜', '·',
            ])
            .flat_map(|part| part.split(" and "))
            .map(str::trim)
            .collect();
        if parts.len() > PARTS {
            return Vec::new();
        }
        parts.into_iter().filter(|p| self.names_topic(p)).collect()
    }

    fn names_topic(&self, text: &str) -> bool {
        let found = self.subject(&fold::key(text)).and_then(|n| self.entity(n));
        found.is_some_and(|e| e.kind == Kind::Topic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_name_topics_whole_or_by_their_parts() {
        let lexicon = Lexicon::builtin();
        let ids = |section: &str| -> Vec<String> {
            let found = lexicon.subjects_of_section(section);
            let subject = |text: &&str| lexicon.entity(lexicon.subject(&fold::key(text))?);
            found
                .iter()
                .filter_map(subject)
                .map(|e| e.id.clone())
                .collect()
        };
        for (section, wanted) in [
            ("大模型", &["large-language-models"][..]),
            ("🤖 机器人", &["robotics"]),
            ("1. AI 基础设施", &["ai-infrastructure"]),
            ("智能驾驶", &["autonomous-driving"]),
            ("Funding", &["funding"]),
            (
                "3. AI 应用与智能体",
                &["industry-and-applications", "ai-agents"],
            ),
            ("模型與研究（Models & Research）", &["models", "research"]),
            ("每日一瞥（Robotics）", &["robotics"]),
            // No heading of a section: prose that happens to hold the name of a topic.
            ("Robots at home, one towel at a time", &[]),
            ("本期编辑的话", &[]),
        ] {
            assert_eq!(ids(section), wanted, "{section}");
        }
    }

    #[test]
    fn a_method_is_a_subject_of_a_tag() {
        let lexicon = Lexicon::builtin();
        let subject = |name: &str| {
            let found = lexicon.subject(&fold::key(name))?;
            Some(lexicon.entity(found)?.id.as_str())
        };
        assert_eq!(subject("强化学习"), Some("reinforcement-learning"));
        assert_eq!(subject("NVIDIA"), None);
    }
}
