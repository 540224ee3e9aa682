"""The store: quads and SPARQL, and nothing of news."""
