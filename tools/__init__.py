"""Tools of the developers: a real search node for tests, relevance, benchmarks, demo data."""
