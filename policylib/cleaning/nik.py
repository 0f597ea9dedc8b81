"""STUB: replaced by the colleague who writes nik.py; overwrite freely."""


def check_niks(*a, **k):
    raise NotImplementedError
