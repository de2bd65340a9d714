"""Home, language, errors, health."""
