"""Inbox and speaker: what a call's owner reads, and what the caller hears, at virtual time."""

from __future__ import annotations

import asyncio

import pytest

from contracts import Event, PromptEnded, PromptStarted
from contracts.dialogue import PromptDone, Say, TimerFired
from hotline.calls.call.dialogue.speaker import Speaker
from hotline.calls.call.inbox import INBOX_SIZE, CallEndedError, CallerGone, CallInbox, EndCall, Leave
from tests.unit.hotline.calls.asterisk_doubles import ID, FakeCall
from tests.unit.hotline.calls.doubles import NO_VOICE, PROMPT_S, FakePrompts
from tests.virtualtime import at_virtual_time


@pytest.mark.parametrize("end", [CallerGone("normal"), Leave(), EndCall()])
@at_virtual_time
async def test_the_end_of_a_call_overtakes_everything(end: CallerGone | Leave | EndCall) -> None:
    inbox = CallInbox()
    for number in range(INBOX_SIZE + 10):
        inbox.put(TimerFired(str(number), "silence"))
    inbox.put(end)
    for _ in range(2):
        with pytest.raises(CallEndedError) as caught:
            await inbox.get()
        assert caught.value.message == end
    assert inbox.over == end


@at_virtual_time
async def test_who_waits_is_woken_by_the_end() -> None:
    inbox = CallInbox()
    waiting = asyncio.create_task(inbox.get())
    await asyncio.sleep(0)
    inbox.put(Leave())
    inbox.put(CallerGone("hung up"))
    with pytest.raises(CallEndedError) as caught:
        await waiting
    assert caught.value.message == CallerGone("hung up"), "a caller who is gone needs no handing over"


@at_virtual_time
async def test_messages_come_in_order() -> None:
    inbox = CallInbox()
    inbox.put(TimerFired("a", "silence"))
    inbox.put(TimerFired("b", "silence"))
    assert [await inbox.get(), await inbox.get()] == [TimerFired("a", "silence"), TimerFired("b", "silence")]


class Booth:
    """A speaker on a media socket, with everything it said."""

    def __init__(self) -> None:
        self.call = FakeCall()
        self.prompts = FakePrompts()
        self.events: list[Event] = []
        self.done: list[PromptDone] = []

    async def open(self) -> Speaker:
        media = await self.call.open_media()
        return Speaker(ID, media, self.prompts, self.events.append, self.done.append)

    def started(self) -> list[str]:
        return [e.prompt for e in self.events if isinstance(e, PromptStarted)]

    def ended(self) -> list[tuple[str, str]]:
        return [(e.prompt, e.how) for e in self.events if isinstance(e, PromptEnded)]


@at_virtual_time
async def test_prompts_are_said_one_after_the_other() -> None:
    booth = Booth()
    speaker = await booth.open()
    for name in ("a", "b"):
        speaker.say(Say(name, name))
    await asyncio.sleep(PROMPT_S + 0.1)
    assert booth.started() == ["a", "b"]
    assert booth.done == [PromptDone("a")]
    await asyncio.sleep(PROMPT_S)
    assert booth.ended() == [("a", "played"), ("b", "played")]
    await speaker.close()


@at_virtual_time
async def test_how_it_is_spoken_and_whether_it_is_kept_is_passed_on() -> None:
    booth = Booth()
    speaker = await booth.open()
    speaker.say(Say("a", "慢", slow=True))
    speaker.say(Say("b", "一三八", personal=True))
    await asyncio.sleep(2 * PROMPT_S + 1)
    assert booth.prompts.asked == [("慢", True, True), ("一三八", False, False)]
    await speaker.close()


@at_virtual_time
async def test_stop_silences_what_plays_and_what_waits() -> None:
    booth = Booth()
    speaker = await booth.open()
    for name in ("a", "b"):
        speaker.say(Say(name, name))
    await asyncio.sleep(1)
    await speaker.stop()
    await asyncio.sleep(0.1)
    assert sorted(d.prompt for d in booth.done if d.interrupted) == ["a", "b"]
    assert booth.call.wires[0].silent_until <= asyncio.get_running_loop().time()
    speaker.say(Say("c", "c"))
    await asyncio.sleep(PROMPT_S + 0.1)
    assert booth.done[-1] == PromptDone("c")
    await speaker.close()


@at_virtual_time
async def test_stop_silences_a_prompt_that_is_still_being_loaded() -> None:
    booth = Booth()
    booth.prompts.slow_s = 0.5
    speaker = await booth.open()
    speaker.say(Say("a", "a"))
    await asyncio.sleep(0.1)
    await speaker.stop()
    await asyncio.sleep(1)
    assert booth.started() == [], "the caller has interrupted it and hears it all the same"
    assert booth.done == [PromptDone("a", interrupted=True)]
    await speaker.close()


@pytest.mark.parametrize("error", [NO_VOICE, OSError("disk full"), RuntimeError("bug")])
@at_virtual_time
async def test_a_prompt_that_cannot_be_had_is_a_tone_and_the_next_is_said(error: Exception) -> None:
    booth = Booth()
    booth.prompts.fails["a"] = error
    speaker = await booth.open()
    speaker.say(Say("a", "a"))
    speaker.say(Say("b", "b"))
    await asyncio.sleep(2 * PROMPT_S)
    assert [d.prompt for d in booth.done] == ["a", "b"]
    await speaker.close()


@at_virtual_time
async def test_what_a_caller_answered_is_not_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    booth = Booth()
    booth.prompts.fails = {"一三八": NO_VOICE, "您好": NO_VOICE}
    speaker = await booth.open()
    speaker.say(Say("prompt-1", "一三八", personal=True))
    speaker.say(Say("prompt-2", "您好"))
    await asyncio.sleep(2 * PROMPT_S)
    assert "'prompt-1'" in caplog.text
    assert "一三八" not in caplog.text
    assert "'您好'" in caplog.text
    await speaker.close()


@at_virtual_time
async def test_a_closed_line_fails_every_prompt_at_once() -> None:
    booth = Booth()
    speaker = await booth.open()
    for name in ("a", "b"):
        speaker.say(Say(name, name))
    await asyncio.sleep(1)
    booth.call.wires[0].drop()
    await asyncio.sleep(0.1)
    assert booth.done == [PromptDone("a", interrupted=True), PromptDone("b", interrupted=True)]
    assert booth.ended() == [("a", "failed"), ("b", "failed")]
    await speaker.close()
    await speaker.close()
