"""What is published for callers of a matter and place: who hears it, and what they make of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from contracts.dialogue import Route, TellHeard
from ivr import Dialogue, IvrSettings
from ivr.dialects.normalise import Normaliser
from ivr.dialogue.hours.notices import Notice, Notices
from ivr.settings.distribution.calendar import AnnouncementSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.dialogue.questions.callers import ADDRESS
from tests.unit.ivr.talk import Talk, Watched

NOW = datetime(2026, 11, 20, 10)
TEXT = "您好，东城区青竹苑停水，预计今天18点前来水。"
NOTICE = Notice(
    id=7, text=TEXT, words=("停水", "没水"), places=("东城区", "青竹苑"), elsewhere=("西城区", "南山区")
)


def asking(settings: IvrSettings) -> IvrSettings:
    """Who has no water is asked where."""
    intents = tuple(
        one.model_copy(update={"ask": ("address",) if one.id == "water_outage" else (), "answer": None})
        for one in settings.intents
    )
    return settings.model_copy(update={"intents": intents, "questions": (ADDRESS,)})


class Call:
    """One caller while notices are published."""

    def __init__(self, settings: IvrSettings, understanding: Judge, *notices: Notice) -> None:
        settings = asking(settings)
        self.watched = Watched(
            Dialogue(settings, understanding, "c1", begun=NOW, notices=notices or (NOTICE,))
        )
        self.talk = Talk(settings, understanding, machine=self.watched).answer().hear_out()

    @property
    def outcomes(self) -> list[tuple[int, str]]:
        return [(one.heard.announcement, one.heard.outcome) for one in self.watched.of(TellHeard)]

    @property
    def told(self) -> bool:
        return TEXT in self.talk.said


@pytest.fixture
def call(settings: IvrSettings, understanding: Judge) -> Call:
    return Call(settings, understanding)


@pytest.mark.parametrize("said", ["东城区停水了", "东城停水了", "青竹苑停水了"])
def test_who_names_matter_and_place_hears_it_at_once_and_is_asked(
    call: Call, settings: IvrSettings, said: str
) -> None:
    call.talk.speak(said)
    assert call.talk.said[-2:] == [TEXT, settings.dialogue.prompts.want_human]
    assert call.outcomes == [(7, "told")]
    assert call.talk.decided[-1].outcome == "answer"
    assert call.talk.asks is not None
    assert call.talk.asks.topic == "human"


@pytest.mark.parametrize("said", ["不用了", "知道了，谢谢", "没有了"])
def test_whom_it_answers_is_let_go_and_counted(call: Call, said: str) -> None:
    call.talk.speak("东城区停水了").hear_out().speak(said).hear_out()
    assert call.talk.hangup is not None
    assert call.outcomes == [(7, "told"), (7, "answered")]


def test_silence_is_asked_once_more_and_then_counts_as_enough(call: Call) -> None:
    call.talk.speak("东城区停水了").wait(90)
    assert call.talk.hangup is not None
    assert call.outcomes == [(7, "told"), (7, "answered")]


@pytest.mark.parametrize("said", ["要", "转人工", "东城区停水了"])
def test_who_wants_a_human_is_put_through_and_hears_it_only_once(call: Call, said: str) -> None:
    call.talk.speak("东城区停水了").hear_out().speak(said).hear_out().speak("青竹苑三栋").hear_out().wait(20)
    assert call.talk.route is not None
    assert call.talk.route.queue == "utilities"
    assert call.talk.said.count(TEXT) == 1
    assert call.outcomes == [(7, "told"), (7, "human")]


@pytest.mark.parametrize(("key", "outcome"), [("0", "human"), ("1", "human"), ("2", "answered")])
def test_keys_are_counted_too(call: Call, key: str, outcome: str) -> None:
    call.talk.speak("东城区停水了").hear_out().press(key)
    assert call.outcomes == [(7, "told"), (7, outcome)]


def test_who_names_the_place_when_asked_hears_it_then(call: Call) -> None:
    call.talk.speak("停水了").hear_out()
    assert not call.told
    assert call.talk.said[-1] == ADDRESS.prompt
    call.talk.speak("青竹苑三栋")
    assert call.told
    call.talk.hear_out().speak("不用了").hear_out()
    assert call.outcomes == [(7, "told"), (7, "answered")]


@pytest.mark.parametrize("place", ["西城区幸福路8号", "幸福路8号"])
def test_who_is_elsewhere_or_nowhere_known_does_not(call: Call, place: str) -> None:
    call.talk.speak("停水了").hear_out().speak(place).hear_out()
    assert call.talk.route is not None
    assert not call.told
    assert call.outcomes == []


@pytest.mark.parametrize("said", ["东城区停电了", "东城区吵死了"])
def test_another_matter_of_that_place_is_not_meant(call: Call, said: str) -> None:
    call.talk.speak(said).hear_out()
    assert call.talk.route is not None
    assert not call.told


def test_danger_and_the_wish_for_a_human_go_first(settings: IvrSettings, understanding: Judge) -> None:
    for said, queue in (("东城区停水的地方着火了", "emergency"), ("东城区停水，转人工", "general")):
        call = Call(settings, understanding)
        call.talk.speak(said).hear_out()
        assert isinstance(call.talk.route, Route)
        assert call.talk.route.queue == queue
        assert not call.told


def test_an_announcement_of_the_configuration_comes_first(
    settings: IvrSettings, understanding: Judge
) -> None:
    own = AnnouncementSettings(id="own", text="今天检修管网。", intents=("water_outage",))
    settings = settings.model_copy(update={"announcements": (own,)})
    call = Call(settings, understanding)
    call.talk.speak("东城区停水了").hear_out().speak("东城区停水了")
    assert call.talk.said.index(own.text) < call.talk.said.index(TEXT)


def test_it_is_said_slowly_to_who_needs_time(call: Call) -> None:
    call.talk.speak("我年纪大了，东城区停水了")
    assert call.told
    assert call.talk.slow[-1]


def fits(one: Notice, intent: str | None, heard: str, told: str = "", at: datetime = NOW) -> bool:
    return Notices([one], Normaliser(), at).fitting(intent, heard, told or heard) is one


def test_by_intent_whatever_they_call_it() -> None:
    one = Notice(id=1, text=TEXT, intents=("water_outage",), places=("东城区",))
    assert fits(one, "water_outage", "水龙头不出水", "我在东城区，水龙头不出水")
    assert not fits(one, "power", "水龙头不出水", "我在东城区，水龙头不出水")


def test_of_the_whole_city() -> None:
    assert fits(Notice(id=1, text=TEXT, words=("停水",)), None, "停水了")


def test_who_names_no_place_where_that_is_wished() -> None:
    one = Notice(id=1, text=TEXT, words=("停水",), places=("东城区",), elsewhere=("西城区",), unplaced=True)
    assert fits(one, None, "停水了")
    assert not fits(one, None, "西城停水了")


def test_not_when_it_is_over() -> None:
    one = Notice(id=1, text=TEXT, words=("停水",), ends=NOW + timedelta(minutes=1))
    assert fits(one, None, "停水了")
    assert not fits(one, None, "停水了", at=NOW + timedelta(minutes=1))


def test_a_district_of_one_character_is_not_shortened() -> None:
    one = Notice(id=1, text=TEXT, words=("停水",), places=("县区",))
    assert not fits(one, None, "我们县停水了")
