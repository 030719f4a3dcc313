"""Rows of what must not be understood: noise, and words and sentences that no menu offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pypinyin import lazy_pinyin

from hotline.bench.asr.context import Context
from hotline.bench.asr.listening import BenchListener, rejection
from hotline.bench.material.material import Item, word_list
from hotline.bench.material.voices import SENTENCES, TEMPLATE_SENTENCES, unseen_voice
from hotline.bench.rows import Figures, Task

_MOST = 100
"""Items of a row."""


def rejecting(context: Context, listener: BenchListener) -> Iterator[Task]:
    """All rows; the grammar is that of the 35 menu words and `[unk]`."""
    menu = word_list("ivr")
    count = min(context.effort.words, _MOST)

    def measure(get: Callable[[], Sequence[Item]], grammar: Sequence[str] | None) -> Figures:
        stream = listener.stream(grammar)
        return rejection([listener.hear(item, stream) for item in get()])

    def strangers() -> list[Item]:
        known = {syllable for word in menu for syllable in lazy_pinyin(word)}
        words = [word for word in context.material.vocabulary if not known & set(lazy_pinyin(word))]
        return context.material.words([str(word) for word in context.rng(4).permutation(words)[:count]])

    def without_menu_words(text: str) -> bool:
        return not any(word in text for word in menu)

    def sentences() -> list[Item]:
        texts = [text for text in TEMPLATE_SENTENCES + SENTENCES if without_menu_words(text)]
        return context.voices.varied(texts[:count], unseen_voice, accent=False)

    def requests() -> list[Item]:
        items = [item for item in context.material.requests() if without_menu_words(item.text)]
        return context.some(items)

    unheard = "without voice detection, which comes first in a call"
    for name, get, grammar, note in (
        ("noise, menu grammar", partial(context.noises, count), menu, unheard),
        ("noise, free", partial(context.noises, count), None, unheard),
        ("other words, menu grammar", strangers, menu, "no syllable in common; the model heard the speaker"),
        ("sentences, menu grammar", sentences, menu, "without menu words; synthetic unseen voices"),
        ("requests, menu grammar", requests, menu, "without menu words; the model heard the voice"),
    ):
        yield Task("rejection", name, partial(measure, get, grammar), note)
