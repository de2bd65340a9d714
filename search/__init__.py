"""Search: one declaration of fields, one question, two engines (tantivy embedded, Elasticsearch).

How a site uses it (nothing here knows the site, its framework or its database):

    from search import Document, Index, Query, Searcher, urls
    from search.analysis import Analysis
    from search.fields import Date, Ident, Keyword, Money, Number, Ranges, Terms, Text, Tree, Years

    LISTING = [Text("title", bigrams=True, phrase=2, exact=True, highlight=True, prefixes=("标题", "title")),
               Ident("codes"), Tree("field", facet=Terms(13)),
               Number("trl", facet=Ranges((1, 4), (4, 7), (7, 10)), sort="maturity"),
               Money("price_fen", sort="price", none="面议"),
               Date("published_at", facet=Years(), sort="newest")]
    INDEX = Index.union("marketplace", {"listing": LISTING, "need": NEED})       # one index, several kinds
    analysis = Analysis(dictionary=[("全钒液流电池", "plan")])                     # staff-edited terms
    backend = search.tantivy.open_backend(path, INDEX, analysis)                 # after fork
    backend.write([Document(id="listing:7F3K9Q2M1A", kind="listing", version=4, audience={"public"},
                            fields={"title": "…", "trl": 6})])                  # → [Outcome(id, "done")]
    searcher = Searcher(backend, slots=4)                        # deadline, bulkhead, breaker
    parsed = urls.parse(request.args.items(multi=True), INDEX, audience={"public"})
    results = searcher.search(parsed.query)                          # Results or SearchUnavailable
    urls.dump(parsed.query.with_value("field", "hydrogen"), INDEX)               # a link of the sidebar

A failure of the engine is SearchUnavailable (serve the basic mode), never an empty answer; QueryError names
a field that cannot be asked. `results.understanding` and `parsed.notices` are codes for the page to put into
words: identifier, identifier_check, phrase, excluded, expanded, text_cut, too_many_terms, bad_value, unknown_key.
Highlights are made on the original text of the rows shown:

    wanted = highlight.marks(parsed.query.text, backend.analysis)                # search.analysis.highlight
    highlight.snippet(row.body, wanted)                                          # safe HTML with <mark>

A new index, dictionary or code version: rebuild.rebuild(backend, documents, expected=count), or begin, write,
gate, promote under live traffic (search.rebuild). Staff ask why: backend.explain(plan, id).
"""

from search.document import Document
from search.errors import DocumentError, EngineBusy, IndexMissing, QueryError, SearchError, SearchUnavailable
from search.index import Index
from search.query import Query, Range
from search.results import Results
from search.searcher import Searcher

__all__ = [
    "Document",
    "DocumentError",
    "EngineBusy",
    "Index",
    "IndexMissing",
    "Query",
    "QueryError",
    "Range",
    "Results",
    "SearchError",
    "SearchUnavailable",
    "Searcher",
]
