"""A person with a browser without scripts: reads pages, fills in the forms that are there, presses their buttons."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask import Flask

_TAGS = re.compile(r"<[^>]+>")
_EVENT = re.compile(r'<p class="event-title">(.*?)</p>', re.S)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@dataclass
class Form:
    """A form of a page as a browser knows it: what it would send untouched, and what may be entered."""

    action: str
    method: str
    sent: list[tuple[str, str]] = field(default_factory=list)
    options: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def value(self, name: str) -> str:
        """What stands in an entry."""
        return next((value for key, value in self.sent if key == name), "")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.words: list[str] = []
        self._form: Form | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, list[str]] | None = None
        self._skip = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self._skip += 1
        elif tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input":
            self._input(self._form, given)
        elif tag == "button" and given.get("type", "submit") == "submit":
            self._form.buttons.append((given.get("name", ""), given.get("value", "")))
        elif tag == "select":
            self._select = (given["name"], [])
        elif tag == "option" and self._select:
            self._select[1].append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self._area = (given["name"], [])

    @staticmethod
    def _input(form: Form, given: dict[str, str]) -> None:
        kind, name, value = given.get("type", "text"), given.get("name", ""), given.get("value", "")
        if not name or kind in ("submit", "button", "reset"):
            return
        form.names.add(name)
        if kind == "file":
            form.files.add(name)
        elif kind in ("checkbox", "radio"):
            form.options.setdefault(name, []).append(value or "on")
            if "checked" in given:
                form.sent.append((name, value or "on"))
        else:
            form.sent.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._skip -= 1
        elif tag == "form":
            self._form = None
        elif self._form is None:
            return
        elif tag == "select" and self._select:
            name, options = self._select
            chosen = [value for value, selected in options if selected] or [value for value, _ in options][:1]
            self._form.names.add(name)
            self._form.options[name] = [value for value, _selected in options]
            self._form.sent.extend((name, value) for value in chosen)
            self._select = None
        elif tag == "textarea" and self._area:
            self._form.names.add(self._area[0])
            self._form.sent.append((self._area[0], "".join(self._area[1]).removeprefix("\n")))
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1].append(data)
        if not self._skip and data.strip():
            self.words.append(data.strip())


class Page:
    """What came back: status, address, text and forms."""

    def __init__(self, status: int, path: str, html: str) -> None:
        self.status, self.path, self.html = status, path, html
        reader = _Reader()
        reader.feed(html)
        self.forms, self.words = reader.forms, " ".join(reader.words)

    def form(self, action: str, button: tuple[str, str] | None = None) -> Form:
        """The form whose address ends so and that holds the button, or that hidden entry of a one-button form."""
        for form in self.forms:
            if form.method != "post" or not form.action.partition("?")[0].endswith(action):
                continue
            if button is None or button in form.buttons or button in form.sent:
                return form
        there = [(form.action, form.buttons) for form in self.forms if form.method == "post"]
        raise AssertionError(f"{self.path} has no form to …{action} with {button}, only {there}: {self.words[:1500]}")

    def links(self, part: str) -> list[str]:
        """Addresses of the links that hold that."""
        return [unescape(address) for address in re.findall(r'href="([^"]+)"', self.html) if part in address]

    @property
    def key(self) -> str:
        """The id of the record in the address."""
        return next(piece for piece in self.path.split("/") if re.fullmatch(r"[0-9A-Z]{10,}", piece))

    @property
    def events(self) -> list[str]:
        """Titles of the timeline that everybody who takes part may read, oldest first."""
        titles = [_TAGS.sub("", text) for text in _EVENT.findall(self.html) if "badge" not in text]
        return [" ".join(unescape(title).split()) for title in reversed(titles)]


class Visitor:
    """Somebody at the site in one language, with own cookies."""

    def __init__(self, app: Flask, base_url: str, lang: str) -> None:
        self._client = app.test_client()
        self._base, self.lang = base_url, lang
        self.seen: Page | None = None

    def _follow(self, answer: Any, wanted: int | Sequence[int]) -> Page:
        page = Page(answer.status_code, answer.request.path, answer.get_data(as_text=True))
        allowed = (wanted,) if isinstance(wanted, int) else wanted
        assert page.status in allowed, f"{page.path} answered {page.status}: {page.words[:1500]}"
        self.seen = page
        return page

    def open(self, path: str, status: int | Sequence[int] = 200) -> Page:
        """Go to an address: one of the site without the language, or a full path."""
        path = path if path.startswith(("/zh/", "/en/", "/api/")) else f"/{self.lang}{path}"
        answer = self._client.get(path, base_url=self._base, follow_redirects=True)
        return self._follow(answer, status)

    def send(
        self,
        page: Page,
        action: str,
        values: Mapping[str, Any] | None = None,
        *,
        press: tuple[str, str] | None = None,
        files: Mapping[str, str] | None = None,
        status: int | Sequence[int] = 200,
    ) -> Page:
        """Fill in a form of the page and send it. Entries and choices that are not on the page are refused."""
        form = page.form(action, press)
        entered: dict[str, list[Any]] = {}
        for name, value in form.sent:
            entered.setdefault(name, []).append(value)
        for name, value in (values or {}).items():
            assert name in form.names, f"{page.path}: no entry {name} in …{action}, only {sorted(form.names)}"
            chosen = [str(item) for item in value] if isinstance(value, (list, tuple)) else [str(value)]
            missing = [item for item in chosen if name in form.options and item not in form.options[name]]
            assert not missing, f"{page.path}: {name} does not offer {missing}, only {form.options[name]}"
            entered[name] = chosen
        if press is not None:
            entered[press[0]] = [press[1]]
        for name, file_name in (files or {}).items():
            assert name in form.files, f"{page.path}: {name} takes no file"
            entered[name] = [(io.BytesIO(PDF), file_name)]
        answer = self._client.post(
            form.action or page.path, data=entered, base_url=self._base, follow_redirects=True,
            content_type="multipart/form-data" if form.files else "application/x-www-form-urlencoded",
            headers={"Origin": self._base},
        )  # fmt: skip
        return self._follow(answer, status)

    def sign_in(self, email: str, password: str) -> Visitor:
        """Sign in through the page."""
        page = self.send(self.open("/accounts/sign-in"), "/accounts/sign-in", {"email": email, "password": password})
        assert "/sign-in" not in page.path, page.words[:500]
        return self
