"""The breaker: when it opens, how it probes, and that it heals within thirty seconds."""

from __future__ import annotations

from search.breaker import Breaker


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def broken() -> tuple[Breaker, Clock]:
    """A breaker just opened by five failures in a row."""
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(5):
        assert breaker.allows()
        breaker.bad()
    return breaker, clock


def test_five_failures_in_a_row_open_it() -> None:
    breaker, _clock = broken()
    assert breaker.state == "open"
    assert not breaker.allows()


def test_half_of_the_last_ten_calls_open_it() -> None:
    breaker = Breaker(Clock())
    for number in range(10):
        assert breaker.allows()
        (breaker.bad if number % 2 else breaker.good)()
    assert breaker.state == "open"


def test_a_few_scattered_failures_do_not() -> None:
    breaker = Breaker(Clock())
    for number in range(100):
        assert breaker.allows()
        (breaker.bad if number % 4 == 0 else breaker.good)()
    assert breaker.state == "closed"


def test_after_the_pause_one_call_at_a_time_probes() -> None:
    breaker, clock = broken()
    clock.now += 5
    assert breaker.state == "half_open"
    assert breaker.allows()
    assert not breaker.allows()
    breaker.good()
    assert breaker.allows()
    breaker.good()
    assert breaker.state == "closed"


def test_pauses_double_to_ten_seconds_and_no_further() -> None:
    breaker, clock = broken()
    pauses = []
    for _ in range(4):
        waited = 0
        while not breaker.allows():
            clock.now += 1
            waited += 1
        pauses.append(waited)
        breaker.bad()
    assert pauses == [5, 10, 10, 10]


def test_calls_that_say_nothing_about_the_engine_count_for_nothing() -> None:
    breaker, clock = broken()
    clock.now += 5
    assert breaker.allows()
    breaker.neither()
    assert breaker.allows()
    breaker.good()
    assert breaker.allows()
    breaker.good()
    assert breaker.state == "closed"


def test_a_late_failure_of_an_old_call_does_not_lengthen_the_pause() -> None:
    breaker, clock = broken()
    breaker.bad()
    clock.now += 5
    assert breaker.state == "half_open"
