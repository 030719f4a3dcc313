"""The shipped configuration: as it is, read and learned once in a process; or for tests that change it, as a
copy of its files or as one mapping."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.configuration.yaml.sources import Sources, parse, read_sources
from hotline.guidance.call_guide import CallGuide
from hotline.machine.paths import DEFAULT_CONFIG


@cache
def shipped_config() -> HotlineConfig:
    """Nothing can change it."""
    return load(DEFAULT_CONFIG, HotlineConfig)


@cache
def shipped_guide() -> CallGuide:
    """For tests that do not let it `know` what its sayings mean."""
    return CallGuide.of(shipped_config())


def without_meaning() -> Sources:
    """The files, for a service that does not learn what its sayings mean: minutes beside the calls."""
    found = read_sources(DEFAULT_CONFIG)
    main = found.files[found.main] + b"\nmeaning: {enabled: false}\n"
    return replace(found, files={**found.files, found.main: main})


def copied(folder: Path, sources: Sources | None = None) -> Path:
    """config.yaml and what it includes, written into a folder; the path of config.yaml there."""
    found = sources or read_sources(DEFAULT_CONFIG)
    for name, data in found.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder / found.main


def changed(old: str, new: str, sources: Sources | None = None) -> Sources:
    """The shipped files, or those given, with `old`, which stands once in all of them, replaced."""
    sources = sources or read_sources(DEFAULT_CONFIG)
    (name,) = [name for name, data in sources.files.items() if old.encode() in data]
    data = sources.files[name]
    assert data.count(old.encode()) == 1
    return replace(sources, files={**sources.files, name: data.replace(old.encode(), new.encode())})


def sections() -> dict[str, Any]:
    """All sections as they were written, put together; includes nothing."""
    data = deepcopy(parse(read_sources(DEFAULT_CONFIG), HotlineConfig)[1].data)
    del data["include"]
    return data
