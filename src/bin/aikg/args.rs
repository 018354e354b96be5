//! What can be typed.

use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Reads daily AI-news digests and builds a knowledge graph: who did what in AI, and what is rising.
#[derive(Debug, Parser)]
#[command(
    name = "aikg",
    version,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = "\
Examples:
  aikg demo                                 builds the sample digests and shows a table, a map and a report
  aikg build digests/ -o output             builds a graph from a folder
  aikg query co-mentions entity=輝達        asks a named question; aikg query --list shows all of them
  aikg map NVIDIA --top 30 -f svg --out nvidia.svg
  aikg report --from 2026-03 --lang en

Exit status: 0 done; 1 failed: what was there before still stands, or the message says what to run; 2 wrong usage;
3 done, but an input was left out or `check` found something wrong; 4 nothing new (with --if-new)."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// How many threads to use (default: as many as there are cores); the output is the same for any number
    #[arg(long, global = true, value_name = "N", value_parser = threads)]
    pub(crate) threads: Option<usize>,

    /// Say nothing but errors and what was left out
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    /// Write messages as lines of JSON: level, message, file, line
    #[arg(long, global = true)]
    pub(crate) json_log: bool,
}

fn threads(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(n @ 1..=1024) => Ok(n),
        _ => Err("a number from 1 to 1024".to_string()),
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Build the sample digests and show a table, a map and a report: the first thing to try
    Demo(Demo),
    /// Build a graph from digests
    #[command(after_help = "\
Examples:
  aikg build digests/                       a folder: its .md files at any depth
  aikg build 'digests/2026-*.md' -o out     a pattern
  cat today.md | aikg build - --name 2026-01-05-today.md --add
  aikg build --remove 2026-01-05-today.md

`build INPUT...` makes the folder hold exactly these inputs and reads only those that changed. Every route to the same set of digests
gives the same bytes.")]
    Build(Build),
    /// Take claims from elsewhere into named graphs of their own
    #[command(after_help = "\
Examples:
  aikg import notes.jsonl                   into the named graph import/notes; every later build keeps it
  a-model < today.md | aikg import - --name a-model
  aikg import --remove notes

One claim a line:
  {\"subject\": \"輝達\", \"predicate\": \"acquires\", \"object\": \"Groq\", \"source\": \"https://example.org/note\", \"confidence\": 0.8}
and, if known, polarity (asserted, denied, reported), date, evidence, subject_type, object_type. Names may have any spelling; one that
neither the graph nor the dictionaries have is coined and told. A line that holds no claim is left out and told; the status is 3 then.
Give the --dictionaries that the graph was built with. --as-of shows no imports.")]
    Import(Import),
    /// Read documents, one a line, and write what each says, one a line: the first step on many machines
    #[command(after_help = "\
Examples:
  aikg extract < documents.ndjson > extracts.ndjson
  zcat part-00007.gz | aikg extract > part-00007.extracts

One document a line: {\"digest\": \"2026-01-05-daily.md\", \"text\": \"...\"}; \"id\" is another word for \"digest\", and \"bytes\", in base64, stands
for \"text\" where it may be no UTF-8. Every line gives one line, in order; one that is no document gives {\"digest\", \"line\", \"error\"}, and the
status is 3 then. What follows: aikg link, aikg emit.")]
    Extract(Extract),
    /// Add up what extracts tell about names: the second step on many machines
    #[command(after_help = "\
Examples:
  aikg link extracts.ndjson > links
  aikg link part-00007.extracts > part-00007.links           a part
  aikg link --merge part-*.links > links                     all parts, in any order and grouping
  cat part-*.counts | aikg link --merge > counts             counts of `aikg emit --count` alike

The bytes depend on the digests alone, not on how they were parted. Parts of another program or other dictionaries are refused.")]
    Link(Link),
    /// Write the quads of extracts, given the links of all: the third step on many machines
    #[command(after_help = "\
Examples:
  aikg emit --links links part-00007.extracts > part-00007.nq
  aikg emit --links links --count part-00007.extracts > part-00007.counts
  aikg emit --links links --shared part-*.counts > shared.nq
  LC_ALL=C sort -m part-*.nq shared.nq                       the graph.nq of `aikg build`, byte for byte

--shared writes what no digest has alone: the named graphs registry, derived and meta.")]
    Emit(Emit),
    /// Write sorted quads as packed parts that a store can load, with checksums and a description
    #[command(after_help = "\
Examples:
  aikg shard output/graph.nq --out load                      part-00000.nq.gz ..., SHA256SUMS, void.ttl
  aikg shard part-*.nq shared.nq --size 1024 --out load      what aikg emit wrote on many machines
  (cd load && sha256sum -c SHA256SUMS)

The files are merged, each quad once; the parts one after another are the graph.nq of `aikg build`. The README of examples/load tells how
stores load them.")]
    Shard(Shard),
    /// Ask the built graph in SPARQL, by a named query or your own
    #[command(after_help = "\
Examples:
  aikg query --list                         all named queries with their parameters
  aikg query top-entities from=2026-03 type=Company
  aikg query co-mentions entity=英伟达 -f csv
  aikg query -e 'SELECT ?name WHERE { ?m a aikg:Model ; schema:name ?name } LIMIT 5'
  aikg query my-question.rq
  aikg query top-entities --as-of 2026-02   as the graph stood at the end of February
  aikg query --list paper                   the named queries about papers
  aikg query co-mentions entity=輝達 --explain
  aikg query top-entities --endpoint http://localhost:8000/sparql

A query without FROM or GRAPH sees the union of all named graphs. The usual prefixes need not be declared.")]
    Query(Query),
    /// Draw who is tied to whom
    #[command(after_help = "\
Examples:
  aikg map                                  the strongest ties of the whole graph, as DOT
  aikg map 輝達 --depth 2 -f svg --out nvidia.svg
  aikg map --type Company --type Model --from 2026-03 --top 25
  aikg map --top 200 -f html --out map.html            a page to look around in
  aikg map OpenAI --profile --lang zh-Hant -f svg --out openai.svg
  aikg map OpenAI 騰訊 --paths -f svg --out between.svg
  aikg map --from 2026-02 --to 2026-02 --against 2026-01 -f svg --out february.svg
  aikg map --relation invests_in --relation acquires   only what digests claim
  aikg map -f svg --engine own --like yesterday.svg --out today.svg")]
    Map(Map),
    /// Write a trend report
    #[command(after_help = "\
Examples:
  aikg report                               the last four weeks of the graph
  aikg report --from 2026-03 --to 2026-03 --lang zh-Hant --out march.md
  aikg report --from 2026-W10 -f json
  aikg report -f html --lang zh-Hant --out report.html       a page with charts, for a browser
  aikg report --entity 輝達 --from 2026-01 -f html --out nvidia.html
  aikg report --every week -f html --out reports             a series, with reports/index.html

With --out, what was there before stands till the new report is whole. A report is of one build, or none is written.")]
    Report(Report),
    /// Build again, and write the report again, when digests arrive
    #[command(after_help = "\
Examples:
  aikg watch digests/                       builds into output whenever digests/ changes
  aikg watch digests/ --report report.html --lang zh-Hant --interval 60

Ctrl-C ends it once the build under way is done; a second one at once, and what was there before still stands.")]
    Watch(Watch),
    /// Put the graph in front of a team: a SPARQL endpoint, and pages for a browser
    #[command(after_help = "\
Examples:
  aikg serve                                http://127.0.0.1:7878/: search, pages, maps, queries
  curl 'http://127.0.0.1:7878/api/queries/co-mentions?entity=輝達&format=csv'
  curl -H 'Accept: text/csv' --data-urlencode 'query=SELECT * { ?s ?p ?o } LIMIT 5' http://127.0.0.1:7878/sparql
  aikg serve --bind 0.0.0.0:7878 --token-file /etc/aikg/token

It listens to this machine alone unless --bind says otherwise; then it wants --token-file, --password-file or --public.
A build that finishes in the folder is served from then on, without a request lost. Ctrl-C ends it once requests under
way are answered. Paths: / (pages), /sparql, /graphs, /api/queries, /api/openapi.json, /.well-known/void, /healthz,
/readyz, /metrics.")]
    Serve(Serve),
    /// Tell what changed between two builds, and why
    #[command(after_help = "\
Examples:
  aikg diff output.yesterday output         entities, names, items and claims: new, gone, changed, re-linked
  aikg diff old new -f json                 all of them, each with its reason

The status is 0 whether or not something changed.")]
    Diff(Diff),
    /// Write the graph in the formats of other tools
    #[command(after_help = "\
Examples:
  aikg export > graph.nq                    the whole graph as N-Quads
  aikg export -f ttl --out graph.ttl        Turtle: all named graphs as one
  aikg export -f gexf --as-of 2026-02 --out february.gexf
  aikg export -f csv --out tables/          the tables, and the co-mentions
  aikg export -f neo4j --out neo4j/         for neo4j-admin; the command stands in neo4j/import.txt
  aikg export -f void                       VoID and DCAT: what is in the graph, for catalogues")]
    Export(Export),
    /// Find the entities in any text, line by line
    #[command(after_help = "\
Examples:
  echo '輝達與台積電合作' | aikg annotate
  aikg annotate -f tsv notes.txt            line, start, end, surface, canonical, type, entity")]
    Annotate(Annotate),
    /// Tell which entity a name means
    #[command(after_help = "\
Examples:
  aikg resolve 輝達 英偉達 NVIDIA
  cut -d, -f1 names.csv | aikg resolve -f tsv")]
    Resolve(Resolve),
    /// Show one entity: its names, when it was seen, who is named with it, its papers and sources
    #[command(after_help = "Example: aikg show 輝達 -g output")]
    Show(Show),
    /// Tell the chain of reasons from a spelling to its entity
    #[command(after_help = "\
Examples:
  aikg why 英偉達
  aikg why 'Blackwell架構' -g output        also what the digests of that graph say")]
    Why(Why),
    /// Say what is odd in digests, dictionaries and the built graph, with its place
    #[command(after_help = "\
Examples:
  aikg check                                the dictionaries and the graph in output
  aikg check digests/                       the digests
  aikg check -g output digests/             both: the words of every claim stand in its digest where the graph says
  aikg check graph.nq                       N-Quads from elsewhere, sorted by bytes

A graph is held against ontology/shapes.ttl. Exit status 3: something is odd.")]
    Check(Check),
    /// Read digests and print rows for the dictionaries: names met often that no dictionary has
    #[command(after_help = "\
Examples:
  aikg suggest digests/                     the names met in three items or more, by dictionary
  aikg suggest digests/ --type Company --least 2 >> my-dictionaries/companies.csv
  aikg suggest digests/ --top 50

Each row is ready to paste; its notes say how often the name was met, when, and what speaks for its type.")]
    Suggest(Suggest),
    /// Print completions for a shell
    #[command(
        after_help = "Example: aikg completions bash > ~/.local/share/bash-completion/completions/aikg"
    )]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Write manual pages: aikg.1, aikg-build.1 ...
    #[command(hide = true)]
    Man {
        /// The folder to write to
        #[arg(long, value_name = "DIR")]
        out: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
pub(crate) struct Demo {
    /// The folder to write to
    #[arg(short, long, value_name = "DIR", default_value = "output/demo")]
    pub(crate) out: PathBuf,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Build {
    /// Digests: files, folders, patterns; - is standard input
    #[arg(required_unless_present = "remove", value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// The folder to write to
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(crate) out: PathBuf,
    /// Keep what the folder holds, and add or replace these
    #[arg(long)]
    pub(crate) add: bool,
    /// Drop a digest from what the folder holds
    #[arg(long, value_name = "DIGEST", num_args = 1.., action = ArgAction::Append)]
    pub(crate) remove: Vec<String>,
    /// The name of the digest on standard input
    #[arg(long, default_value = "stdin.md")]
    pub(crate) name: String,
    /// Write every mention to graph.nq too
    #[arg(long)]
    pub(crate) mentions: bool,
    /// End with status 4 when nothing is new
    #[arg(long)]
    pub(crate) if_new: bool,
    /// Fail where another build writes to the folder, rather than wait for it
    #[arg(long)]
    pub(crate) no_wait: bool,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// Files of JSON Lines; - is standard input
    #[arg(required_unless_present = "remove", value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The name of the import (default: that of the file, without .jsonl)
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Drop an import
    #[arg(long, value_name = "NAME", action = ArgAction::Append)]
    pub(crate) remove: Vec<String>,
    #[command(flatten)]
    pub(crate) graph: Graph,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Extract {
    /// Files of documents, one a line; without any, standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Link {
    /// Extracts; without any, standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Add up links, or counts, of parts instead
    #[arg(long)]
    pub(crate) merge: bool,
    /// Write to a file
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Emit {
    /// Extracts, or with --shared counts; without any, standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// What `aikg link` wrote of all extracts
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) links: PathBuf,
    /// Write what these digests add to the counts of all, instead of their quads
    #[arg(long, conflicts_with = "shared")]
    pub(crate) count: bool,
    /// Write the quads that no digest has alone, from the counts of all
    #[arg(long)]
    pub(crate) shared: bool,
    /// Write every mention too; with --shared, say so in the graph
    #[arg(long)]
    pub(crate) mentions: bool,
    /// Write to a file
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Shard {
    /// Files of N-Quads, each sorted by bytes, packed by gzip or not
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// A new folder to write to
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Megabytes of quads in a part, before they are packed
    #[arg(long, value_name = "MB", default_value_t = 512, value_parser = clap::value_parser!(u64).range(1..=1 << 20))]
    pub(crate) size: u64,
}

#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Knowledge {
    /// A folder of dictionaries that add to or override the built-in ones
    #[arg(long, value_name = "DIR")]
    pub(crate) dictionaries: Option<PathBuf>,
}

#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Graph {
    /// The folder of the built graph
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(crate) graph: PathBuf,
}

#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct When {
    /// As of a day: only digests dated on or before it count (2026, 2026-01, 2026-01-05 or 2026-W02)
    #[arg(long = "as-of", value_name = "DATE", value_parser = to)]
    pub(crate) as_of: Option<jiff::civil::Date>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum QueryFormat {
    /// Columns that line up, for people
    Table,
    /// Comma-separated values
    Csv,
    /// Tab-separated values
    Tsv,
    /// SPARQL results in JSON
    Json,
    /// SPARQL results in XML
    Xml,
    /// A Markdown table
    Markdown,
    /// Turtle, for CONSTRUCT and DESCRIBE
    Ttl,
    /// N-Triples, for CONSTRUCT and DESCRIBE
    Nt,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Query {
    /// A named query, a file, or - for standard input
    #[arg(value_name = "NAME|FILE|-", required_unless_present_any = ["text", "list"])]
    pub(crate) name: Option<String>,
    /// Parameters of the query
    #[arg(value_name = "KEY=VALUE")]
    pub(crate) parameters: Vec<String>,
    /// The query itself
    #[arg(short = 'e', value_name = "TEXT", conflicts_with = "list")]
    pub(crate) text: Option<String>,
    /// The form of the answer (default: table; ttl for CONSTRUCT)
    #[arg(short, long)]
    pub(crate) format: Option<QueryFormat>,
    /// List the named queries; with a word, those that have it in their name, title or subject
    #[arg(long)]
    pub(crate) list: bool,
    /// Show the query with its values filled in and how it would run, and ask nothing
    #[arg(long, conflicts_with = "list")]
    pub(crate) explain: bool,
    /// Give up after so many seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<std::time::Duration>,
    /// Ask the SPARQL 1.1 server at this address instead of the built graph
    #[arg(long, value_name = "URL")]
    pub(crate) endpoint: Option<String>,
    /// Let the query ask other servers (SERVICE)
    #[arg(long)]
    pub(crate) allow_service: bool,
    /// A folder with queries of your own
    #[arg(long, value_name = "DIR")]
    pub(crate) queries: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) graph: Graph,
    #[command(flatten)]
    pub(crate) when: When,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum MapFormat {
    /// The language of Graphviz
    Dot,
    /// A picture that scales
    Svg,
    /// A picture of dots, drawn by Graphviz
    Png,
    /// One page to look around in, without any network
    Html,
    /// For networkx, Gephi, yEd and others
    Graphml,
    /// For Gephi, with time
    Gexf,
}

/// Who places what a map shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Engine {
    /// Graphviz where it is installed, for maps that it can draw
    Auto,
    /// Graphviz: dot up to 200 entities, sfdp above
    Graphviz,
    /// aikg itself: the same bytes on any machine
    Own,
}

/// How the strength of a tie is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Weight {
    /// How many items name both
    Count,
    /// How far from chance that is: normalised mutual information
    Npmi,
    /// How many times what chance would give
    Association,
}

impl From<Weight> for aikg::map::choose::Weight {
    fn from(weight: Weight) -> Self {
        match weight {
            Weight::Count => Self::Count,
            Weight::Npmi => Self::Npmi,
            Weight::Association => Self::Association,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Map {
    /// Entities to stand in the middle, by any of their names
    #[arg(value_name = "ENTITY")]
    pub(crate) entities: Vec<String>,
    /// How many steps away from them
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=6))]
    pub(crate) depth: u8,
    /// How many entities at the most
    #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u32).range(1..=5000))]
    pub(crate) top: u32,
    /// Only entities of this type
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) types: Vec<aikg::entity::Kind>,
    /// Only ties of this kind: co_mention, owner, or what digests claim, as develops
    #[arg(long = "relation", value_name = "RELATION", value_parser = relation)]
    pub(crate) relations: Vec<aikg::map::choose::Relation>,
    /// Only items with this topic or a narrower one
    #[arg(long, value_name = "TOPIC")]
    pub(crate) topic: Option<String>,
    /// The ways between the entities, from each to the next
    #[arg(long, conflicts_with = "profile")]
    pub(crate) paths: bool,
    /// What belongs to the entities: their models, products, people and papers
    #[arg(long)]
    pub(crate) profile: bool,
    /// From this date on: 2026, 2026-01, 2026-01-05 or 2026-W02
    #[arg(long, value_name = "DATE", value_parser = from)]
    pub(crate) from: Option<jiff::civil::Date>,
    /// Up to this date, included
    #[arg(long, value_name = "DATE", value_parser = to)]
    pub(crate) to: Option<jiff::civil::Date>,
    /// Only ties of at least this many items (default: 2 for a map of the whole graph, where enough ties have that; else 1)
    #[arg(long, value_name = "N")]
    pub(crate) min_weight: Option<u32>,
    /// Compare with this period, as 2026-01: what is new, grown, shrunk and gone
    #[arg(long, value_name = "PERIOD", value_parser = period)]
    pub(crate) against: Option<(jiff::civil::Date, jiff::civil::Date)>,
    /// How the strength of a tie is measured
    #[arg(long, default_value = "count")]
    pub(crate) weight: Weight,
    /// Only ties that chance explains with less than this probability, as 0.05 (default: as many as can be read)
    #[arg(long, value_name = "PROBABILITY", value_parser = probability)]
    pub(crate) backbone: Option<f64>,
    /// Show outlets, platforms and words for the whole field too
    #[arg(long)]
    pub(crate) hubs: bool,
    /// The language of names and words (default: names as in the tables)
    #[arg(long)]
    pub(crate) lang: Option<Language>,
    /// Place entities where this earlier map has them: SVG, HTML, or DOT made with --engine own
    #[arg(long, value_name = "OLD")]
    pub(crate) like: Option<PathBuf>,
    /// Who places what is shown
    #[arg(long, default_value = "auto")]
    pub(crate) engine: Engine,
    /// The form of the map
    #[arg(short, long, default_value = "dot")]
    pub(crate) format: MapFormat,
    /// Write to a file
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) graph: Graph,
    #[command(flatten)]
    pub(crate) when: When,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportFormat {
    /// Markdown
    Markdown,
    /// One page for a browser, with charts, without any network
    Html,
    /// JSON, as docs/report.schema.json describes it
    Json,
    /// One long table for spreadsheets
    Csv,
}

/// How long each report of a series is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Every {
    /// 2026-03-05
    Day,
    /// 2026-W10, from Monday
    Week,
    /// 2026-03
    Month,
    /// 2026-Q1
    Quarter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// Traditional Chinese
    #[value(name = "zh-Hant", alias = "zh-hant")]
    ZhHant,
    /// Simplified Chinese
    #[value(name = "zh-Hans", alias = "zh-hans")]
    ZhHans,
    /// English
    En,
}

