"""What can be wrong with a model; words answer alone then."""


class ModelAbsent(Exception):
    """No model can be used here; the message says which and why."""


class ModelFailed(Exception):
    """The model is there but did not answer this time."""
