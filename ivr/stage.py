"""Where a conversation stands."""

from enum import Enum, auto


class Stage(Enum):
    NEW = auto()
    """Not answered yet."""
    ASK = auto()
    """What is it about?"""
    CONFIRM = auto()
    """Is it this?"""
    MENU = auto()
    """Which of these phrases? Nothing else is listened for."""
    KEYS = auto()
    """Nothing can be heard; only keys work."""
    GOODBYE = auto()
    """The last words are being said."""
    DONE = auto()
    """Routed, or hung up."""
