"""The 60 toneless Mandarin phones, and pinyin syllables as sequences of them.

A syllable is an optional initial and a final. Finals are written as in pinyin without tone; the three vowels
that pinyin spells ``i`` are kept apart (``i`` in *ti*, ``ii`` in *zi*, ``iii`` in *zhi*) because they sound
different.
"""

from __future__ import annotations

from collections.abc import Iterator

BLANK = 0
"""Network output (pdf) 0: the frames after the first of a phone."""

SILENCE = "SIL"
INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcs")
FINALS = (
    *("a", "o", "e", "i", "ii", "iii", "u", "v", "er"),
    *("ai", "ei", "ao", "ou", "an", "en", "ang", "eng", "ong"),
    *("ia", "ie", "iao", "iu", "ian", "in", "iang", "ing", "iong"),
    *("ua", "uo", "uai", "ui", "uan", "un", "uang", "ueng"),
    *("ve", "van", "vn"),
)
PHONES = (SILENCE, *INITIALS, *FINALS)
PHONE_ID = {phone: number for number, phone in enumerate(PHONES, start=1)}
"""Phone name -> network output (1 ..); 0 is ``BLANK``."""

OUTPUTS = len(PHONES) + 1

_BARE = {  # syllables without an initial: their spelling differs from the final's
    **{"yi": "i", "ya": "ia", "yo": "o", "ye": "ie", "yao": "iao", "you": "iu", "yan": "ian", "yin": "in"},
    **{"yang": "iang", "ying": "ing", "yong": "iong", "wu": "u", "wa": "ua", "wo": "uo", "wai": "uai"},
    **{"wei": "ui", "wan": "uan", "wen": "un", "wang": "uang", "weng": "ueng", "yu": "v", "yue": "ve"},
    **{
        "yuan": "van",
        "yun": "vn",
        "n": "en",
        "ng": "en",
        "hng": "en",
        "m": "en",
        "hm": "en",
        "ê": "ei",
        "eh": "ei",
    },
}
_AFTER_PALATAL = {"u": "v", "ue": "ve", "uan": "van", "un": "vn"}  # j q x: pinyin drops the dots of ü
_RESPELLED = {"ue": "ve", "uen": "un", "uei": "ui", "iou": "iu"}
_DENTAL = ("z", "c", "s")
_RETROFLEX = ("zh", "ch", "sh", "r")


def syllable_phones(syllable: str) -> tuple[str, ...]:
    """Phones of a toneless pinyin syllable (``v`` or ``ü`` for the rounded vowel); ValueError if it is
    none.
    """
    text = syllable.replace("ü", "v").replace("u:", "v")
    if text in _BARE:
        return (_BARE[text],)
    initial = next((candidate for candidate in INITIALS if text.startswith(candidate)), "")
    final = text[len(initial) :]
    if initial in ("j", "q", "x"):
        final = _AFTER_PALATAL.get(final, final)
    final = _RESPELLED.get(final, final)
    if final == "i":
        final = _apical(initial)
    if final not in FINALS:
        raise ValueError(f"not a pinyin syllable: {syllable!r}")
    return (initial, final) if initial else (final,)


def _apical(initial: str) -> str:
    """Which of the three vowels spelled ``i`` follows this initial."""
    return "ii" if initial in _DENTAL else "iii" if initial in _RETROFLEX else "i"


_INITIAL_SWAPS = {
    "zh": "z",
    "ch": "c",
    "sh": "s",
    "z": "zh",
    "c": "ch",
    "s": "sh",
    "n": "l",
    "l": "n",
    "r": "l",
}
_FINAL_SWAPS = {"an": "ang", "ang": "an", "en": "eng", "eng": "en", "in": "ing", "ing": "in"}
_H_TO_F = {"u": "u", "ua": "a", "ui": "ei", "uan": "an", "un": "en", "uang": "ang", "uo": "o"}
_F_TO_H = {final: rounded for rounded, final in _H_TO_F.items()}


def accented(phones: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Other ways this syllable is spoken across China, each with the number of phones that were swapped.

    z/zh, c/ch, s/sh, n/l, r -> l, hu-/f-, and -n/-ng: the mergers most Mandarin dialects show (Sichuan,
    Hubei, Hunan, Guangdong, Fujian ...).
    """
    starts: list[tuple[tuple[str, ...], int]] = [(phones, 0)]
    if len(phones) == 2:
        initial, final = phones
        if initial in _INITIAL_SWAPS:
            other = _INITIAL_SWAPS[initial]
            starts.append(((other, _apical(other) if final in ("ii", "iii") else final), 1))
        if initial == "h" and final in _H_TO_F:
            starts.append((("f", _H_TO_F[final]), 1))
        if initial == "f" and final in _F_TO_H:
            starts.append((("h", _F_TO_H[final]), 1))
    for start, swapped in starts:
        if swapped:
            yield start, swapped
        if start[-1] in _FINAL_SWAPS:
            yield (*start[:-1], _FINAL_SWAPS[start[-1]]), swapped + 1
