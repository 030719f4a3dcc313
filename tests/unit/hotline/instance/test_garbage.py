"""What is there when a service is up is never looked through again."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from hotline.instance import garbage


class Circle:
    """Garbage as soon as nobody else refers to it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.enable()


def test_nothing_is_looked_for_during_a_start() -> None:
    garbage.wait()
    assert not gc.isenabled()


def test_what_became_garbage_during_the_start_is_gone_and_the_rest_is_left_alone() -> None:
    garbage.wait()
    circle = weakref.ref(Circle())
    garbage.settle()
    assert circle() is None
    assert gc.isenabled()
    assert gc.get_freeze_count() > 1000


def test_garbage_of_later_is_found() -> None:
    garbage.settle()
    circle = weakref.ref(Circle())
    gc.collect()
    assert circle() is None
