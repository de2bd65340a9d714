"""Forms are schemas: one binding shows labels, values and errors, and loads what a person sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from flask import g, has_request_context
from marshmallow import EXCLUDE, Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from marketplace.core import unit
from marketplace.core.errors import Conflict, DomainError, GuardsUnmet, Invalid, sentences
from marketplace.core.fields import Bilingual, Code, Codes, Figure, Tags, WanMoney
from marketplace.core.text import Text

_CONTROLS: list[tuple[type[fields.Field[Any]], str]] = [
    (Codes, "checkboxes"),
    (Code, "select"),
    (Tags, "tags"),
    (WanMoney, "money_wan"),
    (Bilingual, "bilingual"),
    (fields.Email, "email"),
    (fields.Date, "date"),
    (fields.Boolean, "checkbox"),
    (fields.Number, "number"),
    (Figure, "number"),
]


def ui(
    *,
    label: Any,
    hint: Any = None,
    control: str | None = None,
    unit: Any = None,
    choices: Callable[[], Iterable[tuple[Any, ...]]] | None = None,
    unchosen: Any = None,
    **attrs: Any,
) -> dict[str, Any]:
    """What a person sees of a schema field; attrs (rows, autocomplete, max …) go to the control.

    `unchosen` is what a select says before anything is chosen: filters say "All", entries ask to choose.
    """
    return {
        "label": label,
        "hint": hint,
        "control": control,
        "unit": unit,
        "choices": choices,
        "unchosen": unchosen,
        "attrs": attrs,
    }


class BoundField:
    """One field of a form as the macros show it."""

    def __init__(self, form: Form, name: str, field: fields.Field[Any]) -> None:
        meta = field.metadata
        self.form, self.key, self.field = form, name, field
        self.name = form.prefix + name
        self.id = f"field-{self.name}"
        self.label = meta.get("label") or name
        self.hint = meta.get("hint")
        self.unit = meta.get("unit")
        self.unchosen = meta.get("unchosen")
        self.attrs: dict[str, Any] = meta.get("attrs", {})
        self.required = field.required
        listed = "rows" if _row_schema(field) is not None else None
        self.control: str = (
            meta.get("control") or listed or next((c for kind, c in _CONTROLS if isinstance(field, kind)), "text")
        )

    @property
    def rows(self) -> list[Form]:
        """A list of nested records as one small form per row: those there are, then `spare` empty ones."""
        nested = _row_schema(self.field)
        if nested is None:
            return []
        faults = self.form.errors.get(self.key, {})
        sent = self.form.formdata
        indexes = _row_indexes(sent, self.name) if sent is not None else range(len(self.value or ()))
        filled = [
            Form(nested, _row_data(sent, self.name, index) if sent is not None else None,
                 None if sent is not None else self.value[index], prefix=f"{self.name}-{index}-")
            for index in indexes
        ]  # fmt: skip
        for position, row in enumerate(filled):
            row.errors = faults.get(position, {}) if isinstance(faults, Mapping) else {}
        following = max(indexes, default=-1) + 1
        spare = range(following, following + int(self.attrs.get("spare", 2)))
        return filled + [Form(nested, prefix=f"{self.name}-{index}-") for index in spare]

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """(value, label) pairs of a select, radios or checkboxes."""
        source = self.field.metadata.get("choices") or getattr(self.field, "choices", None)
        return list(source()) if source else []

    @property
    def value(self) -> Any:
        """What was sent, else what is stored, in the shape the control shows."""
        return self.form.shown(self.key, self.field)

    @property
    def errors(self) -> list[str]:
        return [str(text) for text in sentences(self.form.errors.get(self.key, []))]


class Form:
    """A schema bound to what was sent (`formdata`) and to what is stored (`initial`)."""

    def __init__(
        self,
        schema: type[Schema] | Schema,
        formdata: MultiDict[str, str] | None = None,
        initial: Any = None,
        files: MultiDict[str, Any] | None = None,
        prefix: str = "",
    ) -> None:
        self.prefix = prefix
        self.schema = schema() if isinstance(schema, type) else schema
        self.formdata, self.files, self.initial = formdata, files, initial
        self.errors: dict[str, Any] = {}
        self.message: Any = None
        self.unmet: list[Any] = []
        self.diff: Mapping[str, Any] = {}
        self.data: dict[str, Any] = {}
        self._status = 200
        self._bound = {n: BoundField(self, n, f) for n, f in self.schema.load_fields.items()}

    def __getitem__(self, name: str) -> BoundField:
        return self._bound[name]

    def __contains__(self, name: str) -> bool:
        return name in self._bound

    def __iter__(self) -> Iterator[BoundField]:
        return iter(self._bound.values())

    @property
    def status(self) -> int:
        """200 for a fresh form, 422 after a refusal, 409 after a conflict."""
        return self._status

    @property
    def summary(self) -> list[tuple[str, str, str]]:
        """(field id, label, sentence) of every error, for the list on top of the page."""
        rows = [(b.id, str(b.label), text) for b in self for text in b.errors]
        known = set(self._bound)
        other = [("", "", str(t)) for n, texts in self.errors.items() if n not in known for t in sentences(texts)]
        return rows + other + [("", "", str(text)) for text in self.unmet]

    def refusal(self) -> Invalid:
        """What to raise where no page shows the form again; the page of the error names its entries as it does."""
        return Invalid(fields={name: sentences(texts) for name, texts in self.errors.items()})

    def is_valid(self) -> bool:
        """Load what was sent; on errors the values stay and the status is 422."""
        if self.formdata is None:
            return False
        if has_request_context():
            g.sent_labels = {bound.key: bound.label for bound in self}
        try:
            self.data = self.schema.load(self._sent(), unknown=EXCLUDE)
        except ValidationError as error:
            self.errors = dict(error.normalized_messages())
            self._refuse(422)
            return False
        return True

    def checked(self) -> dict[str, Any]:
        """What was sent, where no page shows the form again. Raises Invalid with all that is wrong."""
        if not self.is_valid():
            raise Invalid(fields=self.errors)
        return self.data

    @contextmanager
    def catching(self) -> Iterator[None]:
        """Show a domain error of the service in the form; nothing of the use case is written then."""
        try:
            yield
        except GuardsUnmet as error:
            self.errors, self.message, self.unmet = dict(error.fields), error.message, error.unmet
            self._refuse(422)
        except Conflict as error:
            self.message, self.diff = error.message, error.diff
            self._refuse(409)
        except DomainError as error:
            if not error.fields:
                raise
            self.errors, self.message = dict(error.fields), error.message
            self._refuse(422)

    def _refuse(self, status: int) -> None:
        self._status = status
        unit.discard()

    def _sent(self) -> dict[str, Any]:
        """What the browser sent, as the schema's input; entries left empty are missing, not empty text."""
        assert self.formdata is not None
        values: dict[str, Any] = {}
        for name, field in self.schema.load_fields.items():
            key = field.data_key or name
            if self.files is not None and self.files.get(name):
                values[key] = self.files[name]
            elif (nested := _row_schema(field)) is not None:
                rows = (_row_data(self.formdata, name, index) for index in _row_indexes(self.formdata, name))
                values[key] = [Form(nested, row)._sent() for row in rows]
            elif isinstance(field, Bilingual):
                values[key] = {part: self.formdata.get(f"{name}_{part}") for part in ("zh", "en")}
            elif isinstance(field, (fields.List, Codes)):
                values[key] = [v for v in self.formdata.getlist(name) if v.strip()]
            elif isinstance(field, fields.Boolean):
                values[key] = name in self.formdata and self.formdata[name] not in ("", "0", "false")
            elif (self.formdata.get(name) or "").strip():
                values[key] = self.formdata[name]
            elif name in self.formdata and not field.required and field.allow_none:
                values[key] = None
        return values

    def shown(self, name: str, field: fields.Field[Any]) -> Any:
        """The value a control shows: what was sent wins over what is stored."""
        if self.formdata is not None:
            if isinstance(field, Bilingual):
                return Text(self.formdata.get(f"{name}_zh"), self.formdata.get(f"{name}_en"))
            if isinstance(field, fields.List):
                return self.formdata.getlist(name)
            if isinstance(field, fields.Boolean):
                return name in self.formdata
            return self.formdata.get(name, "")
        stored = self._stored(name)
        if isinstance(field, Bilingual):
            return stored or Text()
        if isinstance(field, (fields.List, Tags)):
            return list(stored or ())
        if isinstance(field, fields.Boolean):
            return bool(stored)
        shown = field._serialize(stored, name, self.initial) if stored is not None else ""
        return "" if shown is None else shown

    def _stored(self, name: str) -> Any:
        if isinstance(self.initial, Mapping):
            return self.initial.get(name)
        return getattr(self.initial, name, None)


def _row_schema(field: fields.Field[Any]) -> Schema | None:
    """The schema of one row when the field is a list of nested records."""
    if isinstance(field, fields.List) and isinstance(field.inner, fields.Nested):
        return field.inner.schema
    return None


def _row_indexes(sent: MultiDict[str, str], name: str) -> list[int]:
    """Indexes of the rows in which something was entered; rows left empty are no rows."""
    found = {
        int(parts[1])
        for key, value in sent.items(multi=True)
        if value.strip() and (parts := key.split("-"))[0] == name and len(parts) == 3 and parts[1].isdigit()
    }
    return sorted(found)[:100]


def _row_data(sent: MultiDict[str, str], name: str, index: int) -> MultiDict[str, str]:
    start = f"{name}-{index}-"
    pairs = [(key.removeprefix(start), value) for key, value in sent.items(multi=True) if key.startswith(start)]
    return MultiDict(pairs)
