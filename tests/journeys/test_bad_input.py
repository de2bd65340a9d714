"""Absurd entries at every form of the site, from every role: a clear refusal, never a crash, never half a write."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema, fields
from sqlalchemy import Connection, text
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule

from marketplace.accounts.models import User
from marketplace.core.fields import Bilingual, Code, Codes, Figure, PublicId, Tags, WanMoney
from marketplace.core.http import Marketplace
from marketplace.deals.workflow import DEAL_MACHINE
from marketplace.incubation.workflow import INCUBATION
from marketplace.listings.service import DECISIONS, STEPS
from marketplace.needs.workflow import NEED
from marketplace.pilots.workflow import PILOT
from tests.factories import accounts
from tests.factories.deals import make_cast, make_deal, make_enquiry
from tests.factories.incubation import make_case
from tests.factories.listings import make_listing
from tests.factories.needs import make_need
from tests.factories.pilots import make_pilot, make_platform

pytestmark = [pytest.mark.timeout(300), pytest.mark.slow]
ALLOWED = frozenset({200, 202, 204, 302, 303, 400, 401, 403, 404, 405, 409, 410, 413, 422, 428, 429})
TEXTS = ("", "\x00NUL\x07", "😀" * 300, "'; DROP TABLE deal; --<script>alert(1)</script>{{7*7}}%(x)s", "字" * 3400)
NUMBERS = ("", "-1", "99999999999999999999999999", "NaN", "1e400")
DAYS = ("", "0001-01-01", "9999-12-31", "2026-02-30", "x")
IDS = ("", "0000000000", "../../etc/passwd", "'--", "Ω")
ROLES = ("anonymous", "officer", "buyer", "broker", "reviewer", "lead", "administrator")
LAST = ("sign_out", "close_send", "member_leave", "demo", "devices_end")  # they end what the test stands on
ACTIONS: dict[str, tuple[str, ...]] = {
    "deals.advance": tuple(DEAL_MACHINE.all_actions), "pilots.advance": tuple(PILOT.all_actions),
    "incubation.advance": tuple(INCUBATION.all_actions), "needs.advance": tuple(NEED.all_actions),
    "listings.advance": tuple(STEPS), "listings.decide": tuple(DECISIONS),
    "deals.advance_enquiry": ("accept", "open_deal", "decline", "withdraw", "block"),
}  # fmt: skip


@dataclass
class Scene:
    """Records of every noun and the people around them."""

    people: dict[str, User | None]
    records: dict[str, tuple[str, ...]]
    names: dict[str, dict[str, fields.Field[Any]]]


def scene() -> Scene:
    cast = make_cast()
    deal, enquiry = make_deal(cast, state="negotiating"), make_enquiry(cast)
    platform = make_platform()
    records = {
        "listings": (make_listing(cast.university, cast.officer, state="draft").public_id,
                     make_listing(cast.university, cast.officer, state="compliance_review").public_id),
        "needs": (make_need(cast.enterprise, cast.buyer, state="draft").public_id,
                  make_need(cast.enterprise, cast.buyer, state="submitted").public_id),
        "deals": (deal.public_id,), "enquiries": (enquiry.public_id,), "accounts": (cast.university.public_id,),
        "pilots": (make_pilot(cast, state="g3_small_batch", platform=platform).public_id,),
        "platforms": (platform.public_id,), "incubation": (make_case(cast, state="admitted").public_id,),
    }  # fmt: skip
    people: dict[str, User | None] = {
        "anonymous": None, "officer": cast.officer, "buyer": cast.buyer, "broker": cast.broker,
        "reviewer": cast.reviewer, "lead": cast.lead, "administrator": accounts.make_staff("administrator"),
    }  # fmt: skip
    return Scene(people, records, declared())


def declared() -> dict[str, dict[str, fields.Field[Any]]]:
    """Noun → every entry its forms know."""
    found: dict[str, dict[str, fields.Field[Any]]] = {}
    waiting = list(Schema.__subclasses__())
    while waiting:
        schema = waiting.pop()
        waiting += schema.__subclasses__()
        package, _dot, rest = schema.__module__.partition(".")
        if package == "marketplace":
            found.setdefault(rest.partition(".")[0], {}).update(schema._declared_fields)
    return found


def entries(names: dict[str, fields.Field[Any]], turn: int) -> MultiDict[str, Any]:
    """Every entry of a noun filled in with the absurd value of this turn; choices with what is offered."""
    sent: MultiDict[str, Any] = MultiDict()
    room = 400_000  # beyond this the whole form is refused as too large, and nothing else is learnt
    for name, field in names.items():
        for key, value in _entry(name, field, turn):
            room -= len(value.encode())
            sent.add(key, value if room > 0 else value[:1])
    return sent


def _entry(name: str, field: fields.Field[Any], turn: int) -> Iterator[tuple[str, str]]:
    if isinstance(field, fields.List) and isinstance(field.inner, fields.Nested):
        for inner, nested in field.inner.schema.fields.items():
            yield from ((f"{name}-0-{key}", value) for key, value in _entry(inner, nested, turn))
    elif isinstance(field, Bilingual):
        yield from ((f"{name}_{lang}", TEXTS[turn]) for lang in ("zh", "en"))
    elif isinstance(field, (Code, Codes)):
        offered = [str(choice[0]) for choice in _choices(field)]
        yield name, offered[turn % len(offered)] if offered and turn else "nonsense"
    elif isinstance(field, fields.Date):
        yield name, DAYS[turn]
    elif isinstance(field, (fields.Number, Figure, WanMoney)):
        yield name, NUMBERS[turn]
    elif isinstance(field, PublicId):
        yield name, IDS[turn]
    elif isinstance(field, fields.Boolean):
        yield name, str(turn % 2)
    elif isinstance(field, (fields.String, Tags)):
        yield name, TEXTS[turn]


def _choices(field: Any) -> list[Any]:
    source = field.metadata.get("choices") or getattr(field, "choices", None)
    return [choice for choice in source() if choice[0] is not None] if source else []


def addresses(rule: Rule, there: Scene, turn: int) -> list[str]:
    """The rule on the records of its noun, and once on an id that is none."""
    noun = rule.endpoint.partition(".")[0].removeprefix("api_")
    noun = "enquiries" if "enquir" in rule.endpoint or "message" in rule.endpoint else noun
    noun = "platforms" if rule.endpoint.endswith("platform") else noun
    found = []
    for record in (*there.records.get(noun, ()), IDS[turn] or "AAAAAAAAAA"):
        values: dict[str, Any] = {"lang": ("zh", "en")[turn % 2]}
        for name in rule.arguments - {"lang"}:
            kind = type(rule._converters[name]).__name__
            if kind == "AnyConverter":
                choices = sorted(rule._converters[name].items)
                values[name] = choices[turn % len(choices)]
            else:
                values[name] = (1, 2**70)[turn % 2] if kind == "IntegerConverter" else record
        built = rule.build(values)
        assert built is not None
        found.append(built[1] + (f"?deal={there.records['deals'][0]}" if rule.endpoint in QUERIED else ""))
    return found


QUERIED = frozenset({"pilots.create", "incubation.create", "incubation.waive"})


def posting(app: Marketplace) -> list[Rule]:
    """All rules that change something, those that end the session last."""
    rules = [rule for rule in app.url_map.iter_rules() if (rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}]
    return sorted(rules, key=lambda rule: (rule.endpoint.endswith(LAST), rule.endpoint))


class Prober:
    """Sends and judges: status, and that a refusal wrote no event and no row for the index."""

    def __init__(self, client: FlaskClient, connection: Connection) -> None:
        self.client, self.connection = client, connection
        self.faults: list[str] = []
        self.asked = 0

    def written(self) -> tuple[int, int]:
        row = self.connection.execute(
            text("SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM search_outbox)")
        ).one()
        return row[0], row[1]

    def send(self, method: str, url: str, **body: Any) -> None:
        before = self.written()
        self.asked += 1
        try:
            answer = self.client.open(url, method=method, **body)
        except Exception as error:  # with testing on, what would be a 500 comes through
            self.faults.append(f"{method} {url}: {type(error).__name__}: {str(error)[:300]}")
            return
        if answer.status_code not in ALLOWED:
            self.faults.append(f"{method} {url}: {answer.status_code} {answer.get_data(as_text=True)[:200]}")
        if answer.status_code >= 400 and self.written() != before:
            self.faults.append(f"{method} {url}: refused with {answer.status_code}, yet something was written")


@pytest.mark.parametrize("role", ROLES)
def test_no_form_crashes(
    app: Marketplace, client: FlaskClient, connection: Connection, committed: Callable[[], Any],
    sign_in: Callable[[FlaskClient, User], None], role: str,
) -> None:  # fmt: skip
    with committed():
        there = scene()
        payloads = {
            (noun, turn): entries(names, turn) for noun, names in there.names.items() for turn in range(len(TEXTS))
        }
    if person := there.people[role]:
        sign_in(client, person)
    probe = Prober(client, connection)
    for number, rule in enumerate(posting(app)):
        access = app.view_functions[rule.endpoint].__access__  # type: ignore[attr-defined]
        if access.name != "public" and (person is None or (access.roles and not access.roles & _roles(role))):
            continue  # the matrix of rights is proved elsewhere
        noun = rule.endpoint.partition(".")[0].removeprefix("api_")
        method = sorted((rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"})[0]
        turn = (number + ROLES.index(role)) % len(TEXTS)  # all together see every absurdity; one alone sees some
        for place, url in enumerate(addresses(rule, there, turn)):
            if "/api/" in rule.rule:
                probe.send(method, url, json={"title": TEXTS[turn], "version": NUMBERS[turn], "targets": [[]]})
                continue
            for action in ACTIONS.get(rule.endpoint, ("",))[: None if place == 0 else 1]:
                sent = MultiDict(payloads.get((noun, turn), {}))
                sent.setlist("action", [action])
                sent.setlist("decision", [action] if action else sent.getlist("decision"))
                # In parts, as forms with files are sent: percent signs for 400 kB would take most of the test.
                probe.send(method, url, data=sent, content_type="multipart/form-data")
    assert probe.asked > 10
    assert not probe.faults, "\n".join(probe.faults)


def _roles(role: str) -> frozenset[str]:
    return {
        "officer": frozenset({"university_officer"}), "buyer": frozenset({"enterprise_user"}),
        "broker": frozenset({"broker"}), "reviewer": frozenset({"reviewer"}), "lead": frozenset({"centre_lead"}),
        "administrator": frozenset({"administrator"}), "anonymous": frozenset(),
    }[role]  # fmt: skip


def test_broken_bodies_are_refused(
    app: Marketplace, client: FlaskClient, connection: Connection, committed: Callable[[], Any],
    sign_in: Callable[[FlaskClient, User], None],
) -> None:  # fmt: skip
    with committed():
        there = scene()
    officer = there.people["officer"]
    assert officer is not None
    sign_in(client, officer)
    probe = Prober(client, connection)
    listing, deal, thread = (there.records[noun][0] for noun in ("listings", "deals", "enquiries"))
    form = "application/x-www-form-urlencoded"
    for url in (
        f"/zh/listings/{listing}/edit/problem",
        f"/zh/deals/{deal}/notes",
        f"/zh/deals/enquiries/{thread}/messages",
    ):
        for body in (b"title_zh=%ED%A0%80&body=%ED%A0%80&version=1", b"title_zh=\xff\xfe&body=\xff", b"&&&=&=", b"%%%"):
            probe.send("POST", url, data=body, content_type=form)
        probe.send("POST", url, data=b"--x\r\nbroken", content_type="multipart/form-data; boundary=x")
        probe.send("POST", url, data={"title_zh": "x" * 600_000, "body": "x" * 600_000})
    for name in ("../../etc/passwd\x00.pdf", "😀.exe", "a" * 5000 + ".pdf", ""):
        for content in (b"", b"\x00\xff\x00", b"MZ\x90\x00", b"%PDF-1.4"):
            body = {"purpose": "agreement", "visibility": "shared", "file": (io.BytesIO(content), name)}
            probe.send("POST", f"/zh/deals/{deal}/documents", data=body, content_type="multipart/form-data")
    for raw in ('{"title": "\\ud800"}', "[]", "null", '"x"', "{", '{"title": {"zh": "\\u0000"}}', "[" * 5000,
                json.dumps({"title": {"zh": 1}, "field_codes": {"a": []}, "budget_min_fen": 10**40})):  # fmt: skip
        for url in ("/api/v1/listings", "/api/v1/needs"):
            probe.send("POST", url, data=raw, content_type="application/json")
    assert not probe.faults, "\n".join(probe.faults)


@pytest.mark.parametrize("junk", ["\x00", "%ED%A0%80", "😀" * 200, "-1", "99999999999999999999", "a" * 4000, "';--<b>"])
def test_broken_addresses_are_refused(
    client: FlaskClient, connection: Connection, committed: Callable[[], Any],
    sign_in: Callable[[FlaskClient, User], None], junk: str,
) -> None:  # fmt: skip
    with committed():
        person = accounts.make_staff("reviewer", "centre_lead")
    sign_in(client, person)
    probe = Prober(client, connection)
    value = junk if junk.startswith("%ED") else quote(junk)
    for path in ("needs", "deals", "deals/enquiries", "listings/mine", "needs/mine", "pilots", "incubation", "review",
                 "desk", "desk/board", "accounts/organisations", "accounts/experts", "taxonomy/rules",
                 "alerts/messages", "accounts/people"):  # fmt: skip
        names = ("q", "page", "field", "state", "city", "sort", "broker", "flag", "kind", "service", "code", "on")
        probe.send("GET", f"/zh/{path}?" + "&".join(f"{name}={value}" for name in names))
    for path in ("needs", "deals", "listings", "pilots", "incubation", "taxonomy/fields", "accounts/organisations"):
        probe.send("GET", f"/en/{path}/{value}")
    for query in (
        "deals/enquiries/new?listing=",
        "deals/enquiries/new?need=",
        "pilots/new?deal=",
        "incubation/new?deal=",
    ):
        probe.send("GET", f"/zh/{query}{value}")
    assert not probe.faults, "\n".join(probe.faults)
