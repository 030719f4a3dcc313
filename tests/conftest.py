"""What holds for every test: none asserts a time, and those that share a thing run in one process."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import settings

# Commands speak the language of the terminal; tests read English wherever they run.
os.environ["LANGUAGE"] = "en"

# How long an example takes is the machine's business: no test asserts it, and none says so again.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups, which it loses with pytest 9.2
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `-n 3 --dist loadgroup` a file stays together, and with it what its tests share. End-to-end tests
    come first, which mostly wait, and of these the longest files: no process is left alone with one."""
    if not config.pluginmanager.hasplugin("xdist"):
        return
    ends = Counter(_file(item) for item in items if item.get_closest_marker("e2e"))
    items.sort(key=lambda item: -ends[_file(item)])
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_file(item)))


def _file(item: pytest.Item) -> str:
    return item.nodeid.partition("::")[0]
