"""One recording as a picture: its sound, what voice detection saw, and each pass's words over it."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from asr import FRAME_MS
from contracts import TranscriptFinal
from contracts.errors import HotlineError
from hotline.administration.hearing.fonts import chinese_font
from hotline.administration.hearing.story import Story

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LONGEST_S = 120.0
_INCHES_A_S = 1.3
_NARROWEST, _WIDEST = 9.0, 60.0
_HEIGHTS = (2.0, 0.35, 2.4, 0.9, 0.9)
_LINE = 0.22
"""Inches of a line of text below."""
_SPEECH = "#d99a5b"
_WINDOW, _HOP = 256, 64
"""Of the spectrogram, in samples at 8 kHz: 32 and 8 ms."""


class PictureError(HotlineError):
    """No picture can be drawn; the text says why and what to do."""


def draw(story: Story, path: Path) -> None:
    """Writes the picture (PNG, SVG or PDF, by the name's ending). Blocking.

    Raises `PictureError` without its libraries, for a recording that is too long and for a file that cannot
    be written.
    """
    if story.seconds > LONGEST_S:
        raise PictureError(
            f"{story.path}: {story.seconds:.0f} s are too long for a picture ({LONGEST_S:g} s at most): "
            "cut the recording, or leave --picture out"
        )
    try:
        from librosa import amplitude_to_db, stft
        from matplotlib.figure import Figure
    except ImportError as error:
        raise PictureError(
            f"{error.name} is not installed: pictures need `script/setup --extra pictures`"
        ) from error
    samples = np.frombuffer(story.pcm, "<i2").astype(np.float32) / np.float32(32768)
    spectrum = amplitude_to_db(np.abs(stft(samples, n_fft=_WINDOW, hop_length=_HOP)), ref=np.max)
    lines = _lines(story)
    width = min(_WIDEST, max(_NARROWEST, story.seconds * _INCHES_A_S))
    heights = (*_HEIGHTS, max(1, len(lines)) * _LINE)
    figure = Figure(figsize=(width, sum(heights) + 1.2), layout="constrained")
    rows = figure.subplots(len(heights), 1, height_ratios=heights)
    for axes in rows[1:5]:
        axes.sharex(rows[0])
    _wave(rows[0], story, samples)
    _voice(rows[1], story)
    extent = (0, story.seconds, 0, story.rate / 2000)
    rows[2].imshow(spectrum, origin="lower", aspect="auto", extent=extent, cmap="magma", vmin=-70, vmax=0)
    rows[2].set_ylabel("kHz")
    _words(rows[3], "first pass", [one.first for one in story.utterances])
    _words(rows[4], "final", [one.final for one in story.utterances])
    rows[4].set_xlabel("s")
    rows[5].axis("off")
    for number, line in enumerate(lines):
        rows[5].text(0, 1 - number / max(1, len(lines)), line, va="top", font=chinese_font(), fontsize=10)
    rows[0].set_xlim(0, story.seconds)
    try:
        figure.savefig(path, dpi=100)
    except (OSError, ValueError) as error:
        raise PictureError(f"{path}: the picture cannot be written ({error}); name a .png file") from error


def _wave(axes: Axes, story: Story, samples: np.ndarray[Any, np.dtype[np.float32]]) -> None:
    axes.plot(np.arange(len(samples)) / story.rate, samples, linewidth=0.3, color="#2f6f9f")
    axes.set_title(story.path.name, font=chinese_font())
    axes.set_ylim(-1, 1)
    for one in story.utterances:
        decided = one.ended.decided_ms / 1000
        axes.axvspan(one.ended.start_ms / 1000, one.ended.end_ms / 1000, color=_SPEECH, alpha=0.25)
        axes.axvline(decided, color="#b4462f", linestyle="--", linewidth=0.8)
        axes.text(decided, 0.98, f" {one.ended.why}", va="top", fontsize=8, color="#b4462f")


def _voice(axes: Axes, story: Story) -> None:
    axes.imshow(
        np.array([story.voiced or (False,)]),
        aspect="auto",
        extent=(0, max(len(story.voiced), 1) * FRAME_MS / 1000, 0, 1),
        cmap="Oranges",
        vmin=0,
        vmax=1,
    )
    axes.set_yticks([])
    axes.set_ylabel("voice", rotation=0, ha="right", va="center")


def _words(axes: Axes, title: str, finals: Sequence[TranscriptFinal | None]) -> None:
    """Every word in its place; the surer, the darker its ground."""
    axes.set_yticks([])
    axes.set_ylim(0, 1)
    axes.set_ylabel(title, rotation=0, ha="right", va="center")
    for final in finals:
        for number, word in enumerate(final.words if final is not None else ()):
            begin, end = word.start_ms / 1000, max(word.end_ms, word.start_ms + FRAME_MS) / 1000
            axes.axvspan(begin, end, color="#2f6f9f", alpha=0.1 + 0.4 * word.confidence, linewidth=0)
            at = (begin + end) / 2, 0.62 if number % 2 else 0.18
            axes.text(*at, word.text, ha="center", font=chinese_font(), fontsize=9)
            axes.text(at[0], at[1] + 0.2, f"{word.confidence:.1f}", ha="center", fontsize=5, color="gray")


def _lines(story: Story) -> list[str]:
    """What is written below, in lines of the picture's width."""
    lines = ["nobody was heard to speak"] if not story.utterances else []
    for one in story.utterances:
        language = f", {one.final.language} {one.final.language_confidence:.2f}" if one.final.language else ""
        head = f"{one.ended.start_ms / 1000:.2f}-{one.ended.end_ms / 1000:.2f} s, ended by {one.ended.why}"
        lines.append(f"{head}; {one.final.read_by} pass, {one.final.confidence:.2f}{language}:")
        lines.append(f"    {one.final.text or '(no text)'}")
        if one.first is not None and one.first.text != one.final.text:
            lines.append(f"    first pass, {one.first.confidence:.2f}: {one.first.text or '(no text)'}")
        lines += [f"    ! {doubt}" for doubt in one.doubts]
    return [part for line in lines for part in textwrap.wrap(line, 90, subsequent_indent="      ")]
