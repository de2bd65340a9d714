"""Whether people would find what they look for: measured against records."""
