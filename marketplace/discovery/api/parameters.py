"""The parameters of a search as the OpenAPI description tells them: drawn from the fields that the nouns declare."""

from __future__ import annotations

from typing import Any

from marketplace.accounts import documents as organisations
from marketplace.core.explaining import READERS
from marketplace.core.filter_words import takes
from marketplace.core.i18n import force_language
from marketplace.discovery.service.explaining import READER, SELF
from marketplace.listings import documents as listings
from marketplace.needs import documents as needs
from search.box import MAX_BYTES, MAX_CHARACTERS, MAX_CLAUSES
from search.fields import Date, Money
from search.index import Index
from search.query import MAX_VALUES_PER_FILTER
from search.urls import SIZE, Parameter, parameters

# The description is made before the nouns have registered their fields; tests hold this beside the index of the site.
DECLARED = Index.union(
    "described", {"organisation": organisations.FIELDS, "listing": listings.FIELDS, "need": needs.FIELDS}
)
ABOUT = {
    "q": f'Words, "phrases", -exclusions, field:words and numbers. Of a longer text the first {MAX_CHARACTERS} '
    f"characters and {MAX_CLAUSES} words count, with a notice; more than {MAX_BYTES} bytes are refused (413).",
    "kind": "What is searched: listings, or the kind the address names, unless said. Several: any of them.",
    "sort": "Order; relevance is the default with words, newest without.",
    "syn": "0 searches these words only, without synonyms and translations.",
    "page": "Page; page × size is at most 1,000.",
    "size": "Results on a page.",
}
DEFAULTS: dict[str, Any] = {"syn": "1", "page": 1, "size": SIZE}
LOOKING_AS = {
    "name": READER,
    "in": "query",
    "required": False,
    "description": "Who is thought to ask: any visitor, the caller, a member of a verified organisation, the centre. "
    "Only readers who may find no more than the caller; the centre looks as anyone.",
    "schema": {"type": "string", "enum": [*READERS, SELF], "default": "public"},
}


def described(*, paged: bool = True) -> list[dict[str, Any]]:
    """Every parameter of a search, without those of pages where the answer has none."""
    with force_language("en"):
        return [_described(parameter) for parameter in parameters(DECLARED, paged=paged)]


def _described(parameter: Parameter) -> dict[str, Any]:
    name, schema = parameter.name, _value(parameter)
    if name in DEFAULTS:
        schema["default"] = DEFAULTS[name]
    told = {"name": name, "in": "query", "required": False, "description": ABOUT.get(name) or _about_filter(parameter)}
    if not parameter.is_many:
        return told | {"schema": schema}
    several = {"type": "array", "items": schema} | ({"maxItems": MAX_VALUES_PER_FILTER} if parameter.spec else {})
    return told | {"schema": several, "style": "form", "explode": True}


def _about_filter(parameter: Parameter) -> str:
    spec = parameter.spec
    assert spec is not None
    kinds = ", ".join(kind for kind, names in DECLARED.kinds.items() if spec.name in names)
    bound = {"min": ", at least", "max": ", at most"}.get(parameter.edge, "")
    several = "" if parameter.edge else " Given several times, any of them."
    return f"{spec.label or spec.name}{bound} (filter of: {kinds}): {takes(parameter)}.{several}"


def _value(parameter: Parameter) -> dict[str, Any]:
    """The JSON schema of one value."""
    if parameter.choices:
        return {"type": "string", "enum": list(parameter.choices)}
    if parameter.most:
        return {"type": "integer", "minimum": 1, "maximum": parameter.most}
    if parameter.edge and not isinstance(parameter.spec, Date):
        return {"type": "number" if isinstance(parameter.spec, Money) else "integer"}
    return {"type": "string"}
