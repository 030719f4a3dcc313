"""Somebody else's talk is told from the caller's by its level, and only where that is clear."""

from __future__ import annotations

import pytest

from asr.hearing.aside import SHORTEST_MS, SOFTER_DB, Loudness, is_aside

QUIET = -70.0
OWN = [Loudness(-20.0, 2000), Loudness(-23.0, 900), Loudness(-22.0, 1500)]


def soft(below_db: float, voiced_ms: int = 2000) -> Loudness:
    """An utterance so far below the caller's usual level."""
    return Loudness(-22.0 - below_db, voiced_ms)


def test_much_softer_talk_is_not_the_callers() -> None:
    assert is_aside(soft(SOFTER_DB + 1), OWN, QUIET)


@pytest.mark.parametrize("below_db", [-10, 0, 6, SOFTER_DB - 1])
def test_what_is_not_clearly_softer_is_the_callers(below_db: float) -> None:
    assert not is_aside(soft(below_db), OWN, QUIET)


def test_the_first_utterance_is_never_an_aside() -> None:
    assert not is_aside(Loudness(-60.0, 5000), [], QUIET)


def test_a_short_utterance_says_nothing() -> None:
    assert not is_aside(soft(20, SHORTEST_MS - 1), OWN, QUIET)


def test_a_short_word_of_the_caller_is_not_enough_to_know_them_by() -> None:
    assert not is_aside(soft(20), [Loudness(-22.0, SHORTEST_MS - 1)], QUIET)


def test_one_shout_does_not_make_the_rest_an_aside() -> None:
    """The caller's usual level counts, not the loudest."""
    shouted = [Loudness(-5.0, 1000), Loudness(-22.0, 1500), Loudness(-22.0, 1500)]
    assert not is_aside(soft(3), shouted, QUIET)


@pytest.mark.parametrize("noise_dbfs", [-22.0, -21.0, 0.0])
def test_in_noise_as_loud_as_the_caller_nothing_is_clear(noise_dbfs: float) -> None:
    assert not is_aside(soft(20), [Loudness(-22.0, 2000)], noise_dbfs)


def test_noise_under_the_callers_voice_counts_for_the_caller() -> None:
    """At -22 with noise at -23 the voice alone has no more than -29."""
    own = [Loudness(-22.0, 2000)]
    assert is_aside(soft(15), own, QUIET)
    assert not is_aside(soft(15), own, -23.0)
