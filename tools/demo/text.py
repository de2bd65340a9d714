"""Cleans extraction damage from real texts and cuts sentences, problems and findings out of them."""

from __future__ import annotations

import re

HAN = r"\u3400-\u9fff"
SUMMARY_LENGTH = 120
SENTENCE_END = re.compile(r"(?<=[。！？；])")
ENGLISH_END = re.compile(r"(?<=[a-z0-9)%][.!?])\s+(?=[A-Z])")
SECTION_MARK = re.compile(r"[\[【［][^\]】］]{1,12}[\]】］]")
PURPOSE = re.compile(
    r"[\[【［](?:目的|背景|目的/意义|研究目的|应用背景)[^\]】］]*[\]】］](.{10,}?)(?=[\[【［]|$)", re.S
)
PROBLEM_SENTENCE = re.compile(r"(针对.{4,80}(?:问题|缺陷|不足|难题|现状)|为(?:了|解决).{6,90}(?:问题|性能|效率|需求))")
CLAIM = re.compile(r"(提出|设计|研制|开发|建立|构建|制备|合成|实现|搭建|发明|给出)")
ACT = re.compile(r"(本文|本研究|研究了|分析了|介绍了|综述|采用|利用|基于|计算了|测量了|讨论了|探讨|对比|验证)")
FINDING = re.compile(r"(结果表明|结果显示|实验表明|试验表明|研究表明|结果发现|表明[:：，,])")
FRAGMENT = re.compile(r"^(?:键词|关键词|摘要|图\d|表\d|[，,）)、])")
NOT_A_TITLE = re.compile(
    r"研究生|研究方向|记者|年生|杂志|专题|^\W*$|[（(]\s*\d{4}\s*[）)]$|大学.{0,12}学院|征文|刊期|栏目"
)
# What a journal prints around an abstract: dates, funds, the careers of the authors. None of it is technology.
APPARATUS = re.compile(
    r"[*＊\s（(，,]*(?:作者简[况介]|收稿日期|收稿时间|修回日期|通[讯信]作者修改稿|文献标识码|中图分类号"
    r"|(?:第一作者|通[讯信]作者|基金项目|资助项目)[:：、]|[（(]?(?:E-?mail|Tel)\b)"
    rf"|[{HAN}]{{2,3}}[（(，, ]*[男女][，, ]*(?:19|20)\d\d"
)
# The English title and authors that follow a Chinese abstract on the page.
ENGLISH_TAIL = re.compile(r"(?<=[。；])\s*[A-Z][A-Za-z0-9 ,.()&:'\-]{60,}.*", re.S)
NO_KEYWORD = re.compile(r"[$\\{}<>|]|[A-Za-z]{21}|@\w+\.|\d{4,}-\d{3,}|\b(?:fax|tel|e-?mail)\b", re.IGNORECASE)
TRAILING = re.compile(r"[\s\d*＊“”\"'①②③†‡☆△?？_、，,.。·-]+$")


def clean(text: str) -> str:
    """Drop the journal's apparatus and blanks inside Chinese, repair escaped signs, and end with a full stop."""
    apparatus = APPARATUS.search(text)
    if apparatus and apparatus.start() > 100:
        text = text[: apparatus.start()]
    text = ENGLISH_TAIL.sub("", text)
    text = text.replace("\\~", "~").replace("\\", "").replace("$", "")
    text = re.sub(rf"(?<=[{HAN}，。；：、）】]) +(?=[{HAN}（【])", "", text)
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r" +(?=[，。；：、！？）])", "", text)
    text = re.sub(r"[，,]+。", "。", text)
    return text if not text or text[-1] in "。.！？!?" else text + "。"


def clean_title(title: str) -> str:
    """A title without footnote marks; empty when the extraction took something else for the title."""
    title = re.sub(rf"(?<=[{HAN}]) +(?=[{HAN}])", "", title.replace("桔秆", "秸秆").strip())
    title = re.sub(r"\s+", " ", title)
    title = re.sub(r"^(\d{1,2} )(?=[A-Z])", "", title)
    title = re.sub(rf"(?<=[{HAN}])一+(?=[以基].{{2,30}}(?:为例|为视角)$)", "——", title)
    tail = TRAILING.search(title)
    # A number that belongs to the words before it (CO2, U-238) stays.
    if tail and not re.search(r"[A-Za-z][\s\-]?\d+$", title):
        title = title[: tail.start()]
    if len(title) < 6 or NOT_A_TITLE.search(title):
        return ""
    return title


