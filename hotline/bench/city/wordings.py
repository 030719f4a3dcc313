"""A matter as different callers tell it: clauses of one real message, other openings, misheard characters."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from hotline.bench.city.material import Material

OPENINGS = (
    "",
    "",
    "你好",
    "喂你好",
    "您好我想反映一下",
    "我要投诉",
    "那个",
    "是这样的",
    "我问一下",
    "麻烦你们管一管",
)
MISHEARD = 0.05
"""Characters that the recogniser writes otherwise: as many as of strangers over a telephone."""
WITHOUT_GIST = 0.2
"""Callers who do not say what a subject line says."""
LEFT_OUT = 0.3
"""Of a subject line what a caller leaves out, at most."""
MOST_CLAUSES = 5


def wording(of: Material, characters: Sequence[str], random: Random) -> str:
    """How one caller tells it. `characters`: what may be heard instead of another."""
    parts = [random.choice(OPENINGS)]
    if random.random() >= WITHOUT_GIST:
        parts.append(_part(of.subject, random))
    count = random.randint(1, min(MOST_CLAUSES, len(of.clauses)))
    begin = random.randint(0, len(of.clauses) - 1)
    told = [of.clauses[(begin + at) % len(of.clauses)] for at in range(count)]
    random.shuffle(told)
    return "".join(
        random.choice(characters) if random.random() < MISHEARD else one for one in "，".join([*parts, *told])
    )


def _part(subject: str, random: Random) -> str:
    gone = int(len(subject) * random.uniform(0, LEFT_OUT))
    at = random.randint(0, len(subject) - gone)
    return subject[:at] + subject[at + gone :]
