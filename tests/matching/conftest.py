"""A fresh index per test, as the search pages have it."""

from tests.discovery.conftest import index

__all__ = ["index"]
