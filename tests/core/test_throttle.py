"""One reader cannot take the site from the others; probes and other readers go on."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest
import time_machine
from flask import Flask

from marketplace.app import create_app
from marketplace.core.throttle import SweptMemory


def made(app: Flask, **rates: str) -> Flask:
    return create_app(replace(app.config["SETTINGS"], **rates))


def test_too_many_requests_are_refused_with_the_wait_in_the_readers_language(app: Flask) -> None:
    client = made(app, page_rate="3 per minute").test_client()
    assert [client.get("/zh/about").status_code for _ in range(3)] == [200, 200, 200]
    refused = client.get("/zh/about")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "1分钟内最多可进行 3 次" in refused.get_data(as_text=True)
    program = client.get("/api/v1/search?q=x")
    assert program.status_code == 429
    assert program.json["error"]["code"] == "too_many"


def test_the_wait_is_the_time_until_the_oldest_request_leaves_the_window(app: Flask) -> None:
    client = made(app, page_rate="2 per minute").test_client()
    with time_machine.travel(1_800_000_000.9, tick=False) as moment:
        assert client.get("/zh/about").status_code == 200
        moment.shift(20.5)
        assert client.get("/zh/about").status_code == 200
        assert client.get("/zh/about").headers["Retry-After"] == "40"
        moment.shift(39.6)
        assert client.get("/zh/about").status_code == 200


def test_probes_and_other_addresses_are_served_meanwhile(app: Flask) -> None:
    client = made(app, page_rate="1 per minute").test_client()
    assert client.get("/en/about").status_code == 200
    assert client.get("/en/about").status_code == 429
    assert client.get("/healthz").status_code == 200
    assert client.get("/en/about", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 200


def test_searches_have_a_limit_of_their_own(app: Flask) -> None:
    client = made(app, search_rate="2 per minute").test_client()
    assert [client.get("/zh/search?q=x").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/zh/about").status_code == 200


@pytest.mark.parametrize("path", ["/api/v1/matching/listings/X/similar", "/en/matching/listings/X"])
def test_comparing_texts_counts_as_a_search(app: Flask, path: str) -> None:
    client = made(app, search_rate="2 per minute").test_client()
    assert [client.get(path).status_code for _ in range(3)] == [404, 404, 429]


def test_suggestions_have_a_limit_of_their_own_and_take_nothing_from_searches(app: Flask) -> None:
    client = made(app, search_rate="1 per minute", suggest_rate="2 per minute").test_client()
    assert [client.get("/zh/search/suggest?q=x").status_code for _ in range(3)] == [200, 200, 429]
    assert client.get("/zh/search?q=x").status_code == 200
    assert [client.get("/api/v1/search/suggest?q=x").status_code for _ in range(3)] == [200, 200, 429]


def test_what_is_over_is_forgotten_by_one_timer_for_many_requests() -> None:
    storage = SweptMemory()
    timers = set()
    for reader in range(50):
        assert storage.acquire_entry(f"address {reader}", 1, 1)
        timers.add(storage.timer)
        time.sleep(0.002)
    assert len(timers) <= 2
    assert not storage.acquire_entry("address 49", 1, 1)
    until = time.monotonic() + 10
    while storage.events["address 49"] and time.monotonic() < until:
        storage.acquire_entry("another", 1_000, 1)  # who asks sees to it that what is over is looked for
        time.sleep(0.05)
    assert storage.events["address 49"] == []
