"""Texts of users as safe HTML: Markdown, and the mark of a language that is not the page's."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from marketplace.core.i18n import lang, language_tag

_TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h3", "h4", "h5", "table",
         "thead", "tbody", "tr", "th", "td", "hr"}  # fmt: skip
_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")


def spoken(shown: str, language: str) -> Markup:
    """A text, escaped unless it is markup, and marked with its language where the page speaks the other one."""
    if language == lang() or not shown:
        return escape(shown)
    return Markup('<span lang="{}">{}</span>').format(language_tag(language), shown)


def render(text: str) -> Markup:
    """Markdown to HTML through an allow-list of tags; links are http, https or mailto and marked as users' own."""
    html = nh3.clean(
        _parser.render(text or ""),
        tags=_TAGS,
        attributes={"a": {"href", "title"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener",
    )
    return Markup(html)  # noqa: S704 (cleaned by the allow-list above)
