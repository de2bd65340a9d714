"""The engine alone, asked exactly what the page asks it: the ceiling that API and page are compared with."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from search import Query, urls
from search.backend import Backend
from search.elastic.compile import Compiler
from search.plan import Plan
from search.planner import plan as plan_of

FACET_TIMEOUT_MS = 500


def plan(backend: Backend, question: str) -> Plan:
    """The plan of the first page of the results page for a visitor, with every facet of it."""
    pairs = [("q", question)]
    query: Query = urls.parse(pairs, backend.index, audience=frozenset({"public"}), kinds=("listing",)).query
    return plan_of(query, backend.index, backend.analysis)


def in_process(backend: Backend, plans: dict[str, Plan]) -> Callable[[str], bool]:
    """Ask an engine inside this process; hits and facets."""
    return lambda question: backend.search(plans[question], time.monotonic() + 30).total >= 0


def over_http(url: str, index: str, backend: Backend, plans: dict[str, Plan]) -> Callable[[str], bool]:
    """Ask Elasticsearch by `_msearch` with ready-made bodies; the answer is read and thrown away."""
    place = urlsplit(url)
    compiler = Compiler(backend.index)
    bodies = {question: _body(compiler, index, made) for question, made in plans.items()}
    local = threading.local()

    def ask(question: str) -> bool:
        if not hasattr(local, "connection"):
            local.connection = http.client.HTTPConnection(place.hostname or "", place.port or 9200, timeout=30)
        headers = {"Content-Type": "application/x-ndjson"}
        local.connection.request("POST", "/_msearch", bodies[question], headers)
        answer = local.connection.getresponse()
        answer.read()
        return bool(answer.status == 200)

    return ask


def _body(compiler: Compiler, index: str, made: Plan) -> bytes:
    lines = [{"index": index}, compiler.hits(made, FACET_TIMEOUT_MS)]
    if made.facets:
        lines += [{"index": index}, compiler.facets(made, FACET_TIMEOUT_MS)]
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)
