"""The process id of a server started from the archive, believed only when the process is ours."""

from __future__ import annotations

import contextlib
import os
import signal
import time
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


def freeze(pid: int, seconds: float = 10) -> None:
    """Stops a process (SIGSTOP) and returns when each of its threads has stopped; TimeoutError when one does not.

    The signal alone is not enough: one thread takes it up, and on a busy machine the others work on meanwhile.
    """
    os.kill(pid, signal.SIGSTOP)
    deadline = time.monotonic() + seconds
    while not is_frozen(pid):
        if time.monotonic() > deadline:
            raise TimeoutError(f"process {pid} did not stop within {seconds:g} s")
        time.sleep(0.001)


def is_frozen(pid: int) -> bool:
    """Whether no thread of a process can run before it is let go on."""
    return {_state(thread) for thread in Path(f"/proc/{pid}/task").iterdir()} <= {"T", "Z", "X"}


def _state(thread: Path) -> str:
    """One letter as in proc(5): T stopped, Z and X ended; a thread that is gone has ended."""
    try:
        return (thread / "stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"
