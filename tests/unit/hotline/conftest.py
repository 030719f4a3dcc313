"""Tests do not ask the sentence encoder unless they say so: whether set-up has fetched it changes nothing."""

from __future__ import annotations

import pytest

from hotline.guidance.meaning import commands, service


@pytest.fixture(autouse=True)
def without_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (commands, service):
        monkeypatch.setattr(module, "lack", lambda _layout: "not in this test")
