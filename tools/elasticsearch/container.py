"""Prepares a server from the official image when a Docker engine answers."""

from __future__ import annotations

import shutil
import subprocess
import uuid
from pathlib import Path

from . import accounts
from .errors import NodeUnavailable
from .launch import Launch, free_port
from .local import java_options
from .release import CLUSTER_NAME, IMAGE

_CONFIG = "/usr/share/elasticsearch/config"


def prepare(folder: Path, known: accounts.Accounts | None, port: int | None = None) -> Launch:
    """The command for one container; security is on when accounts are given. Raises NodeUnavailable."""
    docker = engine()
    _fetch_image(docker)
    name = f"marketplace-elasticsearch-{uuid.uuid4().hex[:12]}"
    port = port or free_port()
    command = [docker, "run", "--rm", "--name", name, "--publish", f"127.0.0.1:{port}:9200"]
    for setting, value in _environment(secured=known is not None).items():
        command += ["--env", f"{setting}={value}"]
    if known is not None:
        accounts.write(known, folder)
        for file in ("users", "users_roles", "roles.yml"):
            command += ["--volume", f"{folder / file}:{_CONFIG}/{file}:ro"]
    return Launch("docker", [*command, IMAGE], port, container=name)


def engine() -> str:
    """The docker program, when its engine answers. Raises NodeUnavailable."""
    docker = shutil.which("docker")
    if docker is None:
        raise NodeUnavailable("no docker program")
    try:
        subprocess.run([docker, "info"], check=True, capture_output=True, timeout=20)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise NodeUnavailable("no Docker engine answers") from None
    return docker


def _fetch_image(docker: str) -> None:
    """Pulls the image before the start, so the start's own time limit measures the server only."""
    if subprocess.run([docker, "image", "inspect", IMAGE], capture_output=True, check=False).returncode == 0:
        return
    try:
        subprocess.run([docker, "pull", "--quiet", IMAGE], check=True, capture_output=True, timeout=900)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise NodeUnavailable(f"the image {IMAGE} cannot be pulled") from None


def _environment(*, secured: bool) -> dict[str, str]:
    settings = {
        "cluster.name": CLUSTER_NAME,
        "discovery.type": "single-node",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        "cluster.info.update.interval": "24h",  # each look at the disk would lift the blocks that tests set
        "action.auto_create_index": "false",
        "search.allow_expensive_queries": "false",
        "path.repo": "/tmp",  # noqa: S108 - a folder inside the container
        "ingest.geoip.downloader.enabled": "false",
        "xpack.ml.enabled": "false",
        "xpack.security.enabled": str(secured).lower(),
        "ES_JAVA_OPTS": java_options(),
    }
    if secured:
        settings["xpack.security.http.ssl.enabled"] = "false"
        settings["xpack.security.transport.ssl.enabled"] = "false"
        settings["xpack.security.enrollment.enabled"] = "false"
    return settings
