"""The engine alone, asked exactly what the page asks it: the ceiling that API and page are compared with."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from marketplace.core import indexing
from search import Query, urls
from search.backend import Backend
from search.elastic.compile import Compiler
from search.plan import Plan
from search.planner import plan as plan_of

FACET_TIMEOUT_MS = 500
PATIENCE = 30  # seconds
Plans = tuple[Plan, ...]


def plans(backend: Backend, question: str) -> Plans:
    """What the first page of results asks for a visitor, with every facet; a second rung where the first is short."""
    pairs = [("q", question)]
    query: Query = urls.parse(pairs, backend.index, audience=frozenset({"public"}), kinds=("listing",)).query
    first = plan_of(query, backend.index, backend.analysis, indexing.searcher().lexicon)
    second = first.after(backend.search(first, time.monotonic() + PATIENCE).total)
    return (first, second) if second else (first,)


def in_process(backend: Backend, asked: Mapping[str, Plans]) -> Callable[[str], bool]:
    """Ask an engine inside this process; hits and facets."""

    def ask(question: str) -> bool:
        return all(backend.search(plan, time.monotonic() + PATIENCE).total >= 0 for plan in asked[question])

    return ask


def over_http(url: str, index: str, backend: Backend, asked: Mapping[str, Plans]) -> Callable[[str], bool]:
    """Ask Elasticsearch by `_msearch` with ready-made bodies; the answer is read and thrown away."""
    compiler = Compiler(backend.index)
    target = {"index": index}
    bodies = {question: [_body(compiler, target, plan) for plan in plans] for question, plans in asked.items()}
    local = threading.local()

    def ask(question: str) -> bool:
        if not hasattr(local, "connection"):
            local.connection = _connection(url)
        return all(_sent(local.connection, "POST", "/_msearch", body) for body in bodies[question])

    return ask


def keep_counts(url: str, index: str, *, kept: bool) -> None:
    """Whether a cluster keeps the counts of facets until the index changes, as it does by itself, for every reader."""
    body = json.dumps({"index.requests.cache.enable": kept}).encode()
    if not _sent(_connection(url), "PUT", f"/{index}/_settings", body):
        raise RuntimeError("the cluster did not take the setting")


def merged(url: str) -> float:
    """Wait until the cluster has put the parts of a new index together; how long that took (s)."""
    connection = _connection(url)
    began = time.monotonic()
    while True:
        connection.request("GET", "/_tasks?actions=indices:admin/forcemerge*")
        if not json.loads(connection.getresponse().read())["nodes"]:
            return time.monotonic() - began
        time.sleep(0.5)


def _connection(url: str) -> http.client.HTTPConnection:
    place = urlsplit(url)
    return http.client.HTTPConnection(place.hostname or "", place.port or 9200, timeout=PATIENCE)


def _sent(connection: http.client.HTTPConnection, method: str, path: str, body: bytes) -> bool:
    connection.request(method, path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read()
    return bool(answer.status == 200)


def _body(compiler: Compiler, target: dict[str, Any], made: Plan) -> bytes:
    lines = [line for body in compiler.bodies(made, FACET_TIMEOUT_MS) for line in (target, body)]
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)
