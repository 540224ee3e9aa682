"""The graph for programs that speak SPARQL and linked data: /sparql, /data, the vocabulary, data IRIs."""
