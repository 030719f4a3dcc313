"""Loads YAML files into a pydantic model; every mistake comes with file, line, column and advice.

    settings = load("config.yaml", Settings)

A validator of the model may say what to do after an arrow:
`raise ValueError("the queue 'urbn' does not exist → add it under queues")`.

Reading a large file takes a second or more: off the event loop, use `asyncio.to_thread(load, …)`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.configuration.yaml.source import Source
from hotline.configuration.yaml.sources import parse, read_sources

__all__ = ["ConfigError", "Problem", "Source", "load", "load_source"]

Model = TypeVar("Model", bound=BaseModel)


def load(path: str | Path, model: type[Model]) -> Model:
    """Reads and validates a file. Raises `ConfigError` with all that is wrong, and nothing else."""
    return load_source(path, model)[0]


def load_source(path: str | Path, model: type[Model]) -> tuple[Model, Source]:
    """As `load`, and gives the source too, whose `problem` places what later checks find."""
    return parse(read_sources(Path(path)), model)
