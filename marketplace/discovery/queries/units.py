"""Units as owners write them: which measure the same, and exact conversion; what is not exact is not converted."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

_PREFIXES = {
    "n": Fraction(1, 10**9), "μ": Fraction(1, 10**6), "u": Fraction(1, 10**6), "m": Fraction(1, 1000), "": Fraction(1),
    "k": Fraction(1000), "M": Fraction(10**6), "G": Fraction(10**9), "T": Fraction(10**12),
}  # fmt: skip
# Symbol → what it measures, its size in the smallest common unit, and the prefixes it takes (SI, GB 3100-93).
_PLAIN: dict[str, tuple[str, Fraction, str]] = {
    "g": ("mass", Fraction(1), "μumk"), "t": ("mass", Fraction(10**6), ""),
    "m": ("length", Fraction(1), "nμumk"), "cm": ("length", Fraction(1, 100), ""),
    "m2": ("area", Fraction(1), ""), "cm2": ("area", Fraction(1, 10**4), ""), "ha": ("area", Fraction(10**4), ""),
    "m3": ("volume", Fraction(1), ""), "L": ("volume", Fraction(1, 1000), "m"), "Nm3": ("gas", Fraction(1), ""),
    "s": ("time", Fraction(1), "nμum"), "min": ("time", Fraction(60), ""), "h": ("time", Fraction(3600), ""),
    "W": ("power", Fraction(1), "μumkMGT"), "J": ("energy", Fraction(1), "mkMGT"),
    "Wh": ("energy", Fraction(3600), "kMGT"), "Pa": ("pressure", Fraction(1), "kMG"),
    "bar": ("pressure", Fraction(10**5), "m"), "V": ("voltage", Fraction(1), "μumk"),
    "A": ("current", Fraction(1), "μumk"), "Hz": ("frequency", Fraction(1), "kMG"),
    "%": ("ratio", Fraction(1, 100), ""), "‰": ("ratio", Fraction(1, 1000), ""),
}  # fmt: skip
_DIGITS = 15


@dataclass(frozen=True)
class Unit:
    """What a unit measures (`power`, `energy/mass`) and how many of the smallest unit it is."""

    dimension: str
    size: Fraction


def unit_of(text: str) -> Unit | None:
    """The unit a text names, a quotient of two included (kWh/t); None for any other text."""
    plain = unicodedata.normalize("NFKC", text).replace(" ", "").replace("µ", "μ")
    parts = [_SYMBOLS.get(part) for part in plain.split("/")]
    if not 1 <= len(parts) <= 2 or None in parts:
        return None
    first, *rest = [part for part in parts if part]
    return Unit(f"{first.dimension}/{rest[0].dimension}", first.size / rest[0].size) if rest else first


def _symbols() -> dict[str, Unit]:
    return {
        prefix + symbol: Unit(dimension, size * _PREFIXES[prefix])
        for symbol, (dimension, size, prefixes) in _PLAIN.items()
        for prefix in ("", *prefixes)
    }


_SYMBOLS = _symbols()


def converted(value: Decimal, unit: Unit, target: Unit) -> Decimal | None:
    """The value in another unit; None when the two do not measure the same or the result has no exact decimal form."""
    if unit.dimension != target.dimension:
        return None
    exact = Fraction(value) * unit.size / target.size
    context = Context(prec=_DIGITS)
    found = context.divide(Decimal(exact.numerator), Decimal(exact.denominator))
    return found.normalize(context) if Fraction(found) == exact else None
