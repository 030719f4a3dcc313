"""What agents think of an article, as a mild prior of the ranking.

Each agent counts once for an article: with their thumb, or with a quarter of one for having used it without
saying anything. Against what they come to stand so many agents who say nothing that a single one moves it by
a ninth of the way at most:

    esteem = (up + users / 4 - down) / (up + users / 4 + down + 8)        between -1 and 1
    rank by score * (1 + esteem / 10)

An article goes before another only where both fit and the other is hardly ahead of it. Whether an article
fits is judged before and without it, so nobody's thumb hides one or brings one; and that for an emergency
stands first whatever anybody thinks of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

USER = 0.25
"""What it counts that an agent used it, against a thumb."""
DOUBT = 8.0
"""Agents who are thought to say nothing."""
PRIOR = 0.1
"""Share of an article's score by which the best esteem raises it, and the worst lowers it."""

EsteemOf = Callable[[str], float]
"""(id of an article) -> its esteem."""


@dataclass(frozen=True, slots=True)
class Marks:
    """How many agents said or did what."""

    up: int = 0
    down: int = 0
    users: int = 0
    """Who used it and said nothing."""


def esteem(marks: Marks) -> float:
    """-1 to 1; 0 where nobody said anything."""
    liked = marks.up + USER * marks.users
    return (liked - marks.down) / (liked + marks.down + DOUBT)


def weighed(score: float, of: float) -> float:
    """A score of the ranking with the esteem of its article."""
    return score + abs(score) * PRIOR * of


def no_esteem(_article: str) -> float:
    """Where nobody is asked."""
    return 0.0
