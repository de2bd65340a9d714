"""Tests of enquiries and deals."""
