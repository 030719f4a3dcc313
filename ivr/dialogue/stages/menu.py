"""Which of these phrases? And: which of these keys?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from contracts.dialogue import Asks
from ivr.dialogue.prompts import menu_pieces, menu_text, spoken_menu_pieces, spoken_menu_text
from ivr.dialogue.stages.request import Request
from ivr.dialogue.stages.spoken_menu import SpokenMenu
from ivr.dialogue.stages.stage import Stage
from ivr.understanding.understand import NOTHING, Judgement

if TYPE_CHECKING:
    from ivr.dialogue.conversation import Conversation


class Menu(Stage):
    """The spoken menu, when open questions lead nowhere: nothing but its phrases is listened for."""

    asks = Asks("menu")
    _menu: SpokenMenu | None = None

    def __init__(self, talk: Conversation) -> None:
        super().__init__(talk)
        self._rest: list[str] = []  # what is left of a menu that is read in pieces

    @property
    def offered(self) -> bool:
        """Whether the caller has heard it; it is offered once."""
        return self._menu is not None

    def offer(self, why: str, judgement: Judgement, heard: str) -> None:
        """Reads it out. `why`: what led here."""
        talk = self._talk
        self._menu = SpokenMenu(talk.settings, talk.understanding.normaliser)
        talk.stage = self
        talk.expect((*self._menu.phrases, *talk.languages.words))
        talk.report("ask_again", judgement, heard, f"{why}，改为念出选项")
        talk.line.say(self._from_the_start())

    def heard(self, text: str, alternatives: Sequence[str]) -> None:
        talk = self._talk
        choice = self._menu.chosen(text) if self._menu is not None else None
        if choice is None:
            # Not every recogniser can be limited: it may have been the request once more.
            talk.request.heard(text, alternatives)
        elif 0 < talk.confidence < talk.settings.dialogue.spoken_menu.accept_at:
            talk.hand_over(f"“{choice.phrase}”听得不确定", NOTHING, text)
        elif choice.queue is not None:
            reason = f"在选项中说了“{choice.phrase}”"
            talk.through.route(Judgement(choice.intent, choice.queue, talk.confidence, reason=reason), text)
        else:
            talk.turn_without_request(self._from_the_start())

    def silent(self) -> None:
        if self._rest:
            self._talk.line.say(self._rest.pop(0))
        else:
            self._talk.hand_over("没有听到选项", NOTHING, "")

    def understands(self, text: str) -> bool:
        return self._menu is not None and self._menu.chosen(text) is not None

    def repeated(self) -> tuple[str, ...]:
        return (self._from_the_start(),)

    def prompts_done(self) -> None:
        self._talk.line.wait("silence", self._talk.no_key_s)

    def _from_the_start(self) -> str:
        """The menu, or its first piece for callers who need time; while they choose none, the next."""
        settings = self._talk.settings
        slow = self._talk.elder.slow
        first, *self._rest = spoken_menu_pieces(settings) if slow else [spoken_menu_text(settings)]
        return first


class Keys(Request):
    """The menu of keys, when the caller cannot be heard. What is heard nevertheless counts."""

    hears = False
    asks = Asks("menu")

    def __init__(self, talk: Conversation) -> None:
        super().__init__(talk)
        self._rest: list[str] = []

    def offer(self) -> None:
        """Reads it out."""
        self._talk.stage = self
        self._talk.line.say(self._talk.prompts.trouble, self._from_the_start())

    def silent(self) -> None:
        if self._rest:
            self._talk.line.say(self._rest.pop(0))
        else:
            self._talk.hand_over("听不清来电人，也没有按键", NOTHING, "")

    def prompts_done(self) -> None:
        self._talk.line.wait("silence", self._talk.no_key_s)

    def repeated(self) -> tuple[str, ...]:
        return (self._from_the_start(),)

    def _from_the_start(self) -> str:
        settings = self._talk.settings
        slow = self._talk.elder.slow
        first, *self._rest = menu_pieces(settings) if slow else [menu_text(settings)]
        return first
