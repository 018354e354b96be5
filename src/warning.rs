//! What is odd inside a text, with its place. Reading goes on; nothing is lost.

use serde::{Deserialize, Serialize};
use std::fmt;

/// One oddity: a line of `warnings.jsonl`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Warning {
    /// The digest or dictionary, named as in the tables.
    pub file: String,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: u32,
    /// What kind of oddity.
    pub code: Code,
    /// The oddity in words, and what would mend it.
    pub message: String,
}

/// The kinds of oddities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Code {
    /// An input was left out: missing, unreadable, binary, not UTF-8, too large.
    InputLeftOut,
    /// The YAML head does not parse; its lines were read one by one.
    FrontMatter,
    /// The YAML head has no end; the text was read as if it had none.
    FrontMatterOpen,
    /// A code fence or comment is never closed; what follows it was read as text.
    OpenFence,
    /// No date in the text or the file's name.
    NoDate,
    /// No item was found.
    NoItems,
    /// A DOI had a word glued to its end.
    DoiRepaired,
    /// A link does not hold a usable address.
    BadLink,
    /// The text holds U+FFFD: characters were lost before it came here.
    LostCharacters,
    /// A dictionary row was left out.
    DictionaryRow,
    /// A file of a built graph is damaged.
    GraphFile,
    /// An imported claim has a name that neither the graph nor the dictionaries have.
    CoinedName,
    /// A built graph says what its shapes forbid.
    GraphShape,
    /// A built graph is not what the digests given say.
    GraphSource,
}

impl Code {
    /// Says whether this oddity means that an input was left out (exit status 3).
    pub fn leaves_out(self) -> bool {
        matches!(self, Self::InputLeftOut)
    }

    /// The code as it is written in `warnings.jsonl`.
    pub fn name(self) -> &'static str {
        match self {
            Self::InputLeftOut => "input-left-out",
            Self::FrontMatter => "front-matter",
            Self::FrontMatterOpen => "front-matter-open",
            Self::OpenFence => "open-fence",
            Self::NoDate => "no-date",
            Self::NoItems => "no-items",
            Self::DoiRepaired => "doi-repaired",
            Self::BadLink => "bad-link",
            Self::LostCharacters => "lost-characters",
            Self::DictionaryRow => "dictionary-row",
            Self::GraphFile => "graph-file",
            Self::CoinedName => "coined-name",
            Self::GraphShape => "graph-shape",
            Self::GraphSource => "graph-source",
        }
    }
}

impl Warning {
    /// Makes a warning.
    pub fn new(file: impl Into<String>, line: u32, code: Code, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line,
            code,
            message: message.into(),
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.file, self.message)
        } else {
            write!(f, "{}:{}: {}", self.file, self.line, self.message)
        }
    }
}
