"""Where nodes live: var/elasticsearch of the checkout, or a shared folder when others may not enter it."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PRIVATE = "private-"  # start of the name of a node for one user


def root() -> Path:
    """Folder for the unpacked archive and the running nodes (`ELASTICSEARCH_HOME_DIR` overrides it).

    Root starts the server as a system user, who must be able to walk to it: a checkout under a private
    home folder cannot hold it, the machine's temporary folder can.
    """
    chosen = os.environ.get("ELASTICSEARCH_HOME_DIR")
    if chosen:
        place = Path(chosen)
    elif os.geteuid() == 0 and not _open_to_others(PROJECT):
        place = Path(tempfile.gettempdir()) / "marketplace-elasticsearch"
    else:
        place = PROJECT / "var" / "elasticsearch"
    place.mkdir(parents=True, exist_ok=True)
    return place


def run_folder(name: str) -> Path:
    """Folder of one named node."""
    return root() / "nodes" / name


def clear(folder: Path) -> None:
    """Removes a run folder; a private node's name is never used again, so its locks go too."""
    shutil.rmtree(folder, ignore_errors=True)
    if folder.name.startswith(PRIVATE):
        for lock in ("users", "lock"):
            folder.with_name(f"{folder.name}.{lock}").unlink(missing_ok=True)


def _open_to_others(path: Path) -> bool:
    """Whether every folder on the way may be entered by any user."""
    return all(folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents))
