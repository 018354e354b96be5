"""Reads what `aikg export` wrote with the tools that it is for, and fails where one of them reads something else.

Usage: exports.py rdflib|pyoxigraph|networkx|neo4j|void FOLDER, the folder holding graph.nq, .trig, .ttl, .jsonld, .graphml, .gexf,
tables/, neo4j/, void.ttl, all of one graph.
"""

import csv
import re
import sys
from pathlib import Path


def same(name, wanted, found):
    missing, extra = wanted - found, found - wanted
    for kind, some in (("missing", missing), ("extra", extra)):
        for one in sorted(some, key=str)[:3]:
            print(f"{name}: {kind}: {one}")
    if missing or extra:
        sys.exit(f"{name}: {len(missing)} missing, {len(extra)} too many")
    print(f"{name}: {len(found)} alike")


def rdflib(folder):
    import rdflib

    def key(term):
        if isinstance(term, rdflib.Literal):
            # rdflib may write a value anew; N-Quads have it as it is.
            return (str(term), str(term.language or "").lower(), str(term.datatype or ""))
        return str(term)

    def quads(name, form):
        store = rdflib.Dataset()
        store.parse(folder / name, format=form)
        return {tuple(key(t) for t in (s, p, o)) + (str(g),) for s, p, o, g in store.quads()}

    rdflib.NORMALIZE_LITERALS = False
    wanted = quads("graph.nq", "nquads")
    same("trig", wanted, quads("graph.trig", "trig"))
    same("jsonld", wanted, quads("graph.jsonld", "json-ld"))
    turtle = rdflib.Graph()
    turtle.parse(folder / "graph.ttl", format="turtle")
    same("ttl", {q[:3] for q in wanted}, {tuple(key(t) for t in triple) for triple in turtle})


def pyoxigraph(folder):
    import pyoxigraph as o

    def quads(name, form):
        return {(str(q.subject), str(q.predicate), str(q.object), str(q.graph_name))
                for q in o.parse(path=str(folder / name), format=form)}

    wanted = quads("graph.nq", o.RdfFormat.N_QUADS)
    same("trig", wanted, quads("graph.trig", o.RdfFormat.TRIG))
    same("jsonld", wanted, quads("graph.jsonld", o.RdfFormat.JSON_LD))
    same("ttl", {q[:3] for q in wanted}, {q[:3] for q in quads("graph.ttl", o.RdfFormat.TURTLE)})


