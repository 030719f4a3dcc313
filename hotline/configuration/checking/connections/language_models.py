"""Language models that could not be asked."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.second_opinion import KeyUnreadable, SecondOpinionSettings


def doubtful_second_opinion(config: HotlineConfig) -> Iterator[tuple[str, tuple[str | int, ...], str, str]]:
    """(kind, path, message, hint) for a missing key, answers that come too late, sentences in the clear."""
    settings = config.second_opinion
    if settings is None:
        return
    yield from _doubtful(settings, ("second_opinion",), "calls go on without a second opinion")
    waits_s = config.ivr.dialogue.times.opinion_s
    if settings.timeout_s > waits_s:
        message = f"callers wait {waits_s:g} s (dialogue.times.opinion_s): a later answer is thrown away"
        yield "late", ("second_opinion", "timeout_s"), message, f"write {waits_s:g} at most"


def doubtful_summary_model(
    config: HotlineConfig,
) -> Iterator[tuple[str, tuple[str | int, ...], str, str]]:
    """(kind, path, message, hint) for a missing key, and what was said in the clear."""
    if (settings := config.assist.model) is not None:
        yield from _doubtful(settings, ("assist", "model"), "summaries stay in the citizen's words")


def _doubtful(
    settings: SecondOpinionSettings, where: tuple[str, ...], otherwise: str
) -> Iterator[tuple[str, tuple[str | int, ...], str, str]]:
    try:
        settings.key()
    except KeyUnreadable as error:
        field = "key_file" if settings.key_file is not None else "key_env"
        hint = f"{otherwise}; put the key there, readable by the service's user"
        yield "key", (*where, field), str(error), hint
    if settings.in_the_clear:
        message = "what callers say, and the key, travel unencrypted to another machine"
        yield "unencrypted", (*where, "url"), message, "write https://"
