"""Vectors, models and the list that joins meaning to words."""
