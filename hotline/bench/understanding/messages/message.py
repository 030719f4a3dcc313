"""What a citizen wrote, and the pieces of it that a sentence encoder takes."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.sentences import LONGEST_SENTENCE, pieces_of


@dataclass(frozen=True, slots=True)
class Message:
    """What a citizen wrote."""

    subject: str
    text: str

    def pieces(self) -> tuple[str, list[str]]:
        """The subject and the pieces of the text, as long as an encoder reads, cut where sentences end."""
        return self.subject[:LONGEST_SENTENCE], pieces_of(self.text, LONGEST_SENTENCE)
