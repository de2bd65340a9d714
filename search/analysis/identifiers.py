"""Patent numbers, publication numbers, IPC symbols and USCC: recognised, checked, and spelt out for the index."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

_NEW_APPLICATION = re.compile(r"(?:ZL|CN)?((?:20\d\d)[12389]\d{7})(?:\.?([\dX]))?")
_OLD_APPLICATION = re.compile(r"(?:ZL|CN)?((?:8[5-9]|9\d|0[0-3])[12389]\d{5})(?:\.?([\dX]))?")
_PUBLICATION = re.compile(r"(CN)?([123]\d{6}(?:\d{2})?)([ABCUYSD])?\d?")
_IPC = re.compile(r"([A-H])(?:(\d\d)(?:([A-Z])(?:(\d{1,4})(?:/(\d{2,6}))?)?)?)?")
_USCC = re.compile(f"[{USCC_ALPHABET}]{{18}}")
_BETWEEN_PARTS = re.compile(r"[-‐‑–—_.。·()]")
# What pages, registers and certificates print before a number: 公开（公告）号, 申请公布号, Publication No.
_LABEL = re.compile(
    r"(?:(?:(?:申请|专利|公开|公告|公布|授权)[（()）/或]?){1,3}号码?|编号"
    r"|(?:(?:发明|实用新型|外观设计)?专利|patent)(?=\s*[:：]?\s*(?:CN|ZL)[-.\s]?\d)"
    r"|(?:国际专利|IPC)\s*分类号?|分类号|统一社会信用代码"
    r"|(?:(?:patent|application|publication|grant)\s+){1,2}(?:no\b\.?|number\b)"
    r"|IPC\s+(?:symbol|code|class)\b|IPC(?![0-9A-Z])|number\b|unified\s+social\s+credit\s+code\b)"
    r"\s*[:：]?\s*",
    re.IGNORECASE,
)
_KIND_OF_DIGIT = {"1": "ABC", "2": "UY", "3": "SD"}


def cn_patent_check(body: str) -> str:
    """Check character of a Chinese application number; `body` is its 8 or 12 digits.

    Weights 2-9 then 2-5 from left to right, sum modulo 11, 10 is X (rule of CNIPA's numbering standard).
    """
    remainder = sum(int(digit) * (2 + place % 8) for place, digit in enumerate(body)) % 11
    return "X" if remainder == 10 else str(remainder)


def uscc_check(body: str) -> str:
    """Check character of a unified social credit code; `body` is its first 17 characters (GB 32100-2015).

    Raises ValueError when a character is not of the alphabet or the length is not 17.
    """
    total = sum(USCC_ALPHABET.index(char) * weight for char, weight in zip(body, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


@dataclass(frozen=True, slots=True)
class Application:
    """An application number: 8 or 12 digits and the check character as written ("" when left out)."""

    body: str
    check: str
    granted_form: bool  # written with ZL, as only granted patents may be

    @property
    def check_is_right(self) -> bool:
        """False only for a check character that was written and is wrong."""
        return self.check in ("", cn_patent_check(self.body))

    @property
    def canonical(self) -> str:
        """`202210123456.7`, with the check character the digits demand."""
        return f"{self.body}.{cn_patent_check(self.body)}"

    @property
    def type_digit(self) -> str:
        """1 invention, 2 utility model, 3 design, 8 and 9 PCT applications in the national phase."""
        return self.body[4] if len(self.body) == 12 else self.body[2]


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication number: 7 or 9 digits and the kind letter ("" when left out)."""

    number: str
    kind: str

    @property
    def kind_fits(self) -> bool:
        """Whether the first digit and the kind agree (A B C: 1, U Y: 2, S D: 3)."""
        return not self.kind or self.kind in _KIND_OF_DIGIT[self.number[0]]

    @property
    def canonical(self) -> str:
        """`CN114567890A`."""
        return f"CN{self.number}{self.kind}"


@dataclass(frozen=True, slots=True)
class Ipc:
    """An IPC symbol as far as it was written: section, class, subclass, main group, subgroup."""

    section: str
    klass: str = ""
    subclass: str = ""
    group: str = ""
    subgroup: str = ""

    @property
    def canonical(self) -> str:
        """`H01M 10/0525`, or the shorter form that was given."""
        head = self.section + self.klass + self.subclass
        tail = self.group + (f"/{self.subgroup}" if self.subgroup else "")
        return f"{head} {tail}" if tail else head

    @property
    def broader(self) -> tuple[Ipc, ...]:
        """The main group and the subclass above this symbol, the nearest first."""
        levels = (replace(self, subgroup=""), replace(self, subgroup="", group=""))
        return tuple(level for level in levels if level != self and self.subclass)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A recognised identifier: its scheme, canonical spelling, the code to look up, and whether it checks out."""

    scheme: str
    canonical: str
    code: str
    is_sound: bool = True


def _compact(text: str) -> str:
    """In capitals and without blanks; behind CN or ZL without what registers put between the parts: CN-113970251-A."""
    compact = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
    return _BETWEEN_PARTS.sub("", compact) if compact.startswith(("CN", "ZL")) else compact


def parse_application(text: str) -> Application | None:
    """Read an application or patent number in any accepted spelling; None when it is none."""
    compact = _compact(text)
    for pattern in (_NEW_APPLICATION, _OLD_APPLICATION):
        if match := pattern.fullmatch(compact):
            return Application(match[1], match[2] or "", granted_form=compact.startswith("ZL"))
    return None


def parse_publication(text: str) -> Publication | None:
    """Read a Chinese publication number, with or without CN and kind; None when it is none."""
    match = _PUBLICATION.fullmatch(_compact(text))
    return Publication(match[2], match[3] or "") if match else None


def parse_ipc(text: str) -> Ipc | None:
    """Read an IPC symbol from a section letter to a subgroup (version in brackets ignored); None when none."""
    compact = re.sub(r"\(\d{4}\.\d\d\)[A-Z]*$", "", _compact(text))
    match = _IPC.fullmatch(compact)
    if not match:
        return None
    section, klass, subclass, group, subgroup = (part or "" for part in match.groups())
    return Ipc(section, klass, subclass, group.lstrip("0") or group[:1], subgroup)


def parse_uscc(text: str) -> str | None:
    """Read a unified social credit code with a right check character; None when it is none."""
    compact = _compact(text)
    if not _USCC.fullmatch(compact) or uscc_check(compact[:17]) != compact[17]:
        return None
    return compact


def _application(text: str) -> Identifier | None:
    found = parse_application(text)
    return Identifier("application", found.canonical, found.body, found.check_is_right) if found else None


def _publication(text: str) -> Identifier | None:
    found = parse_publication(text)
    return Identifier("publication", found.canonical, found.canonical.lower(), found.kind_fits) if found else None


def _ipc(text: str) -> Identifier | None:
    found = parse_ipc(text)
    return Identifier("ipc", found.canonical, found.canonical.replace(" ", "").lower()) if found else None


def _uscc(text: str) -> Identifier | None:
    found = parse_uscc(text)
    return Identifier("uscc", found, found.lower()) if found else None


SCHEMES: dict[str, Callable[[str], Identifier | None]] = {
    "uscc": _uscc,
    "application": _application,
    "publication": _publication,
    "ipc": _ipc,
}
MAX_LENGTH = 32  # characters; no accepted spelling of any scheme is longer


def label_length(text: str) -> int:
    """How many characters at the beginning say what kind of number follows, as `公开（公告）号：`; 0 for none."""
    match = _LABEL.match(text)
    return match.end() if match else 0


def recognise(text: str, kinds: Iterable[str] = tuple(SCHEMES), *, addressed: bool = False) -> Identifier | None:
    """The identifier that the whole text is, behind what it is called or not, or None.

    Without `addressed` (a field prefix before it) or a label an IPC symbol needs its subclass: `H01` alone may be
    a model name, and a plain number of 7 digits may be anything.
    """
    if label := label_length(text):
        text, addressed = text[label:], True
    if not text or len(text) > MAX_LENGTH:
        return None
    wanted = set(kinds)
    for scheme, read in SCHEMES.items():
        found = read(text) if scheme in wanted else None
        if found and (addressed or _is_telling(found, text)):
            return found
    return None


def _is_telling(found: Identifier, text: str) -> bool:
    compact = _compact(text)
    if found.scheme == "ipc":
        return len(found.code) >= 4
    if found.scheme == "publication":
        return compact.startswith("CN") or not compact.isdigit() or len(compact) == 9
    return found.scheme != "application" or len(compact) > 8


def spellings(text: str, kinds: Iterable[str]) -> list[str]:
    """Every code stored for a value, lower case; a value of no known scheme is stored as it is, compacted."""
    found = recognise(text, kinds, addressed=True)
    if found is None:
        return [_compact(text).lower()[:200]] if text.strip() else []
    if found.scheme == "application":
        return _application_codes(found.code)
    if found.scheme == "publication":
        return _publication_codes(found.code)
    return _ipc_codes(found.code) if found.scheme == "ipc" else [found.code]


def _application_codes(body: str) -> list[str]:
    check = cn_patent_check(body).lower()
    plain = [body, f"{body}{check}", f"{body}.{check}"]
    return plain + [prefix + form for prefix in ("cn", "zl") for form in plain]


def _publication_codes(code: str) -> list[str]:
    number = code[2:].rstrip("abcuysd")
    forms = [number, code[2:]] if code[2:] != number else [number]
    return [prefix + form for form in forms for prefix in ("", "cn")]


def _ipc_codes(code: str) -> list[str]:
    group = code.split("/", maxsplit=1)[0]
    return list(dict.fromkeys([code[:1], code[:3], code[:4], group, code]))
