"""What the parts of a score say: the reason of each, and what keeps it from being higher."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import floor

from marketplace.core.i18n import _, lang, ngettext
from marketplace.core.money import format_fen
from marketplace.matching.queries.score import STRONG, TELLING, Part, Score
from marketplace.taxonomy import queries as taxonomy

ROUNDING = 1e-9  # a quarter of a half is 12.5 points, not 12.4


def title(part: Part) -> str:
    """The name of a part."""
    return {
        "text": _("Wording"),
        "field": _("Field and key technology"),
        "maturity": _("Maturity"),
        "mode": _("Kind of cooperation"),
        "budget": _("Budget"),
        "region": _("Region"),
    }[part.name]


def reason(part: Part) -> str:
    """Why the part speaks for the match; empty when it does not."""
    return _SENTENCES[part.name, part.case](part) if part.is_reason else ""


def shortfall(part: Part) -> str:
    """Why the part does not give all its points; empty when it does."""
    if part.value >= 1:
        return ""
    return _SHORT[part.name, part.case](part) if part.is_reason else _SENTENCES[part.name, part.case](part)


def unmet(found: Score, least_reasons: int) -> list[str]:
    """Why a pair is not listed as a match, one sentence for each rule it breaks."""
    return [_UNMET[rule](found, least_reasons) for rule in found.unmet(least_reasons)]


def _labels(list_name: str, codes: Iterable[str]) -> str:
    return joined(taxonomy.label(list_name, code).pick(lang()) for code in codes)


def joined(words: Iterable[str]) -> str:
    """An enumeration as the language of the page writes it."""
    return ("、" if lang() == "zh" else ", ").join(words)


def terms(part: Part, name: str) -> str:
    """The terms of the wording in the language of the page, else in the other one."""
    named = part.facts.get(name, {})
    return joined(named.get(lang()) or next((found for found in named.values() if found), ()))


def _technology(part: Part) -> str:
    return _("Same key technology: %(names)s", names=_labels("key_technology", part.facts["codes"]))


def _fields(part: Part) -> str:
    return _("Same field: %(names)s", names=_labels("field", part.facts["codes"]))


def _other_fields(part: Part) -> str:
    return _(
        "Different fields: the need is in %(need)s, the listing in %(listing)s",
        need=_labels("field", part.facts["need"]), listing=_labels("field", part.facts["listing"]),
    )  # fmt: skip


def _reached(part: Part) -> str:
    level, wanted = part.facts["level"], part.facts["wanted"]
    return _("Maturity %(level)s reaches the level %(wanted)s that is wanted", level=level, wanted=wanted)


def _below(part: Part) -> str:
    levels = ngettext(
        "Maturity %(level)s, wanted %(wanted)s: %(num)s level short",
        "Maturity %(level)s, wanted %(wanted)s: %(num)s levels short",
        part.facts["gap"], level=part.facts["level"], wanted=part.facts["wanted"],
    )  # fmt: skip
    return str(levels)


def _modes(part: Part) -> str:
    return _("Cooperation both sides want: %(names)s", names=_labels("conversion_mode", part.facts["codes"]))


def _other_modes(part: Part) -> str:
    return _(
        "The need asks for %(need)s, the listing offers %(listing)s",
        need=_labels("conversion_mode", part.facts["need"]), listing=_labels("conversion_mode", part.facts["listing"]),
    )  # fmt: skip


def _amounts(part: Part) -> dict[str, str]:
    return {name: format_fen(part.facts[name], lang()) for name in ("price", "budget")}


def _place(part: Part) -> str:
    return taxonomy.label("region", part.facts["code"]).pick(lang())


def _missing(part: Part) -> str:
    missing = terms(part, "missing")
    if not missing:
        return _("The listing speaks of other things besides")
    return _("The need also speaks of %(terms)s; the listing does not", terms=missing)


_SENTENCES: dict[tuple[str, str], Callable[[Part], str]] = {
    ("text", "shared"): lambda p: _("Terms in common: %(terms)s", terms=terms(p, "shared")),
    ("text", "few"): lambda p: _("Few telling terms in common: %(terms)s", terms=terms(p, "shared")),
    ("text", "none"): lambda p: _("No telling term in common"),
    ("text", "no_language"): lambda p: _("They are written in different languages, and no term of both is known"),
    ("field", "technology"): _technology,
    ("field", "field"): _fields,
    ("field", "different"): _other_fields,
    ("maturity", "reached"): lambda p: _(
        "Maturity %(level)s reaches the level %(wanted)s that is wanted",
        level=p.facts["level"],
        wanted=p.facts["wanted"],
    ),
    ("maturity", "below"): _below,
    ("maturity", "other_scale"): lambda p: _("The levels stand on two scales and are not compared"),
    ("maturity", "need_silent"): lambda p: _("The need does not state the maturity it wants"),
    ("maturity", "listing_silent"): lambda p: _("The listing does not state its maturity"),
    ("mode", "shared"): _modes,
    ("mode", "different"): _other_modes,
    ("mode", "need_silent"): lambda p: _("The need does not state a kind of cooperation"),
    ("mode", "listing_silent"): lambda p: _("The listing does not state a kind of cooperation"),
    ("budget", "within"): lambda p: _("The price from %(price)s lies within the budget of %(budget)s", **_amounts(p)),
    ("budget", "above"): lambda p: _("The price from %(price)s lies above the budget of %(budget)s", **_amounts(p)),
    ("budget", "need_silent"): lambda p: _("The need does not state a budget"),
    ("budget", "listing_silent"): lambda p: _("The price of the listing is on request"),
    ("region", "same"): lambda p: _("Both are in %(place)s", place=_place(p)),
    ("region", "province"): lambda p: _("Both are in %(place)s", place=_place(p)),
    ("region", "different"): lambda p: _("They are in different provinces"),
    ("region", "need_silent"): lambda p: _("The need does not state a place"),
    ("region", "listing_silent"): lambda p: _("The place of the listing is not stated"),
}

# What a part that is a reason still lacks.
_SHORT: dict[tuple[str, str], Callable[[Part], str]] = {
    ("text", "shared"): _missing,
    ("field", "field"): lambda p: _("No key technology in common"),
    ("region", "province"): lambda p: _("Not in the same city or prefecture"),
}


def in_points(value: float) -> float:
    """A share of the whole as it is shown, in table and sentences alike; rounded down: what is short stays short."""
    return floor(1000 * value + ROUNDING) / 10


def _figures(part: Part, least: float) -> dict[str, str]:
    values = {"points": part.points, "most": part.weight, "least": least * part.weight}
    return {name: f"{in_points(value):g}" for name, value in values.items()}


def _too_little(found: Score, _least: int) -> str:
    text = found.parts[0]
    if text.value >= TELLING:
        return _("None of the words in common says what the two are about")
    return _("The wording gives %(points)s of %(most)s points; a match needs %(least)s", **_figures(text, TELLING))


def _no_field(found: Score, _least: int) -> str:
    return _(
        "They have no field in common; then the wording must give %(least)s of %(most)s points, it gives %(points)s",
        **_figures(found.parts[0], STRONG),
    )


def _few_reasons(found: Score, least: int) -> str:
    count = len(found.reasons)
    named = ngettext(
        "%(num)s reason speaks for it, a match needs %(least)s",
        "%(num)s reasons speak for it, a match needs %(least)s", count, least=least,
    )  # fmt: skip
    return str(named)


_UNMET: dict[str, Callable[[Score, int], str]] = {
    "wording": _too_little,
    "field": _no_field,
    "reasons": _few_reasons,
}
