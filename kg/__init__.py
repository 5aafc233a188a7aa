"""kg: Chinese web articles into a knowledge graph that can be trusted.

The way through the house, from the top down (imports run downwards only)::

    cli          one file per command, each a thin door to a plain function
    corpus       many articles: files in, one graph out
    pipeline     START HERE: one article in, one Extraction out, every stage in order
    export       one file per format; export/html has the page
    evaluate     a graph against gold: alignment, scores, errors
    rdf          graph <-> RDF, shapes, queries, the server
    graph        claims -> one NetworkX MultiDiGraph
    extract      sentence -> mentions -> entities -> claims
    text         raw article -> clean, repaired, Simplified sentences
    vocabulary   reads ontology/
    model        the nouns
    errors       what a user can act on
"""

import os

# Before NumPy is imported, which else starts a thread for each processor: nothing here is large linear algebra.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
