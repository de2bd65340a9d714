"""How a server is started: the command, its surroundings and how its container is removed."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Launch:
    """What the guard needs to start and stop one server."""

    origin: str
    command: list[str]
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    pid_file: Path | None = None
    container: str | None = None

    @property
    def url(self) -> str:
        """Address of the server, loopback only."""
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
