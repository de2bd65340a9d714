"""The engine-neutral plan: a tree of typed clauses both compilers translate, made by `planner.plan`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from search.query import Notice


@dataclass(frozen=True, slots=True)
class Term:
    """A token in a token column, scored by BM25 times `weight`."""

    column: str
    token: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Phrase:
    """At least two tokens side by side in a column with positions, scored by BM25 times `weight`."""

    column: str
    tokens: tuple[str, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one clause matches; scores add up. Empty matches nothing."""

    clauses: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every clause matches; scores add up. Empty matches everything."""

    clauses: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least `count` clauses match; scores add up."""

    count: int
    clauses: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class DisMax:
    """At least one clause matches; the best score counts, the others by the factor `tie`."""

    clauses: tuple[Node, ...]
    tie: float = 0.0


@dataclass(frozen=True, slots=True)
class Constant:
    """Matches as its clause does, scored `score` (on the scale of BM25 without the factor k1+1)."""

    clause: Node
    score: float


@dataclass(frozen=True, slots=True)
class Not:
    """Matches what its clause does not; never scored."""

    clause: Node


@dataclass(frozen=True, slots=True)
class In:
    """A keyword or flag column holds one of the values; never scored. Flags are "0" and "1"."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A number column lies within low … high (None open); high is included when `closed`. Never scored."""

    column: str
    low: int | None
    high: int | None
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every document; never scored."""


KIND = "kind"  # the column of kinds, which is a filter and a facet of every index
Node = Term | Phrase | AnyOf | AllOf | AtLeast | DisMax | Constant | Not | In | Between | Everything


def size(node: Node) -> int:
    """How many leaf clauses a node holds: what a question costs."""
    match node:
        case AnyOf() | AllOf() | AtLeast() | DisMax():
            return sum(map(size, node.clauses))
        case Constant() | Not():
            return size(node.clause)
        case _:
            return 1


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Counts wanted for one facet, over the plan's match and all filters but the one named `field`.

    With `ranges`, each (key, clause) is counted by itself: the number of documents that match the clause.
    Without, the `size` most frequent values of `column` are counted (a keyword, or the number of a year),
    and those `chosen` as well, even when they are not among them.
    """

    field: str
    column: str
    size: int = 10
    ranges: tuple[tuple[str, Node], ...] = ()
    chosen: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """One question to an engine. A document is a hit when it passes `base`, every filter, `match`
    (when given) and `score` (when `match` is None); `score` alone gives the order.

    counted   matches what `score` matches, without its phrases and bonuses: cheaper when only counting
    base      audience, not deleted: no facet ever leaves it out
    filters   (field, clause), each left out for the counts of its own facet
    lacking   (field, documents of other kinds, which never have it): no filter of theirs when kinds are counted
    sort      (sort-key column, descending) or None for relevance (ties by id)
    step      name of the rung: all_words, any_word, exact, browse
    fallback  the next rung, asked by the caller when fewer than `enough` hits came; engines ignore it
    aside     a plan of which only the facets are wanted, counted in the same breath as those of this one
    """

    base: tuple[Node, ...]
    step: str
    match: Node | None = None
    score: Node | None = None
    counted: Node | None = None
    filters: tuple[tuple[str, Node], ...] = ()
    lacking: tuple[tuple[str, Node], ...] = ()
    facets: tuple[FacetRequest, ...] = ()
    sort: tuple[str, bool] | None = None
    offset: int = 0
    limit: int = 20
    enough: int = 0
    fallback: Plan | None = None
    aside: Plan | None = None
    understanding: tuple[Notice, ...] = ()

    def facet_groups(self) -> tuple[tuple[str, tuple[FacetRequest, ...]], ...]:
        """Facets that count the same documents: those without an own filter under "", each other by name."""
        used = {name for name, _node in self.filters}
        free = tuple(request for request in self.facets if request.field not in used)
        own = tuple((request.field, (request,)) for request in self.facets if request.field in used)
        return (("", free), *own) if free else own

    def filters_but(self, own: str) -> tuple[tuple[str, Node], ...]:
        """The filters under which the facet `own` counts.

        Of another kind that is what remains of them when a reader turns to it: those on fields that it has.
        """
        lacking = dict(self.lacking) if own == KIND else {}
        return tuple(
            (name, AnyOf((node, lacking[name])) if name in lacking else node)
            for name, node in self.filters
            if name != own
        )

    @property
    def total_is_counted(self) -> bool:
        """Whether some facet counts just the hits, under every filter: then the total is known with it."""
        return bool(self.facets) and not self.facet_groups()[0][0]

    @property
    def matching(self) -> Node:
        """The clause that decides about a hit, without the parts that only give points."""
        return self.match or self.counted or self.score or Everything()

    def after(self, total: int) -> Plan | None:
        """The rung to ask as well when this one brought `total` hits; None when those are enough or it is the last."""
        return self.fallback if total < self.enough else None

    def counting_kinds(self, kinds: Sequence[str]) -> Plan:
        """How many documents of some kinds it matches, and nothing else: a million others are not looked at."""
        wanted = tuple(replace(request, chosen=()) for request in self.facets if request.field == KIND)
        base = (*self.base, In(KIND, tuple(kinds)))
        return replace(self, base=base, match=self.matching, score=None, counted=None, facets=wanted)

    def without_facets(self) -> Plan:
        """The same plan asked without counting."""
        return replace(self, facets=())
