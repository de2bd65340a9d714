"""Passwords: argon2id with the parameters of OWASP, at most two computations at once."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

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
