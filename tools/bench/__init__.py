"""Benchmarks: each prints figures and ratios measured in one run on this machine; none of them is a test."""
