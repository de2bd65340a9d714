"""Write the generated documents; --check only says which ones are stale (exit code 1)."""

from __future__ import annotations

import sys

from tools.documents.pages import pages


def main() -> int:
    """Compare or write every page."""
    stale = []
    for path, text in pages().items():
        present = path.read_text() if path.exists() else ""
        if present == text:
            continue
        stale.append(path.name)
        if "--check" not in sys.argv:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    if "--check" in sys.argv and stale:
        print(f"stale documents: {', '.join(stale)} (run `make docs`)")
        return 1
    print("documents: fresh" if "--check" in sys.argv else f"documents written: {', '.join(stale) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
