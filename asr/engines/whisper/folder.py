"""The files of a Whisper model in CTranslate2's format."""

from __future__ import annotations

import json
from pathlib import Path

from asr.engines.recogniser import ModelError
from contracts.errors import text as _

NETWORK = "model.bin"
_CONFIG = "config.json"
_VOCABULARIES = ("vocabulary.json", "vocabulary.txt")
_LEAST_BYTES = 10_000_000
"""The smallest Whisper, tiny in 8 bits, is four times as large."""


def is_whisper(folder: Path) -> bool:
    """Whether the model in `folder` is one, as far as its files' names tell."""
    return (folder / NETWORK).exists() and any((folder / name).exists() for name in _VOCABULARIES)


def check_files(folder: Path) -> None:
    """Raises `ModelError` when a file is missing or cut; OSError for one that cannot be read."""
    for name in (NETWORK, _CONFIG):
        if not (folder / name).is_file():
            raise ModelError(
                _("{folder}: {name} is missing; {again}").format(folder=folder, name=name, again=_again())
            )
    size = (folder / NETWORK).stat().st_size
    if size < _LEAST_BYTES:
        raise ModelError(
            _("{file}: only {size} bytes, it was cut off; {again}").format(
                file=folder / NETWORK, size=size, again=_again()
            )
        )


def vocabulary(folder: Path) -> list[str]:
    """The tokens by their numbers. Raises `ModelError`."""
    path = next((folder / name for name in _VOCABULARIES if (folder / name).is_file()), None)
    if path is None:
        raise ModelError(
            _("{folder}: {name} is missing; {again}").format(
                folder=folder, name=_VOCABULARIES[0], again=_again()
            )
        )
    try:
        text = path.read_text(encoding="utf-8")
        tokens = json.loads(text) if path.suffix == ".json" else text.splitlines()
    except ValueError as error:
        raise ModelError(
            _("{path}: damaged ({error}); {again}").format(path=path, error=error, again=_again())
        ) from error
    if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
        raise ModelError(_("{path}: this is no list of tokens; {again}").format(path=path, again=_again()))
    return tokens


def _again() -> str:
    return _("fetch the model again: script/setup, or script/hotline models install")
