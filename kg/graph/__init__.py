"""Claims of many articles as one NetworkX MultiDiGraph."""

from kg.graph.document import Graph, graph_from_json, graph_to_json, read_graph

__all__ = ["Graph", "graph_from_json", "graph_to_json", "read_graph"]
