"""The process id of a server started from the archive, believed only when the process is ours."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path


def read(folder: Path) -> int | None:
    """Process id of the server that runs in the folder; None when it does not run.

    A process id is reused by the system: the process must name the folder in its command line.
    """
    try:
        pid = int((folder / "tmp" / "server.pid").read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return None
    return pid if str(folder).encode() in command else None


def kill(folder: Path) -> None:
    """Ends the folder's server at once, if it still runs."""
    pid = read(folder)
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
