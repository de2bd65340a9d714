"""Generations on disk: one folder each, and a pointer file that is replaced in one step."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from search.analysis import Analysis
from search.errors import IndexMissing

POINTER = "CURRENT"
ANALYSIS = "analysis.json.gz"
KEPT = 2  # the generation being read and the one before it
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")


@dataclass(frozen=True, slots=True)
class Pointer:
    """Which generation is read: its name, the analysis and schema it was made with, its document count."""

    generation: str
    av: str
    schema: str
    documents: int


@dataclass(frozen=True, slots=True)
class Directory:
    """The folder of one index."""

    path: Path

    def folder(self, name: str) -> Path:
        """Folder of a generation; ValueError for a name that is not letters, digits and dashes."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a generation")
        return self.path / f"gen-{name}"

    def generations(self) -> list[str]:
        """Names of all generations, oldest first."""
        found = [(there.st_mtime_ns, file.parent.name) for file, there in _there(self.path.glob(f"gen-*/{ANALYSIS}"))]
        return [name.removeprefix("gen-") for _written, name in sorted(found)]

    def size(self, name: str) -> int:
        """Bytes of a generation."""
        return sum(there.st_size for _file, there in _there(self.folder(name).glob("*")))

    def stamp(self) -> tuple[int, int] | None:
        """Changes whenever the pointer is replaced; None when there is none."""
        try:
            status = (self.path / POINTER).stat()
        except OSError:
            return None
        return status.st_mtime_ns, status.st_ino

    def pointer(self) -> Pointer:
        """The generation to read; IndexMissing when there is none or the pointer cannot be read."""
        try:
            return Pointer(**json.loads((self.path / POINTER).read_text()))
        except FileNotFoundError as error:
            raise IndexMissing(f"no generation under {self.path.name}") from error
        except (OSError, ValueError, TypeError) as error:
            raise IndexMissing(f"unreadable pointer: {error}", reason="damaged") from error

    def point_to(self, pointer: Pointer) -> None:
        """Move readers to another generation: written, synced, then renamed over the old pointer."""
        fresh = self.path / f"{POINTER}.{os.getpid()}"
        _write_synced(fresh, json.dumps(asdict(pointer)).encode())
        fresh.replace(self.path / POINTER)
        _sync_folder(self.path)

    def create(self, name: str, analysis: Analysis) -> Path:
        """An empty folder for a new generation, with the analysis that cuts it; FileExistsError when it exists."""
        folder = self.folder(name)
        folder.mkdir(parents=True)
        _write_synced(folder / ANALYSIS, analysis.dump())
        return folder

    def analysis(self, name: str) -> Analysis:
        """The analysis a generation was cut with; IndexMissing when this code would cut differently."""
        try:
            return Analysis.load((self.folder(name) / ANALYSIS).read_bytes())
        except OSError as error:
            raise IndexMissing(f"{name}: {error}", reason="damaged") from error
        except ValueError as error:
            raise IndexMissing(f"{name}: {error}", reason="schema") from error

    def remove(self, name: str) -> None:
        """Delete a generation; its open readers keep their mapped files."""
        shutil.rmtree(self.folder(name), ignore_errors=True)

    def discard(self, name: str) -> None:
        """Delete a generation; ValueError for the one that is being read."""
        try:
            is_current = self.pointer().generation == name
        except IndexMissing:
            is_current = False
        if is_current:
            raise ValueError(f"{name} is being read")
        self.remove(name)

    def surplus(self, current: str) -> Iterator[str]:
        """Finished generations older than the current one and the one before it."""
        names = self.generations()
        before = names[: names.index(current)] if current in names else []
        yield from before[: max(0, len(before) - (KEPT - 1))]


def _there(files: Iterable[Path]) -> Iterator[tuple[Path, os.stat_result]]:
    """Each file with what the disk says of it, but those that another process has taken away meanwhile."""
    for file in files:
        with contextlib.suppress(FileNotFoundError):
            yield file, file.stat()


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    with contextlib.suppress(OSError):  # some file systems refuse to sync a folder
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
