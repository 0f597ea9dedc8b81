"""Press and circulars: what they claim, beside what is on record. Proposals; a person accepts."""

from policylib.cleaning.press.claims import Claim, claims
from policylib.cleaning.press.places import places_of
from policylib.cleaning.press.proposals import lines, propose

__all__ = ["Claim", "claims", "lines", "places_of", "propose"]
