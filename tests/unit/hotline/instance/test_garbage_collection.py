"""What is there when a service is up is never looked through again."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from hotline.instance import garbage_collection


class Circle:
    """Garbage as soon as nobody else refers to it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_nothing_is_looked_for_during_a_start_and_again_after_one_that_failed() -> None:
    def start() -> None:
        with garbage_collection.paused():
            assert not gc.isenabled()
            raise ValueError("a port is taken")

    with pytest.raises(ValueError, match="a port is taken"):
        start()
    assert gc.isenabled()


def test_what_is_there_is_left_alone_and_not_looked_through() -> None:
    with garbage_collection.paused():
        looks = [generation["collections"] for generation in gc.get_stats()]
        garbage_collection.freeze()
        assert [generation["collections"] for generation in gc.get_stats()] == looks
        assert gc.isenabled()
        assert gc.get_freeze_count() > 1000


def test_garbage_of_later_is_found() -> None:
    garbage_collection.freeze()
    circle = weakref.ref(Circle())
    gc.collect()
    assert circle() is None
