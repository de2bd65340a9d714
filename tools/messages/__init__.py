"""Translations: every English text of the code must have its Chinese one, with the same placeholders."""
