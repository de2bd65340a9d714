"""The library stands alone: no framework, no database, and no engine that is not asked for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FRAMEWORKS = ("flask", "sqlalchemy", "marketplace", "werkzeug", "psycopg")
IMPORT = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {refused}:
            raise ImportError(name + " is not for this library")
sys.meta_path.insert(0, Refuse())
import {module}
"""


@pytest.mark.parametrize(
    ("module", "refused"),
    [
        ("search, search.urls, search.rebuild, search.planner", (*FRAMEWORKS, "tantivy", "elasticsearch")),
        ("search.tantivy", (*FRAMEWORKS, "elasticsearch")),
        ("search.analysis.highlight, search.analysis.identifiers", (*FRAMEWORKS, "tantivy", "elasticsearch")),
    ],
)
def test_it_imports_without(module: str, refused: tuple[str, ...]) -> None:
    code = IMPORT.format(refused=set(refused), module=module)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
