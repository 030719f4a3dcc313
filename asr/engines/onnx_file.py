"""Reads what an ONNX file says about itself, without loading its network.

sherpa-onnx tells models apart by this metadata, and ends the whole process where a field is missing; a file
that was cut off while copying shows here too.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from asr.engines.recogniser import ModelError
from contracts.errors import text as _

_GRAPH, _METADATA = 7, 14
"""Fields of a ModelProto (onnx/onnx.proto)."""
_KEY, _VALUE = 1, 2
"""Fields of a StringStringEntryProto."""
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
"""Wire types of protobuf (protobuf.dev/programming-guides/encoding)."""
_LONGEST_ENTRY = 16_000_000


def read_metadata(path: Path) -> dict[str, str]:
    """The file's `metadata_props`. Raises `ModelError` when it is empty, cut off or no ONNX file."""
    size = path.stat().st_size
    found: dict[str, str] = {}
    has_graph = False
    try:
        with path.open("rb") as file:
            while file.tell() < size:
                number, length = _field(file)
                if number == _METADATA and length <= _LONGEST_ENTRY:
                    key, value = _entry(file, length)
                    found[key] = value
                    continue
                has_graph = has_graph or number == _GRAPH
                end = file.tell() + length
                if end > size:
                    raise ModelError(
                        _("{path}: cut off, {size} bytes of at least {end}; {again}").format(
                            path=path, size=size, end=end, again=_again()
                        )
                    )
                file.seek(end)
    except (ValueError, EOFError) as error:
        raise ModelError(
            _("{path}: this is no complete ONNX file ({error}); {again}").format(
                path=path, error=error, again=_again()
            )
        ) from error
    if not has_graph:
        raise ModelError(
            _("{path}: this ONNX file holds no network; {again}").format(path=path, again=_again())
        )
    return found


def _field(file: BinaryIO) -> tuple[int, int]:
    """Number of the next field and the bytes of its content that follow (none for numbers)."""
    tag = _varint(file)
    number, kind = tag >> 3, tag & 7
    if kind == _BYTES:
        return number, _varint(file)
    if kind == _VARINT:
        _varint(file)
        return number, 0
    if kind in (_FIXED64, _FIXED32):
        return number, 8 if kind == _FIXED64 else 4
    raise ValueError(f"a field of the unknown type {kind} at byte {file.tell()}")


def _entry(file: BinaryIO, length: int) -> tuple[str, str]:
    """Key and value of one metadata entry of `length` bytes."""
    end = file.tell() + length
    parts = {_KEY: "", _VALUE: ""}
    while file.tell() < end:
        number, inside = _field(file)
        if file.tell() + inside > end:
            raise ValueError("a metadata entry is longer than it says")
        content = file.read(inside)
        if len(content) < inside:
            raise EOFError("cut off in the metadata")
        if number in parts:
            parts[number] = content.decode("utf-8", errors="replace")
    return parts[_KEY], parts[_VALUE]


def _varint(file: BinaryIO) -> int:
    value = 0
    for shift in range(0, 64, 7):
        byte = file.read(1)
        if not byte:
            raise EOFError("cut off")
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    raise ValueError("a number of more than ten bytes")


def _again() -> str:
    return _("copy the model again, or install it anew")
