"""Tools of the house: start, demo, benchmarks, a search node for tests, generated documents."""
