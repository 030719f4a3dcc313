"""Rows of whole sentences without a grammar: recordings, voices that training did not use, bad lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from hotline.bench.asr.context import Context
from hotline.bench.asr.listening import BenchListener
from hotline.bench.material import mbrola
from hotline.bench.material.material import Item
from hotline.bench.material.sound import Codec
from hotline.bench.material.voices import SENTENCES, TEMPLATE_SENTENCES, Speaker, unseen_voice
from hotline.bench.rows import Figures, NoMaterial, Task

CONDITIONS: tuple[tuple[str, float | None, float, Codec], ...] = (
    ("quiet", None, 0.0, "alaw"),
    ("noise 20 dB", 20.0, 0.0, "alaw"),
    ("noise 10 dB", 10.0, 0.0, "alaw"),
    ("noise 5 dB", 5.0, 0.0, "alaw"),
    ("loss 2 %", None, 0.02, "alaw"),
    ("loss 5 %", None, 0.05, "alaw"),
    ("µ-law", None, 0.0, "ulaw"),
    ("GSM", None, 0.0, "gsm"),
    ("GSM, noise 10 dB", 10.0, 0.0, "gsm"),
)
"""Name, ratio of voice to noise in dB, share of lost packets, codec."""
STANDARD = "synthetic, standard, known templates"
ACCENTED = "synthetic, accented, known templates"
UNSEEN = "espeak-ng variants that training did not use; varied lines"


def recorded(context: Context, listener: BenchListener) -> Iterator[Task]:
    """Requests and people."""
    material = context.material
    sets: list[tuple[str, Callable[[], list[Item]], str]] = [
        ("requests, neural voice", material.requests, "the voice was heard in training, no text was"),
        ("customer service, a woman", partial(material.dev, "service"), "never trained on"),
        ("Sichuan accent, people", partial(material.dev, "chuan"), "never trained on; six sentences"),
    ]

    def freely(get: Callable[[], list[Item]]) -> Figures:
        return context.errors(listener.hear, context.some(get()))

    def as_a_call(get: Callable[[], list[Item]]) -> Figures:
        return context.errors(
            lambda item: listener.hear_as_a_call(item, context.settings), context.some(get())
        )

    for name, get, note in sets:
        yield Task("free", name, partial(freely, get), note)
    note = "voice detection and pauses included"
    yield Task("free", "requests, cut as in a call", partial(as_a_call, material.requests), note)


def synthetic(context: Context, listener: BenchListener) -> Iterator[Task]:
    """Template sentences as in the notes, sentences of no template, and the MBROLA voice."""

    def varied(texts: list[str], speaker: Speaker, accent: bool) -> Figures:
        some = texts[: context.effort.recordings]
        return context.errors(listener.hear, context.voices.varied(some, speaker, accent=accent))

    def with_mbrola() -> Figures:
        return varied(TEMPLATE_SENTENCES, mbrola.find(context.extras.mbrola).speak, False)

    for name, texts, accent in (
        (STANDARD, TEMPLATE_SENTENCES, False),
        (ACCENTED, TEMPLATE_SENTENCES, True),
        ("synthetic, standard, unknown templates", SENTENCES, False),
    ):
        yield Task("free", name, partial(varied, texts, unseen_voice, accent), UNSEEN)
    note = "a voice that no training heard, made of recorded speech; varied lines"
    yield Task("free", "MBROLA voice, known templates", with_mbrola, note)
    yield Task("accents", "accented against standard", partial(_ratio, context), "of the two rows above")


def lines(context: Context, listener: BenchListener) -> Iterator[Task]:
    """The same few sentences, one thing made worse at a time."""

    def measure(accent: bool, noise: float | None, loss: float, codec: Codec) -> Figures:
        items = context.voices.items(
            context.effort.sentences, accent=accent, noise_db=noise, loss=loss, codec=codec
        )
        return context.errors(listener.hear, items)

    note = "espeak-ng variants that training did not use; sentences of this bench"
    for accent in (False, True):
        kind = "accented" if accent else "standard"
        for name, noise, loss, codec in CONDITIONS[:: context.effort.every]:
            measured = partial(measure, accent, noise, loss, codec)
            yield Task("lines", f"{kind}, {name}", measured, note)


def _ratio(context: Context) -> Figures:
    standard, accented = (context.done[name].figures for name in (STANDARD, ACCENTED))
    if not standard or not accented:
        raise NoMaterial("one of the two rows is missing")
    if not standard["cer_percent"] or not standard["pinyin_error_percent"]:
        raise NoMaterial("the standard voices were understood without a mistake: nothing to divide by")
    names = {"cer_ratio": "cer_percent", "pinyin_error_ratio": "pinyin_error_percent"}
    return {ratio: round(accented[one] / standard[one], 2) for ratio, one in names.items()}
