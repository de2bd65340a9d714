"""The newest results of a public question as an Atom feed (RFC 4287)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

from flask import current_app, url_for

from marketplace.core.http import lang
from marketplace.core.i18n import _, language_tag
from marketplace.discovery.queries.records import PAGES
from marketplace.discovery.queries.rows import Row

ATOM = "http://www.w3.org/2005/Atom"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # when a feed without entries was last changed
SUMMARY = 400  # characters
# XML 1.0 has no place for other characters, not even escaped.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Feed:
    """A feed ready to be sent; `tag` changes whenever the body does."""

    body: bytes
    tag: str
    updated: datetime


def feed(rows: Sequence[Row], changed_at: Mapping[str, datetime], *, question: str, address: str, results: str) -> Feed:
    """The feed of these rows; `address` is its own URL, `results` that of the page with the same results.

    `changed_at` tells by name when a text was changed; what is not in it is as it was published.
    """
    settings = current_app.config["SETTINGS"]
    # Feed readers keep what they read under these ids for years: they must not change with language or address.
    authority = f"tag:{urlsplit(settings.public_url).hostname},2026"
    instants = {row.name: max(row.published_at or EPOCH, changed_at.get(row.name, EPOCH)) for row in rows}
    updated = max(instants.values(), default=EPOCH)
    root = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": language_tag(lang())})
    _text(root, "id", f"{authority}:search/{urlsplit(results).query}")
    _text(root, "title", _("Green technology: %(question)s", question=question or _("all records")))
    _text(root, "updated", _instant(updated))
    Xml.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": address})
    Xml.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": results})
    name = settings.operator_name if lang() == "zh" else _("National Technology Transfer Southwest Center")
    _text(Xml.SubElement(root, "author"), "name", name)
    for row in rows:
        _entry(root, row, instants[row.name], authority, settings.public_url)
    body = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return Feed(body, hashlib.sha256(body).hexdigest()[:24], updated)


def _entry(root: Xml.Element, row: Row, updated: datetime, authority: str, site: str) -> None:
    entry = Xml.SubElement(root, "entry")
    _text(entry, "id", f"{authority}:{row.kind}/{row.public_id}")
    title = row.title.pick(lang())
    # Of an entry alone nobody sees the banner of the site.
    _text(entry, "title", _("[Demonstration data] %(title)s", title=title) if row.demo else title)
    _text(entry, "updated", _instant(updated))
    _text(entry, "published", _instant(row.published_at or EPOCH))
    page = site + url_for(PAGES[row.kind], public_id=row.public_id)
    Xml.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": page})
    text = row.body.pick(lang())
    _text(entry, "summary", text[:SUMMARY] + ("…" if len(text) > SUMMARY else "") or title)


def _text(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, name).text = _NO_XML.sub(" ", text)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
