"""What a lane's process is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """One utterance, and how it is to be read."""

    pcm: bytes
    """16-bit little-endian mono."""
    rate: int
    """Hz."""
    prompt: str
    """What the network takes for having been said before: it steers script and words."""
    language: str
    """The language that is read where no other one is surer than `switch_at`, and what was said is no
    English."""
    switch_at: float
    beam: int
    readings: int
    """So many texts, the best ones of the beam."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the network made of it."""

    texts: tuple[str, ...]
    """Best first, as the network writes them."""
    chances: tuple[float, ...]
    """Of each text: the mean probability of its tokens (their geometric mean), 0..1."""
    silence: float
    """How likely nobody spoke, 0..1."""
    language: str
    """The likeliest one, ISO 639."""
    language_confidence: float
    read_in: str
    """The language it was read in."""
    cpu_s: float = 0.0
    """Processor seconds."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A task that was not read to the end."""

    cpu_s: float
