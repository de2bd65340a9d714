"""What public text must not contain: ways to reach a person, identity and bank numbers."""

from __future__ import annotations

import re
import unicodedata

_PATTERNS = {
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "mobile": re.compile(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"),
    "landline": re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)"),
    "identity": re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"),
    "bank": re.compile(r"(?<!\d)62\d{14,17}(?!\d)"),
    "qq": re.compile(r"(?<![A-Za-z])QQ\s*(?:号码?|群)?\s*[:：]?\s*[1-9]\d{4,10}(?!\d)", re.IGNORECASE),
    "wechat": re.compile(
        r"(?:微信号?|(?<![A-Za-z])(?:wechat|weixin))\s*(?:id)?\s*[:：]?\s*[A-Za-z][A-Za-z0-9_-]{5,19}(?![A-Za-z0-9_-])",
        re.IGNORECASE,
    ),
}
# Long digits in a technical text are seldom a person's: those with a check digit must pass it.
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"


def contact_data(text: str) -> list[str]:
    """The pieces of a text that look like contact, identity or bank data, in the order found."""
    plain = unicodedata.normalize("NFKC", text or "")
    checks = {"identity": _is_identity_number, "bank": _is_card_number}
    found = [
        match.group()
        for name, pattern in _PATTERNS.items()
        for match in pattern.finditer(plain)
        if name not in checks or checks[name](match.group())
    ]
    return list(dict.fromkeys(found))


def _is_identity_number(number: str) -> bool:
    """Check character of a citizen's number (GB 11643-1999: ISO 7064, MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(_IDENTITY_WEIGHTS, number, strict=False))
    return _IDENTITY_CHECKS[total % 11] == number[-1].upper()


def _is_card_number(number: str) -> bool:
    """Check digit of a bank card (ISO/IEC 7812-1, Luhn)."""
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
