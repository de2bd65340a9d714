"""Faults around a running site: what readers meet, and that everything heals by itself."""
