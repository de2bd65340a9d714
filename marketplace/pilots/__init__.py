"""Pilot platforms and pilot projects with gates G0-G5."""
