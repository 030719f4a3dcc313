"""Menus that lead nowhere, and phrases of the spoken menu that cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from ivr import IvrSettings, Understanding
from ivr.dialects.pinyin import syllables

_Found = tuple[str, tuple[str | int, ...], str, str]

_SHORTEST = 2
"""Syllables; the spoken menu leaves shorter phrases out, because they are heard in anything."""


def empty_menu(settings: IvrSettings) -> Iterator[_Found]:
    """A menu that offers nothing but a human."""
    keys = {queue.key for queue in settings.queues} | {intent.key for intent in settings.intents}
    keys |= {seat.key for seat in settings.seats}
    if not settings.dialogue.spoken_menu.enabled and keys == {None}:
        message = "没听懂的来电人无从选择：没有按键，也没有语音选项 / an empty menu: no keys, no words"
        hint = "给队列设 key，或写 spoken_menu: {enabled: true} / give queues a key, or speak the menu"
        yield "menu", ("dialogue", "spoken_menu"), message, hint


def menu_words(settings: IvrSettings, understanding: Understanding) -> Iterator[_Found]:
    """Phrases that are too short, or sound like one that leads elsewhere."""
    if not settings.dialogue.spoken_menu.enabled:
        return
    taken: dict[tuple[str, ...], tuple[str, str]] = {}
    for path, phrase, queue in _phrases(settings):
        sound = syllables(understanding.normaliser.standard(phrase))
        if len(sound) < _SHORTEST:
            if "menu_words" in path:
                message = f"“{phrase}”太短，语音选项里不会使用 / too short for the spoken menu"
                yield "short", path, message, "至少写两个字 / write two syllables or more"
            continue
        other, there = taken.setdefault(sound, (phrase, queue))
        if there != queue:
            message = f"语音选项“{phrase}”和“{other}”听起来一样，都会转 {there} / sounds like another choice"
            hint = f"改掉其中一个，否则永远转不到 {queue} / call one of them something else"
            yield "alike", path, message, hint


def _phrases(settings: IvrSettings) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Path, phrase and queue or seat, in the order in which the spoken menu takes them."""
    for at, intent in enumerate(settings.intents):
        for index, word in enumerate(intent.menu_words):
            yield ("intents", at, "menu_words", index), word, intent.queue
    for at, seat in enumerate(settings.seats):
        leads_to = seat.queue if seat.whole_queue else seat.id
        yield ("seats", at, "name"), seat.name, leads_to
        for index, word in enumerate(seat.words):
            yield ("seats", at, "words", index), word, leads_to
    for at, queue in enumerate(settings.queues):
        yield ("queues", at, "name"), queue.name, queue.id
        for index, word in enumerate(queue.menu_words):
            yield ("queues", at, "menu_words", index), word, queue.id
        if queue.menu:
            yield ("queues", at, "menu"), queue.menu, queue.id
