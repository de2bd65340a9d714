"""The state of the site for machines: alive, ready, and measured."""

from __future__ import annotations

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from marketplace.core import index_status, indexing, reconcile
from marketplace.core.unit import session
from search.errors import SearchError

_JOBS = text("SELECT status::text, count(*) FROM procrastinate_jobs GROUP BY status")


@dataclass(frozen=True)
class Readiness:
    """Whether the site can answer, and what each part says."""

    ready: bool
    parts: dict[str, str]


def readiness() -> Readiness:
    """The database decides; a missing index degrades search only and is named."""
    try:
        session().execute(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return Readiness(False, {"database": "unavailable"})
    try:
        search = "ok" if indexing.backend().health().ok else "degraded"
    except SearchError:
        search = "degraded"
    return Readiness(True, {"database": "ok", "search": search})


def metrics() -> bytes:
    """Gauges in the text format of Prometheus: index, outbox, reconcile, jobs."""
    registry = CollectorRegistry()
    found = index_status.read()
    for name, help_text, value in (
        ("search_up", "1 when the search engine answers", int(found.ok)),
        ("search_documents", "documents in the index that is read", found.documents),
        ("search_outbox_waiting", "outbox rows not indexed yet", found.waiting),
        ("search_outbox_dead", "outbox rows the engine refused", found.dead),
        ("search_lag_seconds", "age of the oldest waiting outbox row in seconds", found.lag_seconds),
        ("search_breaker_open", "1 when this process leaves the engine alone after failures",
         int(found.breaker not in ("", "closed"))),
        ("search_meaning_failures", "questions the model of this process did not answer, since it started",
         indexing.searcher().meaning_failures if found.engine else 0),
        ("search_vectors_waiting", "records whose text waits for its vector", found.vectors.waiting),
        ("search_orphan_generations", "half-built generations nobody reads", len(found.orphans)),
    ):  # fmt: skip
        Gauge(name, help_text, registry=registry).set(value)
    if found.reconciled is not None:
        differences = Gauge(
            "search_reconcile_differences", "differences the last reconcile found", ["kind"], registry=registry
        )
        for kind in reconcile.KINDS:
            differences.labels(kind).set(getattr(found.reconciled, kind))
        Gauge("search_reconcile_age_seconds", "seconds since the last reconcile began", registry=registry).set(
            index_status.age_seconds(found.reconciled.started_at)
        )
    jobs = Gauge("jobs", "background jobs by status", ["status"], registry=registry)
    for status, count in session().execute(_JOBS):
        jobs.labels(status).set(count)
    return generate_latest(registry)
