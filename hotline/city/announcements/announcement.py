"""An announcement as it is kept, and what became of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from pydantic_core import PydanticCustomError

from contracts.errors import HotlineError
from ivr.dialogue.hours.notices import Notice
from ivr.settings.words.written import half_width

SHORTEST = 6
LONGEST = 300
"""Characters that are said: a minute."""
MOST_WORDS = 20
LONGEST_S = 7 * 86_400.0
"""So long an announcement runs at most; longer ones belong into the configuration (`announcements:`)."""
MOST_RUNNING = 20


class AnnouncementError(HotlineError):
    """It cannot be published or ended; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What a supervisor publishes."""

    text: str
    words: tuple[str, ...]
    """Callers who say one of these mean this matter."""
    intents: tuple[str, ...]
    """So do those who want one of these."""
    places: tuple[str, ...]
    """The district, and what lies in it; empty: the whole city."""
    unplaced: bool
    """Told to those as well who name no place."""
    ends: float
    """Seconds since the Unix epoch."""

    def checked(self, now: float) -> Wording:
        """With single spaces. Raises `AnnouncementError`."""
        text = " ".join(self.text.split())
        words = tuple(dict.fromkeys(word for one in self.words if (word := "".join(one.split()))))
        if not SHORTEST <= len(text) <= LONGEST:
            raise AnnouncementError(
                f"公告要 {SHORTEST} 到 {LONGEST} 个字 / {SHORTEST} to {LONGEST} characters"
            )
        try:
            half_width(text)
        except PydanticCustomError as error:
            raise AnnouncementError(error.message()) from error
        if "*" in text:
            raise AnnouncementError("公告里还有遮住的字（*），请改写 / rewrite what is masked (*)")
        if not words and not self.intents:
            raise AnnouncementError("请写明播给说到哪些词的来电人 / Say for callers who use which words")
        if len(words) > MOST_WORDS or any(len(word) < 2 for word in words):
            raise AnnouncementError(
                f"词最多 {MOST_WORDS} 个，每个至少两个字 / Words of two characters or more"
            )
        if not now < self.ends <= now + LONGEST_S:
            raise AnnouncementError("结束时间要在七天以内，而且还没有到 / It must end within seven days")
        places = tuple(dict.fromkeys(place for one in self.places if (place := one.strip())))
        return Wording(text, words, self.intents, places, self.unplaced, self.ends)


@dataclass(frozen=True, slots=True)
class Announcement:
    """One that was published. Times in seconds since the Unix epoch."""

    id: int
    surge: str
    """Id of the warning that it was made of."""
    district: str
    wording: Wording
    published_at: float
    by: str
    ended_at: float | None = None
    ended_by: str = ""
    """Empty: its time was over, or it runs."""

    def runs(self, now: float) -> bool:
        """Whether callers hear it."""
        return self.ended_at is None and now < self.wording.ends

    def notice(self, districts: Collection[str], here: str = "") -> Notice:
        """As a call's dialogue is given it. `districts`: of the city; `here`: the one whose callers the
        called number is for."""
        wording = self.wording
        return Notice(
            id=self.id,
            text=wording.text,
            words=wording.words,
            intents=wording.intents,
            places=wording.places,
            elsewhere=tuple(one for one in districts if one not in wording.places),
            unplaced=wording.unplaced or (here != "" and here in wording.places),
            ends=datetime.fromtimestamp(wording.ends),
        )


@dataclass(frozen=True, slots=True)
class Effect:
    """Calls in which it was played."""

    told: int = 0
    answered: int = 0
    """It was enough."""
    human: int = 0
    """An agent was wanted all the same."""

    @property
    def left(self) -> int:
        """Nobody said: they hung up, or wanted something else."""
        return self.told - self.answered - self.human
