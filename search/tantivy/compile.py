"""Translates clauses of a plan into tantivy queries; pure, no index is needed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import tantivy
from tantivy import Occur
from tantivy import Query as Q

from search.columns import FLAG, FREQS, LONG, POSITIONS, columns
from search.index import Index
from search.plan import (
    AllOf,
    AnyOf,
    AtLeast,
    Between,
    Constant,
    DisMax,
    Everything,
    In,
    Node,
    Not,
    Phrase,
    Plan,
    Term,
)

# tantivy's BM25 keeps the factor k1 + 1 that Lucene dropped; constants are scaled to stay comparable.
BM25_FACTOR = 2.2
FEW = 16  # up to here a union of terms is cheaper than a set
_OPTION = {FREQS: "freq", POSITIONS: "position"}


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles for one schema; `kinds` is column → kind."""

    schema: tantivy.Schema
    kinds: Mapping[str, str]

    @classmethod
    def of(cls, index: Index, schema: tantivy.Schema) -> Compiler:
        """A compiler that knows the columns of an index."""
        return cls(schema, {column.name: column.kind for column in columns(index)})

    def hits(self, plan: Plan) -> Q:
        """The scored query of a plan: filters decide, only `score` gives points."""
        clauses = [self._required(node) for node in (*plan.base, *(node for _, node in plan.filters))]
        if plan.match is not None:
            clauses.append((Occur.Must, self._unscored(plan.match)))
        if plan.score is not None:
            clauses.append((Occur.Must if plan.match is None else Occur.Should, self.node(plan.score)))
        return Q.boolean_query(clauses)

    def counted(self, plan: Plan, left_out: str = "") -> Q:
        """What a facet counts: base, match and every filter but the one named `left_out`."""
        filters = [node for _name, node in plan.filters_but(left_out)]
        parts = [*plan.base, *filters, plan.matching]
        return Q.boolean_query([self._required(part) for part in parts])

    def both(self, query: Q, node: Node) -> Q:
        """A query narrowed by one more clause."""
        return Q.boolean_query([(Occur.Must, query), (Occur.Must, self._unscored(node))])

    def _required(self, node: Node) -> tuple[Occur, Q]:
        # Every document says whether it is deleted, and few are: leaving those out is far cheaper than
        # walking through all the others.
        if node == In("deleted", ("0",)):
            return Occur.MustNot, self.node(In("deleted", ("1",)))
        return Occur.Must, self._unscored(node)

    def _unscored(self, node: Node) -> Q:
        return Q.const_score_query(self.node(node), 0.0)

    def node(self, node: Node) -> Q:
        """The query of one clause."""
        match node:
            case Term(column, token, weight):
                return _weighted(Q.term_query(self.schema, column, token, self._option(column)), weight)
            case Phrase(column, tokens, weight):
                return self._phrase(column, tokens, weight)
            case AnyOf(clauses):
                return self._join(Occur.Should, clauses) if clauses else Q.empty_query()
            case AllOf(clauses):
                return self._join(Occur.Must, clauses) if clauses else Q.const_score_query(Q.all_query(), 0.0)
            case AtLeast(count, clauses):
                parts = [(Occur.Should, self.node(clause)) for clause in clauses]
                return Q.boolean_query(parts, minimum_number_should_match=count)
            case DisMax(clauses, tie):
                return Q.disjunction_max_query([self.node(clause) for clause in clauses], tie_breaker=tie)
            case Constant(clause, score):
                return Q.const_score_query(self.node(clause), score * BM25_FACTOR)
            case Not(clause):
                # MustNot alone matches nothing, so it stands beside everything.
                everything = (Occur.Must, Q.const_score_query(Q.all_query(), 0.0))
                return Q.boolean_query([everything, (Occur.MustNot, self.node(clause))])
            case In(column, values):
                return self._in(column, values)
            case Between(column, low, high, closed):
                kind = tantivy.FieldType.Integer
                # The engine refuses an open side that is not included.
                query = Q.range_query(self.schema, column, kind, low, high, include_upper=closed or high is None)
                return Q.const_score_query(query, 0.0)
            case Everything():
                return Q.const_score_query(Q.all_query(), 0.0)
        raise TypeError(f"{type(node).__name__} is no clause of a plan")

    def _option(self, column: str) -> str:
        # Asking a column for less than it has silently drops the term frequency from the score.
        return _OPTION.get(self.kinds[column], "basic")

    def _phrase(self, column: str, tokens: tuple[str, ...], weight: float) -> Q:
        if len(tokens) < 2:  # the engine panics on shorter phrases
            raise ValueError("a phrase needs two tokens")
        return _weighted(Q.phrase_query(self.schema, column, list(tokens)), weight)

    def _join(self, occur: Occur, clauses: tuple[Node, ...]) -> Q:
        if len(clauses) == 1:
            return self.node(clauses[0])
        return Q.boolean_query([(occur, self.node(clause)) for clause in clauses])

    def _in(self, column: str, values: tuple[str, ...]) -> Q:
        if not values:
            return Q.empty_query()
        if self.kinds[column] == FLAG:
            query = self._one_of(column, [value == "1" for value in values])
        elif self.kinds[column] == LONG:
            query = Q.term_set_query(self.schema, column, [int(value) for value in values])
        elif len(values) > FEW:
            query = Q.term_set_query(self.schema, column, list(values))
        else:
            query = self._one_of(column, values)
        return Q.const_score_query(query, 0.0)

    def _one_of(self, column: str, values: Sequence[str | bool]) -> Q:
        terms = [Q.term_query(self.schema, column, value, "basic") for value in values]
        return terms[0] if len(terms) == 1 else Q.boolean_query([(Occur.Should, term) for term in terms])


def _weighted(query: Q, weight: float) -> Q:
    return query if weight == 1.0 else Q.boost_query(query, weight)
