"""The verbs of the lexicon: load the packaged words, add, edit, retire and bring back, and try before saving."""

from marketplace.lexicon.service.editing import add, edit, restore, retire
from marketplace.lexicon.service.load import LoadReport, load
from marketplace.lexicon.service.trial import Change, Trial, try_out

__all__ = ["Change", "LoadReport", "Trial", "add", "edit", "load", "restore", "retire", "try_out"]
