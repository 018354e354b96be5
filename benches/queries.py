#!/usr/bin/env python3
"""queries.py - what everyday questions cost: the store beside Oxigraph in memory and DuckDB on the tables, in one run.

    cargo bench --bench queries --no-run            # prints the path of the program that is measured
    pip install duckdb pyoxigraph
    python3 benches/queries.py --program target/release/deps/queries-... GRAPH [--without-oxigraph]

GRAPH is a folder that `aikg build` left. The store's figures are those of a new process for each question: opening and the first
answer, then the median of five more. DuckDB has tables/*.csv in tables of its own, Oxigraph has graph.nq in memory with the
union of all graphs as default graph; both give the median of five answers after one that does not count. All rows are fetched. Answers are
compared by their number of rows; where the tables and the graph count differently this says so.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time

PREFIXES = """PREFIX aikg: <https://w3id.org/aikg/ontology#>
PREFIX ent: <https://w3id.org/aikg/entity/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX schema: <https://schema.org/>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""

# name, SPARQL, SQL
QUESTIONS = [
    (
        "top company of every week",
        """SELECT ?week ?entity ?name ?items WHERE {
  { SELECT ?week (MAX(?n) AS ?items) WHERE { ?any aikg:week ?week ; aikg:items ?n ; aikg:countOf ?some . ?some a aikg:Company } GROUP BY ?week }
  ?count aikg:week ?week ; aikg:items ?items ; aikg:countOf ?entity .
  ?entity a aikg:Company ; schema:name ?name } ORDER BY ?week ?name ?entity""",
        """WITH c AS (SELECT strftime(i.date, '%G-W%V') AS week, m.entity, any_value(e.canonical) AS name, count(DISTINCT (m.digest, m.item)) AS n
  FROM mentions m JOIN items i USING (digest, item) JOIN entities e USING (entity) WHERE e.type = 'Company' AND i.date IS NOT NULL GROUP BY 1, 2)
SELECT week, entity, name, n FROM c QUALIFY n = max(n) OVER (PARTITION BY week) ORDER BY week, name, entity""",
    ),
    (
        "top entities of one week",
        """SELECT ?entity ?name ?items WHERE { ?count aikg:week "2025-W10" ; aikg:countOf ?entity ; aikg:items ?items .
  ?entity a aikg:Entity ; schema:name ?name } ORDER BY DESC(?items) ?name LIMIT 20""",
        """SELECT m.entity, any_value(m.canonical) AS name, count(DISTINCT (m.digest, m.item)) AS n FROM mentions m JOIN items i USING (digest, item)
  WHERE i.date BETWEEN DATE '2025-03-03' AND DATE '2025-03-09' GROUP BY 1 ORDER BY n DESC, name LIMIT 20""",
    ),
    (
        "top entities of any period",
        """SELECT ?entity ?name (COUNT(DISTINCT ?item) AS ?items) WHERE { ?item aikg:mentions ?entity ; a aikg:Item ; dcterms:issued ?date .
  ?entity a aikg:Entity ; schema:name ?name . FILTER (?date >= "2025-03-02"^^xsd:date && ?date <= "2025-03-12"^^xsd:date) }
GROUP BY ?entity ?name ORDER BY DESC(?items) ?name LIMIT 20""",
        """SELECT m.entity, any_value(m.canonical) AS name, count(DISTINCT (m.digest, m.item)) AS n FROM mentions m JOIN items i USING (digest, item)
  WHERE i.date BETWEEN DATE '2025-03-02' AND DATE '2025-03-12' GROUP BY 1 ORDER BY n DESC, name LIMIT 20""",
    ),
    (
        "co-mentions of OpenAI",
        """SELECT ?entity ?name ?items ?first ?last WHERE { ?pair aikg:between ent:openai , ?entity ; aikg:items ?items .
  OPTIONAL { ?pair aikg:firstSeen ?first ; aikg:lastSeen ?last } ?entity a aikg:Entity ; schema:name ?name .
  FILTER (?entity != ent:openai) } ORDER BY DESC(?items) ?name LIMIT 20""",
        """WITH x AS (SELECT DISTINCT digest, item FROM mentions WHERE entity = 'openai'),
  m AS (SELECT DISTINCT digest, item, entity, canonical FROM mentions SEMI JOIN x USING (digest, item))
SELECT m.entity, any_value(m.canonical) AS name, count(*) AS n, min(i.date), max(i.date) FROM m JOIN items i USING (digest, item)
  WHERE m.entity <> 'openai' GROUP BY 1 ORDER BY n DESC, name LIMIT 20""",
    ),
    (
        "new this month",
        """SELECT ?entity ?name ?first ?items WHERE { ?entity aikg:firstSeen ?first ; aikg:items ?items ; a aikg:Entity ; schema:name ?name .
  FILTER (?first >= "2025-01-01"^^xsd:date && ?first <= "2025-01-31"^^xsd:date) } ORDER BY DESC(?items) ?first ?name LIMIT 20""",
        """SELECT entity, canonical, first_seen, items FROM entities WHERE first_seen BETWEEN DATE '2025-01-01' AND DATE '2025-01-31'
  ORDER BY items DESC, first_seen, canonical LIMIT 20""",
    ),
    (
        "companies to models",
        """SELECT ?c ?m (COUNT(?claim) AS ?n) WHERE { ?claim rdf:predicate aikg:develops ; aikg:polarity "asserted" ; rdf:subject ?c ; rdf:object ?m .
  ?c a aikg:Company . ?m a aikg:Model } GROUP BY ?c ?m ORDER BY DESC(?n) ?c ?m LIMIT 50""",
        """SELECT r.subject, r.object, count(*) AS n FROM relations r JOIN entities c ON c.entity = r.subject JOIN entities m ON m.entity = r.object
  WHERE r.predicate = 'develops' AND r.polarity = 'asserted' AND c.type = 'Company' AND m.type = 'Model' GROUP BY 1, 2 ORDER BY n DESC, 1, 2 LIMIT 50""",
    ),
    (
        "two hops from OpenAI",
        """SELECT ?c (COUNT(*) AS ?paths) WHERE { ?i aikg:mentions ent:openai , ?b . ?j aikg:mentions ?b , ?c .
  FILTER (?b != ent:openai && ?c != ?b) } GROUP BY ?c ORDER BY DESC(?paths) ?c LIMIT 20""",
        """WITH m AS (SELECT DISTINCT digest, item, entity FROM mentions)
SELECT d.entity, count(*) AS n FROM m a JOIN m b USING (digest, item) JOIN m c ON c.entity = b.entity JOIN m d ON d.digest = c.digest AND d.item = c.item
  WHERE a.entity = 'openai' AND b.entity <> 'openai' AND d.entity <> b.entity GROUP BY 1 ORDER BY n DESC, 1 LIMIT 20""",
    ),
]


