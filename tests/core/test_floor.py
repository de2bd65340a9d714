"""Workflow engine, policy tables, limits, jobs, idempotency: what every noun stands on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest
from procrastinate.jobs import Job
from sqlalchemy import text
from sqlalchemy.orm import Session

from marketplace.core import clock, idempotency, jobs, limits, mail
from marketplace.core.errors import Forbidden, GuardsUnmet, Invalid, InvalidAction, NotFound, TooMany, Unauthenticated
from marketplace.core.i18n import lang
from marketplace.core.policy import ANONYMOUS, ANY, SYSTEM, Actor, Membership, Table, access
from marketplace.core.workflow import Machine, Transition, advance
from marketplace.settings import Settings, SettingsError


@dataclass
class Light:
    state: str
    public_id: str = "0123456789"


LIGHT = Machine(
    "light", ("red", "green", "broken"), "red",
    (
        Transition("go", ("red",), "green", frozenset({"owner"}),
                   (lambda facts: None if facts["clear"] else "not clear", lambda facts: facts.get("other"))),
        Transition("break", ("red", "green"), "broken", frozenset({"owner", "staff"}), needs_reason=True),
    ),
    frozenset({"broken"}),
)  # fmt: skip


def step(light: Light, action: str, relations: set[str], **more: object) -> None:
    advance(LIGHT, light, action, actor=ANONYMOUS, relations=relations, **more)


def test_a_step_needs_state_relation_reason_and_guards_in_this_order(db: Session) -> None:
    light = Light("green")
    with pytest.raises(InvalidAction):
        step(light, "go", set())
    light = Light("red")
    with pytest.raises(Forbidden):
        step(light, "go", {"staff"}, facts={"clear": False})
    with pytest.raises(Invalid) as missing:
        step(light, "break", {"staff"}, reason="  ")
    assert "reason" in missing.value.fields
    with pytest.raises(GuardsUnmet) as unmet:
        step(light, "go", {"owner"}, facts={"clear": False, "other": "also this"})
    assert unmet.value.unmet == ["not clear", "also this"]
    assert light.state == "red"
    step(light, "go", {"owner"}, facts={"clear": True})
    assert light.state == "green"


@pytest.mark.parametrize(
    "transitions",
    [
        (Transition("go", ("nowhere",), "red", frozenset()),),
        (Transition("go", ("red",), "green", frozenset()), Transition("go", ("red",), "red", frozenset())),
        (Transition("go", ("broken",), "red", frozenset()),),
    ],
)
def test_impossible_tables_are_refused(transitions: tuple[Transition, ...]) -> None:
    with pytest.raises(ValueError, match="light"):
        Machine("light", ("red", "green", "broken"), "red", transitions, frozenset({"broken"}))


def member(organisation_id: int, role: str = "member") -> Actor:
    return Actor(user_id=1, memberships=(Membership(organisation_id, "X" * 10, "x", "enterprise", role, True),))


TABLE = Table(
    "light",
    lambda actor, record: {"anyone", *({"owner"} if actor.member_of(7) else ()), *({"system"} if actor.system else ())},
    {"view": {"anyone": {"green"}, "owner": ANY}, "edit": {"owner": {"red"}}},
)


def test_hidden_records_do_not_exist_and_visible_ones_may_be_forbidden() -> None:
    with pytest.raises(NotFound):
        TABLE.check(member(8), "edit", Light("red"))
    with pytest.raises(Forbidden):
        TABLE.check(member(8), "edit", Light("green"))
    with pytest.raises(Unauthenticated):
        TABLE.check(ANONYMOUS, "edit", Light("green"))
    TABLE.check(member(7), "edit", Light("red"))


def test_an_endpoint_may_only_name_known_roles() -> None:
    with pytest.raises(ValueError, match="wizard"):
        access.roles("wizard")
    with pytest.raises(Unauthenticated):
        access.staff.check(ANONYMOUS)
    with pytest.raises(Forbidden):
        access.staff.check(member(1))
    access.staff.check(SYSTEM)


def test_limits_count_across_units_and_name_the_wait(committed) -> None:
    with committed():
        for _time in range(3):
            limits.hit("test", "somebody", times=3, seconds=600)
        with pytest.raises(TooMany) as refused:
            limits.hit("test", "somebody", times=3, seconds=600)
        assert 0 < refused.value.retry_after <= 600
        limits.hit("test", "somebody else", times=3, seconds=600)


def test_a_job_exists_exactly_when_its_change_exists(committed) -> None:
    """Holds our call together with the queue's own tables, too."""

    def refused() -> None:
        with committed():
            jobs.defer("mail.deliver", message_id=7)
            raise ValueError

    with pytest.raises(ValueError):
        refused()
    with committed() as session:
        assert session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) == 0
        jobs.defer("mail.deliver", message_id=7)
    with committed() as session:
        row = session.execute(text("SELECT task_name, queue_name, args, status::text FROM procrastinate_jobs")).one()
    assert (row.task_name, row.queue_name, row.args, row.status) == ("mail.deliver", "mail", {"message_id": 7}, "todo")
    assert json.dumps(row.args)


