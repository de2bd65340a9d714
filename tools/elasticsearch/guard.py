"""Process beside a server: starts it and stops it as soon as nobody uses it any more.

Users of a node hold a shared lock on its `.users` file. The kernel drops the lock when they end, however
they end, so a suite that was killed leaves no server behind. `keep` (a node started by hand) waits for a
signal instead.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from . import places, server_pid

POLL_SECONDS = 0.3
STOP_SECONDS = 15
_PR_SET_PDEATHSIG = 1


class _Stopped(Exception):
    """A signal asked the guard to end."""


def _on_signal(number: int, frame: FrameType | None) -> None:
    raise _Stopped


def _follow_guard() -> None:
    """In the child: end too when the guard itself is killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def run(folder: Path) -> None:
    """Runs the server described by `launch.json` in the folder until it is unused or ends."""
    spec = json.loads((folder / "launch.json").read_text())
    with (folder / "console.log").open("ab") as console, Path(spec["users"]).open("a") as users:
        server = subprocess.Popen(
            spec["command"],
            env=spec["environment"] or None,
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
            cwd=folder,
            preexec_fn=_follow_guard,
        )
        with contextlib.suppress(_Stopped):
            while server.poll() is None and (spec["keep"] or _somebody_uses(users)):
                time.sleep(POLL_SECONDS)
        ended_alone = server.poll() is not None
        _stop(server, spec["container"])
        server_pid.kill(folder)  # a server that hangs does not follow its launcher
        # A server that ended by itself leaves its log: whoever waits for it reports the reason.
        if not ended_alone:
            places.clear(folder)


def _somebody_uses(users: object) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # type: ignore[arg-type]
    except BlockingIOError:
        return True
    return False


def _stop(server: subprocess.Popen[bytes], container: str | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if container is not None:
        subprocess.run(["docker", "rm", "--force", container], capture_output=True, check=False)
    if server.poll() is None:
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(STOP_SECONDS)
    if server.poll() is None:
        server.kill()
        server.wait()


if __name__ == "__main__":
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, _on_signal)
    run(Path(sys.argv[1]))
