"""The menu that is spoken when open questions failed: a few phrases, and what each of them chooses.

Few and of two syllables at least: with all keywords of all intents (1,600 phrases) the bundled model lets
a fifth of other talk through, with some fifty phrases two in a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.dialects.normalise import Normaliser
from ivr.dialects.pinyin import syllables
from ivr.settings.settings import IvrSettings

_REPEAT = ("重听", "再说一遍", "没听清")
_SHORTEST = 2
"""Characters of a phrase; a single syllable is heard in anything."""


@dataclass(frozen=True, slots=True)
class MenuChoice:
    """What a phrase of the menu means: a queue, perhaps one of its intents or seats, or the menu again."""

    phrase: str
    queue: str | None = None
    intent: str | None = None
    seat: str | None = None


class SpokenMenu:
    """The phrases of one configuration."""

    def __init__(self, settings: IvrSettings, normaliser: Normaliser) -> None:
        self._normaliser = normaliser
        self._languages = tuple(word for language in settings.languages for word in language.words)
        self._choices: dict[tuple[str, ...], MenuChoice] = {}
        for choice in _choices(settings):
            sound = syllables(normaliser.standard(choice.phrase))
            if len(sound) >= _SHORTEST:
                self._choices.setdefault(sound, choice)

    @property
    def phrases(self) -> tuple[str, ...]:
        """What the recogniser is to expect: the choices, and the names of languages one may change to."""
        return (*(choice.phrase for choice in self._choices.values()), *self._languages)

    def chosen(self, text: str) -> MenuChoice | None:
        """The choice whose phrase is in the text, by sound; of several the longest, then the first."""
        said = syllables(self._normaliser.standard(text))
        found = [
            (-len(sound), at, choice)
            for sound, choice in self._choices.items()
            if (at := _place(sound, said)) is not None
        ]
        return min(found, key=lambda entry: entry[:2])[2] if found else None


def _choices(settings: IvrSettings) -> Iterator[MenuChoice]:
    """All there are; of phrases that sound alike the first counts."""
    human = settings.dialogue.human_queue
    for intent in settings.intents:
        # Those who want a human are never made to find the right words.
        words = intent.keywords if intent.queue == human and intent.confirm == "never" else ()
        yield from (MenuChoice(word, intent.queue, intent.id) for word in (*words, *intent.menu_words))
    for seat in settings.seats:
        yield from (MenuChoice(name, seat.queue, seat=seat.id) for name in (seat.name, *seat.words))
    for queue in settings.queues:
        names = (queue.name, *queue.menu_words, *((queue.menu,) if queue.menu else ()))
        yield from (MenuChoice(name, queue.id) for name in names)
    yield from (MenuChoice(word) for word in _REPEAT)


def _place(part: tuple[str, ...], whole: tuple[str, ...]) -> int | None:
    """Where `part` begins in `whole`."""
    for at in range(len(whole) - len(part) + 1):
        if whole[at : at + len(part)] == part:
            return at
    return None
