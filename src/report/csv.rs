//! A trend → one long table: a row for each thing of each section, in order, for spreadsheets.

use serde_json::Value;

/// The columns. What a section has not is empty.
const COLUMNS: [&str; 22] = [
    "section",
    "rank",
    "entity",
    "name",
    "kind",
    "items",
    "before",
    "digests",
    "ratio",
    "low",
    "high",
    "p",
    "q",
    "share",
    "momentum",
    "predicate",
    "object",
    "object_name",
    "date",
    "week",
    "text",
    "link",
];

/// Writes all sections.
pub(super) fn write(trend: &Value, stamp: &str) -> String {
    let mut rows = vec![COLUMNS.map(String::from).to_vec()];
    let mut add = |section: &str, rank: usize, values: &[(&str, String)]| {
        let mut row = vec![String::new(); COLUMNS.len()];
        row[0] = section.to_string();
        row[1] = rank.to_string();
        for (column, value) in values {
            if let Some(place) = COLUMNS.iter().position(|c| c == column) {
                row[place].clone_from(value);
            }
        }
        rows.push(row);
    };
    add(
        "build",
        1,
        &[("name", "aikg-build".into()), ("text", stamp.into())],
    );
    for (rank, key) in ["from", "to"].into_iter().enumerate() {
        let date = string(&trend["period"][key]);
        add("period", rank + 1, &[("name", key.into()), ("date", date)]);
    }
    for (rank, key) in ["digests", "items", "entities"].into_iter().enumerate() {
        let items = string(&trend["coverage"][key]);
        add(
            "coverage",
            rank + 1,
            &[("name", key.into()), ("items", items)],
        );
    }
    add(
        "coverage",
        4,
        &[
            ("name", "items_before".into()),
            ("items", string(&trend["items_before"])),
        ],
    );
    for section in ["rising", "falling", "bursts", "new"] {
        for (rank, line) in each(&trend[section]) {
            add(section, rank, &of_line(line));
        }
    }
    for kind in trend["most_named"].as_array().into_iter().flatten() {
        for (rank, line) in kind.get(1).into_iter().flat_map(each) {
            add("most_named", rank, &of_line(line));
        }
    }
    for section in ["pairs", "new_pairs"] {
        for (rank, pair) in each(&trend[section]) {
            let mut values = of_line(pair);
            values.push(("name", string(&pair["a"])));
            values.push(("object_name", string(&pair["b"])));
            add(section, rank, &values);
        }
    }
    for section in ["moves", "claims"] {
        for (rank, claim) in each(&trend[section]) {
            let mut values = of_line(claim);
            values.extend([
                ("entity", string(&claim["subject"])),
                ("name", string(&claim["subject_name"])),
                ("predicate", string(&claim["predicate"])),
                ("object", string(&claim["object"])),
                ("object_name", string(&claim["object_name"])),
                ("date", string(&claim["date"])),
                ("text", string(&claim["quote"])),
                ("link", string(&claim["link"])),
            ]);
            add(section, rank, &values);
        }
    }
    for (rank, line) in each(&trend["models"]) {
        let mut values = of_line(line);
        values.push(("object_name", string(&line["maker"])));
        add("models", rank, &values);
    }
    for (rank, topic) in each(&trend["topics"]) {
        let weeks = trend["weeks"].as_array().into_iter().flatten();
        let counts = topic["weeks"].as_array().into_iter().flatten();
        for (week, count) in weeks.zip(counts) {
            let values = [
                ("entity", string(&topic["topic"])),
                ("name", string(&topic["name"])),
                ("week", string(week)),
                ("items", string(count)),
            ];
            add("topics", rank, &values);
        }
    }
    for (rank, line) in each(&trend["papers"]) {
        add("papers", rank, &of_line(line));
    }
    for (rank, (key, value)) in trend["quality"]
        .as_object()
        .into_iter()
        .flatten()
        .enumerate()
    {
        let values = match value {
            Value::Array(all) => vec![
                ("name", key.clone()),
                ("items", all.len().to_string()),
                (
                    "text",
                    all.iter().map(left_out).collect::<Vec<_>>().join("; "),
                ),
            ],
            value => vec![("name", key.clone()), ("items", string(value))],
        };
        add("quality", rank + 1, &values);
    }
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for row in rows {
        let row = row.iter().map(|cell| harmless(cell));
        // Writing into memory does not fail.
        let _ = writer.write_record(row);
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn each(lines: &Value) -> impl Iterator<Item = (usize, &Value)> {
    (1..).zip(lines.as_array().into_iter().flatten())
}

fn of_line(line: &Value) -> Vec<(&'static str, String)> {
    let mut values: Vec<(&'static str, String)> = [
        "entity", "name", "kind", "items", "before", "digests", "ratio", "low", "high", "p", "q",
        "share",
    ]
    .map(|key| (key, string(&line[key])))
    .to_vec();
    if line["q"].is_null() {
        values.push(("q", string(&line["chance"])));
    }
    if let Some(all) = line["momentum"].as_array() {
        let counts: Vec<String> = all.iter().map(Value::to_string).collect();
        values.push(("momentum", counts.join("|")));
    }
    let first = &line["evidence"][0];
    for (column, key) in [("date", "date"), ("text", "heading"), ("link", "url")] {
        values.push((column, string(&first[key])));
    }
    values
}

fn left_out(value: &Value) -> String {
    match (value["digest"].as_str(), value["reason"].as_str()) {
        (Some(digest), Some(reason)) => format!("{digest}: {reason}"),
        _ => string(value),
    }
}

fn string(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => crate::text::markup::one_line(text),
        other => other.to_string(),
    }
}

/// A spreadsheet takes what begins so for a formula.
fn harmless(cell: &str) -> String {
    let number = cell.parse::<f64>().is_ok();
    if !number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_string()
    }
}
