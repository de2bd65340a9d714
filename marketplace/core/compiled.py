"""Compiled templates, kept in the data folder: no first reader of a web process waits for the compiler."""

from __future__ import annotations

import contextlib
import hashlib
import pickle
import sys
from functools import cache
from pathlib import Path

import jinja2
from jinja2 import Environment
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from marketplace.core import http


class Compiled(FileSystemBytecodeCache):
    """One file for each template, written anew when its source, or what the compiler worked out by itself, changes.

    A folder that cannot be read or written costs time only.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder), "%s.bytecode")

    def get_bucket(self, environment: Environment, name: str, filename: str | None, source: str) -> Bucket:
        """The template's place, marked with its source and its surroundings."""
        return super().get_bucket(environment, name, filename, source + _surroundings(environment))

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read it, when it is there and whole."""
        with contextlib.suppress(OSError, EOFError, ValueError, pickle.UnpicklingError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write it, when that is possible."""
        with contextlib.suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True, mode=0o700)
            super().dump_bytecode(bucket)


@cache
def _surroundings(environment: Environment) -> str:
    """Changes with the compiler, the assets and our filters: a filter of a constant is worked out when compiling."""
    makers = (environment.code_generator_class, *environment.filters.values())
    modules = {sys.modules[maker.__module__] for maker in makers}
    ours = sorted(module.__file__ or "" for module in modules if module.__name__.startswith("marketplace."))
    parts = [jinja2.__version__, repr(http.asset_versions()), *(Path(file).read_text("utf-8") for file in ours)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
