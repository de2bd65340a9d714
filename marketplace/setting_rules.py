"""What the value of a setting must be: a rule answers what is wanted, with an example, or nothing when all is well."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.utils import parseaddr
from typing import Any
from urllib.parse import SplitResult, urlsplit

Rule = Callable[[Any], str]

_INDEX_NAME = re.compile("[A-Za-z0-9][A-Za-z0-9-]{0,99}")


def anything(_value: Any) -> str:
    """Every value is good."""
    return ""


def given(what: str, example: str) -> Rule:
    """Not empty."""
    return lambda value: "" if value.strip() else f"name {what}, for example {example}"


def one_of(*names: str) -> Rule:
    """One of these words."""
    return lambda value: "" if value in names else f"use {', '.join(names[:-1])} or {names[-1]}"


def at_least(least: int) -> Rule:
    """A whole number that is not less."""
    return lambda value: "" if value >= least else f"use a whole number of at least {least}"


def port(value: int) -> str:
    """A port that a server can listen on."""
    return "" if 1 <= value <= 65_535 else "use a port from 1 to 65535, for example 8000"


def rate(value: str) -> str:
    """How many requests in what time, one limit or several, as throttle counts them."""
    from limits import parse_many  # only where rates are checked: the start of every process waits for this file

    try:
        is_good = all(limit.amount > 0 for limit in parse_many(value))
    except ValueError:
        is_good = False
    return "" if is_good else "use a number above 0 and a time, for example “120 per minute” or “5 per second”"


def url(example: str, *others: str) -> Rule:
    """An address with the scheme of the example or one of the others, or nothing at all."""
    schemes = {urlsplit(example).scheme, *others}

    def check(value: str) -> str:
        parts = _parts(value)
        if not value or (parts and parts.scheme in schemes and parts.hostname):
            return ""
        return f"use an address like {example}"

    return check


def database(value: str) -> str:
    """An address of PostgreSQL, which may name a socket or several hosts, or nothing at all."""
    scheme, _separator, rest = value.partition("://")
    if not value or (scheme in ("postgresql", "postgres", "postgresql+psycopg") and rest):
        return ""
    return "use an address like postgresql://user:password@host/marketplace"


def elasticsearch(value: str) -> str:
    """The address of a cluster; the client knows the port of TLS only."""
    parts = _parts(value)
    if not value or (parts and parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and parts.port))):
        return ""
    return "use an address with its port, for example https://es.example.cn:9200"


def model(value: str) -> str:
    """The model that searches by meaning. Whether it is there `flask doctor` tells: the site is complete without."""
    parts = _parts(value)
    if value and parts and ("://" not in value or (parts.scheme in ("http", "https") and parts.hostname)):
        return ""
    return "use auto, off, a folder, or an address like https://models.example.cn/v1"


def certificates(value: str) -> str:
    """A file of certificates that can be read, or nothing at all."""
    if not value:
        return ""
    import ssl  # only where there is such a file

    try:
        ssl.create_default_context(cafile=value)
    except OSError as error:  # of which ssl's own is one
        return f"it cannot be read ({error.strerror or error}); name a file of PEM certificates, such as http_ca.crt"
    return ""


def index_name(value: str) -> str:
    """What both engines take as a name."""
    is_good = _INDEX_NAME.fullmatch(value)
    return "" if is_good else "use letters, digits and dashes, at most 100, for example marketplace"


def host_names(value: str) -> str:
    """Names as they stand in requests, without scheme and path."""
    return "host names only, for example green.example.cn,www.green.example.cn" if "/" in value else ""


def mailbox(value: str) -> str:
    """A sender that mail servers take."""
    name, at, host = parseaddr(value)[1].rpartition("@")
    return "" if name and at and host else "use a mail address, for example 绿色低碳专栏 <noreply@example.cn>"


def _parts(value: str) -> SplitResult | None:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:  # a port that is no number, a bracket that does not close
        return None
    return parts
