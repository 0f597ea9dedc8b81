"""What each instrument would buy: people, months, money, protection, and how sure the order is."""

from policylib.instruments.catalogue import (
    INSTRUMENTS,
    OFFICIALS,
    OFFICIALS_TEXT,
    Instrument,
    named,
    of_region,
)
from policylib.instruments.compare import Compared, compare
from policylib.instruments.draws import at_values, sample
from policylib.instruments.measures import ENDS
from policylib.instruments.setting import Setting, read_setting, setting
from policylib.instruments.simulate import Outcome, outcome

__all__ = [
    "ENDS",
    "INSTRUMENTS",
    "OFFICIALS",
    "OFFICIALS_TEXT",
    "Compared",
    "Instrument",
    "Outcome",
    "Setting",
    "at_values",
    "compare",
    "named",
    "of_region",
    "outcome",
    "read_setting",
    "sample",
    "setting",
]
