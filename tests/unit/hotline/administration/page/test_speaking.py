"""A sentence is heard on the page before it is live; who will speak is told by the check."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import soundfile

from agent_assist.admin.port import AdministrationRefused
from agent_assist.admin.wire.checking import CheckRequest
from hotline.administration.page.drafts.checking import check
from hotline.administration.page.drafts.learned import Learned
from hotline.administration.page.speaking import PromptSpeaker
from telephony.sound.prompts import PromptLibrary, SynthesisError, file_name
from tests.unit.hotline.administration.page.parts import shipped


async def voice(text: str, rate: int, *, slow: bool) -> bytes:
    if text == "坏":
        raise SynthesisError("no engine")
    return bytes([5, 0]) * 100


def heard(sound: str) -> list[int]:
    samples, rate = soundfile.read(BytesIO(base64.b64decode(sound)), dtype="int16")
    assert rate == 8000
    return sorted(set(samples.tolist()))


async def test_a_sentence_is_heard_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "recorded" / "8000").mkdir(parents=True)
    file = tmp_path / "recorded" / "8000" / file_name("好的，您请讲。")
    soundfile.write(file, np.full(50, 7, np.int16), 8000)
    speaker = PromptSpeaker(PromptLibrary(tmp_path / "recorded", tmp_path / "spoken", voice))
    recorded = await speaker.say("好的，您请讲。")
    assert (heard(recorded.sound), recorded.recorded) == ([7], True)
    spoken = await speaker.say("台风来了。")
    assert (heard(spoken.sound), spoken.recorded) == ([5], False)
    assert not (tmp_path / "spoken").exists()
    with pytest.raises(AdministrationRefused) as refused:
        await speaker.say("坏")
    assert refused.value.code == "no_voice"


def test_a_changed_prompt_is_told_to_have_no_recording() -> None:
    fine = check(CheckRequest(files=shipped(), doubts=False), Learned())
    assert fine.speaking is not None
    assert fine.speaking.unrecorded == ()
    changed = shipped("greeting: 您好，这里是", "greeting: 您好，欢迎致电")
    told = check(CheckRequest(files=changed, doubts=False), Learned()).speaking
    assert told is not None
    assert told.unrecorded == ("您好，欢迎致电一二三四五热线，请问您要反映什么事？",)
