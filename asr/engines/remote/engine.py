"""Recognisers on other machines behind the `Recogniser` interface: `hotline recogniser` or vosk-server.

Sound is sent as it comes and answers are taken as they arrive, so a worker waits for the network only when
a stream opens and for the last words of an utterance.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Literal

from asr.engines.limiting import Limit
from asr.engines.recogniser import Hypothesis, ModelError, RecogniserError
from asr.engines.remote.link import Link, LinkLost, Network
from asr.engines.remote.protocol import EOF, Partial, ProtocolError, read_answer, wishes_message
from asr.engines.segments import join_segments
from asr.engines.settings import RemoteSettings
from asr.text.text import UNKNOWN, join_words
from contracts.configuration.own_files import read_bounded
from contracts.errors import text as _

TOKEN_VARIABLE = "HOTLINE_RECOGNISER_TOKEN"  # noqa: S105 - the name of a variable
LONGEST_TOKEN = 8192
"""Bytes; a larger file is some other one."""
READINGS = 10
"""A stock server is asked for so many readings even if fewer are wanted: confidence is their competition."""
PIECE_S = 0.2
"""Sound per message at most, as vosk-server's own clients send it."""
WINDOW_S = 2.0
"""No more sound than this may be under way; then the worker waits, and the leg's own bounds hold."""


def remote_recogniser(settings: RemoteSettings, base: Path) -> RemoteRecogniser:
    """From settings; the secret comes from the environment or from a file below `base`.

    Nothing is connected yet: the machines may come up later. Raises `ModelError` when the secret is
    not readable.
    """
    token = os.environ.get(TOKEN_VARIABLE) or None
    if token is None and settings.token_file is not None:
        token = read_token(base / settings.token_file)
    if token is not None and not (token.isascii() and token.isprintable() and " " not in token):
        raise ModelError(_("the recognisers' secret must be one word of letters, digits and signs"))
    return RemoteRecogniser(settings, token)


def read_token(path: Path) -> str:
    """The secret in a file. Raises `ModelError` when it cannot be read or is empty."""
    try:
        token = read_bounded(path, LONGEST_TOKEN).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else _("no text")
        raise ModelError(
            _(
                "{path}: the recognisers' secret cannot be read ({why}); copy it from the "
                "recogniser's machine, correct asr.remote.token_file, or set {variable}"
            ).format(path=path, why=why, variable=TOKEN_VARIABLE)
        ) from error
    if not token:
        raise ModelError(
            _("{path}: there is no secret in this file; delete it on the recogniser's machine").format(
                path=path
            )
        )
    return token


class RemoteRecogniser:
    """Any number of streams over any number of recognisers, used in turn."""

    rate = 8000
    """Hz. Every rate is sent as it is; the server's engine converts."""

    def __init__(self, settings: RemoteSettings, token: str | None = None) -> None:
        """`token` is the secret that is shown to every address."""
        self._settings = settings
        self._network = Network(settings.urls, token, settings.connect_s)

    def stream(self, rate: int, *, alternatives: int, grammar: Sequence[str] | None) -> RemoteStream:
        """Connects. Raises `RecogniserError` when no address takes the connection."""
        return RemoteStream(self._network, self._settings, rate, alternatives, grammar)

    def close(self) -> None:
        """Ends every stream."""
        self._network.close()


def _wishes(
    sends: Literal["auto", "always", "never"],
    rate: int,
    alternatives: int,
    phrases: tuple[str, ...] | None,
    ours: bool,
) -> str:
    """A connection's first message; `ours`: the server is one of ours."""
    readings = max(READINGS, alternatives + 1) if alternatives else 0
    if not _tells(sends, ours):
        phrases = None
    elif phrases is not None and not ours:
        phrases = (*phrases, UNKNOWN)  # else Vosk takes every sound for one of them
    return wishes_message(rate, phrases, readings)


def _tells(sends: Literal["auto", "always", "never"], ours: bool) -> bool:
    """Whether a server is told the phrases. Where it is not, its words are limited to them here."""
    return sends == "always" or (sends == "auto" and ours)


