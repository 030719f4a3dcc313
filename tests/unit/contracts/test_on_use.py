"""Names that are imported when they are used are those that the package says it has."""

from __future__ import annotations

import importlib

import pytest


@pytest.mark.parametrize("package", ["asr", "ivr"])
def test_every_name_of_a_house_is_there(package: str) -> None:
    house = importlib.import_module(package)
    assert [name for name in house.__all__ if getattr(house, name, None) is None] == []


def test_a_name_that_is_not_there_is_refused_as_everywhere() -> None:
    with pytest.raises(ImportError, match="Heering"):
        from asr import Heering  # type: ignore[attr-defined]  # noqa: F401
    assert not hasattr(importlib.import_module("ivr"), "Dialog")
