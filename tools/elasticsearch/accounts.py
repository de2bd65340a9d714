"""File-realm users and least-privilege roles of the secured node."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

_ITERATIONS = 10_000

# What the web process and the worker may do in production; docs/operations.md gives the same as API keys.
ROLES = """\
marketplace_reader:
  indices:
    - names: ["mkt-*"]
      privileges: ["read", "view_index_metadata"]
marketplace_indexer:
  cluster: ["monitor"]
  indices:
    - names: ["mkt-*"]
      privileges: ["create_index", "write", "read", "manage"]
"""


@dataclass(frozen=True)
class Account:
    """A user of the secured node."""

    name: str
    password: str
    role: str


@dataclass(frozen=True)
class Accounts:
    """The three users of a secured node: all rights, web process, worker."""

    admin: Account
    reader: Account
    indexer: Account


def generate() -> Accounts:
    """New accounts with random passwords."""
    return Accounts(
        admin=Account("admin-test", secrets.token_urlsafe(18), "superuser"),
        reader=Account("reader-test", secrets.token_urlsafe(18), "marketplace_reader"),
        indexer=Account("indexer-test", secrets.token_urlsafe(18), "marketplace_indexer"),
    )


def write(accounts: Accounts, config: Path) -> None:
    """Writes the files of the file realm: `users`, `users_roles` and `roles.yml`."""
    everyone = (accounts.admin, accounts.reader, accounts.indexer)
    _write(config / "users", "".join(f"{who.name}:{_hash(who.password)}\n" for who in everyone))
    _write(config / "users_roles", "".join(f"{who.role}:{who.name}\n" for who in everyone))
    _write(config / "roles.yml", ROLES)


def _hash(password: str) -> str:
    """The realm's own PBKDF2 form, so that no Java process is needed to add a user."""
    salt = os.urandom(32)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, _ITERATIONS, dklen=32)
    salted, hashed = (base64.b64encode(part).decode() for part in (salt, digest))
    return f"{{PBKDF2}}{_ITERATIONS}${salted}${hashed}"


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o644)
