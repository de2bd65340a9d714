"""What suggestions cost on the data of a site: `DATA_DIR=… python -m tools.bench.suggest [--questions N]`."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import replace

from flask.testing import FlaskClient
from sqlalchemy import inspect, select

from marketplace.app import create_app
from marketplace.core import indexing
from marketplace.core.unit import SessionFactory, session, unit
from marketplace.discovery.models import SuggestTerm
from marketplace.discovery.queries.spellings import corrected
from marketplace.discovery.queries.suggestions import suggestions
from marketplace.discovery.service import suggestions as keeping
from marketplace.settings import Settings
from search.box import parse_box

SEED = 20260101
TARGET_MS = 80


def main() -> None:
    """Build all suggestions once, then type beginnings, pinyin and initials of what is suggested."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--questions", type=int, default=1_000)
    count = reader.parse_args().questions
    unlimited = "1000000 per minute"
    app = create_app(replace(Settings.from_environment(), page_rate=unlimited, suggest_rate=unlimited))
    if not inspect(SessionFactory.kw["bind"]).has_table(SuggestTerm.__tablename__):
        reader.error("this data folder holds no site; start one with `make run` first, or name another in DATA_DIR")
    with app.app_context():
        with unit():
            began = time.perf_counter()
            rows = keeping.rebuild()
            print(f"build: {rows:,} suggestions in {time.perf_counter() - began:.2f} s")
            typed, misspelt = _questions(count)
        index = indexing.declared()
        with app.test_request_context("/zh/search"), unit():
            _report("statement", suggestions, typed)
            _report("did you mean", lambda words: corrected(parse_box(words, index)), misspelt)
        _report("page fragment", _asked(app.test_client()), typed)


def _questions(count: int) -> tuple[list[str], list[str]]:
    """What people type on their way to a suggestion, and terms without their second character."""
    chance = random.Random(SEED)  # noqa: S311 (a repeatable draw, not a secret)
    query = select(SuggestTerm.norm, SuggestTerm.pinyin, SuggestTerm.initials).order_by(SuggestTerm.id)
    rows = session().execute(query).all()
    typed = []
    while len(typed) < count:
        text = chance.choice([part for part in chance.choice(rows) if part])
        typed.append(text[: chance.randint(1, max(1, len(text)))])
    long = [row.norm for row in rows if len(row.norm) > 3 and row.pinyin]
    return typed, [word[0] + word[2:] for word in chance.choices(long, k=count // 5)]


def _asked(client: FlaskClient) -> Callable[[str], object]:
    return lambda words: client.get("/zh/search/suggest", query_string={"q": words}).get_data()


def _report(name: str, ask: Callable[[str], object], questions: Iterable[str]) -> None:
    took = []
    cpu = time.process_time()
    for question in questions:
        began = time.perf_counter()
        ask(question)
        took.append((time.perf_counter() - began) * 1000)
    cpu = (time.process_time() - cpu) * 1000 / len(took)
    took.sort()
    p50, p95, p99 = (took[int(len(took) * share)] for share in (0.50, 0.95, 0.99))
    waited = f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, p99 {p99:.1f} ms (target p95 {TARGET_MS} ms)"
    print(f"{name}: n {len(took)}, {waited}, {cpu:.1f} ms of our CPU each")


if __name__ == "__main__":
    main()
