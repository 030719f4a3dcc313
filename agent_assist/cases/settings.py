"""The section `tickets:` of config.yaml: how cases are sorted, who is responsible, until when.

Ids are what cases keep, so they stay as they are. A category or unit that is not used any more is marked
`retired`, or taken out: cases that have it show its name as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.configuration.settings import Id, Mistake, OneLine, Section, errors

Name = Annotated[str, OneLine(30)]
HOUR_S, DAY_S = 3600.0, 86_400.0
WARN_SHARE = 0.25
"""Of its time, that is left when a deadline is warned of that says nothing of it."""


class Deadline(Section):
    """Until when a case is to be answered."""

    id: Id
    name: Name = Field(description="What the desk calls it.")
    hours: float = Field(default=0, ge=0, le=240, description="From the filing on.")
    days: float = Field(default=0, ge=0, le=365, description="Calendar days, added to the hours.")
    danger: bool = Field(default=False, description="That of all cases in which somebody may be in danger.")
    warn_hours: float | None = Field(
        default=None,
        ge=0,
        le=240,
        description="Warned of so many hours before; without it, when a quarter of its time is left.",
    )

    @model_validator(mode="after")
    def _lasts(self) -> Self:
        if not self.seconds:
            raise ValueError("请写 hours 或 days / write hours or days")
        return self

    @property
    def seconds(self) -> float:
        return self.hours * HOUR_S + self.days * DAY_S

    @property
    def warn_seconds(self) -> float:
        """Before its end."""
        if self.warn_hours is None:
            return WARN_SHARE * self.seconds
        return min(self.warn_hours * HOUR_S, self.seconds)


class UnitSettings(Section):
    """An office that cases are handed to."""

    id: Id
    name: Name
    retired: bool = Field(default=False, description="Takes no new cases.")


class CategoryItem(Section):
    """The third level: what a case is about."""

    id: Id
    name: Name
    intents: tuple[Id, ...] = Field(default=(), description="Whose conversations are of this category.")
    unit: Id | None = Field(default=None, description="Who is responsible; else as of the group.")
    deadline: Id | None = Field(default=None, description="Else as of the group.")
    retired: bool = Field(default=False, description="Of no new case.")


class CategoryGroup(Section):
    """The second level."""

    id: Id
    name: Name
    unit: Id | None = Field(default=None, description="Who is responsible.")
    deadline: Id | None = Field(default=None, description="Else the first of all deadlines without danger.")
    items: tuple[CategoryItem, ...] = Field(min_length=1)


class CategoryTop(Section):
    """The first level."""

    id: Id
    name: Name
    groups: tuple[CategoryGroup, ...] = Field(min_length=1)


class LabelSettings(Section):
    """A mark beside the category."""

    id: Id
    name: Name
    words: tuple[Annotated[str, OneLine(20)], ...] = Field(
        default=(), max_length=100, description="Of a citizen's sentence that brings it."
    )
    first: bool = Field(default=False, description="Cases that have it go before others: enterprises.")


class LabelKinds(Section):
    """Marks by what they say."""

    person: tuple[LabelSettings, ...] = Field(default=(), description="Who calls, or whom it is about.")
    nature: tuple[LabelSettings, ...] = Field(default=(), description="Complaint, question, wish ...")
    event: tuple[LabelSettings, ...] = Field(default=(), description="What else it belongs to.")


@dataclass(frozen=True, slots=True)
class Category:
    """A category of the third level with all that is said of it above."""

    id: str
    path: tuple[str, str, str]
    """Names, from the first level on."""
    intents: tuple[str, ...]
    unit: str | None
    deadline: str | None
    retired: bool


class TicketSettings(Section):
    """How cases are sorted."""

    deadlines: tuple[Deadline, ...] = Field(
        default=(), max_length=50, description="The first without `danger` is the usual one."
    )
    units: tuple[UnitSettings, ...] = Field(default=(), max_length=2_000)
    categories: tuple[CategoryTop, ...] = Field(
        default=(),
        max_length=100,
        description="Three levels; an intent belongs to one of the third at most.",
    )
    labels: LabelKinds = Field(default_factory=LabelKinds)

    @property
    def leaves(self) -> Iterator[Category]:
        """All categories of the third level, in their order."""
        for top in self.categories:
            for group in top.groups:
                for item in group.items:
                    unit, deadline = item.unit or group.unit, item.deadline or group.deadline
                    path = (top.name, group.name, item.name)
                    yield Category(item.id, path, item.intents, unit, deadline, item.retired)

    def deadline_of(self, category: str, danger: bool) -> Deadline | None:
        """Of a case of that category; None where there are none."""
        if danger and (found := next((one for one in self.deadlines if one.danger), None)) is not None:
            return found
        wanted = next((leaf.deadline for leaf in self.leaves if leaf.id == category), None)
        usual = [one for one in self.deadlines if not one.danger]
        return next((one for one in usual if one.id == wanted), usual[0] if usual else None)

    def unknown_intents(self, known: Collection[str]) -> Iterator[Mistake]:
        """Those that are none of `known`."""
        for path, one in self._nodes():
            for at, intent in enumerate(getattr(one, "intents", ())):
                if intent not in known:
                    text = f"没有事项 {intent!r}，请核对 menus 里的 id / there is no intent of that id"
                    yield (*path, "intents", at), text, intent

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if mistakes := [*self._twice(), *self._unknown()]:
            raise errors(mistakes)
        return self

    def _twice(self) -> Iterator[Mistake]:
        for field in ("deadlines", "units"):
            seen: set[str] = set()
            for at, one in enumerate(getattr(self, field)):
                if one.id in seen:
                    text = f"{one.id!r} 用了两次，请换一个 / is used twice: choose another"
                    yield (field, at, "id"), text, one.id
                seen.add(one.id)
        seen, intents = set(), set()
        for path, one in self._nodes():
            if one.id in seen:
                yield (*path, "id"), f"{one.id!r} 用了两次，三级分类的 id 都不能重复 / is used twice", one.id
            seen.add(one.id)
            for at, intent in enumerate(getattr(one, "intents", ())):
                if intent in intents:
                    text = f"事项 {intent!r} 已经属于别的分类 / belongs to another category already"
                    yield (*path, "intents", at), text, intent
                intents.add(intent)

    def _unknown(self) -> Iterator[Mistake]:
        units, deadlines = {one.id for one in self.units}, {one.id for one in self.deadlines}
        for path, one in self._nodes():
            for field, known in (("unit", units), ("deadline", deadlines)):
                value = getattr(one, field, None)
                if value is not None and value not in known:
                    there = "、".join(sorted(known)[:20])
                    yield (*path, field), f"没有 {value!r}，已有：{there} / there is none of that id", value

    def _nodes(self) -> Iterator[tuple[tuple[str | int, ...], CategoryTop | CategoryGroup | CategoryItem]]:
        for a, top in enumerate(self.categories):
            yield ("categories", a), top
            for b, group in enumerate(top.groups):
                yield ("categories", a, "groups", b), group
                for c, item in enumerate(group.items):
                    yield ("categories", a, "groups", b, "items", c), item
