"""Start the whole site on one machine and stop all of it on Ctrl-C."""

from __future__ import annotations

import sys

from tools.run.supervisor import StartError, Supervisor


def main() -> int:
    """Run until stopped; exit code 1 with a clear sentence when it cannot start."""
    try:
        return Supervisor().run()
    except StartError as error:
        print(f"\nCannot start: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
