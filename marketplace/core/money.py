"""Money as whole fen (1 yuan = 100 fen); people read and write 万元 (1 万元 = 1,000,000 fen)."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

FEN_PER_WAN = 1_000_000
FEN_PER_YI = 10_000_000_000


def wan_to_fen(wan: Decimal) -> int:
    """万元 to fen; more than six decimals cannot be expressed and raise ValueError."""
    fen = wan * FEN_PER_WAN
    if fen != fen.to_integral_value():
        raise ValueError("an amount in 万元 has at most six decimals")
    return int(fen)


def fen_to_wan(fen: int) -> Decimal:
    """Fen to 万元, exact."""
    return Decimal(fen) / FEN_PER_WAN


def format_fen(fen: int, lang: str) -> str:
    """Readable amount: 万元 with two decimals, 亿元 from one hundred million yuan; yuan in English."""
    if lang != "zh":
        return f"CN¥{Decimal(fen) / 100:,.2f}".removesuffix(".00")
    if abs(fen) >= FEN_PER_YI:
        return f"{_round(Decimal(fen) / FEN_PER_YI)}亿元"
    return f"{_round(fen_to_wan(fen))}万元"


def _round(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):,f}".removesuffix(".00")
