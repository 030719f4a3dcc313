"""Rows of languages: who speaks no Chinese is told so, and who speaks Mandarin with an accent is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from contracts.dialogue import Route
from hotline.administration.hearing.ears import Ears
from hotline.bench.asr.context import Context
from hotline.bench.asr.second.calls import Led
from hotline.bench.asr.second.hearing import transcript
from hotline.bench.asr.second.people import sets
from hotline.bench.material import foreign
from hotline.bench.material.material import Item
from hotline.bench.material.voices import SENTENCES, unseen_voice
from hotline.bench.rows import Figures, Task

SURE = 0.8
CHINESE = ("zh", "yue")
_SHOWN = 5

Get = Callable[[], Sequence[Item]]


def languages(context: Context, ears: Ears, led: Led) -> Iterator[Task]:
    """English with four accents, other languages, and Mandarin of all kinds."""

    def measure(get: Get, language: str) -> Figures:
        return told(ears, led, list(get())[: context.effort.words], language)

    seed = context.seed
    rows: list[tuple[str, str, Get, str, str]] = []
    for voice in ("en-gb", "en-us", "en-in"):
        rows.append(("not Chinese", voice, partial(foreign.english, voice, seed), "en", "espeak-ng"))
    for accent in foreign.ACCENTS:
        note = "espeak-ng's en-us with some sounds exchanged: no real accent"
        english = partial(foreign.accented_english, accent, seed)
        rows.append(("not Chinese", f"en-us, {accent} sounds", english, "en", note))
    for language in foreign.OTHERS:
        few = partial(foreign.others, language, seed)
        rows.append(("not Chinese", language, few, language.partition("-")[0], "four sentences, espeak-ng"))
    for name, recorded, note in sets(context):
        rows.append(("Mandarin", name, partial(_some, context, recorded), "zh", note))
    for accented in (False, True):
        varied = partial(context.voices.varied, SENTENCES, unseen_voice, accent=accented)
        name = "espeak-ng, four regions' sounds" if accented else "espeak-ng, standard"
        rows.append(("Mandarin", name, varied, "zh", "varied lines"))
    for group, name, get, language, note in rows:
        yield Task(f"languages, {group}", f"language of {name}", partial(measure, get, language), note)


def told(ears: Ears, led: Led, items: Sequence[Item], language: str) -> Figures:
    """Shares of items whose language is sure, and of those that have a call put through as of one who speaks
    no Chinese: to the foreign queue, or in danger to the emergency."""
    right = foreign_sure = yue = led_there = 0
    wrong: list[str] = []
    for item in items:
        finals = transcript(ears, item, "joined").finals
        sure = {final.language for final in finals if final.language_confidence >= SURE}
        right += language in sure
        yue += "yue" in sure
        foreign_sure += bool(sure - set(CHINESE))
        end = led.by(finals).end
        led_there += isinstance(end, Route) and end.foreign
        if language not in sure:
            best = max(finals, key=lambda one: one.language_confidence, default=None)
            wrong.append(
                "nothing heard" if best is None else f"{best.language} {best.language_confidence:.2f}"
            )
    share = 100 / len(items)
    return {
        "n": len(items),
        "right_percent": round(right * share, 1),
        "foreign_percent": round(foreign_sure * share, 1),
        "cantonese_percent": round(yue * share, 1),
        "led_to_foreign_percent": round(led_there * share, 1),
        "otherwise_told": wrong[:_SHOWN],
    }


def _some(context: Context, get: Get) -> list[Item]:
    return context.some(get())
