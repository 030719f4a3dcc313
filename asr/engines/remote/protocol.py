"""What goes over the line between a recogniser and those who use it: vosk-server's protocol.

The client sends a text message with its wishes, then 16-bit mono sound in binary messages, then `EOF`; each
message but the first is answered with one JSON text. Source: https://github.com/alphacep/vosk-server
(websocket/asr_server.py). Two of ours agree on `SUBPROTOCOL` in the handshake and then add to it: partials
say whether the engine sees an end (`ended`), utterances are not cut there, and the last answer carries the
`hypothesis` as it is, because the original's figures cannot hold it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from asr.engines.recogniser import Hypothesis
from asr.engines.vosk.results import parse_partial, parse_result
from contracts import Alternative, Word

SUBPROTOCOL = "hotline-recogniser.v1"
"""Offered by our client, taken by our server alone."""
EOF = '{"eof" : 1}'
"""Ends the utterance and the connection. The stock server compares this text blank by blank."""
RATES_HZ = (4000, 192_000)
"""Sampling rates that make sense."""
MOST_PHRASES = 20_000


class ProtocolError(ValueError):
    """A message that is not of this protocol; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a client says before its sound. None leaves as it was."""

    rate: int | None = None
    phrases: tuple[str, ...] | None = None
    readings: int | None = None
    """How many readings the answer may list, the best one included; 0 asks for plain answers."""
    words: bool | None = None


@dataclass(frozen=True, slots=True)
class Partial:
    """The utterance so far, or, of a stock server, its last segment so far."""

    text: str
    ended: bool = False


Request = Wishes | Literal["eof", "reset"]


def wishes_message(rate: int, phrases: Sequence[str] | None, readings: int) -> str:
    """The first message of a connection; `rate` in Hz."""
    config: dict[str, Any] = {"sample_rate": rate, "words": True, "max_alternatives": readings}
    if phrases is not None:
        config["phrase_list"] = list(phrases)
    return json.dumps({"config": config}, ensure_ascii=False)


def read_request(text: str) -> Request:
    """A client's text message. Raises `ProtocolError`."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"not JSON: {error}") from None
    if isinstance(data, dict):
        if "config" in data:
            return _wishes(data["config"])
        if data.get("eof"):
            return "eof"
        if data.get("reset"):
            return "reset"
    raise ProtocolError('expected {"config": {...}}, {"eof": 1}, {"reset": 1} or binary sound')


def _wishes(config: object) -> Wishes:
    if not isinstance(config, dict):
        raise ProtocolError("config must be an object")
    if "model" in config:
        raise ProtocolError("config.model: this server has one model; connect to another for another")
    rate = _number(config, "sample_rate", *RATES_HZ)
    readings = _number(config, "max_alternatives", 0, 1000)
    phrases = config.get("phrase_list")
    if phrases is not None:
        if not isinstance(phrases, list) or not all(isinstance(phrase, str) for phrase in phrases):
            raise ProtocolError("config.phrase_list must be a list of strings")
        if len(phrases) > MOST_PHRASES:
            raise ProtocolError(f"config.phrase_list has {len(phrases)} phrases, at most {MOST_PHRASES}")
    words = config.get("words")
    return Wishes(rate, tuple(phrases) if phrases else None, readings, None if words is None else bool(words))


def _number(config: dict[str, Any], name: str, low: int, high: int) -> int | None:
    value = config.get(name)
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise ProtocolError(f"config.{name} must be a number") from None
    if not low <= number <= high:
        raise ProtocolError(f"config.{name} must be {low} to {high}")
    return int(number)


def partial_answer(partial: Partial, *, ours: bool) -> str:
    """The answer to sound in the midst of an utterance."""
    data: dict[str, Any] = {"partial": partial.text}
    if ours:
        data["ended"] = partial.ended
    return json.dumps(data, ensure_ascii=False)


def final_answer(hypothesis: Hypothesis, *, offset_ms: int, readings: int, words: bool, ours: bool) -> str:
    """The answer at the end of an utterance that began `offset_ms` into the connection's sound."""
    data: dict[str, Any]
    if ours:
        data = {"text": hypothesis.text, "hypothesis": _whole(hypothesis)}
        return json.dumps(data, ensure_ascii=False)
    spoken = [
        {
            "conf": word.confidence,
            "end": (offset_ms + word.end_ms) / 1000,
            "start": (offset_ms + word.start_ms) / 1000,
            "word": word.text,
        }
        for word in hypothesis.words
    ]
    text = " ".join(word.text for word in hypothesis.words) or hypothesis.text
    best: dict[str, Any] = {"result": spoken, "text": text} if words and spoken else {"text": text}
    if readings:
        others = [
            {"confidence": other.confidence, "text": other.text}
            for other in hypothesis.alternatives[: readings - 1]
        ]
        data = {"alternatives": [{"confidence": hypothesis.confidence, **best}, *others]}
    else:
        data = best
    return json.dumps(data, ensure_ascii=False)


def _whole(hypothesis: Hypothesis) -> dict[str, Any]:
    return {
        "text": hypothesis.text,
        "confidence": hypothesis.confidence,
        "words": [word.model_dump() for word in hypothesis.words],
        "alternatives": [other.model_dump() for other in hypothesis.alternatives],
    }


def read_answer(text: str, alternatives: int) -> Partial | Hypothesis:
    """A server's answer, stock or ours; at most `alternatives` are kept. Raises `ProtocolError`."""
    try:
        data = json.loads(text)
        if "hypothesis" in data:
            return _hypothesis(data["hypothesis"], alternatives)
        if "partial" in data:
            return Partial(parse_partial(text), bool(data.get("ended")))
        if "text" in data or "alternatives" in data:
            return parse_result(text, 0, alternatives)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, OverflowError):
        pass
    # Its length only: what was said does not belong into a log.
    raise ProtocolError(f"not an answer of vosk-server: a text of {len(text)} characters")


def _hypothesis(data: dict[str, Any], alternatives: int) -> Hypothesis:
    return Hypothesis(
        str(data["text"]),
        min(1.0, max(0.0, float(data["confidence"]))),
        tuple(Word.model_validate(word) for word in data["words"]),
        tuple(Alternative.model_validate(other) for other in data["alternatives"][:alternatives]),
    )
