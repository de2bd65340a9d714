"""Tests of the search library."""
