#!/usr/bin/env python3
"""Holds graphs against ontology/shapes.ttl with pySHACL: `tests/shapes.py GRAPH.nq...`

Prints one line for each finding: graph, node, message, parted by tabs. Ends with status 1 if a graph does not conform, 2 if pySHACL is not installed.
"""
import pathlib
import sys

try:
    import pyshacl
    import rdflib
except ImportError:
    print("skipped: pip install pyshacl", file=sys.stderr)
    sys.exit(2)

SH = rdflib.Namespace("http://www.w3.org/ns/shacl#")
SHAPES = pathlib.Path(__file__).parent.parent / "ontology" / "shapes.ttl"


def union(path):
    """All named graphs of a file as one graph: the shapes are about the union."""
    quads = rdflib.Dataset()
    quads.parse(path, format="nquads")
    graph = rdflib.Graph()
    for subject, predicate, value, _ in quads.quads((None, None, None, None)):
        graph.add((subject, predicate, value))
    return graph


def main(paths):
    shapes = rdflib.Graph().parse(SHAPES, format="turtle")
    good = True
    for path in paths:
        conforms, report, _ = pyshacl.validate(union(path), shacl_graph=shapes, meta_shacl=False, advanced=False)
        good &= conforms
        found = set()
        for result in report.subjects(rdflib.RDF.type, SH.ValidationResult):
            node = report.value(result, SH.focusNode)
            for message in report.objects(result, SH.resultMessage):
                found.add((str(node), str(message)))
        for node, message in sorted(found):
            print(path, node, message, sep="\t")
        print(f"{path}: {'conforms' if conforms else f'{len(found)} findings'}", file=sys.stderr)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