def table(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def networkx(folder):
    import networkx as nx

    entities = {row["entity"]: row for row in table(folder / "tables/entities.csv")}
    pairs = {(r["a"], r["b"], "co_mention", r["items"]) for r in table(folder / "tables/co_mentions.csv")}
    claims = {}
    for row in table(folder / "tables/relations.csv"):
        key = (row["subject"], row["object"], row["predicate"], row["polarity"])
        claims[key] = claims.get(key, 0) + 1
    wanted = pairs | {(a, b, f"{relation} {polarity}", str(n)) for (a, b, relation, polarity), n in claims.items()}
    for name, graph in (("graphml", nx.read_graphml(folder / "graph.graphml")), ("gexf", nx.read_gexf(folder / "graph.gexf"))):
        same(f"{name} nodes", set(entities), set(graph.nodes))
        found = {(a, b, " ".join(filter(None, (d["relation"], d.get("polarity")))), str(int(d["weight"])))
                 for a, b, d in graph.edges(data=True)}
        same(f"{name} edges", wanted, found)
        if graph.number_of_edges() != len(wanted):
            sys.exit(f"{name}: {graph.number_of_edges()} edges for {len(wanted)}")
        first, last = ("first_seen", "last_seen") if name == "graphml" else ("start", "end")
        for node, data in graph.nodes(data=True):
            row = entities[node]
            told = (data["label"], data["kind"], str(data["items"]), data.get(first, ""), data.get(last, ""))
            kept = (row["canonical"], row["type"], row["items"], row["first_seen"], row["last_seen"])
            if told != kept:
                sys.exit(f"{name}: {node}: {told} for {kept}")
        dated = [d for _, _, d in graph.edges(data=True) if d.get(first) and d[first] <= d[last]]
        if not dated:
            sys.exit(f"{name}: no edge has a date")
        if name == "gexf" and (graph.graph["mode"] != "dynamic" or "color" not in next(iter(graph.nodes.values()))["viz"]):
            sys.exit("gexf: no time or no colour")


FIELD = re.compile(
    r"^(?P<name>\w+)?(?::(?P<type>ID|START_ID|END_ID|LABEL|TYPE|IGNORE|"
    r"(?:int|long|float|double|boolean|byte|short|char|string|point|date|localtime|time|localdatetime|datetime|duration)(?:\[\])?)"
    r"(?:\((?P<space>\w+)\))?)?$"
)


def neo4j(folder):
    """Checks headers, ids and values as the import tool's manual has them."""
    command = (folder / "neo4j/import.txt").read_text()
    ids, count = {}, 0
    for role, name in re.findall(r"--(nodes|relationships)=(\S+)", command):
        with open(folder / "neo4j" / name, encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        fields = [FIELD.match(field) for field in head]
        if not all(fields) or len({f for f in head}) != len(head):
            sys.exit(f"{name}: {head} is no header")
        types = [field["type"] for field in fields]
        if types.count("ID") != (role == "nodes") or types.count("START_ID") != (role != "nodes") or types.count("TYPE") != (role != "nodes"):
            sys.exit(f"{name}: {head} does not fit {role}")
        for row in rows:
            count += 1
            if len(row) != len(head):
                sys.exit(f"{name}: {row} does not fit {head}")
            for field, value in zip(fields, row):
                if "\n" in value or "\r" in value:
                    sys.exit(f"{name}: {value!r} is more than one line")
                kind, space = field["type"], field["space"]
                if kind == "ID":
                    if value in ids.setdefault(space, set()) or not value:
                        sys.exit(f"{name}: {value!r} twice or empty")
                    ids[space].add(value)
                elif kind in ("START_ID", "END_ID") and value not in ids[space]:
                    sys.exit(f"{name}: {value!r} is no {space}")
                elif kind == "int" and not re.fullmatch(r"\d+", value):
                    sys.exit(f"{name}: {value!r} is no int")
                elif kind == "date" and not re.fullmatch(r"(\d{4}-\d{2}-\d{2})?", value):
                    sys.exit(f"{name}: {value!r} is no date")
    print(f"neo4j: {count} rows fit their headers")


def void(folder):
    import rdflib

    about = rdflib.Graph()
    about.parse(folder / "void.ttl", format="turtle")
    graph = rdflib.Dataset(default_union=True)
    graph.parse(folder / "graph.nq", format="nquads")
    build = rdflib.URIRef("https://w3id.org/aikg/graph/build")
    space = rdflib.Namespace("http://rdfs.org/ns/void#")
    triples = {t for t in graph.triples((None, None, None))}
    for property, wanted in ((space.triples, len(triples)), (space.distinctSubjects, len({t[0] for t in triples})),
                             (space.properties, len({t[1] for t in triples}))):
        found = int(about.value(build, property))
        if found != wanted:
            sys.exit(f"{property}: {found} for {wanted}")
    dcat = rdflib.Namespace("http://www.w3.org/ns/dcat#")
    for file in about.objects(build, dcat.distribution):
        if not about.value(file, dcat.byteSize) or not about.value(file, dcat.mediaType):
            sys.exit(f"{file}: no size or no media type")
    if (build, rdflib.RDF.type, dcat.Dataset) not in about:
        sys.exit("no dcat:Dataset")
    print(f"void: {len(about)} triples, true")


if __name__ == "__main__":
    {"rdflib": rdflib, "pyoxigraph": pyoxigraph, "networkx": networkx, "neo4j": neo4j, "void": void}[sys.argv[1]](Path(sys.argv[2]))
