"""Why this machine cannot run an Elasticsearch node."""

from __future__ import annotations


class NodeUnavailable(RuntimeError):
    """No node can be started or used here; the message names what is missing. Tests skip with it."""
