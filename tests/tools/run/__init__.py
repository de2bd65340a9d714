"""Tests of the start command."""
