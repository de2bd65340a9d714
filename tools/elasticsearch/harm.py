"""Faults that a cluster has with one index, each for the length of a block: nothing is lost, and it ends by itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from elasticsearch import Elasticsearch


@contextmanager
def without_alias(client: Elasticsearch, physical: str, alias: str) -> Iterator[None]:
    """The alias that readers and writers resolve is gone."""
    client.indices.delete_alias(index=physical, name=alias)
    try:
        yield
    finally:
        client.indices.put_alias(index=physical, name=alias)


@contextmanager
def read_only(client: Elasticsearch, physical: str) -> Iterator[None]:
    """What a cluster does to its indices when the disk is nearly full: it answers and takes nothing."""
    _set(client, physical, "index.blocks.read_only_allow_delete", "true")
    try:
        yield
    finally:
        _set(client, physical, "index.blocks.read_only_allow_delete", None)


@contextmanager
def red(client: Elasticsearch, physical: str, alias: str) -> Iterator[None]:
    """Behind the alias stands an index whose only shard no node may hold. The server gives up no shard that it has
    on disk, so it is an index of its own."""
    mappings = client.indices.get_mapping(index=physical)[physical]["mappings"]
    settings = {"number_of_replicas": 0, "routing.allocation.require.rack": "none"}  # no node has a rack
    unheld = f"{physical}-red"
    client.indices.create(index=unheld, mappings=mappings, settings=settings, wait_for_active_shards=0)
    try:
        _point(client, alias, physical, unheld)
        try:
            yield
        finally:
            _point(client, alias, unheld, physical)
    finally:
        client.indices.delete(index=unheld)


def _point(client: Elasticsearch, alias: str, before: str, after: str) -> None:
    actions = [{"remove": {"index": before, "alias": alias}}, {"add": {"index": after, "alias": alias}}]
    client.indices.update_aliases(actions=actions)


def _set(client: Elasticsearch, physical: str, name: str, value: str | None) -> None:
    client.indices.put_settings(index=physical, settings={name: value})
