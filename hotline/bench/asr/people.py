"""Rows of single words and syllables of people: the speakers training heard, and each left out of it."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pypinyin import Style, lazy_pinyin, pinyin

from hotline.bench.asr.context import CHOICES, Context
from hotline.bench.asr.held_out import without
from hotline.bench.asr.listening import BenchListener, accuracy
from hotline.bench.material.material import word_list
from hotline.bench.rows import Figures, Task

_CHOICES_SEED = 1
HEARD = "training heard this speaker and these recordings"
LEFT_OUT = "a model of the same recipe, trained without this speaker"
SYLLABLE_SPEAKERS = {"chen": ("syll_chen", "woman (chen)"), "davin": ("syll_davin", "speaker (davin)")}

WithModel = Callable[[Callable[[BenchListener], Figures]], Figures]
"""Measures something with one model's listener."""


def heard(context: Context, listener: BenchListener) -> Iterator[Task]:
    """The woman whose words training heard."""

    def with_listener(measure: Callable[[BenchListener], Figures]) -> Figures:
        return measure(listener)

    yield from _words(context, "heard in training", "woman (tan)", with_listener, HEARD)


def left_out(context: Context) -> Iterator[Task]:
    """Each speaker by a model that never heard him or her."""

    def with_model(speaker: str, measure: Callable[[BenchListener], Figures]) -> Figures:
        with without(context, speaker) as listener:
            return measure(listener)

    name = "woman (tan) left out"
    yield from _words(context, "left out of training", name, partial(with_model, "tan"), LEFT_OUT)
    for speaker, (archive, who) in SYLLABLE_SPEAKERS.items():
        for title, choices in ((f"{CHOICES} syllables", CHOICES), ("all syllables", None)):
            measure = partial(_syllables, context, archive, choices)
            row = f"{who} left out, {title}"
            yield Task("left out of training", row, partial(with_model, speaker, measure), LEFT_OUT)


def _words(context: Context, group: str, who: str, run: WithModel, note: str) -> Iterator[Task]:
    """The notes' five human rows."""
    rows: list[tuple[str, Callable[[BenchListener], Figures]]] = [
        (f"{CHOICES} choices", partial(_choices, context)),
        ("35 menu words and digits", partial(_closed, context, lambda: word_list("ivr"))),
        ("204 hotline words", partial(_closed, context, lambda: word_list("hotline"))),
        ("300 words", partial(_closed, context, context.words)),
        ("words without a grammar", partial(_free, context)),
    ]
    for title, measure in rows:
        yield Task(group, f"{who}, {title}", partial(run, measure), note)


def _choices(context: Context, listener: BenchListener) -> Figures:
    words = context.words()
    chance = random.Random(_CHOICES_SEED)
    results = []
    for item in context.material.words(words):
        others = chance.sample([word for word in words if word != item.text], CHOICES - 1)
        results.append(listener.hear(item, listener.stream([item.text, *others])))
    return {**accuracy(results), "not_in_model": listener.lacks(words)}


def _closed(context: Context, words: Callable[[], Sequence[str]], listener: BenchListener) -> Figures:
    grammar = words()
    stream = listener.stream(grammar)
    results = [listener.hear(item, stream) for item in context.material.words(grammar)]
    return {**accuracy(results), "not_in_model": listener.lacks(grammar)}


def _free(context: Context, listener: BenchListener) -> Figures:
    return context.errors(listener.hear, context.material.words(context.words()))


def _syllables(context: Context, archive: str, choices: int | None, listener: BenchListener) -> Figures:
    """Toneless syllables: each stands in the grammar as a character that is read in this one way."""
    spoken = context.material.spoken_syllables(archive)
    characters = _characters({syllable[:-1] for syllable in spoken}, listener)
    usable = [syllable for syllable in spoken if syllable[:-1] in characters]
    chosen = random.Random(_CHOICES_SEED).sample(usable, min(context.effort.words, len(usable)))
    items = context.material.syllables(archive, {one: characters[one[:-1]] for one in sorted(chosen)})
    everything = sorted(characters.values())
    chance, stream, results = random.Random(_CHOICES_SEED), listener.stream(everything), []
    for item in items:
        if choices is not None:
            others = chance.sample([one for one in everything if one != item.text], choices - 1)
            stream = listener.stream([item.text, *others])
        results.append(listener.hear(item, stream))
    return accuracy(results)


def _characters(syllables: set[str], listener: BenchListener) -> dict[str, str]:
    """Syllable → a character the model knows and that has no other reading."""
    found: dict[str, str] = {}
    for code in range(0x4E00, 0x9FA6):
        character = chr(code)
        (syllable,) = lazy_pinyin(character)
        if syllable not in syllables or syllable in found:
            continue
        readings = pinyin(character, style=Style.NORMAL, heteronym=True)[0]
        if readings == [syllable] and not listener.lacks([character]):
            found[syllable] = character
    return found
