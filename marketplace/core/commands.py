"""The frame of operators' commands: what is refused or missing is one line that names the remedy, no traceback."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
import psycopg.errors
from flask.cli import AppGroup
from marshmallow import ValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, OperationalError

from marketplace.core.errors import DomainError
from marketplace.core.i18n import force_language
from search.errors import SearchError

_OTHER_SCHEMA = (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn)


class Command(click.Command):
    """A command of its own beside the groups."""

    def invoke(self, ctx: click.Context) -> Any:
        with refusals():
            return super().invoke(ctx)


class Commands(AppGroup):
    """The commands of a noun."""

    def invoke(self, ctx: click.Context) -> Any:
        with refusals():
            return super().invoke(ctx)


@contextmanager
def refusals() -> Iterator[None]:
    """Say in English, as all commands do, why something cannot be done; the exit code is 1."""
    with force_language("en"):
        try:
            yield
        except DomainError as error:
            raise click.ClickException(" ".join([str(error.message), *_told(error.fields)])) from error
        except ValidationError as error:
            raise click.ClickException(" ".join(_told(error.normalized_messages()))) from error
        except SearchError as error:
            raise click.ClickException(f"The search engine: {error}. `flask doctor` says more.") from error
        except DBAPIError as error:
            if (told := schema_remedy(error) or _refused_value(error)) is None:
                raise
            raise click.ClickException(told) from error


def schema_remedy(error: Exception) -> str | None:
    """What to do about a database that is away or of another release; None for any other fault."""
    if isinstance(error, DBAPIError) and isinstance(error.orig, _OTHER_SCHEMA):
        return "The database lacks tables of this release: run `flask db upgrade`."
    if isinstance(error, OperationalError):
        return f"The database does not answer: {str(error.orig).strip()}"
    return None


def _refused_value(error: DBAPIError) -> str | None:
    """What the database says of a value that it does not take; None for any other fault."""
    if not isinstance(error, (IntegrityError, DataError)) or isinstance(error.orig, psycopg.errors.DivisionByZero):
        return None  # no value of an operator is divided by
    diagnosis = getattr(error.orig, "diag", None)
    said = [getattr(diagnosis, part, None) for part in ("message_primary", "message_detail")]
    return f"The database refuses this: {' '.join(filter(None, said)) or error.orig}"


def _told(fields: Mapping[Any, Any]) -> list[str]:
    """Each field with what is wrong with it: one sentence or several, or the like for each of its parts."""
    return [f"{name}: {' '.join(_sentences(told))}" for name, told in fields.items()]


def _sentences(told: Any) -> list[str]:
    if isinstance(told, Mapping):
        return _told(told)
    return [str(sentence) for sentence in told] if isinstance(told, (list, tuple)) else [str(told)]
