"""What is wrong with a question on the results page."""

from __future__ import annotations

from marketplace.core.errors import NotFound, Unavailable
from marketplace.core.i18n import l_


class NoSuchPage(NotFound):
    """The list of results ends before this page: it has fewer hits, or reaches no further down."""

    heading = l_("The results end before this page")
    message = l_("This question has fewer pages of results. Start again on its first page.")
    is_beyond = True


class EngineAway(Unavailable):
    """The engine does not answer, and what is asked for cannot be had without it."""

    retry_after = 30  # by then a site that can heal has healed


class NoSuchBasicPage(EngineAway):
    """The basic mode ends before this page, of which the engine may hold results."""

    message = l_(
        "The search engine does not answer. What is searched meanwhile ends before this page; start again on the first "
        "page, or try again in half a minute."
    )
    is_beyond = True
