"""A scripted encoder: letters decide which way a sentence points."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from contracts.sentences import EncodingError


class ScriptedEncoder:
    """A `SentenceEncoder` without a network; notes what it was asked."""

    dimensions = 8

    def __init__(self, name: str = "scripted", meanings: dict[str, str] | None = None) -> None:
        """`meanings`: sentences that mean the same as another."""
        self.name = name
        self.asked: list[str] = []
        self.meanings = meanings or {}

    def encode(self, text: str) -> NDArray[np.float32]:
        if text == "?":
            raise EncodingError("nothing is made of it")
        self.asked.append(text)
        meant = self.meanings.get(text, text).encode()
        numbers = np.frombuffer(hashlib.sha256(meant).digest()[:8], np.uint8).astype(np.float32) - 127.5
        vector: NDArray[np.float32] = (numbers / np.linalg.norm(numbers)).astype(np.float32)
        return vector
