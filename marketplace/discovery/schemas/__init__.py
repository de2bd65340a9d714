"""Entrances of discovery: what people and programs send about their collections."""
