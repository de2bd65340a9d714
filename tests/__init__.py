"""The tests mirror the tree: one folder per noun, and house, journeys, contract across."""
