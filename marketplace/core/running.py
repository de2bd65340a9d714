"""The settings of the site that runs, for rooms that know no Flask."""

from __future__ import annotations

from flask import current_app

from marketplace.settings import Settings


def settings() -> Settings:
    """The settings the application was made with."""
    found: Settings = current_app.config["SETTINGS"]
    return found
