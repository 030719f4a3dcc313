"""What the assist cannot know by itself: how this hotline understands a sentence. The root hands it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

PlaceKind = Literal["district", "street", "community", "landmark"]


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, as people write it."""

    value: str
    score: float
    """0 to 1: how sure it is that this is the whole value."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a sentence asks for."""

    intent: str
    """Id."""
    name: str
    """As agents read it."""
    unit: str
    """Who is responsible: the queue's name."""
    score: float


@dataclass(frozen=True, slots=True)
class Danger:
    """Somebody may be in danger now."""

    groups: tuple[str, ...]
    """Kinds of signs that were found: fire, violence ...; ids of `ivr.understanding.danger.signs.DANGERS`."""
    signs: tuple[str, ...]
    """The words that are signs of it, in standard Mandarin; none where only the whole sentence tells."""


@dataclass(frozen=True, slots=True)
class Place:
    """A name of the city's gazetteer."""

    name: str
    kind: PlaceKind


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money in a sentence."""

    value: str
    """With its unit: 3500元."""
    begin: int
    """Where it stands in the sentence as it was said."""
    end: int


class Reader(Protocol):
    """Of one configuration. Pure and blocking: some ten milliseconds a sentence."""

    def topic(self, text: str) -> Topic | None:
        """None when nothing is asked for."""

    def danger(self, text: str, *, finished: bool = True) -> Danger | None:
        """None when nobody seems to be in danger. Of what is not `finished` less can be told."""

    def yes_or_no(self, text: str) -> bool | None:
        """Whether the text is a short yes, or no; None for anything else."""

    def address(self, text: str) -> Reading | None:
        """A place that is named."""

    def places(self, text: str) -> Sequence[Place]:
        """Names of the city's places in the text, in their order."""

    def telephone(self, text: str) -> Reading | None:
        """A number to call back, or that it is the one the caller calls from."""

    def time(self, text: str) -> Reading | None:
        """When it was; what is vague scores 0.5 at most."""

    def money(self, text: str) -> Sequence[Money]:
        """Amounts of money, in their order."""

    def people(self, text: str) -> Sequence[str]:
        """How many people or households: 12人, 20多户."""

    def figures(self, text: str) -> str:
        """The text with digits that were read out one by one in figures (幺三八 as 138), character by
        character."""
