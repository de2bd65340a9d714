"""Notifications and the in-app inbox."""
