"""The page that describes the interface to people: what is sent, what is answered, and what both hold."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient


def test_the_page_tells_bodies_and_answers_and_what_they_hold(client: FlaskClient) -> None:
    page = client.get("/api/docs", headers={"Accept-Language": "en"}).text
    linked, told = set(re.findall(r'href="#schema-(\w+)"', page)), set(re.findall(r'id="schema-(\w+)"', page))
    assert {"NeedContent", "NeedView", "Entries", "SearchAnswer"} <= linked
    assert linked <= told
    section = page.split('id="schema-NeedContent"')[1].split("</section>")[0]
    assert "/api/v1/taxonomy/codes/field" in section
    assert "Retry-After" in page


@pytest.mark.parametrize(("asked", "told"), [("zh", "zh-CN"), ("en-GB,en;q=0.9", "en"), ("de", "zh-CN"), ("", "zh-CN")])
def test_an_answer_names_its_language(client: FlaskClient, asked: str, told: str) -> None:
    for path in ("taxonomy/codes", "listings/0000000000"):
        answer = client.get(f"/api/v1/{path}", headers={"Accept-Language": asked})
        assert answer.headers["Content-Language"] == told
