"""Tests of the words of the domain."""
