"""What ends with an account: nobody can reach its collections any more, also those that were put away."""

from __future__ import annotations

from sqlalchemy import delete

from marketplace.core.unit import session
from marketplace.discovery.models import Collection


def forget(*, user_id: int) -> None:
    """Delete the collections of a person who has closed the account, with their notes and links."""
    session().execute(delete(Collection).where(Collection.owner_id == user_id))
