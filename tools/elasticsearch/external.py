"""A node somebody else runs (`ELASTICSEARCH_URL`), used only when its cluster is marked for tests."""

from __future__ import annotations

import os
from urllib.parse import urlsplit, urlunsplit

from . import http
from .errors import NodeUnavailable
from .release import TEST_CLUSTER_SUFFIX


def url() -> str | None:
    """Address from the environment; None when unset. Raises NodeUnavailable for a cluster with real data."""
    given = os.environ.get("ELASTICSEARCH_URL", "").rstrip("/")
    if not given:
        return None
    parts = urlsplit(given)
    bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    try:
        name = str(http.get(f"{bare}/_cluster/health", parts.username, parts.password)["cluster_name"])
    except (OSError, ValueError, KeyError) as error:
        raise NodeUnavailable(f"ELASTICSEARCH_URL is set but does not answer ({error})") from None
    if not name.endswith(TEST_CLUSTER_SUFFIX):
        raise NodeUnavailable(
            f"ELASTICSEARCH_URL is the cluster {name!r}, which is not marked for tests: "
            f"its cluster.name must end with {TEST_CLUSTER_SUFFIX!r}"
        )
    return given
