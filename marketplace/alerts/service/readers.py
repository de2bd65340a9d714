"""What subscribers may find at this moment: rights that ended a minute ago end here too."""

from __future__ import annotations

from collections.abc import Iterable

from marketplace.accounts.models import User
from marketplace.accounts.service import signin
from marketplace.core import running
from marketplace.core.searchable import audience_of


def audiences(users: Iterable[User]) -> dict[int, frozenset[str]]:
    """The tokens of each person by user id, as if they signed in now."""
    people = list({user.id: user for user in users}.values())
    actors = signin.actors_of(people, second_factor_required=running.settings().second_factor_required)
    return {number: audience_of(actor) for number, actor in actors.items()}
