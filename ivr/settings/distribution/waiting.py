"""The section `waiting:` of config.yaml: callers who wait are comforted, and may change their mind."""

from __future__ import annotations

from pydantic import Field

from contracts.configuration.settings import Digit, Section
from ivr.settings.words.placeholders import Fixed


class WaitingPrompts(Section):
    """What is said to callers who wait, beside their place and the time."""

    invite: Fixed = Field(
        default="想换个问题，或者不想等了，请直接说，继续等候不用说话。",
        description="Said after the place in the queue: the caller is listened to now.",
    )
    already: Fixed = Field(
        default="您已经在人工排队了，请您稍候。", description="Said to who asks for a human while they wait."
    )
    answer: Fixed = Field(
        default="您可以先听一下答复，要听请说要听，或者按三。",
        description="Offered to who waits for something that has an `answer` with `when: waiting`.",
    )
    enough: Fixed = Field(
        default="这样可以了吗？还需要人工的话，请说需要。",
        description="Said after that answer; who says that it is enough need not wait.",
    )
    goodbye: Fixed = Field(
        default="好的，感谢您的来电，再见。",
        description="Said to who does not want to wait and cannot be called back, or was served.",
    )


class WaitingSettings(Section):
    """Callers who wait may change their mind by voice or key: another matter, how long, no longer."""

    enabled: bool = Field(default=False, description="Whether callers who wait are talked with at all.")
    listen: bool = Field(
        default=True,
        description="They are listened to after each announcement (telephony.announce_s); else by key only.",
    )
    key: Digit = Field(default="2", description="Key that begins it at any time of the wait.")
    answer_key: Digit = Field(
        default="3", description="Key by which who waits hears the answer that was offered."
    )
    listen_s: float = Field(
        default=4, ge=1, le=15, description="So long, in seconds, they may be silent; then the music goes on."
    )
    comfort: tuple[Fixed, ...] = Field(
        default=("感谢您的耐心等候。",), description="Said before the place in the queue, in turn."
    )
    prompts: WaitingPrompts = Field(default_factory=WaitingPrompts, description="What is said.")
