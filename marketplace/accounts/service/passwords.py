"""Passwords: what is accepted, and argon2id with the parameters of OWASP, at most two computations at once."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from marketplace.core.errors import Invalid
from marketplace.core.i18n import l_

MIN_LENGTH, MAX_LENGTH = 8, 128  # characters, as ASVS 6.2 asks; no rules about kinds of characters
_COMMON = Path(__file__).resolve().parent.parent / "data" / "common_passwords.txt"
_SITE_WORDS = ("green", "carbon", "lvse", "ditan", "southwest", "xinan", "jishu", "jiaoyi")
_DISGUISES = str.maketrans("013457@$!", "oieastasi")
# Fewer characters than this, left after a word the attacker knows is taken away, are soon tried out.
_OWN_PART = 6

# 19 MiB, two passes, one lane: the OWASP minimum, about 20 ms on one core.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Hashing is heavy on purpose; without a gate sixty sign-ins a second would eat the whole machine.
_gate = threading.BoundedSemaphore(2)
_DUMMY = _hasher.hash("no account has this password")


def hash_password(password: str) -> str:
    """The argon2id hash to store."""
    with _gate:
        return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password fits; an unknown account costs the same work as a known one."""
    with _gate:
        try:
            return _hasher.verify(stored or _DUMMY, password) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with older parameters."""
    return _hasher.check_needs_rehash(stored)


def check_new(password: str, *, known_words: Iterable[str] = (), field: str = "password") -> None:
    """Refuse a password that is short, common, a pattern, or made of what is known of the person.

    `known_words` are address, name and organisation. Raises Invalid.
    """
    if len(password) < MIN_LENGTH:
        raise Invalid(fields={field: [l_("Use at least %(count)s characters.", count=MIN_LENGTH)]})
    if len(password) > MAX_LENGTH:
        raise Invalid(fields={field: [l_("Use at most %(count)s characters.", count=MAX_LENGTH)]})
    if _is_common(password) or _is_pattern(password):
        raise Invalid(fields={field: [l_("This password is among the first that attackers try. Choose another one.")]})
    if _is_known(password, known_words):
        raise Invalid(fields={field: [l_("This password is made of your name, your address or this site's name.")]})


@cache
def _common() -> frozenset[str]:
    """Common passwords and the words they are made of."""
    return frozenset(_COMMON.read_text("utf-8").split())


def _is_common(password: str) -> bool:
    """On the list as written, or after the usual disguise: other letters for digits, figures and signs at the end."""
    lower = password.lower()
    stem = re.sub(r"[\W\d_]+$", "", lower)
    return any(form in _common() for form in (lower, stem, lower.translate(_DISGUISES), stem.translate(_DISGUISES)))


def _is_pattern(password: str) -> bool:
    """One or two characters repeated, or a run such as 12345678 or hgfedcba."""
    if len(set(password)) <= 2:
        return True
    steps = {ord(b) - ord(a) for a, b in pairwise(password)}
    return len(steps) == 1


def _is_known(password: str, known_words: Iterable[str]) -> bool:
    rest = password.lower()
    parts = {part for word in known_words for part in re.split(r"[\W_]+", word.lower()) if len(part) >= 3}
    words = sorted(parts | set(_SITE_WORDS), key=len, reverse=True)
    for word in words:
        rest = rest.replace(word, "")
    return rest != password.lower() and len(rest) < _OWN_PART