def test_the_worker_knows_every_task(app) -> None:
    queue = jobs.worker_app(app, "postgresql://unused")
    assert {"mail.deliver", "jobs.retry_stalled", "needs.expire", "needs.expire.tick"} <= set(queue.tasks)


def test_a_run_by_the_clock_is_tried_again_soon_and_then_left_to_the_next_one(app) -> None:
    """Two people who change the same record at that moment are no failure to be told of for months."""
    tick = jobs.worker_app(app, "postgresql://unused").tasks["needs.expire.tick"]
    job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="needs.expire.tick")
    waits = []
    for number in range(4):
        tried = job.evolve(attempts=number)
        decision = tick.retry_strategy.get_retry_decision(exception=ValueError(), job=tried)
        waits.append(decision and round((decision.retry_at - clock.now()).total_seconds()))
    assert waits == [3, 9, 27, None]


def test_a_mail_is_sent_once(db: Session, app, tmp_path) -> None:
    row = mail.send(address="a@example.org", template="needs/published", lang="en", title="Heat", link="/en/needs/X")
    db.flush()
    jobs.run_now("mail.deliver", message_id=row.id)
    jobs.run_now("mail.deliver", message_id=row.id)
    folder = app.config["SETTINGS"].data_path / "mail"
    sent = list(folder.glob(f"*{row.public_id}.eml"))
    assert len(sent) == 1
    assert row.attempts == 1
    assert row.subject == "Your need is published"
    assert "/en/needs/X" in sent[0].read_text()


def test_mails_speak_the_language_of_the_reader(db: Session) -> None:
    zh = mail.send(address="a@example.org", template="needs/published", lang="zh", title="余热")
    assert zh.subject == "您的需求已发布"


def test_the_language_of_a_page_ends_with_it(client) -> None:
    assert '<html lang="zh-CN"' in client.get("/zh/").text
    assert '<html lang="en"' in client.get("/en/").text
    assert lang() == "zh"  # the thread goes on with a job or a page that chose none


def test_links_without_parameters_stay_in_the_language_of_the_page(client) -> None:
    for language in ("zh", "en", "zh"):
        assert f'href="/{language}/needs' in client.get(f"/{language}/").text
    mounted = client.get("/en/", environ_overrides={"SCRIPT_NAME": "/market"}).text
    assert 'href="/market/en/needs' in mounted
    assert 'href="/en/needs' not in mounted


def test_a_form_sent_twice_leads_to_the_same_place(db: Session) -> None:
    actor = member(1)
    first = idempotency.begin(actor, "/zh/needs/new", "k")
    assert first.status is None
    first.status, first.location = 303, "/zh/needs/1"
    assert idempotency.begin(actor, "/zh/needs/new", "k").location == "/zh/needs/1"
    assert idempotency.begin(member(1), "/zh/other", "k").location is None


def test_keys_are_forgotten_after_a_day(db: Session) -> None:
    for hours in (23, 25):
        with clock.travel(clock.now() - timedelta(hours=hours)):
            idempotency.begin(member(1), "/zh/needs/new", f"{hours} hours").status = 303
    idempotency.sweep()
    assert idempotency.begin(member(1), "/zh/needs/new", "23 hours").status == 303
    assert idempotency.begin(member(1), "/zh/needs/new", "25 hours").status is None


@pytest.mark.parametrize(
    "values",
    [
        {"environment": "production"},
        {"environment": "production", "secret_key": "x" * 40, "base_url": "https://a.cn"},
        {"environment": "production", "secret_key": "correct horse battery staple 123456", "base_url": ""},
        {"environment": "production", "secret_key": "correct horse battery staple 123456", "base_url": "https://a.cn",
         "demo": True},
        {"demo": True, "host": "0.0.0.0"},
        {"environment": "somewhere"},
    ],
)  # fmt: skip
def test_unsafe_settings_are_refused(values: dict[str, object]) -> None:
    with pytest.raises(SettingsError):
        Settings(**values).check()
