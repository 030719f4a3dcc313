"""Questions that nobody is asked, and choices that cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ivr import IvrSettings
from ivr.dialects.pinyin import pinyin
from ivr.dialects.sounds import ONE_SOUND, Sounds, sounds_of

_Found = tuple[str, tuple[str | int, ...], str, str]


def doubtful_questions(settings: IvrSettings) -> Iterator[_Found]:
    """(kind, path, message, hint) for each."""
    asked = {question for intent in settings.intents for question in intent.ask}
    sounds = sounds_of(settings.tolerance) if any(one.choices for one in settings.questions) else None
    for at, question in enumerate(settings.questions):
        if question.id not in asked:
            message = f"问题“{question.label}”没有意图会问 / nobody is asked {question.id}"
            hint = "写进某个意图的 ask，或者删掉 / name it under ask of an intent, or remove it"
            yield "unasked", ("questions", at), message, hint
        if sounds is None:
            continue
        for (one, own), (other, others) in combinations(question.choices.items(), 2):
            pair = next(_alike((one, *own), (other, *others), sounds), None)
            if pair is not None:
                first, second = pair
                said = f"“{second}”和“{first}”读音相近" if first != second else f"“{first}”两边都有"
                message = f"选项“{one}”和“{other}”分不清：{said} / these choices cannot be told apart"
                hint = "换成读音不同的词 / choose words that sound different"
                yield "alike", ("questions", at, "choices", other), message, hint


def _alike(words: tuple[str, ...], others: tuple[str, ...], sounds: Sounds) -> Iterator[tuple[str, str]]:
    for word in words:
        for other in others:
            one, two = pinyin(word), pinyin(other)
            if len(one) == len(two) and all(
                sounds.cost(a, b) <= ONE_SOUND for a, b in zip(one, two, strict=True)
            ):
                yield word, other
