"""Pinyin with tones as the symbols of Kokoro v1.0: phonetic letters, arrows for tones; and their numbers.

A syllable is its initial, its vowel, the arrow of its tone and its ending; the fifth tone has no arrow.
Kokoro learnt Mandarin from transcriptions of this form, so that none of it may be improved.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

PAUSES = ",.;:?!"
"""Marks that the network reads as pauses of different weight. Each is a word of its own."""

Words = list[list[str]]
"""Words as lists of pinyin syllables with tone numbers (5 = neutral); a mark of `PAUSES` stands alone."""

TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}


def _table(text: str) -> dict[str, str]:
    """`a=b c=d` as a table."""
    return dict(pair.split("=") for pair in text.split())


_INITIALS = _table(
    "b=p p=pʰ m=m f=f d=t t=tʰ n=n l=l g=k k=kʰ h=x j=ʨ q=ʨʰ x=ɕ zh=ꭧ ch=ꭧʰ sh=ʂ r=ɻ z=ʦ c=ʦʰ s=s"
)
_FINALS = _table(
    "a=a_ ai=ai_ an=a_n ang=a_ŋ ao=au_ e=ɤ_ ei=ei_ en=ə_n eng=ə_ŋ ong=ʊ_ŋ ou=ou_ o=wo_ "
    "i=i_ ia=ja_ ian=jɛ_n iang=ja_ŋ iao=jau_ ie=je_ in=i_n ing=i_ŋ iong=jʊ_ŋ iou=jou_ "
    "u=u_ ua=wa_ uai=wai_ uan=wa_n uang=wa_ŋ uei=wei_ uen=wə_n ueng=wə_ŋ uo=wo_ "
    "v=y_ ve=ɥe_ van=ɥɛ_n vn=y_n"
)
"""Finals as pypinyin's strict scheme names them; `_` is where the tone goes."""

_WHOLE = _table("er=ɚ_ o=ɔ_ io=jɔ_ ê=ɛ_ m=m_ n=n_ ng=ŋ_ hm=hm_ hng=hŋ_")
"""Syllables that are no initial and final."""

_BUZZED = "ɨ_"
"""The vowel that pinyin spells `i` after zh ch sh r z c s."""

NUMBERS = {
    **{";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, " ": 16, "ʦ": 20, "ʨ": 21, "ꭧ": 23, "a": 43, "e": 47},
    **{"f": 48, "h": 50, "i": 51, "j": 52, "k": 53, "l": 54, "m": 55, "n": 56, "o": 57, "p": 58, "s": 61},
    **{"t": 62, "u": 63, "w": 65, "x": 66, "y": 67, "ɔ": 76, "ɕ": 77, "ə": 83, "ɚ": 85, "ɛ": 86, "ɥ": 99},
    **{"ɨ": 101, "ŋ": 112, "ɻ": 126, "ʂ": 130, "ʊ": 135, "ɤ": 140, "ʰ": 162},
    **{"↓": 169, "→": 171, "↗": 172, "↘": 173},
}
"""Symbol -> what the network reads, from Kokoro's published configuration; of what Mandarin has."""


@cache
def syllable_symbols(syllable: str) -> str:
    """`zhang1` -> `ꭧa→ŋ`. ValueError if it is no syllable with its tone."""
    from pypinyin.contrib.tone_convert import to_finals, to_initials  # late: it loads a dictionary of phrases

    base, tone = syllable[:-1].replace("ü", "v"), syllable[-1:]
    initial = "" if base in _WHOLE else to_initials(base, strict=True)
    final = _WHOLE.get(base) or _FINALS.get(to_finals(base, strict=True, v_to_u=False))
    if final == "i_" and initial in ("zh", "ch", "sh", "r", "z", "c", "s"):
        final = _BUZZED
    if final is None or tone not in TONES or (initial and initial not in _INITIALS):
        raise ValueError(f"not a pinyin syllable with its tone: {syllable!r}")
    return _INITIALS.get(initial, "") + final.replace("_", TONES[tone])


def symbols(words: Words) -> str:
    """All words in a row, a space between them; pauses close up with what is before. ValueError as above."""
    text = ""
    for word in words:
        if word[0] in PAUSES:
            text = text.rstrip(" ") + word[0] + " "
        else:
            text += "".join(map(syllable_symbols, word)) + " "
    return text.strip(" ,")


def numbers(words: Words) -> list[int]:
    """What the network reads for `words`. ValueError as above."""
    return [NUMBERS[symbol] for symbol in symbols(words)]


def pieces(words: Words, longest: int) -> Iterator[Words]:
    """`words` cut behind pauses, as few pieces as have at most `longest` symbols each.

    What has no pause in so many symbols is cut between words.
    """
    piece: Words = []
    for group in _groups(words, longest):
        if piece and len(numbers(piece + group)) > longest:
            yield piece
            piece = []
        piece = piece + group
    if piece:
        yield piece


def _groups(words: Words, longest: int) -> Iterator[Words]:
    """What may not be parted: words up to a pause, unless they are too many."""
    group: Words = []
    for word in words:
        if group and len(numbers([*group, word])) > longest:
            yield group
            group = []
        group = [*group, word]
        if word[0] in PAUSES:
            yield group
            group = []
    if group:
        yield group