impl From<Language> for aikg::language::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::ZhHant => Self::ZhHant,
            Language::ZhHans => Self::ZhHans,
            Language::En => Self::En,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(crate) struct Report {
    /// From this date on: 2026, 2026-01, 2026-01-05 or 2026-W02 (default: 27 days before the end)
    #[arg(long, value_name = "DATE", value_parser = from)]
    pub(crate) from: Option<jiff::civil::Date>,
    /// Up to this date, included (default: the last date of the graph)
    #[arg(long, value_name = "DATE", value_parser = to)]
    pub(crate) to: Option<jiff::civil::Date>,
    /// The language of the report
    #[arg(long, default_value = "en")]
    pub(crate) lang: Language,
    /// The form of the report
    #[arg(short, long, default_value = "markdown")]
    pub(crate) format: ReportFormat,
    /// Write to a file; with --every, to a folder
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Write a series into the folder --out: one report for each period, and an index that leads to them
    #[arg(long, value_name = "PERIOD")]
    pub(crate) every: Option<Every>,
    /// Only items that name this entity
    #[arg(long, value_name = "NAME")]
    pub(crate) entity: Option<String>,
    /// Only items of this topic or a narrower one
    #[arg(long, value_name = "TOPIC")]
    pub(crate) topic: Option<String>,
    /// Only entities of this kind: Company, Model, Person ...
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<aikg::entity::Kind>,
    /// Templates of your own in the place of the built-in ones: report.html, index.html, style.css, report.md, index.md
    #[arg(long, value_name = "DIR")]
    pub(crate) templates: Option<PathBuf>,
    /// Write nothing and end with status 4 where the report is there, made from the same build in the same way
    #[arg(long)]
    pub(crate) if_new: bool,
    #[command(flatten)]
    pub(crate) graph: Graph,
    #[command(flatten)]
    pub(crate) when: When,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Watch {
    /// Digests: folders, files, patterns
    #[arg(required = true, value_name = "DIR")]
    pub(crate) inputs: Vec<PathBuf>,
    /// The folder to write to
    #[arg(short, long, value_name = "DIR", default_value = "output")]
    pub(crate) out: PathBuf,
    /// Write a report of the last four weeks too; its ending says in which form: .html .md .json .csv
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// The language of the report
    #[arg(long, default_value = "en")]
    pub(crate) lang: Language,
    /// Look for new digests every so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    pub(crate) interval: std::time::Duration,
    /// Build once and end
    #[arg(long)]
    pub(crate) once: bool,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) graph: Graph,
    #[command(flatten)]
    pub(crate) when: When,
    /// Where to listen; port 0 is any that is free
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:7878")]
    pub(crate) bind: std::net::SocketAddr,
    /// Ask for the token that this file holds (Authorization: Bearer ...)
    #[arg(long, value_name = "FILE", conflicts_with = "password_file")]
    pub(crate) token_file: Option<PathBuf>,
    /// Ask for the user:password that this file holds (Basic); behind TLS only
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Let anybody who reaches this address ask
    #[arg(long)]
    pub(crate) public: bool,
    /// Pages of this origin may read answers; none for no origin
    #[arg(long, value_name = "ORIGIN", default_value = "*")]
    pub(crate) cors: String,
    /// Let queries ask other servers (SERVICE)
    #[arg(long)]
    pub(crate) allow_service: bool,
    /// Seconds that a query may take
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds)]
    pub(crate) timeout: std::time::Duration,
    /// Rows of an answer at most
    #[arg(long, value_name = "N", default_value = "1000000")]
    pub(crate) rows: u64,
    /// Queries at once (default: twice the cores)
    #[arg(long, value_name = "N")]
    pub(crate) queries_at_once: Option<usize>,
    /// Stop queries, the oldest first, while the process holds more megabytes than this
    #[arg(long, value_name = "MB", default_value = "2048")]
    pub(crate) memory: u64,
    /// A folder of more named queries
    #[arg(long, value_name = "DIR")]
    pub(crate) queries: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people: the first lines of each kind
    Text,
    /// All of it
    Json,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    /// The folder of the first build
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The folder of the second build
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// The form of the answer
    #[arg(short, long, default_value = "text")]
    pub(crate) format: DiffFormat,
    /// Write to a file
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    /// N-Quads, sorted
    Nq,
    /// TriG, named graph by named graph
    Trig,
    /// Turtle: all named graphs as one
    Ttl,
    /// JSON-LD
    Jsonld,
    /// Entities, co-mentions and claims as a network, for networkx, igraph, Gephi, Cytoscape, yEd
    Graphml,
    /// The same with time, for Gephi and networkx
    Gexf,
    /// The tables, in a folder
    Csv,
    /// Tables for Neo4j's bulk import, in a folder
    Neo4j,
    /// VoID and DCAT: a description of the graph, in Turtle
    Void,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// The format
    #[arg(short, long, default_value = "nq")]
    pub(crate) format: ExportFormat,
    /// Write to a file; for csv and neo4j, to a folder
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Write every mention too (nq, trig, ttl, jsonld)
    #[arg(long)]
    pub(crate) mentions: bool,
    #[command(flatten)]
    pub(crate) when: When,
    #[command(flatten)]
    pub(crate) graph: Graph,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NameFormat {
    /// Columns that line up, for people
    Table,
    /// Tab-separated values without a header
    Tsv,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Annotate {
    /// Texts; without any, standard input
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The form of the answer (default: table on a terminal, else tsv)
    #[arg(short, long)]
    pub(crate) format: Option<NameFormat>,
    /// A built graph, to know the names that its digests taught
    #[arg(short, long, value_name = "DIR")]
    pub(crate) graph: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Resolve {
    /// Names; without any, one a line on standard input
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// The form of the answer (default: table on a terminal, else tsv)
    #[arg(short, long)]
    pub(crate) format: Option<NameFormat>,
    /// A built graph, to know the names that its digests taught
    #[arg(short, long, value_name = "DIR")]
    pub(crate) graph: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The entity, by any of its names
    #[arg(value_name = "ENTITY")]
    pub(crate) entity: String,
    #[command(flatten)]
    pub(crate) graph: Graph,
    #[command(flatten)]
    pub(crate) when: When,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Why {
    /// The spelling
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// A built graph, to tell what its digests say too
    #[arg(short, long, value_name = "DIR")]
    pub(crate) graph: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// Digests, folders that `build` has made, files of N-Quads; without any, the dictionaries and the graph in output
    #[arg(value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Say it in JSON, one object a line
    #[arg(long)]
    pub(crate) json: bool,
    /// A built graph; with digests beside it, they are held against each other
    #[arg(short, long, value_name = "DIR")]
    pub(crate) graph: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Suggest {
    /// Digests: files, folders, patterns
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<PathBuf>,
    /// Only names of this type, given again for more
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) kinds: Vec<aikg::entity::Kind>,
    /// Only names that so many items have
    #[arg(long, value_name = "N", default_value_t = 3)]
    pub(crate) least: u32,
    /// At most so many rows
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub(crate) top: usize,
    #[command(flatten)]
    pub(crate) knowledge: Knowledge,
}

fn seconds(text: &str) -> Result<std::time::Duration, String> {
    text.parse()
        .ok()
        .filter(|seconds| *seconds > 0.0)
        .and_then(|seconds| std::time::Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "a number of seconds above 0, such as 30 or 0.5".to_string())
}

const DATE: &str = "a date is 2026, 2026-01, 2026-01-05 or 2026-W02";

fn from(text: &str) -> Result<jiff::civil::Date, String> {
    aikg::text::date::period(text)
        .map(|(first, _)| first)
        .ok_or_else(|| DATE.to_string())
}

fn period(text: &str) -> Result<(jiff::civil::Date, jiff::civil::Date), String> {
    aikg::text::date::period(text).ok_or_else(|| DATE.to_string())
}

fn probability(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|p| *p > 0.0 && *p <= 1.0)
        .ok_or_else(|| "expected a number above 0, up to 1, as 0.05".to_string())
}

fn relation(text: &str) -> Result<aikg::map::choose::Relation, String> {
    text.parse()
}

fn to(text: &str) -> Result<jiff::civil::Date, String> {
    aikg::text::date::period(text)
        .map(|(_, last)| last)
        .ok_or_else(|| DATE.to_string())
}

/// Something was typed wrongly that the argument parser could not see.
#[derive(Debug)]
pub(crate) struct Usage(pub(crate) String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}
