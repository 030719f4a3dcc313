"""How characters sound, for those who search by sound and know no dialects."""

from __future__ import annotations

from ivr.dialects.pinyin import syllables


def sound_of(character: str) -> str:
    """The syllable of a character by itself, those that telephones mix up folded into one; what is none
    stands for itself."""
    return syllables(character)[0]
