"""All of them, in the order in which set-up sees to them."""

from __future__ import annotations

from .sentence_encoder import SENTENCE_ENCODER
from .whisper_base import WHISPER_BASE

THINGS = (WHISPER_BASE, SENTENCE_ENCODER)
