"""What is written and never used, and intents that are learned from next to nothing."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.configuration.checking.menu.duty import used_hours
from ivr import IvrSettings
from ivr.settings.words.template import parse, worded

_Found = tuple[str, tuple[str | int, ...], str, str]


def unused(settings: IvrSettings) -> Iterator[_Found]:
    """Lists, hours and `after_hours` that nothing refers to."""
    lists = {
        name for intent in settings.intents for saying in intent.sayings for name in parse(saying).lists()
    }
    hours = used_hours(settings)
    for section, names, used in (("lists", settings.lists, lists), ("hours", settings.hours, hours)):
        for name in names:
            if name not in used:
                message = f"没有地方用到 {name} / nothing uses it"
                yield (
                    "unused",
                    (section, name),
                    message,
                    "检查引用处的拼写，或者删掉 / check its spelling where it shall be used, or remove it",
                )
    for at, queue in enumerate(settings.queues):
        if queue.after_hours is not None and queue.hours is None:
            message = (
                f"“{queue.name}”全天有人，不会转到 {queue.after_hours} / always open: nobody is ever led on"
            )
            yield (
                "unused",
                ("queues", at, "after_hours"),
                message,
                "写上 hours，或删掉 after_hours / give it hours, or remove after_hours",
            )


def thin_intents(settings: IvrSettings) -> Iterator[_Found]:
    """Intents with a single sentence: nobody but who says just that is understood."""
    for at, intent in enumerate(settings.intents):
        sentences = set(worded(intent.sayings, settings.lists, 2))
        if len(sentences) == 1 and not intent.keywords:
            message = f"“{intent.name}”只有一句说法 / {intent.id} is known by one sentence alone"
            hint = "至少写五句不同的，像来电人那样说 / write at least five that differ"
            yield "few", ("intents", at, "sayings"), message, hint
