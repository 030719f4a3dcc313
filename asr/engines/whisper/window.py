"""How much of its 30 s the network is given, and how many tokens it may write.

Whisper is made for 30 s of sound, and the encoder's work grows with them. It also reads shorter windows, but
loses and repeats words where the speech fills them. `docs/benchmarks.md` has the table of windows.
"""

from __future__ import annotations

WINDOWS_S = (12.0, 16.0, 20.0, 25.0, 30.0)
"""Seconds of sound that the encoder is given: the first that the utterance fits into."""
_ROOM_S = 0.5
"""Silence that must be left behind the speech."""
LONGEST_S = WINDOWS_S[-1] - _ROOM_S

_TOKENS_PER_S = 8
_TOKENS = 8
"""Nobody says more: a Chinese character is one or two tokens, fast talk six characters a second."""

_DECODING = 4.0
"""Writing what was said in a second takes as long as encoding so many seconds of sound, beam of three."""


def window_s(seconds: float) -> float:
    """The window for an utterance of that length, in seconds.

    >>> window_s(3.0), window_s(14.0), window_s(40.0)
    (12.0, 16.0, 30.0)
    """
    return next((window for window in WINDOWS_S if seconds + _ROOM_S <= window), WINDOWS_S[-1])


def most_tokens(seconds: float) -> int:
    """The longest text of an utterance of that length, in tokens."""
    return _TOKENS + round(_TOKENS_PER_S * min(seconds, LONGEST_S))


def effort(seconds: float) -> float:
    """The work of reading an utterance of that length, in seconds of sound encoded."""
    return window_s(seconds) + _DECODING * min(seconds, LONGEST_S)
