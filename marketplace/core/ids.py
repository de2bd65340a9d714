"""Public identifiers: short, random and not sequential (Crockford base32)."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
LONGEST = 16  # that a column of public ids holds


def new_public_id() -> str:
    """Ten characters, 50 random bits. A public id is never the only guard of a record."""
    bits = secrets.randbits(5 * LENGTH)
    return "".join(ALPHABET[bits >> place & 31] for place in range(0, 5 * LENGTH, 5))


def is_public_id(text: str) -> bool:
    """Whether the text has the form of a public id."""
    return LENGTH <= len(text) <= LONGEST and all(character in ALPHABET for character in text)
