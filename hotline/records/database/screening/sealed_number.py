"""A caller's number as it lies in the database."""

from __future__ import annotations

from dataclasses import dataclass, field

from hotline.records.database.screening.table import caller_key
from hotline.records.masking.masking import mask_number
from hotline.records.sealing import Seal


@dataclass(frozen=True, slots=True)
class SealedNumber:
    """A number as it may be stored."""

    name: str
    """By which the same number is found."""
    sealed: str = field(repr=False)
    masked: str

    @classmethod
    def of(cls, key: str, seal: Seal) -> SealedNumber:
        """`key` is the number as `caller_key` writes it."""
        return cls(seal.name(key), seal.close(key), mask_number(key))


def sealed_number(number: str, seal: Seal) -> SealedNumber | None:
    """None for one that nobody can be called under."""
    key = caller_key(number)
    return None if key is None else SealedNumber.of(key, seal)
