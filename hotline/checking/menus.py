"""Menus that lead nowhere, and phrases of the spoken menu that cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.config import HotlineConfig
from ivr import Understanding
from ivr.pinyin import syllables

_Found = tuple[str, tuple[str | int, ...], str, str]

_SHORTEST = 2
"""Syllables; the spoken menu leaves shorter phrases out, because they are heard in anything."""


def empty_menu(config: HotlineConfig) -> Iterator[_Found]:
    """A menu that offers nothing but a human."""
    keys = {queue.key for queue in config.queues} | {intent.key for intent in config.intents}
    if not config.dialogue.spoken_menu.enabled and keys == {None}:
        message = "whoever is not understood finds an empty menu: nothing has a key, no menu is spoken"
        hint = "give queues a key, or write spoken_menu: {enabled: true}"
        yield "menu", ("dialogue", "spoken_menu"), message, hint


def menu_words(config: HotlineConfig, understanding: Understanding) -> Iterator[_Found]:
    """Phrases that are too short, or sound like one that leads elsewhere."""
    if not config.dialogue.spoken_menu.enabled:
        return
    taken: dict[tuple[str, ...], tuple[str, str]] = {}
    for path, phrase, queue in _phrases(config):
        sound = syllables(understanding.normaliser.standard(phrase))
        if len(sound) < _SHORTEST:
            if "menu_words" in path:
                message = f"“{phrase}” is too short to be heard in the spoken menu: it is left out"
                yield "short", path, message, "write two syllables or more"
            continue
        other, there = taken.setdefault(sound, (phrase, queue))
        if there != queue:
            message = f"in the spoken menu “{phrase}” sounds like “{other}”, which leads to {there}"
            yield "alike", path, message, f"call one of them something else: this one never leads to {queue}"


def _phrases(config: HotlineConfig) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Path, phrase and queue, in the order in which the spoken menu takes them."""
    for at, intent in enumerate(config.intents):
        for index, word in enumerate(intent.menu_words):
            yield ("intents", at, "menu_words", index), word, intent.queue
    for at, queue in enumerate(config.queues):
        yield ("queues", at, "name"), queue.name, queue.id
        for index, word in enumerate(queue.menu_words):
            yield ("queues", at, "menu_words", index), word, queue.id
        if queue.menu:
            yield ("queues", at, "menu"), queue.menu, queue.id
