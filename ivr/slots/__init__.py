"""What the answer to a question means: an address, a telephone number, a date, a choice ..."""

from ivr.slots.fill import fill
from ivr.slots.filled import Filled
from ivr.slots.places.gazetteer import Gazetteer

__all__ = ["Filled", "Gazetteer", "fill"]
