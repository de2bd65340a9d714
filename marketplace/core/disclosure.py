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
    "messenger": re.compile(r"(?:微信|QQ|wechat|weixin)\s*(?:号|id)?\s*[:：]?\s*[A-Za-z0-9_-]{5,}", re.IGNORECASE),
}


def contact_data(text: str) -> list[str]:
    """The pieces of a text that look like contact, identity or bank data, in the order found."""
    plain = unicodedata.normalize("NFKC", text or "")
    found = [match.group() for pattern in _PATTERNS.values() for match in pattern.finditer(plain)]
    return list(dict.fromkeys(found))
