"""Where the builder reads its sources and where the pack lies."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILDER = Path(__file__).resolve().parent
PACK = ROOT / "demo"
SOURCES = ROOT.parent / "shared" / "data"  # the collected public data; absent on a plain clone


class SourcesMissing(RuntimeError):
    """The collected source data lie beside the repository and are not part of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Source data not found: {path.name}. The demo pack in demo/ is complete without them; "
            "rebuilding it, or loading more rows, needs the folder shared/data beside the repository."
        )


def source(name: str) -> Path:
    """A source file by its name below shared/data. Raises SourcesMissing when it is not there."""
    path = SOURCES / name
    if not path.exists():
        raise SourcesMissing(path)
    return path
