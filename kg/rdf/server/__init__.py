"""The graph over HTTP on loopback: the page, a SPARQL endpoint, a query editor, a page for everything with an IRI."""
