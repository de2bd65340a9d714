"""What 10,000 saved searches cost: `python -m tools.bench.alerts [--searches N]`, on a demo site of its own."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import insert, select, text, update

from marketplace.accounts.models import User
from marketplace.alerts import service
from marketplace.alerts.models import SavedSearch
from marketplace.app import create_app
from marketplace.core import indexing, outbox
from marketplace.core.ids import new_public_id
from marketplace.core.unit import SessionFactory, session, unit
from marketplace.listings.models import Listing
from marketplace.settings import Settings
from marketplace.taxonomy import queries as taxonomy
from tools.demo.pack import pack
from tools.run import prepare

SEED = 20260101
PEOPLE = 1_000
CHANGED = (1, 1, 10, 100, 1_000)


def questions(count: int) -> list[str]:
    """Words of keywords and titles of the pack's real texts, half of them with a filter by field; all different."""
    chance = random.Random(SEED)  # noqa: S311 (a repeatable draw, not a secret)
    rows = pack("listings")
    fields = [code for code, _label in taxonomy.choices("field")]
    found: dict[str, None] = {}
    while len(found) < count:
        content = chance.choice(rows)["content"]
        title = content["title"]["zh"] or content["title"]["en"]
        start = chance.randrange(max(1, len(title) - 6))
        words = " ".join(chance.sample(content["keywords"], min(len(content["keywords"]), chance.randint(1, 2))))
        pairs = [
            ("q", (words if chance.random() < 0.7 else title[start : start + 6]).strip() or title),
            ("kind", "listing"),
        ]
        if chance.random() < 0.5:
            pairs.append(("field", chance.choice(fields)))
        found[urlencode(pairs)] = None
    return list(found)


def save(count: int) -> None:
    """Save so many questions for a thousand invented people, told once a day."""
    with unit() as opened:
        queries = questions(count)
        people = opened.scalars(
            insert(User).returning(User.id),
            [
                {"email": f"bench{n}@example.org", "name_zh": f"示例{n}", "password_hash": "-", "lang": "zh"}
                for n in range(PEOPLE)
            ],
        ).all()  # fmt: skip
        opened.execute(
            insert(SavedSearch),
            [
                {"user_id": people[n % PEOPLE], "name": query[:60], "query": query, "frequency": "daily",
                 "public_id": new_public_id()}
                for n, query in enumerate(queries)
            ],
        )  # fmt: skip


def change(count: int, price: int) -> None:
    """Give so many published listings another price, and let the index take it."""
    with unit():
        ids = session().scalars(
            select(Listing.id).where(Listing.state == "published").order_by(Listing.id).limit(count)
        )
        chosen = list(ids)
        session().execute(
            update(Listing).where(Listing.id.in_(chosen)).values(
                price_min_fen=price, price_max_fen=None, price_disclosure="stated", version=Listing.version + 1
            )
        )  # fmt: skip
        outbox.enqueue("listing", chosen)
    settle()


def settle() -> None:
    """Let the index take everything that waits."""
    while waiting():
        if not indexing.drain():
            time.sleep(0.1)  # the writer may be busy merging; the rows stay as they are


def waiting() -> bool:
    """Whether the index still has something to take."""
    with unit():
        query = select(outbox.OutboxRow.id).where(
            outbox.OutboxRow.done_at.is_(None), outbox.OutboxRow.dead_at.is_(None)
        )
        return session().scalar(query.limit(1)) is not None


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """The answer, seconds on the clock and seconds of one core."""
    clock, core = time.perf_counter(), time.process_time()
    answer = work()
    return answer, time.perf_counter() - clock, time.process_time() - core


def evaluate() -> service.Run:
    with unit():
        return service.evaluate()


def measure(searches: int) -> None:
    """One table from one run."""
    settle()  # what loading the demo left
    evaluate()  # the first run only remembers what is there
    save(searches)
    print(f"{searches:,} saved searches of {PEOPLE:,} people over {len(pack('listings')):,} listings, embedded engine")
    print(f"{'changed':>8} {'matches':>8} {'seconds':>8} {'core-s':>8} {'searches/s':>11}")
    print("the first line includes cutting and widening all questions, which the process then keeps")
    for step, count in enumerate(CHANGED, start=1):
        change(count, 1_000_000 * step)
        run, seconds, core = timed(evaluate)
        print(f"{run.changes:>8} {run.matches:>8} {seconds:>8.2f} {core:>8.2f} {run.searches / seconds:>11,.0f}")
    change(1_000, 1_000_000 * (len(CHANGED) + 1))
    with unit() as opened:
        opened.execute(text("UPDATE alerts_saved_search SET frequency = 'muted'"))
    run, seconds, core = timed(evaluate)
    print(f"{run.changes} changed records without a search to ask: {seconds:.2f} s, {core:.2f} core-s")


def main(arguments: list[str] | None = None) -> int:
    """Prepare a demo site in a temporary folder and measure there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--searches", type=int, default=10_000)
    count = parser.parse_args(arguments).searches
    with tempfile.TemporaryDirectory(prefix="bench-alerts-") as folder:
        settings = Settings(secret_key="-" * 40, data_dir=str(Path(folder)), demo=True, semantic="off")
        prepare.index(prepare.records(settings))
        SessionFactory.kw.pop("bind", None)
        with create_app(settings).app_context():
            measure(count)
            indexing.close()
            SessionFactory.kw["bind"].dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main())
