"""Text to the network's tokens and back.

Whisper's vocabulary is byte-level: a token stands for some bytes of UTF-8, which its name spells with
printable characters (GPT-2's table). Names in <|...|> are commands: languages, the task, beginning and end.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import tiktoken

from asr.engines.recogniser import ModelError
from asr.engines.whisper.folder import vocabulary
from contracts.errors import text as _

_END = "<|endoftext|>"
_COMMANDS = ("<|startofprev|>", "<|startoftranscript|>", "<|transcribe|>", "<|notimestamps|>", "<|zh|>")
_WORDS = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"  # OpenAI's own pieces


class Vocabulary:
    """The tokens of one model."""

    def __init__(self, folder: Path) -> None:
        """Reads them. Raises `ModelError` for a model that is no multilingual Whisper."""
        tokens = vocabulary(folder)
        self._numbers = {token: number for number, token in enumerate(tokens) if token.startswith("<|")}
        if missing := [name for name in (_END, *_COMMANDS) if name not in self._numbers]:
            raise ModelError(
                _(
                    "{folder}: no multilingual Whisper (it lacks {missing}): install one that is, "
                    "for example whisper-base"
                ).format(folder=folder, missing=", ".join(missing))
            )
        self._end = self._numbers[_END]
        try:
            ranks = {_bytes(token): number for number, token in enumerate(tokens[: self._end])}
        except KeyError as error:
            raise ModelError(
                _("{folder}: the vocabulary is damaged (it holds {error})").format(folder=folder, error=error)
            ) from error
        self._encoding = tiktoken.Encoding(
            "whisper", pat_str=_WORDS, mergeable_ranks=ranks, special_tokens={_END: self._end}
        )

    def command(self, name: str) -> int | None:
        """The number of `<|name|>`; None where the model has none, for example of a language."""
        return self._numbers.get(f"<|{name}|>")

    def encode(self, text: str) -> list[int]:
        return self._encoding.encode(text, disallowed_special=())

    def decode(self, tokens: Sequence[int]) -> str:
        """The text; a character that was cut off in its middle is left out."""
        said = self._encoding.decode_bytes([token for token in tokens if token < self._end])
        return said.decode("utf-8", errors="ignore")


@lru_cache(maxsize=1)
def _letters() -> dict[str, int]:
    """Printable character -> byte: bytes that print as Latin-1 stand for themselves."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    return {chr(byte): byte for byte in plain} | {chr(256 + i): byte for i, byte in enumerate(others)}


def _bytes(token: str) -> bytes:
    letters = _letters()
    return bytes(letters[letter] for letter in token)
