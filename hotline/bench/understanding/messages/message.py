"""What a citizen wrote, and the pieces of it that a sentence encoder takes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from contracts.sentences import LONGEST_SENTENCE

_ENDS = re.compile(r"(?<=[。！？；!?;])")


@dataclass(frozen=True, slots=True)
class Message:
    """What a citizen wrote."""

    subject: str
    text: str

    def pieces(self) -> tuple[str, list[str]]:
        """The subject and the pieces of the text, as long as an encoder reads, cut where sentences end."""
        return self.subject[:LONGEST_SENTENCE], _pieces(self.text)


def _pieces(text: str) -> list[str]:
    found = [""]
    for sentence in _ENDS.split(" ".join(text.split())):
        if len(found[-1]) + len(sentence) > LONGEST_SENTENCE:
            found.append("")
        while len(sentence) > LONGEST_SENTENCE:
            found[-1], sentence = sentence[:LONGEST_SENTENCE], sentence[LONGEST_SENTENCE:]
            found.append("")
        found[-1] += sentence
    return [piece for piece in found if piece]
