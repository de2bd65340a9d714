"""Tests of what all operations share: errors, languages, tokens, methods."""
