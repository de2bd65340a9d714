"""Incubators, incubation cases and their milestones I0-I7."""
