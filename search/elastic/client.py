"""Connections to a cluster: one that must answer at once for readers, a patient one for writers."""

from __future__ import annotations

import math
import os
import threading
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from elastic_transport.client_utils import DEFAULT
from elasticsearch import Elasticsearch
from elasticsearch.serializer import OrjsonSerializer

READ_SECONDS = 0.8
WRITE_SECONDS = 30.0
STEPS = 20  # time limits of a second that there are clients for


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the cluster is and how we sign in: by key, by name and password, or by a URL that holds them.

    api_key      "id:key" or its base64 form, as Elasticsearch prints it
    ca_certs     file with the certificate authority of the cluster; None uses the machine's own
    connections  kept open to a node; as many as threads search
    """

    url: str
    api_key: str | None = None
    basic_auth: tuple[str, str] | None = None
    ca_certs: str | None = None
    connections: int = 8

    def open(self, *, patient: bool) -> Elasticsearch:
        """A client. Patient ones retry 429, 502 and 503 with growing pauses; the others never retry."""
        parts = urlsplit(self.url)
        bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
        return Elasticsearch(
            bare,
            api_key=_key(self.api_key or ""),
            basic_auth=self.basic_auth or _named_in(parts),
            serializer=OrjsonSerializer(),
            connections_per_node=self.connections,
            request_timeout=WRITE_SECONDS if patient else READ_SECONDS,
            max_retries=4 if patient else 0,
            retry_on_status=(429, 502, 503) if patient else (),
            retry_on_timeout=False,
            retry_backoff_base=0.5,
            retry_backoff_cap=8.0,
            ca_certs=self.ca_certs or DEFAULT,
        )


def _named_in(url: SplitResult) -> tuple[str, str] | None:
    return (unquote(url.username), unquote(url.password or "")) if url.username else None


def _key(given: str) -> str | tuple[str, str] | None:
    name, colon, secret = given.partition(":")
    return (name, secret) if colon else given or None


class Clients:
    """The two clients of a process, opened at first use: a socket must not be carried through a fork."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lock = threading.Lock()
        self._open: dict[tuple[int, bool], Elasticsearch] = {}
        self._limited: dict[tuple[int, int], Elasticsearch] = {}

    @property
    def reader(self) -> Elasticsearch:
        """For searches: short time limit, no retry."""
        return self._get(patient=False)

    def reader_within(self, seconds: float) -> Elasticsearch:
        """The reader's client with a time limit, rounded up to a twentieth of a second.

        The library makes every part of a client anew for a limit of its own, which takes longer than to ask with it.
        """
        key = (os.getpid(), math.ceil(seconds * STEPS))
        if key not in self._limited:
            self._limited[key] = self.reader.options(request_timeout=key[1] / STEPS)
        return self._limited[key]

    @property
    def writer(self) -> Elasticsearch:
        """For bulk writes and the life of generations."""
        return self._get(patient=True)

    def close(self) -> None:
        """Closes the connections of this process."""
        with self._lock:
            for (pid, _), client in self._open.items():
                if pid == os.getpid():
                    client.close()
            self._open.clear()
            self._limited.clear()

    def _get(self, *, patient: bool) -> Elasticsearch:
        key = (os.getpid(), patient)
        with self._lock:
            if key not in self._open:
                self._open[key] = self._connection.open(patient=patient)
            return self._open[key]
