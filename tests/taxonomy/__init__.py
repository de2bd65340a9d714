"""Tests of taxonomy."""
