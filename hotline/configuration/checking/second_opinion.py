"""A second opinion that could not be asked for."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.second_opinion import KeyUnreadable


def doubtful_second_opinion(config: HotlineConfig) -> Iterator[tuple[str, tuple[str | int, ...], str, str]]:
    """(kind, path, message, hint) for a missing key, answers that come too late, sentences in the clear."""
    settings = config.second_opinion
    if settings is None:
        return
    try:
        settings.key()
    except KeyUnreadable as error:
        field = "key_file" if settings.key_file is not None else "key_env"
        hint = "calls go on without a second opinion; put the key there, readable by the service's user"
        yield "key", ("second_opinion", field), str(error), hint
    waits_s = config.ivr.dialogue.times.opinion_s
    if settings.timeout_s > waits_s:
        message = f"callers wait {waits_s:g} s (dialogue.times.opinion_s): a later answer is thrown away"
        yield "late", ("second_opinion", "timeout_s"), message, f"write {waits_s:g} at most"
    if settings.in_the_clear:
        message = "what callers say, and the key, travel unencrypted to another machine"
        yield "unencrypted", ("second_opinion", "url"), message, "write https://"
