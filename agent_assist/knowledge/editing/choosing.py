"""Which articles somebody wants to see: by words, department, district, tag, and whether they hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from agent_assist.knowledge.articles import Article

Standing = Literal["current", "expired", "later", "unreviewed"]


@dataclass(frozen=True, slots=True)
class Choice:
    """All of it at once; what is empty chooses nothing out."""

    text: str = ""
    department: str = ""
    district: str = ""
    tag: str = ""
    standing: Standing | None = None


def chosen(articles: Iterable[Article], choice: Choice, today: date) -> list[Article]:
    """Those that fit, in their order; of several words of the text all stand in an article."""
    words = choice.text.lower().split()
    return [one for one in articles if _fits(one, choice, today) and _holds_words(one, words)]


def _fits(one: Article, choice: Choice, today: date) -> bool:
    return (
        (not choice.department or one.department == choice.department)
        and (not choice.district or not one.district or choice.district in one.district)
        and (not choice.tag or choice.tag in one.tags)
        and (choice.standing is None or _stands(one, choice.standing, today))
    )


def _stands(one: Article, standing: Standing, today: date) -> bool:
    match standing:
        case "expired":
            return one.expired(today)
        case "later":
            return not one.expired(today) and not one.holds(today)
        case "unreviewed":
            return one.reviewed is None
    return one.holds(today)


def _holds_words(one: Article, words: list[str]) -> bool:
    if not words:
        return True
    text = f"{one.id} {one.title} {' '.join(one.tags)} {one.source} {one.body}".lower()
    return all(word in text for word in words)