class RemoteStream:
    """One leg's recognition; each utterance has a connection of its own, opened ahead.

    The sound of the running utterance is kept: when its server goes away, another gets all of it.
    """

    def __init__(
        self,
        network: Network,
        settings: RemoteSettings,
        rate: int,
        alternatives: int,
        grammar: Sequence[str] | None,
    ) -> None:
        self._network = network
        self._settings = settings
        self._rate = rate
        self._alternatives = alternatives
        phrases = None if grammar is None else tuple(grammar)
        # No method of this stream: a link that held its stream would keep both for ever.
        self._first_message = partial(_wishes, settings.phrases, rate, alternatives, phrases)
        self._link: Link | None = None
        self._limit = None if phrases is None else Limit(phrases, alternatives)
        self._sound = bytearray()
        self._losses = 0
        self._ended = False
        self._start_over()
        try:
            self._connected()
        except LinkLost as lost:
            raise RecogniserError(str(lost)) from None

    def __del__(self) -> None:
        """Streams are let go of, not closed; the connection must not stay."""
        self._drop()

    def accept(self, pcm: bytes | memoryview) -> bool:
        """True when the server's engine has seen an end since the last call; that may be a little late."""
        self._sound += pcm
        self._until(self._sent_all, "it does not keep up with the sound")
        ended, self._ended = self._ended, False
        return ended

    def partial(self) -> str:
        text = join_words([*(segment.text for segment in self._segments), self._running])
        return text if self._limit is None or self._told() else self._limit.text(text)

    def final(self) -> Hypothesis:
        if not self._sound:
            return Hypothesis("")
        self._until(self._answered, "it does not answer")
        heard = join_segments(self._segments, self._alternatives)
        told = self._told()
        self.reset()
        return heard if self._limit is None or told else self._limit.hypothesis(heard)

    def reset(self) -> None:
        self._drop()
        self._sound.clear()
        self._losses = 0
        self._start_over()
        with contextlib.suppress(LinkLost):  # whoever goes on speaking learns of it
            self._open()

    def _start_over(self) -> None:
        """Nothing has been sent, nothing has come."""
        self._sent = 0
        self._asked = False
        self._last_answered = False
        self._segments: list[Hypothesis] = []
        self._running = ""
        self._ended = False

    def _drop(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None

    def _open(self) -> Link:
        if self._link is None:
            self._link = self._network.link(self._first_message)
        return self._link

    def _told(self) -> bool:
        """Whether this connection's server knows the phrases."""
        return self._link is not None and _tells(self._settings.phrases, self._link.ours)

    def _connected(self) -> Link:
        link = self._open()
        link.open()
        return link

    def _until(self, done: Callable[[Link], bool], slow: str) -> None:
        """Works at `done` until it is true, on another connection if this one is lost or keeps silent.

        Raises `RecogniserError` when nobody can be reached, when too many connections were lost, or when as
        many as there are addresses had no answer within `answer_s`.
        """
        while True:
            opened_ahead = self._link is not None
            link = None
            try:
                link = self._connected()
                if self._in_time(link, done):
                    return
            except LinkLost as lost:
                self._drop()
                self._losses += 1
                every_address_tried = link is None and not opened_ahead
                if every_address_tried or self._losses > len(self._network.urls):
                    raise RecogniserError(str(lost)) from None
            else:
                link.give_up(f"no answer within {self._settings.answer_s:g} s")
                self._link = None
                self._losses += 1
                if self._losses >= len(self._network.urls):
                    raise RecogniserError(f"{link.url}: {slow} ({self._settings.answer_s:g} s)")
            self._start_over()

    def _in_time(self, link: Link, done: Callable[[Link], bool]) -> bool:
        """Works at `done`; false when that takes longer than `answer_s`. Raises `LinkLost`."""
        deadline = time.monotonic() + self._settings.answer_s
        self._take(link)
        while not done(link):
            if not link.wait(deadline - time.monotonic()):
                return False
            self._take(link)
        return True

    def _sent_all(self, link: Link) -> bool:
        """Sends what this connection has not got, as far as the window is open."""
        piece = int(PIECE_S * self._rate) * 2
        window = int(WINDOW_S * self._rate) * 2
        while self._sent < len(self._sound) and link.waiting <= window:
            data = bytes(self._sound[self._sent : self._sent + piece])
            link.send(data, len(data))
            self._sent += len(data)
        return self._sent == len(self._sound) and link.waiting <= window

    def _answered(self, link: Link) -> bool:
        """Sends the rest and the end of the utterance; true when the answer to that is there."""
        if not self._asked and self._sent_all(link):
            link.send(EOF, 0)
            self._asked = True
        return self._asked and self._last_answered and link.all_answered

    def _take(self, link: Link) -> None:
        for text in link.take():
            try:
                answer = read_answer(text, self._alternatives)
            except ProtocolError as error:
                link.give_up(str(error))
                raise RecogniserError(f"{link.url}: {error}") from None
            if isinstance(answer, Partial):
                self._running = answer.text
                self._ended |= answer.ended
                self._last_answered = False
            else:
                self._running = ""
                self._last_answered = True
                if answer.text:
                    self._segments.append(answer)
                    self._ended = True
