"""Clients that are not ours ask a running server: SPARQLWrapper and rdflib's SPARQLStore. Prints one JSON line each.

    clients.py http://127.0.0.1:PORT
"""
import importlib.util, json, sys

base = sys.argv[1]
QUERY = """PREFIX aikg: <https://w3id.org/aikg/ontology#> PREFIX schema: <https://schema.org/>
SELECT ?name ?items WHERE { ?e a aikg:Company ; schema:name ?name ; aikg:items ?items } ORDER BY DESC(?items) ?name LIMIT 12"""


def has(module):
    return importlib.util.find_spec(module) is not None


if has("SPARQLWrapper"):
    import SPARQLWrapper as sw

    for form in (sw.JSON, sw.XML, sw.CSV):
        for method in (sw.GET, sw.POST):
            client = sw.SPARQLWrapper(base + "/sparql")
            client.setQuery(QUERY)
            client.setReturnFormat(form)
            client.setMethod(method)
            answer = client.query().convert()
            if form == sw.JSON:
                rows = [[r["name"]["value"], r["items"]["value"]] for r in answer["results"]["bindings"]]
            elif form == sw.XML:
                rows = [[b.firstChild.firstChild.data for b in r.getElementsByTagName("binding")] for r in answer.getElementsByTagName("result")]
            else:
                rows = [line.rsplit(",", 1) for line in answer.decode().split("\r\n")[1:] if line]
            print(json.dumps({"client": f"SPARQLWrapper {form} {method}", "rows": rows}))
    client = sw.SPARQLWrapper(base + "/sparql")
    client.setQuery("PREFIX aikg: <https://w3id.org/aikg/ontology#> CONSTRUCT WHERE { ?d a aikg:Digest }")
    client.setReturnFormat(sw.TURTLE)
    print(json.dumps({"client": "SPARQLWrapper CONSTRUCT", "bytes": len(client.query().convert())}))
else:
    print(json.dumps({"skipped": "python3 has no SPARQLWrapper"}))

if has("rdflib"):
    import rdflib
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = rdflib.Graph(store=SPARQLStore(base + "/sparql"), identifier=rdflib.URIRef("https://w3id.org/aikg/graph/derived"))
    rows = [[str(name), str(items)] for name, items in rdflib.Graph(store=SPARQLStore(base + "/sparql")).query(QUERY)]
    print(json.dumps({"client": "rdflib SPARQLStore", "rows": rows}))
    company = rdflib.URIRef("https://w3id.org/aikg/ontology#Company")
    seen = sum(1 for _ in rdflib.Graph(store=SPARQLStore(base + "/sparql")).triples((None, rdflib.RDF.type, company)))
    print(json.dumps({"client": "rdflib triples", "count": seen}))
    parsed = rdflib.Graph().parse(base + "/entity/nvidia", format="turtle")
    print(json.dumps({"client": "rdflib linked data", "count": len(parsed)}))
else:
    print(json.dumps({"skipped": "python3 has no rdflib"}))
