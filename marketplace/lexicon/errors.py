"""Refusals of the lexicon, with stable codes."""

from __future__ import annotations

from marketplace.core.errors import Invalid, NotFound
from marketplace.core.i18n import l_


class UnknownWord(NotFound):
    """No row of this section has the public id."""

    code = "unknown_word"


class AlreadyThere(Invalid):
    """The section has this row already, perhaps retired."""

    code = "word_already_there"
    message = l_("This entry exists already. If it was retired, bring it back instead.")
