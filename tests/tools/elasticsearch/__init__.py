"""Tests of the node the other tests run on."""
