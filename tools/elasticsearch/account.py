"""The system user the server runs as when we are root, for Elasticsearch refuses root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from .errors import NodeUnavailable

NAME = "elasticsearch-test"


def ensure() -> pwd.struct_passwd | None:
    """The user to run as; None when we are an ordinary user already. Raises NodeUnavailable."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        pass
    tool = shutil.which("useradd")
    if tool is None or shutil.which("runuser") is None:
        raise NodeUnavailable("root needs useradd and runuser to start the server as an ordinary user")
    made = subprocess.run(
        [tool, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        return pwd.getpwnam(NAME)
    except KeyError:
        raise NodeUnavailable(f"useradd could not make {NAME}: {made.stderr.strip()}") from None


def command_as(user: pwd.struct_passwd | None, command: list[str]) -> list[str]:
    """The command, run as the user when there is one."""
    return command if user is None else ["runuser", "-u", user.pw_name, "--", *command]


def own(user: pwd.struct_passwd | None, folder: Path) -> None:
    """Gives the folder and all in it to the user."""
    if user is None:
        return
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user.pw_uid, user.pw_gid)
