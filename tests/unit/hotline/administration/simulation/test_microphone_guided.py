"""A caller at the microphone has what callers by telephone have: a second opinion, their language."""

from __future__ import annotations

from typing import Any

from asr import ScriptedRecogniser, read_recording
from hotline.administration.simulation.simulated_calls import SimulatedCalls
from hotline.bench.demo.stage import RECORDINGS as SPOKEN
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide
from tests.unit.hotline.administration.simulation.test_microphone import RATE, SoundCard, call
from tests.unit.hotline.guidance.fake_llm import fake_llm, thinks

UNCLEAR, NOISE = "我想问一下那个事情到底怎么弄呢", "楼上装修声音太大了"
FRAME_S = 0.004
"""Five times as fast as sound."""


def calls(**sections: Any) -> SimulatedCalls:
    config = {
        "agents": [{"id": "wang", "name": "王芳", "extension": "1001"}],
        "asr": {"queue_ms": 30000},
        "queues": [{"id": "urban", "name": "城管"}, {"id": "general", "name": "综合"}],
        "intents": [
            {"id": "noise", "name": "噪声扰民", "queue": "urban", "sayings": [NOISE]},
            {"id": "school", "name": "入学", "queue": "general", "sayings": ["孩子上小学怎么报名"]},
        ],
    }
    return SimulatedCalls(CallGuide.of(HotlineConfig.model_validate({**config, **sections})))


def sentence() -> bytes:
    return read_recording(SPOKEN / "caller-1.wav", RATE)


async def test_what_is_unclear_is_put_to_the_language_model() -> None:
    async with fake_llm(thinks("school", "像是问报名")) as llm:
        guided = calls(second_opinion={"url": llm.url, "model": "tiny", "timeout_s": 5})
        recogniser = ScriptedRecogniser([UNCLEAR], rate=RATE)
        done, _ = await call(guided, recogniser, SoundCard(sentence(), frame_s=FRAME_S))
        assert len(llm.asked) == 1
    decisions = [step.decided for step in done.steps if step.decided is not None]
    assert (decisions[0].outcome, decisions[0].intent) == ("confirm", "school")
    assert "像是问报名" in decisions[0].reason


async def test_the_caller_is_heard_in_the_language_they_choose() -> None:
    yue = {"id": "yue", "name": "粤语", "words": ["粤语"], "greeting": "请讲。", "recogniser": {"model": "m"}}
    sound = sentence() + bytes(RATE * 2 * 8) + sentence()
    usual = ScriptedRecogniser(["我想讲粤语"], rate=RATE)
    theirs = ScriptedRecogniser([NOISE], rate=RATE)
    done, _ = await call(calls(languages=[yue]), usual, SoundCard(sound, frame_s=FRAME_S), yue=theirs)
    said = [step.text for step in done.steps if step.kind == "speech"]
    assert (said[0], said[-1]) == ("我想讲粤语", NOISE)
    assert done.language == "yue"
