"""Signed tokens for addresses that stand for a right: whoever holds one got it from us."""

from __future__ import annotations

from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from marketplace.core.errors import NotFound


def sign(purpose: str, value: Any) -> str:
    """A token for a value that JSON can hold; it opens nothing but its purpose, and never expires."""
    return _serializer(purpose).dumps(value)


def read(purpose: str, token: str) -> Any:
    """The value in a token. Raises NotFound for one that we did not write for this purpose."""
    try:
        return _serializer(purpose).loads(token)
    except BadSignature as error:
        raise NotFound() from error


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=purpose)
