"""What the caller may have said as well: the other pass' text, where the sentence itself means little."""

from __future__ import annotations

from contracts import Alternative
from ivr import IvrSettings
from ivr.understanding.judge import Judge
from tests.unit.ivr.talk import Talk, final


def test_a_surer_reading_is_asked_about_and_never_just_acted_on(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = Talk(settings, understanding).answer().hear_out()
    other = Alternative(text="我要查公积金", confidence=0.5)
    talk.send(final("我要吃火锅", 0).model_copy(update={"alternatives": (other,)}))
    decided = talk.decided[-1]
    assert decided.outcome == "confirm"
    assert decided.queue == understanding.decide("我要查公积金").queue
    assert decided.score < settings.dialogue.route_at
    assert talk.route is None


def test_a_sentence_that_means_something_is_not_asked_about(
    settings: IvrSettings, understanding: Judge
) -> None:
    talk = Talk(settings, understanding).answer().hear_out()
    other = Alternative(text="我要吃火锅", confidence=0.9)
    talk.send(final("我要查公积金", 0).model_copy(update={"alternatives": (other,)}))
    assert talk.route is not None
