"""Tables of discovery, gathered so that migrations see them all."""

from marketplace.discovery.models.collections import Collection, CollectionItem
from marketplace.discovery.models.suggestions import SuggestTerm

__all__ = ["Collection", "CollectionItem", "SuggestTerm"]
