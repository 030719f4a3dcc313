"""Lists of articles that stay where they are while somebody reads or points at them."""

from __future__ import annotations

from collections.abc import Sequence

from contracts import Suggestion


def steady(
    shown: Sequence[Suggestion], found: Sequence[Suggestion], limit: int, *, adds_only: bool = False
) -> tuple[Suggestion, ...]:
    """What is to be shown now: who is still there keeps their place, others take the places of those that go.

    `found`: the best first; `adds_only`: nothing goes, for what only an unfinished sentence says.
    """
    now = {one.article: one for one in found}
    places: list[Suggestion | None] = [
        now.get(one.article, one if adds_only else None) for one in shown[:limit]
    ]
    staying = {one.article for one in places if one is not None}
    coming = [one for one in found if one.article not in staying]
    for at, one in enumerate(places):
        if one is None and coming:
            places[at] = coming.pop(0)
    return tuple(one for one in (*places, *coming) if one is not None)[:limit]
