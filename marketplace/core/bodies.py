"""Reads the body of a program's request; what is no JSON is told with its place, in the reader's language."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import Request
from flask_smorest import Blueprint
from webargs.core import missing
from webargs.flaskparser import FlaskParser, abort, is_json_request

from marketplace.core.i18n import l_


class Bodies(FlaskParser):
    """The parser of all operations."""

    def _raw_load_json(self, req: Request) -> Any:
        if not is_json_request(req):
            return missing
        return json.loads(req.get_data(cache=True).decode(), parse_int=_whole)

    def _handle_invalid_json_error(
        self, error: json.JSONDecodeError | UnicodeDecodeError, req: Request, *args: Any, **options: Any
    ) -> NoReturn:
        told = l_("Send the body as JSON in UTF-8.")
        if isinstance(error, json.JSONDecodeError):
            told = l_("This is not JSON: see line %(line)s, column %(column)s.", line=error.lineno, column=error.colno)
        abort(400, exc=error, messages={"json": [told]})


def _whole(digits: str) -> int | float:
    """A whole number; of one with more digits than Python reads only its size is kept, for its field to refuse it."""
    try:
        return int(digits)
    except ValueError:
        return float(digits)


Blueprint.ARGUMENTS_PARSER = Bodies()
