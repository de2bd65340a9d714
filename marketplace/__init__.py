"""The Flask application: one folder per noun, assembled in app.py."""
