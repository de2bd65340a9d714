"""One suite for both engines: what a backend promises, asked of each of them."""
