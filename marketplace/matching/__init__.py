"""Needs and listings brought together, with reasons: matches both ways, and listings like another one."""
