"""Names on the cluster: `mkt-<index>` is the alias, `mkt-<index>-<generation>` the index behind it."""

from __future__ import annotations

import re

PREFIX = "mkt-"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


def alias(index_name: str) -> str:
    """The name readers and writers resolve."""
    return PREFIX + _checked(index_name)


def physical(index_name: str, generation: str) -> str:
    """The index of a generation; ValueError for a name a cluster would refuse."""
    return f"{alias(index_name)}-{_checked(generation)}"


def generation(index_name: str, physical_name: str) -> str:
    """The generation's own name."""
    return physical_name.removeprefix(alias(index_name) + "-")


def _checked(name: str) -> str:
    lowered = name.lower()
    if not _NAME.fullmatch(lowered):
        raise ValueError(f"{name!r} is no name of letters, digits and dashes")
    return lowered
