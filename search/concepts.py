"""Turns the clauses of the box into what must match, what may match, and what gives the score."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby

from search.analysis import Analysis
from search.analysis.analysis import Cut
from search.analysis.commonness import telling
from search.analysis.latin import STOP_WORDS, english, joins, measure
from search.analysis.latin import pieces as pieces_of
from search.analysis.lexicon import NO_LEXICON, WIDENED, Alternative, Lexicon
from search.analysis.normalise import normalise
from search.analysis.segment import FUNCTION_CHARACTERS
from search.analysis.terms import is_latin, key
from search.clauses import (
    MAX_PHRASE,
    all_looser,
    code,
    column_of,
    identifier,
    in_any,
    literal,
    literal_bonus,
    looser,
    together,
)
from search.expansion import Concept, concepts, is_single
from search.fields import Field, Flag, Ident, Keyword, Number, Text
from search.index import Index
from search.plan import AllOf, AnyOf, Constant, DisMax, In, Node, Not, Phrase, Term
from search.query import LISTED, Clause, Notice, Query
from search.reading import Reading, either

MAX_TOKENS_PER_COLUMN = 64
EXACT_TITLE = 1_000.0
FOREIGN = 0.3  # times the weight of a field: a foreign word beside its translations
FEW = 2  # words; beside more of them a hit that has one character only stands at the very end
NAMING = 8  # words; who writes more describes, and half of the words are common
JOINING = frozenset("与和及或的")
FINELY_SCORED = 2  # translations of a term that give points for parts of them


def read_text(query: Query, index: Index, analysis: Analysis, lexicon: Lexicon = NO_LEXICON) -> Reading:
    """Read the parsed text of a query with the fields its audience opens; each alternative of an OR by itself."""
    groups = query.text.groups
    if len(groups) < 2:
        return _read(query, index, analysis, lexicon)
    negated = tuple(clause for clause in query.text.clauses if clause.negated)
    parted = [replace(query, text=replace(query.text, clauses=(*group, *negated))) for group in groups]
    return either([_read(one, index, analysis, lexicon) for one in parted])


def _read(query: Query, index: Index, analysis: Analysis, lexicon: Lexicon) -> Reading:
    """Neighbouring plain words are read together, because a term of the lexicon may have several of them."""
    reader = _Reader(query, index, analysis, lexicon)
    by_run = groupby(query.text.clauses, lambda clause: _is_plain(clause) and not query.exact)
    parts = [reader.run(tuple(clauses)) if plain else tuple(clauses) for plain, clauses in by_run]
    said = sum(len(part.demanded) if isinstance(part, _Run) else _positive(part) for part in parts)
    reader.is_sentence, reader.is_short = said > NAMING, said <= FEW
    for part in parts:
        if isinstance(part, _Run):
            reader.words(part)
        else:
            for clause in part:
                reader.read(clause)
    return reader.reading()


def _positive(clauses: Sequence[Clause]) -> int:
    return sum(not clause.negated for clause in clauses)


def _is_plain(clause: Clause) -> bool:
    return clause.kind == "word" and not clause.field and not clause.negated


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring words without a field, and what they say."""

    chunks: list[str]
    cuts: list[Cut]
    found: list[Concept]
    demanded: list[Concept]
    silent: Sequence[Concept] = ()  # words that give no points


def _measures_whole(chunks: Sequence[str]) -> list[str]:
    """The chunks, of which a figure and its unit are one."""
    whole: list[str] = []
    for chunk in chunks:
        if whole and joins(normalise(whole[-1]), normalise(chunk)):
            chunk = whole.pop() + chunk
        whole.append(chunk)
    return whole


def _as_written(term: str, found: Sequence[Concept]) -> list[Concept]:
    """The same terms, of which this one stands for nothing else; nor do its pieces, when it is no term itself."""
    whole = key(term)
    meant = {concept for concept in found if key(concept.text) == whole}
    meant = meant or {concept for concept in found if key(concept.text) in whole}
    return [Concept(concept.tokens) if concept in meant else concept for concept in found]