def median_of(ask, times=5):
    rows = ask()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        rows = ask()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), len(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("graph")
    parser.add_argument("--program", required=True)
    parser.add_argument("--without-oxigraph", action="store_true")
    args = parser.parse_args()

    import duckdb

    print(f"cores: {os.cpu_count()}, load: {os.getloadavg()[0]:.1f}", file=sys.stderr)
    base = subprocess.run([args.program, args.graph], check=True, capture_output=True, text=True).stdout
    print(base, end="")

    ours = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, sparql, _ in QUESTIONS:
            path = os.path.join(folder, name.replace(" ", "-") + ".rq")
            with open(path, "w", encoding="utf-8") as file:
                file.write(PREFIXES + sparql)
            line = subprocess.run([args.program, args.graph, path], check=True, capture_output=True, text=True).stdout
            _, first, later, rows = line.strip().split("\t")
            ours[name] = float(first), float(later), int(rows)

    duck = duckdb.connect()
    for table in ["items", "mentions", "entities", "relations", "papers"]:
        duck.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{args.graph}/tables/{table}.csv', header=true, quote='\"', escape='\"')")
    theirs = None
    if not args.without_oxigraph:
        import pyoxigraph

        theirs = pyoxigraph.Store()
        start = time.perf_counter()
        theirs.bulk_load(path=os.path.join(args.graph, "graph.nq"), format=pyoxigraph.RdfFormat.N_QUADS)
        print(f"pyoxigraph load s\t{time.perf_counter() - start:.1f}")

    print("\n| question | store, first answer, ms | store, ms | Oxigraph in memory, ms | DuckDB, ms | rows |")
    print("|---|---|---|---|---|---|")
    for name, sparql, sql in QUESTIONS:
        in_duck, duck_rows = median_of(lambda: duck.execute(sql).fetchall())
        in_oxigraph = "-"
        if theirs is not None:
            ask = lambda: list(theirs.query(PREFIXES + sparql, use_default_graph_as_union=True))
            start = time.perf_counter()
            ask()
            once = (time.perf_counter() - start) * 1000
            # What takes seconds is asked once.
            in_oxigraph = f"{once if once > 5000 else median_of(ask)[0]:.1f}"
        first, later, rows = ours[name]
        shown = rows if rows == duck_rows else f"{rows} (DuckDB {duck_rows})"
        print(f"| {name} | {first:.1f} | {later:.1f} | {in_oxigraph} | {in_duck:.1f} | {shown} |", flush=True)


if __name__ == "__main__":
    main()
