"""List texts without a Chinese translation and add them to the catalogue of their noun; --check only judges."""

from __future__ import annotations

import sys

from tools.messages.catalogues import add_missing, problems


def main() -> int:
    """Exit code 1 when something is missing or wrong."""
    if "--check" not in sys.argv:
        for noun, count in sorted(add_missing().items()):
            print(f"{noun}.po: {count} new entries to translate")
    found = problems()
    for line in found:
        print(line)
    print("translations: complete" if not found else f"translations: {len(found)} problems")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
