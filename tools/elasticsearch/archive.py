"""Gets the server's archive from the local Maven repository, checks it and unpacks it once."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import zipfile
from pathlib import Path

from . import places
from .errors import NodeUnavailable
from .release import ARCHIVE_PATH, ARCHIVE_SHA256, ARTIFACT, VERSION

DOWNLOAD_TIMEOUT_SECONDS = 900


def home() -> Path:
    """The unpacked server; downloads and unpacks at the first call. Raises NodeUnavailable."""
    target = places.root() / f"server-{VERSION}"
    with (places.root() / "archive.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (target / "bin" / "elasticsearch").exists():
            _unpack(_archive(), target)
    return target


def _archive() -> Path:
    repository = Path.home() / ".m2" / "repository"
    path = repository / ARCHIVE_PATH
    if not path.exists():
        _download(repository)
    if not path.exists():
        raise NodeUnavailable(f"Maven reported success but left no {path.name}")
    with path.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    if found != ARCHIVE_SHA256:
        raise NodeUnavailable(f"{path} has SHA-256 {found}, expected {ARCHIVE_SHA256}: delete it")
    return path


def _download(repository: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise NodeUnavailable("no Maven (mvn) to fetch the server's archive")
    command = [maven, "-B", "-q", "dependency:get", f"-Dartifact={ARTIFACT}", "-Dtransitive=false"]
    command.append(f"-Dmaven.repo.local={repository}")
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=DOWNLOAD_TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        raise NodeUnavailable(f"Maven took more than {DOWNLOAD_TIMEOUT_SECONDS} s for the archive") from None
    except subprocess.CalledProcessError as error:
        last = (error.stdout + error.stderr).strip().splitlines()[-1:]
        raise NodeUnavailable(f"Maven could not fetch {ARTIFACT}: {' '.join(last)}") from None


def _unpack(archive: Path, target: Path) -> None:
    """Unpacks beside the target and renames, so a killed run leaves no half server."""
    partial = target.with_name(target.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    with zipfile.ZipFile(archive) as content:
        content.extractall(partial)
    top = partial / f"elasticsearch-{VERSION}"
    for path in (top, *top.rglob("*")):
        runnable = path.is_dir() or path.parent.name == "bin"
        path.chmod(0o755 if runnable else 0o644)
    top.rename(target)
    shutil.rmtree(partial)
