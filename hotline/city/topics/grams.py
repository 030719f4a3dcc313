"""A text as the pairs of characters that stand in it."""

from __future__ import annotations

import re

LONGEST = 500
"""Characters that are looked at."""
_RUN = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z0-9]")


def grams(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters, words in Latin letters whole; what a mask hides (`*`) and punctuation
    separate. A text of a single character has that one."""
    found: set[str] = set()
    for run in _RUN.findall(text[:LONGEST].lower()):
        if _WORD.match(run) or len(run) == 1:
            found.add(run)
        else:
            found.update(run[at : at + 2] for at in range(len(run) - 1))
    if len(found) > 1:  # a single character tells something only where there is nothing else
        found = {one for one in found if len(one) > 1 or _WORD.match(one)} or found
    return frozenset(found)
