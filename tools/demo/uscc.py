"""Credit codes that are formally right and can belong to nobody: region 519900 is not assigned, bodies begin DEM."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
REGION = "519900"  # 51 is Sichuan; no prefecture has the number 99
PREFIX = {"university": "12", "institute": "12", "centre": "12"}  # 12: public institution; 91: company


def fictional(kind: str, serial: int) -> str:
    """The credit code of the demo organisation with this serial (1 to 99 999), check characters included."""
    body = f"DEM{serial:05d}"
    first = PREFIX.get(kind, "91") + REGION + body + _body_check(body)
    return first + check(first)


def check(first: str) -> str:
    """Check character of the first 17 characters (GB 32100-2015)."""
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(first, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def _body_check(body: str) -> str:
    """Check character of the organisation's own eight characters (GB 11714-1997)."""
    total = sum(BODY_ALPHABET.index(sign) * weight for sign, weight in zip(body, BODY_WEIGHTS, strict=True))
    rest = 11 - total % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))
