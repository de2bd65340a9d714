"""Entrances of accounts: what people and programs send, and what programs get."""
