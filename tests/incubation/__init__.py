"""Tests of incubation."""
