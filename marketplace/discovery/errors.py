"""What is wrong with a question on the results page."""

from __future__ import annotations

from marketplace.core.errors import NotFound
from marketplace.core.i18n import l_


class NoSuchPage(NotFound):
    """The list of results ends before this page: it has fewer hits, or reaches no further down."""

    heading = l_("The results end before this page")
    message = l_("This question has fewer pages of results. Start again on its first page.")
