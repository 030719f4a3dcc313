"""Loads a YAML file into a pydantic model; every mistake comes with file, line, column and advice.

    settings = load("config.yaml", Settings)

A validator of the model may say what to do after an arrow:
`raise ValueError("the queue 'urbn' does not exist → add it under queues")`.

Reading a large file takes a second or more: off the event loop, use `asyncio.to_thread(load, …)`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from hotline.config_problem import ConfigError, Problem
from hotline.yaml_messages import problem_of
from hotline.yaml_source import MAX_BYTES, Source, read

__all__ = ["ConfigError", "Problem", "Source", "load", "load_source", "parse", "read_bytes"]

Model = TypeVar("Model", bound=BaseModel)


def load(path: str | Path, model: type[Model]) -> Model:
    """Reads and validates a file. Raises `ConfigError` with all that is wrong, and nothing else."""
    return load_source(path, model)[0]


def load_source(path: str | Path, model: type[Model]) -> tuple[Model, Source]:
    """As `load`, and gives the source too, whose `problem` places what later checks find."""
    return parse(read_bytes(Path(path)), str(path), model)


def parse(data: bytes, file: str, model: type[Model]) -> tuple[Model, Source]:
    """As `load_source` with the bytes of a file; `file` is its name in messages."""
    source = read(data, file)
    try:
        return model.model_validate(source.data), source
    except ValidationError as error:
        raise ConfigError(problem_of(one, source, model) for one in error.errors()) from None


def read_bytes(path: Path) -> bytes:
    """A file's bytes, one more than allowed at most. Raises `ConfigError`."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        message, hint = "there is no such file", "check the path"
    except IsADirectoryError:
        message, hint = "this is a folder, not a file", "give the path of the file"
    except PermissionError:
        message, hint = "the file may not be read", "give this user the right to read it"
    except (OSError, ValueError) as error:
        message, hint = f"the file cannot be read: {error}", "check the path and the disk"
    raise ConfigError([Problem(str(path), 1, 1, "", message, hint)])
