"""The outside of an ONNX file: a network that nobody looks into, and metadata. Protobuf, written by hand."""

from __future__ import annotations

from collections.abc import Mapping


def onnx_bytes(metadata: Mapping[str, object], graph: bytes = b"network") -> bytes:
    """`ModelProto` with ir_version (1), producer (2), graph (7), opset (8) and metadata (14)."""
    return b"".join(
        [
            _varint(1 << 3) + _varint(8),
            _field(2, b"test"),
            _field(7, graph),
            _field(8, _varint(2 << 3) + _varint(17)),
            *(
                _field(14, _field(1, key.encode()) + _field(2, str(value).encode()))
                for key, value in metadata.items()
            ),
        ]
    )


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])
