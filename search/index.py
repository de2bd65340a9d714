"""An index: a name, its declared fields, the fields each kind may fill, and the type check of documents."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from search.document import Document
from search.errors import DocumentError, QueryError
from search.fields import Field, Flag, Ident, Keyword, Number, Ranges, Sort, Text, Years
from search.query import Range

RESERVED = frozenset({"id", "kind", "version", "deleted", "audience", "gone_at", "unstated"})
RESERVED_PARAMS = frozenset({"q", "kind", "sort", "syn", "page", "size"})
KIND = Keyword("kind")  # kinds are counted and filtered like any facet, so tabs can show numbers
_INT64 = 1 << 63


@dataclass(frozen=True, slots=True)
class Fold:
    """Documents of `kind` are no results: each stands for the document of `onto` that has the same public id.

    So a text can have readers of its own, and be found as a part of its record. `readers` are beginnings of the
    audience tokens such documents carry: for whoever holds none the kind need not be asked at all.
    """

    kind: str
    onto: str
    readers: tuple[str, ...]

    def is_for(self, audience: Iterable[str]) -> bool:
        """Whether a reader with these tokens may find any of the documents."""
        return any(token.startswith(self.readers) for token in audience)

    def parent(self, document_id: str) -> str:
        """The id of the document that one of the kind stands for."""
        return self.onto + document_id.removeprefix(self.kind)


class Index:
    """Declared fields by name. `kinds` says which fields a document of a kind may carry.

    `folds` names the kinds that stand for documents of another one.
    Raises ValueError for a declaration that cannot work (a name used twice, a reserved name).
    """

    def __init__(
        self,
        name: str,
        fields: Sequence[Field],
        kinds: Mapping[str, Iterable[str]] | None = None,
        folds: Iterable[Fold] = (),
    ) -> None:
        self.name = name
        self.folds = tuple(folds)
        self.fields: dict[str, Field] = {}
        for spec in fields:
            self._declare(spec)
        self.kinds: dict[str, frozenset[str]] = {kind: frozenset(names) for kind, names in (kinds or {}).items()}
        folded = {fold.kind: self.kinds[fold.kind] for fold in self.folds}
        self._texts = {kind: self._texts_in(names) for kind, names in folded.items()}
        filled = [names for kind, names in self.kinds.items() if kind not in folded]
        self._shown_texts = self._texts_in(frozenset().union(*filled) if folded else self.fields)
        self.sorts: dict[str, tuple[Field, Sort]] = {}
        for spec in self.fields.values():
            for sort in spec.sorts if isinstance(spec, Number) else ():
                if sort.name in self.sorts or sort.name == "relevance":
                    raise ValueError(f"the sort {sort.name!r} is declared twice")
                self.sorts[sort.name] = (spec, sort)
        self.params = self._unique(lambda spec: (spec.param,), "URL parameter")
        if taken := RESERVED_PARAMS.intersection(self.params):
            raise ValueError(f"the URL parameter {sorted(taken)[0]!r} is reserved")
        self.prefixes = self._unique(lambda spec: spec.prefixes, "prefix")

    @classmethod
    def union(cls, name: str, by_kind: Mapping[str, Sequence[Field]], folds: Iterable[Fold] = ()) -> Index:
        """One index for several kinds; a name that several kinds declare must be declared equally.

        Raises ValueError naming the field and both kinds otherwise.
        """
        fields: dict[str, Field] = {}
        owner: dict[str, str] = {}
        for kind, specs in by_kind.items():
            for spec in specs:
                known = fields.setdefault(spec.name, spec)
                if known != spec:
                    raise ValueError(f"{spec.name!r} differs between {owner[spec.name]} and {kind}")
                owner.setdefault(spec.name, kind)
        kinds = {kind: [spec.name for spec in specs] for kind, specs in by_kind.items()}
        return cls(name, list(fields.values()), kinds, folds)

    def __reduce__(self) -> tuple[type[Index], tuple[object, ...]]:
        return Index, (self.name, [spec.bare() for spec in self.fields.values()], self.kinds, self.folds)

    def _declare(self, spec: Field) -> None:
        if spec.name in RESERVED or spec.name in self.fields:
            raise ValueError(f"the field name {spec.name!r} is reserved or declared twice")
        self.fields[spec.name] = spec

    def _unique(self, names_of: Callable[[Field], Iterable[str]], what: str) -> dict[str, Field]:
        found: dict[str, Field] = {}
        for spec in self.fields.values():
            for name in names_of(spec):
                key = name.lower()
                if key in found:
                    raise ValueError(f"the {what} {name!r} belongs to two fields")
                found[key] = spec
        return found

    @property
    def texts(self) -> tuple[Text, ...]:
        """The scored text fields, in the order of declaration."""
        return tuple(spec for spec in self.fields.values() if isinstance(spec, Text))

    def texts_of(self, kinds: Sequence[str] = ()) -> tuple[Text, ...]:
        """The text fields a question is asked of: those of a folded kind only where it is asked for alone."""
        return self._texts[kinds[0]] if len(kinds) == 1 and kinds[0] in self._texts else self._shown_texts

    def _texts_in(self, names: Collection[str]) -> tuple[Text, ...]:
        return tuple(spec for spec in self.texts if spec.name in names)

    def is_folded(self, kind: str) -> bool:
        """Whether documents of the kind are no results of their own."""
        return any(fold.kind == kind for fold in self.folds)

    def facet_names(self, kinds: Iterable[str] = ()) -> tuple[str, ...]:
        """Every name a facet can be asked for, `kind` first; with `kinds` those that documents of them can fill."""
        known = [self.kinds[kind] for kind in kinds if kind in self.kinds]
        filled = frozenset().union(*known) if known else self.fields.keys()
        facets = (name for name, spec in self.fields.items() if getattr(spec, "facet", None))
        return ("kind", *(name for name in facets if name in filled))

    def bucket_order(self, name: str) -> Callable[[str, int], tuple[float | str, ...]]:
        """Sort key of a facet's buckets (value, count): ranges as declared, years newest first, else by count."""
        facet = getattr(self.fields.get(name), "facet", None)
        if isinstance(facet, Ranges):
            bounds = [Range(low, high, closed=False).key for low, high in facet.bounds]
            places = {key: place for place, key in enumerate(bounds)}
            return lambda value, _count: (places.get(value, len(places)), value)
        if isinstance(facet, Years):
            return lambda value, _count: (-int(value),) if value.isdigit() else (0,)
        return lambda value, count: (-count, value)

    def filter_field(self, name: str) -> Field:
        """The field behind a filter; raises QueryError when there is none."""
        spec = KIND if name == "kind" else self.fields.get(name)
        if spec is None or not (getattr(spec, "filter", False) or isinstance(spec, Ident)):
            raise QueryError(name, "unknown_filter")
        return spec

    def check(self, document: Document) -> Document:
        """Return the document when every value has the declared type; raise DocumentError otherwise.

        Engines check types late and answer badly (a wrong type can silence a writer), so nothing
        reaches them unchecked.
        """
        if not document.id or len(document.id.encode("utf-8", "replace")) > 200 or document.id != document.id.strip():
            raise DocumentError(document.id, "id", "empty, padded or longer than 200 bytes")
        if self.kinds and document.kind not in self.kinds:
            raise DocumentError(document.id, "kind", f"{document.kind!r} is not declared")
        if type(document.version) is not int or not 0 <= document.version < _INT64:
            raise DocumentError(document.id, "version", "not a whole number in 0 … 2^63-1")
        if document.deleted:
            return document
        if not document.audience or not all(isinstance(t, str) and t for t in document.audience):
            raise DocumentError(document.id, "audience", "empty")
        allowed = self.kinds.get(document.kind, self.fields.keys())
        for name, value in document.fields.items():
            if name not in allowed:
                raise DocumentError(document.id, name, "not declared for this kind")
            if value is not None:
                _check_value(document.id, self.fields[name], value)
        return document


def _check_value(document_id: str, spec: Field, value: object) -> None:
    if isinstance(spec, Flag):
        fits = type(value) is bool
    elif isinstance(spec, Number):
        fits = type(value) is int and -_INT64 <= value < _INT64
    elif isinstance(spec, Keyword) and not spec.multi:
        fits = _is_code(value)
    elif isinstance(spec, Keyword | Ident):
        fits = type(value) is tuple and all(_is_code(item) for item in value)
    else:
        fits = type(value) is str or (type(value) is tuple and all(type(item) is str for item in value))
    if not fits:
        raise DocumentError(document_id, spec.name, f"{type(value).__name__} does not fit {spec.kind}")


def _is_code(value: object) -> bool:
    return type(value) is str and bool(value) and len(value.encode("utf-8", "surrogatepass")) <= 256
