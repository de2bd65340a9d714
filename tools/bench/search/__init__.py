"""Measures search from the engine to the page on synthetic listings recombined from real texts, in one run."""
