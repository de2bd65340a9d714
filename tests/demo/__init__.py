"""Tests of the demonstration pack and of what makes it."""