def _holds(wording: str, excluded: str) -> bool:
    """Whether no text that has the wording is without what is excluded; of Latin letters only the same word is sure."""
    return excluded == key(wording) or (bool(excluded) and not is_latin(excluded) and excluded in key(wording))


@dataclass(slots=True)
class _Reader:
    query: Query
    index: Index
    analysis: Analysis
    lexicon: Lexicon
    must: list[Node] = field(default_factory=list)
    units: list[Node] = field(default_factory=list)
    excluded: list[Node] = field(default_factory=list)
    finding: list[Node] = field(default_factory=list)
    common: list[Node] = field(default_factory=list)  # single characters of all prose, in a question of few words
    bonuses: list[Node] = field(default_factory=list)  # phrases and more: only where `finding` matches too
    notices: list[Notice] = field(default_factory=list)
    literals: list[tuple[str, ...]] = field(default_factory=list)
    loose: bool = False
    is_sentence: bool = False
    is_short: bool = False

    def reading(self) -> Reading:
        positive = [clause for clause in self.query.text.clauses if not clause.negated]
        finding = self.finding or self.common
        written = literal_bonus(self._texts(""), self.literals)
        points = (*self._exact_title(positive), *finding, *self.common, *self.bonuses, *written)
        return Reading(
            has_text=bool(positive),
            must=tuple(self.must),
            units=tuple(dict.fromkeys(self.units)),
            loose=self.loose,
            excluded=tuple(self.excluded),
            # A word said twice ("routing availability, routing protection") counts once.
            points=tuple(dict.fromkeys(points)) if finding else (),
            finding=frozenset(finding),
            common=frozenset(self.common) - frozenset(finding),
            notices=(*self.query.text.notices, *self.notices),
        )

    def _exact_title(self, positive: Sequence[Clause]) -> list[Node]:
        """Points for documents whose title the question is."""
        key = self.analysis.exact_key("".join(clause.text for clause in positive if not clause.field))
        exact = [spec for spec in self._texts("") if spec.exact] if key else []
        return [Constant(In(f"{spec.name}_x", (key,)), EXACT_TITLE) for spec in exact]

    def _texts(self, name: str) -> list[Text]:
        return [
            spec
            for spec in self.index.texts_of(self.query.kinds)
            if (not name or spec.name == name) and (not spec.audience or self.query.audience & set(spec.audience))
        ]

    def read(self, clause: Clause) -> None:
        spec = self.index.fields.get(clause.field)
        if clause.negated:
            node = self._as_it_stands(clause, spec)
            if node is not None:
                self.excluded.append(node)
                self.notices.append(Notice("excluded", clause.field, clause.text))
        elif clause.kind == "identifier":
            self._identifier(clause, spec)
        elif isinstance(spec, Keyword | Flag | Number):
            self.must.append(code(spec, clause.text))
        elif clause.kind == "phrase" or self.query.exact:
            self._phrase(clause)
        else:
            self._addressed_words(clause)

    def _identifier(self, clause: Clause, spec: Field | None) -> None:
        if not isinstance(spec, Ident):
            return
        nodes = identifier(clause.text, spec)
        self.notices.append(Notice("identifier", clause.scheme, clause.text))
        literal = self._as_it_stands(Clause("phrase", clause.text), None)
        self.units.append(AnyOf((*nodes, *((literal,) if literal else ()))))
        self.finding += nodes

    def _phrase(self, clause: Clause) -> None:
        texts = self._texts(clause.field)
        tokens = self.analysis.cut(clause.text).unigrams[:MAX_PHRASE]
        if not tokens and clause.kind == "word":
            return
        if not tokens or not texts:
            self.must.append(AnyOf(()))
            return
        nodes = tuple(literal(f"{spec.name}_u", tokens, max(spec.phrase, spec.weight)) for spec in texts)
        self.must.append(AnyOf(nodes))
        self.finding += nodes
        cut = self.analysis.cut(clause.text)
        self._score_concepts(concepts([clause.text], [cut], NO_LEXICON), texts)
        self._score_cut(cut, texts, with_phrase=False)
        if clause.kind == "phrase" or clause.field:
            self.notices.append(Notice("phrase", clause.field, clause.text))

    def _as_it_stands(self, clause: Clause, spec: Field | None) -> Node | None:
        """The clause as it stands, in any readable field: for exclusions and identifiers."""
        if isinstance(spec, Ident):
            return AnyOf(identifier(clause.text, spec))
        if isinstance(spec, Keyword | Flag | Number):
            return code(spec, clause.text)
        tokens = self.analysis.cut(clause.text).unigrams[:MAX_PHRASE]
        texts = self._texts(clause.field)
        if not tokens or not texts:
            return None
        return AnyOf(tuple(literal(f"{text.name}_u", tokens, 1.0) for text in texts))

    def run(self, clauses: Sequence[Clause]) -> _Run:
        """What neighbouring words say; a word that need not be there is taken as it stands."""
        chunks = _measures_whole([chunk for clause in clauses for chunk in clause.text.split()])
        cuts = [self.analysis.cut(chunk) for chunk in chunks]
        found = [self._wanted(concept) for concept in concepts(chunks, cuts, self.lexicon)]
        for term in dict.fromkeys(term for clause in clauses for term in clause.as_written):
            found = _as_written(term, found)
            self.notices.append(Notice("as_written", value=term))
        demanded = [concept for concept in found if not self._is_in_every_text(concept)]
        if not demanded:
            return _Run(chunks, cuts, found, demanded)
        # English words of every text are rare among Chinese ones: their rarity would count for more than what is asked.
        silent = [concept for concept in found if concept not in demanded and is_latin(concept.text)]
        told = [c if c in demanded else Concept(c.tokens) for c in found if c not in silent]
        return _Run(chunks, cuts, told, demanded, silent)

    def _wanted(self, concept: Concept) -> Concept:
        """The concept without the wordings that the question excludes: nothing could be found by them."""
        unwanted = [key(clause.text) for clause in self.query.text.clauses if clause.negated and not clause.field]
        kept = [other for other in concept.alternatives if not any(_holds(other.text, text) for text in unwanted)]
        return replace(concept, alternatives=tuple(kept)) if len(kept) < len(concept.alternatives) else concept

    def _is_in_every_text(self, concept: Concept) -> bool:
        """A stop term, or a foreign word that means nothing but stop terms (utilization: 利用)."""
        if self.lexicon.is_stop_term(concept.text):
            return True
        meant = (other.text for other in concept.alternatives if not is_latin(other.text))
        return concept.is_foreign and all(map(self.lexicon.is_stop_term, meant))

    def words(self, run: _Run) -> None:
        """Each term is demanded, in one of its wordings."""
        texts = self._texts("")
        if not texts:
            return
        self.units += self._units(run.demanded, run.cuts, texts) or self._units(run.found, run.cuts, texts)
        self.excluded += self._mistaken(" ".join(run.chunks), texts)
        self.literals += [cut.unigrams for cut in run.cuts]
        unsure = any(len(cut.bigrams) > 1 for cut in run.cuts)
        unsure = unsure or any(c.is_unknown or self._has_finer(c) for c in run.found)
        self.loose = self.loose or unsure
        self._tell(run.found)
        self._score_concepts(run.found, texts)
        done = [*(concept for concept in run.found if concept.is_foreign), *run.silent]
        forms = {form for concept in done for token in concept.tokens for form in (token, *pieces_of(token))}
        forms |= STOP_WORDS if run.found else frozenset()
        for cut in run.cuts:
            self._score_cut(cut, texts, with_phrase=True, done=forms)

    def _mistaken(self, text: str, texts: Sequence[Text]) -> list[Node]:
        """Documents about a look-alike of a term of the question: storage of data where energy is meant."""
        pairs = self.lexicon.synonyms.look_alikes(text)
        self.notices += [Notice("kept_apart", term, other) for term, other in pairs]
        return [
            AllOf((self._anywhere([other], texts), Not(self._anywhere(self._wordings(term), texts))))
            for term, other in pairs
        ]

    def _wordings(self, term: str) -> list[str]:
        return [term, *(other.text for other in self.lexicon.alternatives(term))]

    def _anywhere(self, terms: Sequence[str], texts: Sequence[Text]) -> Node:
        return AnyOf(tuple(node for term in terms for node in self._alternative(term, 1.0, texts)))

    def _addressed_words(self, clause: Clause) -> None:
        """Words for one field are taken as they stand: who names a field knows its words."""
        texts = self._texts(clause.field)
        cut = self.analysis.cut(clause.text)
        found = concepts([clause.text], [cut], NO_LEXICON)
        self.must += self._units(found, [cut], texts)
        self.notices.append(Notice("in_field", clause.field, clause.text))
        self._score_concepts(found, texts)
        self._score_cut(cut, texts, with_phrase=True)

    def _units(self, found: Sequence[Concept], cuts: Sequence[Cut], texts: Sequence[Text]) -> list[Node]:
        """One clause per concept; a chunk of grammar only is demanded as it stands, an English one beside nothing else.

        No Chinese record has the "of" of an English question that its translation finds.
        """
        units = [unit for concept in found if (unit := self._unit(concept, texts)) is not None]
        is_alone = not units
        for cut in cuts:
            if not cut.words and not cut.singles:
                units += [in_any(texts, "_u", token) for token in cut.unigrams if is_alone or not is_latin(token)]
        return units

    def _unit(self, concept: Concept, texts: Sequence[Text]) -> Node | None:
        tokens = [token for token in concept.tokens if token not in FUNCTION_CHARACTERS]
        if not tokens:
            return None
        nodes: list[Node] = [together(texts, concept, tokens)]
        nodes += looser(texts, tokens[0]) if len(tokens) == 1 else all_looser(texts, tokens)
        for other in concept.alternatives:
            nodes += self._alternative(other.text, 1.0, texts)
        return nodes[0] if len(nodes) == 1 else AnyOf(tuple(nodes))

    def _tell(self, found: Sequence[Concept]) -> None:
        for concept in found:
            for why in WIDENED:
                others = [other.text for other in concept.alternatives if other.why == why]
                notice = Notice(why, concept.text, LISTED.join(others))
                if others and notice not in self.notices:
                    self.notices.append(notice)

    def _alternative(self, other: str, weight: float, texts: Sequence[Text]) -> list[Node]:
        tokens = self.analysis.cut(other).unigrams[:MAX_PHRASE]
        return [literal(f"{spec.name}_u", tokens, weight * spec.weight) for spec in texts] if tokens else []

    def _score_concepts(self, found: Sequence[Concept], texts: Sequence[Text]) -> None:
        """Points for words; the wordings of one concept are alternatives, so that it is counted once."""
        counted = accumulate(len(concept.tokens) for concept in found)
        scored = [concept for concept, tokens in zip(found, counted, strict=True) if tokens <= MAX_TOKENS_PER_COLUMN]
        for spec in texts:
            for concept in scored:
                own = self._own(concept, spec)
                others = [AnyOf(tuple(self._other(other, spec, concept))) for other in concept.alternatives]
                if others:
                    self.finding.append(DisMax((AnyOf(tuple(own)), *others)))
                else:
                    self._score(own)

    def _score(self, own: Sequence[Node]) -> None:
        """Points; of few words a common character finds nothing, its pair with the next one does."""
        for node in own:
            is_common = isinstance(node, Term) and is_single(node.token) and telling(node.column, node.token) < 1
            (self.common if self.is_short and is_common else self.finding).append(node)

    def _own(self, concept: Concept, spec: Text) -> list[Node]:
        tokens = [token for token in concept.tokens if token not in FUNCTION_CHARACTERS]
        if not concept.is_foreign:
            return [self._term(f"{spec.name}{column_of(token)}", token, spec.weight) for token in tokens]
        own: list[Node] = [Term(f"{spec.name}{column_of(token)}", token, spec.weight * FOREIGN) for token in tokens]
        if spec.english:
            own += [Term(f"{spec.name}_en", stem, spec.weight) for token in tokens for stem in english(token)]
        return own

    def _term(self, column: str, token: str, weight: float) -> Term | DisMax:
        """Points for a token of the question itself: in a sentence fewer the more common it is."""
        own = Term(column, token, round(weight * telling(column, token), 4) if self.is_sentence else weight)
        apart = measure(token)
        return DisMax((own, literal(f"{column.rpartition('_')[0]}_u", apart, weight))) if apart else own

    def _has_finer(self, concept: Concept) -> bool:
        """Whether parts of its translations find more: an abbreviation finds what the words it stands for find."""
        finely = concept.alternatives[:FINELY_SCORED] if concept.is_foreign else ()
        return any(not is_latin(other.text) and len(self.analysis.cut(other.text).bigrams) > 1 for other in finely)

    def _other(self, other: Alternative, spec: Text, concept: Concept) -> list[Node]:
        """The wording as a phrase; a translation also by its bigrams, because Chinese has many wordings."""
        nodes = self._alternative(other.text, other.weight, [spec])
        finely = concept.alternatives[:FINELY_SCORED]
        if concept.is_foreign and spec.bigrams and other in finely and not is_latin(other.text):
            weight = other.weight * spec.weight
            pairs = self.analysis.cut(other.text).bigrams[:8]
            nodes += [Term(f"{spec.name}_b", pair, weight) for pair in pairs if self._tells_of(pair)]
        return nodes

    def _tells_of(self, pair: str) -> bool:
        """Whether two characters of a translation say what it is about: 用与 and 利用 are in texts of every field."""
        return JOINING.isdisjoint(pair) and not self.lexicon.is_stop_term(pair)

    def _score_cut(self, cut: Cut, texts: Sequence[Text], *, with_phrase: bool, done: Collection[str] = ()) -> None:
        """Points for what is finer than words: pieces, bigrams, stems, and the chunk as a phrase.

        `done` are words that have their points already: in a Chinese collection a foreign word is rare, and
        its rarity would count for more than all the Chinese ones. A letter or figure that was cut off finds
        nothing by itself: g-C3N4 does not ask for 5 G.
        """
        done = {*done, *(piece for piece in cut.pieces if len(piece) == 1)}
        characters = cut.unigrams[:MAX_TOKENS_PER_COLUMN] if not cut.words and not cut.singles else ()
        apart = [character for character in dict.fromkeys(characters) if character not in done]
        stems = {stem for word in done for stem in english(word)}
        for spec in texts:
            self.finding += [
                self._term(f"{spec.name}_w", piece, spec.weight) for piece in cut.pieces if piece not in done
            ]
            self.finding += [Term(f"{spec.name}_u", character, spec.weight) for character in apart]
            if spec.bigrams:
                tokens = [token for token in cut.bigrams if token not in done][:MAX_TOKENS_PER_COLUMN]
                self.finding += [self._term(f"{spec.name}_b", token, spec.weight) for token in tokens]
            if spec.english:
                self.finding += [self._term(f"{spec.name}_en", t, spec.weight) for t in cut.english if t not in stems]
            if with_phrase and spec.phrase and 2 <= len(cut.unigrams) <= MAX_PHRASE:
                self.bonuses.append(Phrase(f"{spec.name}_u", cut.unigrams, spec.phrase))
