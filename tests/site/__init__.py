"""Tests of the site itself: its plain pages."""
