"""Factories: small functions that add a plausible row and flush it."""
