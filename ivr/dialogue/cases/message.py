"""A message instead of waiting: what, where, when, telephone, secrecy; read back; the number of the case."""

from __future__ import annotations

from dataclasses import replace

from contracts import MESSAGE_TAKEN
from contracts.dialogue import CaseNoted, HangUp, Input, KeepWaiting
from contracts.events.call.calls import KeyPressed
from contracts.events.call.speech import TranscriptFinal
from ivr.dialogue.callers.human import HumanWish
from ivr.dialogue.cases.draft import Draft, number_aloud
from ivr.dialogue.cases.questions import END, WHOLE_NUMBER, At, Questions
from ivr.dialogue.cases.replies import (
    has_more,
    names_nothing,
    says_right,
    says_wrong,
    wants_secrecy,
)
from ivr.dialogue.short.short_talk import Reply
from ivr.settings.settings import IvrSettings
from ivr.slots.numbers.phone import THIS_ONE, phone_answer
from ivr.slots.plain import unknown
from ivr.understanding.judge import Judge

MOST_READ_BACK = 3
"""So often a message is read back; then it is taken as it is, and who works on it asks."""
SHORT = 12
"""Characters: in longer sentences 人工 may be what the message is about, unless they end with it."""
LAST = 9
"""Characters: the end of a sentence."""
_NO = ("不", "别", "莫")
_PARTS = {
    "what": ("事情", "内容", "诉求"),
    "where": ("地点", "地址", "地方", "位置"),
    "when": ("时间", "日期", "时候"),
    "number": ("电话", "号码", "手机"),
    "secret": ("保密",),
}


