"""What an editor should look at: articles that hold no more, or not yet, or contradict one another."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from agent_assist.knowledge.articles import Article

Kind = Literal["expired", "not_yet", "contradictory", "unreviewed"]
_LETTERS = re.compile(r"[^\w]+")


@dataclass(frozen=True, slots=True)
class ArticleDoubt:
    """Nothing that keeps an article from being published."""

    kind: Kind
    articles: tuple[str, ...]
    """Ids."""
    says: str


def doubts_of(articles: Iterable[Article], today: datetime.date) -> Iterator[ArticleDoubt]:
    """In the order of the articles; who is unreviewed stands in one doubt at the end."""
    titles: dict[str, list[Article]] = {}
    unreviewed: list[str] = []
    for one in articles:
        if one.expired(today):
            says = f"{one.title}：{one.valid_until} 后失效，不再推荐 / expired, is not suggested"
            yield ArticleDoubt("expired", (one.id,), says)
        elif not one.holds(today):
            says = f"{one.title}：{one.valid_from} 起才生效 / is not suggested before that day"
            yield ArticleDoubt("not_yet", (one.id,), says)
        if one.reviewed is None:
            unreviewed.append(one.id)
        titles.setdefault(_LETTERS.sub("", one.title).lower(), []).append(one)
    for same in titles.values():
        yield from _contradictory(same)
    if unreviewed:
        says = f"{len(unreviewed)} 篇没有核实日期，是待核实的示例 / are examples nobody has verified yet"
        yield ArticleDoubt("unreviewed", tuple(unreviewed), says)


def _contradictory(same: Sequence[Article]) -> Iterator[ArticleDoubt]:
    """Of those with one title, neighbours by time that hold at once in the same place."""
    by_time = sorted(same, key=lambda one: one.valid_from or datetime.date.min)
    for at, one in enumerate(by_time):
        for other in by_time[at + 1 :]:
            if _both_hold(one, other):
                both = f"{one.id}（{_period(one)}）、{other.id}（{_period(other)}）"
                says = (
                    f"{one.title}：{both}同名，同时有效 / "
                    "have one title and hold at once: give one of them an end, or take it out"
                )
                yield ArticleDoubt("contradictory", (one.id, other.id), says)
                break


def _both_hold(one: Article, later: Article) -> bool:
    apart = (
        one.valid_until is not None and later.valid_from is not None and one.valid_until < later.valid_from
    )
    elsewhere = one.district and later.district and not {*one.district} & {*later.district}
    return not apart and not elsewhere


def _period(one: Article) -> str:
    return f"{one.valid_from or '…'} – {one.valid_until or '…'}"