def clean_keywords(words: list[str] | None, *, english: bool = False) -> tuple[str, ...]:
    """Author keywords that survived extraction whole."""
    longest = 40 if english else 18
    kept = [re.sub(r"\s+", " ", word).strip(" ;；,，.。-—") for word in words or []]
    return tuple(word for word in dict.fromkeys(kept) if 1 < len(word) <= longest and not NO_KEYWORD.search(word))


def clean_english(text: str | None, *, strict: bool = True) -> str | None:
    """An English abstract when its words are still apart from one another, else None."""
    if not text:
        return None
    text = re.sub(rf"[【（(]?[{HAN}].*", "", re.sub(r"[，]", ", ", text), flags=re.S)
    text = re.sub(r"[*(\s]*(?:Corresponding authors?|Correspond|E-?mail|Tel)\b.*", "", text, flags=re.S | re.I)
    text = re.sub(r"(?<=[a-z)])([.,;:])(?=[A-Za-z(])", r"\1 ", text)
    text = re.sub(r"\s+([.,;:)])", r"\1", re.sub(r"\s+", " ", text)).strip(" #")
    words = text.split()
    run_together = sum(len(re.sub(r"\W.*", "", word)) > 15 for word in words)
    if len(words) < 40 or run_together / len(words) > (0.02 if strict else 0.07):
        return None
    if text[-1] not in ".!?":
        end = max(text.rfind(". "), text.rfind("; "))
        text = text[: end + 1] if end > 200 else text + "."
    return text


def sentences(text: str) -> list[str]:
    """Chinese sentences with their end marks, section marks removed."""
    plain = SECTION_MARK.sub("", text)
    plain = re.sub(r"(?<=[" + HAN + r"%])\.(?=[" + HAN + r"])", "。", plain)
    return [part.strip() for part in SENTENCE_END.split(plain) if len(part.strip()) > 8]


def summary(text: str) -> str | None:
    """One sentence of the abstract, at most 120 characters: what was made, done or found, else the first."""
    parts = [part for part in sentences(text) if len(part) >= 18 and not FRAGMENT.search(part)]
    for wanted in (CLAIM, ACT, FINDING):
        for part in parts:
            short = part if len(part) <= SUMMARY_LENGTH else _cut(part)
            if short and wanted.search(short):
                return _closed(short)
    return next(
        (_closed(short) for part in parts if (short := part if len(part) <= SUMMARY_LENGTH else _cut(part))), None
    )


def _cut(part: str) -> str | None:
    """A long sentence up to the last comma that fits."""
    end = max(part.rfind(mark, 30, SUMMARY_LENGTH - 1) for mark in "，,；")
    return part[:end] if end > 0 else None


def english_summary(text: str) -> str | None:
    """The first whole sentence of an English abstract that is neither a fragment nor a paragraph."""
    parts = ENGLISH_END.split(text)
    whole = next((part for part in parts if 50 <= len(part) <= 200), None)
    if whole:
        return whole
    end = parts[0].rfind(", ", 60, 198)
    return parts[0][:end] + "." if end > 0 else None


def problem(text: str) -> str | None:
    """The part of the abstract that states the problem: its 目的 section, else the sentence that names it."""
    marked = PURPOSE.search(text)
    if marked:
        return _closed(marked.group(1))
    for part in sentences(text)[:4]:
        if PROBLEM_SENTENCE.search(part) and len(part) <= 200:
            return _closed(part)
    return None


def findings(text: str) -> str | None:
    """The sentence that reports results."""
    return next((_closed(part) for part in sentences(text) if FINDING.search(part) and len(part) <= 300), None)


def names_of(byline: str | None) -> tuple[str, ...]:
    """Author names of a damaged byline (two to four characters before the affiliation), for attribution only."""
    if not byline:
        return ()
    head = re.split(r"[(（|]", byline, maxsplit=1)[0]
    found = [re.sub(rf"[^{HAN}]", "", part) for part in re.split(r"[\s,，、;；」』]+", head)]
    names = tuple(dict.fromkeys(name for name in found if 2 <= len(name) <= 4))
    return names[:12]


def _closed(part: str) -> str:
    part = part.strip(" ，,;；。")
    return part + "。"
