//! `--dictionaries DIR`: the built-in dictionaries with the user's own.

use crate::args;
use aikg::digest::Labels;
use aikg::extract::Knowledge;
use aikg::lexicon::{self, Lexicon, Table};
use aikg::relation::Rules;
use anyhow::Context;

/// Reads the dictionaries.
pub(crate) fn read(args: &args::Knowledge) -> anyhow::Result<Knowledge> {
    let Some(dir) = &args.dictionaries else {
        return Ok(Knowledge::builtin());
    };
    let mut tables = lexicon::builtin_tables();
    let mut labels = Labels::builtin();
    let mut rules = Rules::builtin_tables();
    {
        let place = || format!("cannot read the dictionaries in {}", dir.display());
        let mut paths = Vec::new();
        for entry in std::fs::read_dir(dir).with_context(place)? {
            paths.push(entry.with_context(place)?.path());
        }
        paths.sort();
        for path in paths {
            let name = path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default();
            if name != "labels.csv" && !lexicon::is_table(&name) && !Rules::is_table(&name) {
                continue;
            }
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            // Named without the folder above, so that the same rows give the same bytes wherever they lie.
            let shown = format!("own/{name}");
            if name == "labels.csv" {
                labels.add(&shown, &text);
            } else if Rules::is_table(&name) {
                rules.push(Table { name: shown, text });
            } else {
                tables.push(Table { name: shown, text });
            }
        }
    }
    Ok(Knowledge {
        labels,
        lexicon: Lexicon::new(&tables),
        rules: Rules::new(&rules),
    })
}
