"""Meaning beside words: sentence vectors, where they lie, and how their list joins the list of words.

Nothing here is needed to search: without a model, or when it fails, the answer is the one of words alone.
numpy is imported where vectors are computed or compared, never at the door, so the library runs without it.
"""
