"""STUB: replaced by the colleague who writes pseudonyms.py; overwrite freely."""


def pseudonyms(*a, **k):
    raise NotImplementedError