class CaseMessage(Questions):
    """Ends with `HangUp(MESSAGE_TAKEN)` once the case has a number that was said, else with `KeepWaiting`."""

    def __init__(
        self,
        settings: IvrSettings,
        judge: Judge,
        draft: Draft,
        caller: str,
        *,
        asked_for: bool = False,
        nobody: bool = False,
    ) -> None:
        """`caller`: the number they call from, empty when it is withheld; `draft`: with what they have told
        before; `asked_for`: they have pressed the key already; `nobody`: nobody serves the queue."""
        super().__init__(settings, judge.normaliser, draft, caller)
        self._human = HumanWish(settings, judge)
        self._asked_for, self._nobody = asked_for, nobody

    def begin(self) -> None:
        if self._asked_for:
            self._ask(At.WHAT, self._prompts.what)
        else:
            self._line.say(self._prompts.nobody if self._nobody else self._prompts.offer)

    # --- the caller answers ---

    def key(self, digit: str) -> None:
        yes, no = digit == self._dialogue.yes_key, digit == self._dialogue.no_key
        match self._at:
            case At.NUMBER:
                self._type(digit)
            case _ if digit == self._dialogue.human_key:
                self._leave()
            case At.OFFER if yes or digit == self._settings.key:
                self._ask(At.WHAT, self._prompts.what)
            case At.OFFER:
                self._leave()
            case At.OWN_NUMBER | At.NUMBER_BACK | At.SECRET | At.READ_BACK if yes or no:
                self._answer(yes)
            case At.WHAT | At.WHERE | At.WHEN if digit == END:
                self.silent()
            case _:
                self._line.wait("silence", self.patience_s)

    def said(self, text: str) -> None:
        if self._wants_human(text):
            self._leave()
            return
        match self._at:
            case At.OFFER:
                self._offered(text)
            case At.WHAT if not self._draft.told.said and self._answers.wants(text) == "no":
                self._leave()
            case At.WHAT:
                self._draft.tell(text)
                self._note()
                self._line.wait("silence", self._settings.pause_s)
            case At.WHERE:
                self._where(text)
            case At.WHEN:
                self._when(text)
            case At.OWN_NUMBER | At.NUMBER | At.NUMBER_BACK:
                self._telephone(text)
            case At.SECRET:
                self._secret(text)
            case At.READ_BACK:
                self._confirm(text)
            case At.WHICH:
                self._correct(text)

    def silent(self) -> None:
        match self._at:
            case At.OFFER:
                self._leave()
            case At.WHAT if not self._draft.told.said and self._may_ask(At.WHAT):
                self._ask(At.WHAT, self._prompts.what_again)
            case At.WHAT if not self._draft.whole.said:
                self._leave()
            case At.WHAT:
                if not self._draft.told.said:
                    self._note()  # what was told before is the message
                self._next()
            case At.WHERE if self._may_ask(At.WHERE):
                self._ask(At.WHERE, self._prompts.where_again)
            case At.NUMBER if self._typed:
                self._take_typed()
            case At.NUMBER if self._may_ask(At.NUMBER):
                self._ask_number()
            case At.NUMBER:
                self._keep_telephone("")
            case At.OWN_NUMBER | At.NUMBER_BACK | At.SECRET | At.READ_BACK:
                self._answer(True)  # who does not deny it has said yes
            case At.WHICH:
                self._close()
            case _:
                self._next()

    def _said_at_the_end(self, event: Input) -> None:
        """Who has left a message, and wants a human all the same, goes on waiting."""
        match event:
            case KeyPressed(digit=digit):
                human = digit == self._dialogue.human_key
            case TranscriptFinal(leg="caller", text=text, aside=False):
                human = self._human.said(text)
            case _:
                human = False
        if human and isinstance(self._ending, HangUp):
            self._partial = ""
            self._line.interrupt()
            self._leave()
        else:
            super()._said_at_the_end(event)

    def written(self, reply: Reply) -> None:
        number = reply.number if isinstance(reply, CaseNoted) else ""
        if not number:
            self.end(KeepWaiting(), self._prompts.impossible)
            return
        aloud = number_aloud(number)
        self._line.slow = True
        self._line.say(self._prompts.opened.format(number=aloud), personal=True)
        self._line.say(self._prompts.number_once_more.format(number=aloud), personal=True)
        self._line.slow = False
        self.end(HangUp(MESSAGE_TAKEN), self._goodbye())

    def _goodbye(self) -> str:
        """From which telephone they will be told how it stands; who left none, from none."""
        telephone = self._draft.told.telephone or ""
        if not telephone:
            return self._dialogue.prompts.goodbye
        return self._prompts.goodbye if telephone == self._caller else self._prompts.goodbye_other

    # --- one question after the other ---

    def _next(self) -> None:
        """What is not known yet; then all of it is read back."""
        told = self._draft.told
        if not told.place_said and not self._asked.get(At.WHERE):
            self._ask(At.WHERE, self._prompts.where)
        elif not told.happened and not self._asked.get(At.WHEN):
            self._ask(At.WHEN, self._prompts.when)
        elif told.telephone is None:
            self._which_number()
        elif told.secret is None:
            self._ask(At.SECRET, self._prompts.secret)
        elif self._asked.get(At.READ_BACK, 0) < MOST_READ_BACK:
            text = self._prompts.read_back.format(told=self._draft.sentence())
            self._ask(At.READ_BACK, text, personal=True)
        else:
            self._close()

    def _answer(self, yes: bool) -> None:
        """A yes or a no to what can be answered so."""
        match self._at:
            case At.OWN_NUMBER if yes:
                self._keep_telephone(self._caller)
            case At.NUMBER_BACK if yes:
                self._keep_telephone(self._number)
            case At.OWN_NUMBER | At.NUMBER_BACK:
                self._ask_number()
            case At.SECRET:
                self._draft.told = replace(self._draft.told, secret=yes)
                self._note()
                self._next()
            case At.READ_BACK if yes:
                self._close()
            case _:
                self._ask(At.WHICH, self._prompts.which)

    def _offered(self, text: str) -> None:
        standard = self._normaliser.standard(text)
        named = any(word in standard for word in self._settings.words)
        if self._answers.wants(text) == "yes" or (named and not any(no in standard for no in _NO)):
            self._ask(At.WHAT, self._prompts.what)
        else:
            self._leave()

    def _where(self, text: str) -> None:
        if unknown(text) or self._answers.declines(text):
            self._next()
        elif self._draft.place(text) or not self._may_ask(At.WHERE):
            if not self._draft.told.place_said:
                self._draft.place_as_said(text)
            self._note()
            self._next()
        else:
            self._draft.place_as_said(text)  # better than none, if no other comes
            self._ask(At.WHERE, self._prompts.where_again)

    def _when(self, text: str) -> None:
        if not (unknown(text) or self._answers.declines(text) or self._draft.when(text)):
            self._draft.when_as_said(text)
        self._note()
        self._next()

    # --- secrecy, and is it right? ---

    def _secret(self, text: str) -> None:
        wish = wants_secrecy(self._normaliser.standard(text))
        self._answer(self._answers.wants(text) != "no" if wish is None else wish)

    def _confirm(self, text: str) -> None:
        standard = self._normaliser.standard(text)
        wrong, more = says_wrong(standard), has_more(standard)
        # 时间 and 事情 sound as a yes does.
        names_part = any(standard.startswith(words) for words in _PARTS.values())
        agrees = says_right(standard) or (self._said_yes(text) and not names_part)
        if agrees and not wrong and not more:
            self._answer(True)
        elif self._part(text) is not None or self._puts_right(text):
            self._correct(text)
        elif more:
            self._ask(At.WHAT, self._prompts.what)
        else:
            denied = wrong or self._answers.of(text) == "no" or self._answers.after_no(text) is not None
            self._answer(not denied)

    def _correct(self, text: str) -> None:
        """What was wrong is said again; a place or a telephone may be put right at once."""
        if self._puts_right(text):
            self._note()
            self._next()
            return
        standard = self._normaliser.standard(text)
        match self._part(text):
            case None if names_nothing(standard) or (self._said_yes(text) and not says_wrong(standard)):
                self._close()
            case "where" if self._draft.place(text):
                self._note()
                self._next()
            case "where":
                self._asked[At.WHERE] = 0
                self._ask(At.WHERE, self._prompts.where)
            case "when":
                self._ask(At.WHEN, self._prompts.when)
            case "number":
                self._asked[At.NUMBER] = 0
                self._ask_number()
            case "secret":
                self._ask(At.SECRET, self._prompts.secret)
            case _:
                self._draft.forget_said()
                self._asked[At.WHAT] = 0
                self._ask(At.WHAT, self._prompts.what_again)

    def _part(self, text: str) -> str | None:
        standard = self._normaliser.standard(text)
        return next((part for part, words in _PARTS.items() if any(word in standard for word in words)), None)

    def _puts_right(self, text: str) -> bool:
        """Whether the text has another place, time or telephone that is sure."""
        rest = self._answers.after_no(text) or text
        found = phone_answer(rest)
        if found is not None and found.score >= WHOLE_NUMBER and found.value != THIS_ONE:
            self._draft.told = replace(self._draft.told, telephone=found.value)
            return True
        return self._draft.place(rest, WHOLE_NUMBER) or self._draft.when(rest, WHOLE_NUMBER)

    # --- the end ---

    def _close(self) -> None:
        self._writing = True
        self._line.note_case(self._draft.whole, last=True)

    def _leave(self) -> None:
        self.end(KeepWaiting(), self._prompts.waits)

    def _wants_human(self, text: str) -> bool:
        about = self._at is At.WHAT and len(text) > SHORT and not self._human.said(text[-LAST:])
        return not about and self._human.said(text)
