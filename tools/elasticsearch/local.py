"""Prepares a server from the Maven archive and a JDK: own configuration, data, logs and snapshots."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from . import account, accounts, archive, java
from .launch import Launch, free_port
from .release import CLUSTER_NAME

# A test node starts often and lives shortly: only the quick compiler, which halves the start's processor time.
# What measures an engine's speed sets its own options.
JAVA_OPTIONS = "-Xms512m -Xmx512m -XX:TieredStopAtLevel=1"
JAVA_OPTIONS_NAME = "NODE_JAVA_OPTIONS"


def java_options() -> str:
    """Options of the server's Java machine."""
    return os.environ.get(JAVA_OPTIONS_NAME, JAVA_OPTIONS)


def prepare(folder: Path, known: accounts.Accounts | None, port: int | None = None) -> Launch:
    """Fills the run folder; security is on when accounts are given. Raises NodeUnavailable."""
    java_home = java.home()
    user = account.ensure()
    server = archive.home()
    for name in ("data", "logs", "snapshots", "tmp"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    config = folder / "config"
    if not config.exists():
        shutil.copytree(server / "config", config)
    port = port or free_port()
    (config / "elasticsearch.yml").write_text(_settings(folder, port, secured=known is not None))
    if known is not None:
        accounts.write(known, config)
    account.own(user, folder)
    pid_file = folder / "tmp" / "server.pid"
    environment = {
        "ES_JAVA_HOME": str(java_home),
        "ES_JAVA_OPTS": java_options(),
        "ES_PATH_CONF": str(config),
        "ES_TMPDIR": str(folder / "tmp"),
        "PATH": os.environ.get("PATH", os.defpath),
        "LANG": "C.UTF-8",
    }
    command = account.command_as(user, [str(server / "bin" / "elasticsearch"), "-p", str(pid_file)])
    return Launch("maven", command, port, environment, pid_file=pid_file)


def _settings(folder: Path, port: int, *, secured: bool) -> str:
    lines = {
        "cluster.name": CLUSTER_NAME,
        "node.name": "test-0",
        "discovery.type": "single-node",
        "network.host": "127.0.0.1",
        "http.port": port,
        "transport.port": free_port(),
        "path.data": folder / "data",
        "path.logs": folder / "logs",
        "path.repo": folder / "snapshots",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        "cluster.info.update.interval": "24h",  # each look at the disk would lift the blocks that tests set
        "action.auto_create_index": "false",
        "search.allow_expensive_queries": "false",
        "xpack.security.enabled": str(secured).lower(),
    }
    if secured:
        lines["xpack.security.http.ssl.enabled"] = "false"
        lines["xpack.security.transport.ssl.enabled"] = "false"
        lines["xpack.security.enrollment.enabled"] = "false"
    return "".join(f"{name}: {value}\n" for name, value in lines.items())
