"""Tests of the search pages."""
