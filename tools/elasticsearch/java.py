"""Finds a Java home new enough for the server."""

from __future__ import annotations

import os
import re
from pathlib import Path

from .errors import NodeUnavailable
from .release import MINIMUM_JAVA

_VERSION = re.compile(r'^JAVA_VERSION="(\d+)', re.MULTILINE)


def home() -> Path:
    """ES_JAVA_HOME, then JAVA_HOME, then the newest under /usr/lib/jvm. Raises NodeUnavailable."""
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    installed = sorted(Path("/usr/lib/jvm").glob("*"), key=major_version, reverse=True)
    for candidate in (*named, *installed):
        if major_version(candidate) >= MINIMUM_JAVA:
            return candidate
    raise NodeUnavailable(f"no JDK {MINIMUM_JAVA} or newer (ES_JAVA_HOME, JAVA_HOME, /usr/lib/jvm)")


def major_version(candidate: Path) -> int:
    """Major version by the home's `release` file; 0 when this is no Java home."""
    release = candidate / "release"
    if not release.is_file() or not (candidate / "bin" / "java").exists():
        return 0
    found = _VERSION.search(release.read_text(errors="replace"))
    return int(found.group(1)) if found else 0
