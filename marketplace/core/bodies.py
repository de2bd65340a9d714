"""Reads what a program sends, in body and address; what cannot be read is told with its place, in its language."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import Request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError
from webargs.core import missing
from webargs.flaskparser import FlaskParser, abort, is_json_request

from marketplace.core.i18n import l_


class Bodies(FlaskParser):
    """The parser of all operations."""

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """The parameters of an address. Raises ValidationError for one that there is not, or that is given twice."""
        read = super().load_querystring(req, schema)
        known = [field.data_key or name for name, field in schema.load_fields.items()]
        wrong = {name: [l_("There is no such parameter. There are: %(names)s.", names=", ".join(known))]
                 for name in req.args if name not in known}  # fmt: skip
        for name, values in req.args.lists():
            if name in known and name not in read.multiple_keys and len(set(values)) > 1:
                wrong[name] = [l_("This parameter has several values. Give one of them.")]
        if wrong:
            raise ValidationError(wrong)
        return read

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
