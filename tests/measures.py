"""Holds what the map measures against networkx, and against igraph where it is installed; fails where they differ.

Usage: measures.py FILE, a JSON list of graphs with ties, ranks, betweenness and communities.
"""

import json
import random
import sys

import networkx as nx

try:
    import igraph
except ImportError:
    igraph = None
    print("skipped: igraph is not installed, so communities are held against networkx alone")


def farthest(ours, theirs):
    return max(abs(ours[i] - theirs[i]) for i in range(len(ours)))


def check(told):
    name, count = told["name"], told["count"]
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    for a, b, weight in told["ties"]:
        if a != b:
            before = graph[a][b]["weight"] if graph.has_edge(a, b) else 0
            graph.add_edge(a, b, weight=before + weight)
    rank = farthest(told["rank"], nx.pagerank(graph, alpha=0.85, tol=1e-12, max_iter=1000))
    between = farthest(told["between"], nx.betweenness_centrality(graph))
    groups = {}
    for node, number in enumerate(told["community"]):
        groups.setdefault(number, set()).add(node)
    order = sorted(groups.values(), key=lambda g: (-len(g), min(g)))
    if [groups[i] for i in range(len(groups))] != order:
        sys.exit(f"{name}: communities are not in order of size and smallest member")
    for group in groups.values():
        if not nx.is_connected(graph.subgraph(group)):
            sys.exit(f"{name}: {sorted(group)[:5]}... is not connected")
    ours = nx.community.modularity(graph, groups.values())
    best = {"louvain": max(nx.community.modularity(graph, nx.community.louvain_communities(graph, seed=s)) for s in range(5))}
    if igraph:
        other = igraph.Graph(n=count, edges=list(graph.edges()))
        weights = [w for _, _, w in graph.edges(data="weight")]
        # igraph takes its numbers from here.
        random.seed(1)
        found = [other.community_leiden("modularity", weights=weights, n_iterations=-1) for _ in range(5)]
        best["leiden"] = max(other.modularity(f.membership, weights=weights) for f in found)
    print(f"{name}: rank ±{rank:.1e}, betweenness ±{between:.1e}, modularity {ours:.4f} beside "
          + ", ".join(f"{k} {v:.4f}" for k, v in best.items()))
    if rank > 1e-6 or between > 1e-6 or abs(ours - told["modularity"]) > 1e-9 or ours < max(best.values()) - 0.01:
        sys.exit(f"{name}: too far from the others")


for one in json.load(open(sys.argv[1], encoding="utf-8")):
    check(one)
