"""How a Chinese word is spoken, as pinyin with tones."""

from __future__ import annotations

from pypinyin import Style, lazy_pinyin

from models.training.language.phones import syllable_phones


def pinyin(word: str) -> list[str]:
    """Toned syllables of a Chinese word; ValueError if a character has none. 幺 is the telephone's one."""
    if word == "幺":
        return ["yao1"]
    syllables = [
        str(s).replace("ü", "v") for s in lazy_pinyin(word, style=Style.TONE3, neutral_tone_with_five=True)
    ]
    for syllable in syllables:
        syllable_phones(syllable.rstrip("12345"))
    return syllables
