"""Which of these phrases? And: which of these keys?"""

from __future__ import annotations

from collections.abc import Sequence

from contracts.dialogue import Asks
from ivr.dialogue.parts import Parts
from ivr.dialogue.prompts import menu_pieces, menu_text, spoken_menu_pieces, spoken_menu_text
from ivr.dialogue.stages.needs.request import Request
from ivr.dialogue.stages.needs.spoken_menu import SpokenMenu
from ivr.dialogue.stages.next import STAY, Fruitless, Matter, Next, PutThrough
from ivr.dialogue.stages.stage import Talk
from ivr.understanding.judgement import Judgement


class Menu(Request):
    """The spoken menu, when open questions lead nowhere: nothing but its phrases is listened for."""

    asks = Asks("menu")
    _menu: SpokenMenu | None = None

    def __init__(self, talk: Talk, parts: Parts) -> None:
        super().__init__(talk, parts)
        self._rest: list[str] = []  # what is left of a menu that is read in pieces

    @property
    def offered(self) -> bool:
        """Whether the caller has heard it; it is offered once."""
        return self._menu is not None

    def begin(self, matter: Matter, text: str) -> Next:
        """Reads it out. `text`: what led here."""
        self._menu = SpokenMenu(self._settings, self._normaliser)
        self._talk.expect((*self._menu.phrases, *self._languages.words))
        self._talk.report("ask_again", matter, f"{text}，改为念出选项")
        self._talk.say(self._from_the_start())
        return STAY

    def heard(self, text: str, alternatives: Sequence[str]) -> Next:
        choice = self._menu.chosen(text) if self._menu is not None else None
        if choice is None:
            # Not every recogniser can be limited: it may have been the request once more.
            return super().heard(text, alternatives)
        confidence = self._talk.confidence
        if 0 < confidence < self._dialogue.spoken_menu.accept_at:
            return self._handover(f"“{choice.phrase}”听得不确定", text)
        if choice.queue is None:
            return Fruitless((self._from_the_start(),))
        reason = f"在选项中说了“{choice.phrase}”"
        judgement = Judgement(choice.intent, choice.queue, confidence, reason=reason, seat=choice.seat)
        return PutThrough(Matter(judgement, text))

    def silent(self) -> Next:
        if not self._rest:
            return self._handover("没有听到选项")
        self._talk.say(self._rest.pop(0))
        return STAY

    def understands(self, text: str) -> bool:
        return self._menu is not None and self._menu.chosen(text) is not None

    def repeated(self) -> tuple[str, ...]:
        return (self._from_the_start(),)

    def prompts_done(self) -> Next:
        self._talk.wait(self._times.no_key_s * self._elder.patience)
        return STAY

    def _from_the_start(self) -> str:
        """The menu, or its first piece for callers who need time; while they choose none, the next."""
        whole, pieces = spoken_menu_text, spoken_menu_pieces
        first, *self._rest = pieces(self._settings) if self._elder.slow else [whole(self._settings)]
        return first


class Keys(Request):
    """The menu of keys, when the caller cannot be heard. What is heard nevertheless counts."""

    hears = False
    needs_hearing = False
    again_at = "keys"
    asks = Asks("menu")

    def __init__(self, talk: Talk, parts: Parts) -> None:
        super().__init__(talk, parts)
        self._rest: list[str] = []

    def begin(self, matter: Matter, text: str) -> Next:
        """Reads it out."""
        self._talk.say(self._prompts.trouble, self._from_the_start())
        return STAY

    def silent(self) -> Next:
        if not self._rest:
            return self._handover("听不清来电人，也没有按键")
        self._talk.say(self._rest.pop(0))
        return STAY

    def prompts_done(self) -> Next:
        self._talk.wait(self._times.no_key_s * self._elder.patience)
        return STAY

    def repeated(self) -> tuple[str, ...]:
        return (self._from_the_start(),)

    def _from_the_start(self) -> str:
        whole, pieces = menu_text, menu_pieces
        first, *self._rest = pieces(self._settings) if self._elder.slow else [whole(self._settings)]
        return first
