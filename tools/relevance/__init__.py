"""Measures how well both engines find what people judged relevant, against recorded floors."""
