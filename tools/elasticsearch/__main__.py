"""Command line: `python -m tools.elasticsearch start | stop | status | url [--secured]`."""

from __future__ import annotations

import argparse
import sys

from .errors import NodeUnavailable
from .node import Node, attach, running, stop, users


def main() -> int:
    """Exit code 0 when the node runs (or was stopped), 1 when it does not, 2 when it cannot be started."""
    parser = argparse.ArgumentParser(prog="tools.elasticsearch", description=__doc__)
    parser.add_argument("command", choices=("start", "stop", "status", "url"))
    parser.add_argument("--secured", action="store_true", help="the node with users and roles")
    options = parser.parse_args()
    name = "secured" if options.secured else "open"
    if options.command == "stop":
        return 0 if stop(name) else _say("no node runs")
    if options.command == "start":
        try:
            with users(name) as held:
                found: Node | None = attach(name, held, security=options.secured, keep=True)
        except NodeUnavailable as reason:
            print(reason, file=sys.stderr)
            return 2
    else:
        found = running(name)
    if found is None:
        return _say("no node runs")
    print(found.url if options.command == "url" else _describe(found))
    return 0


def _describe(found: Node) -> str:
    lines = [f"{found.url} ({found.origin})"]
    if found.accounts is not None:
        everyone = (found.accounts.admin, found.accounts.reader, found.accounts.indexer)
        lines += [f"{who.role}: {who.name} {who.password}" for who in everyone]
    return "\n".join(lines)


def _say(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
