"""What the person in front of the terminal sees: one line per step, then where to go."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from marketplace.settings import Settings


@contextmanager
def step(what: str) -> Iterator[None]:
    """Print what is being done and, after it, how long it took."""
    began = time.monotonic()
    print(f"  {what} …", end="", flush=True)
    try:
        yield
    except BaseException:
        print(" failed", flush=True)
        raise
    print(f" {time.monotonic() - began:.1f} s", flush=True)


def progress(text: str) -> None:
    """Overwrite the end of the line on a terminal; stay silent in a file."""
    if sys.stdout.isatty():
        print(f"\r  {text}\033[K", end="", flush=True)


def ready(settings: Settings, seconds: float) -> None:
    """The address, and one account per role when the demo is on."""
    print(f"\nReady after {seconds:.1f} s:  {settings.public_url}/zh/   ·   {settings.public_url}/en/\n")
    if settings.demo:
        from tools.demo.accounts import DEMO_ACCOUNTS, DEMO_PASSWORD

        print("Demo data (演示数据). One account per role, password for all:", DEMO_PASSWORD)
        for email, role in DEMO_ACCOUNTS:
            print(f"  {email:26} {role}")
        print("\nThree things to try: search 余热, open a result and ask about it; look at the board as broker.")
    print("Ctrl-C stops everything.", flush=True)
