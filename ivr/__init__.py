"""The house of decisions: text in, queue out. Pure: no sockets, no clock of its own, no audio."""

from typing import TYPE_CHECKING

from contracts.on_use import on_use
from ivr.settings.callers.languages import LanguageSettings
from ivr.settings.dialogue import DialogueSettings
from ivr.settings.distribution.queues import QueueSettings
from ivr.settings.intents.intents import IntentSettings
from ivr.settings.settings import IvrSettings

if TYPE_CHECKING:
    from ivr.dialogue.callers.languages import Languages
    from ivr.dialogue.dialogue import Dialogue
    from ivr.dialogue.hours.duty import Duty
    from ivr.dialogue.prompts import (
        no_agent_text,
        position_text,
        prompts_needed,
        slow_prompts_needed,
        wait_text,
    )
    from ivr.understanding.judgement import Judgement
    from ivr.understanding.understand import Understanding

__all__ = [
    "Dialogue",
    "DialogueSettings",
    "Duty",
    "IntentSettings",
    "IvrSettings",
    "Judgement",
    "LanguageSettings",
    "Languages",
    "QueueSettings",
    "Understanding",
    "no_agent_text",
    "position_text",
    "prompts_needed",
    "slow_prompts_needed",
    "wait_text",
]

__getattr__ = on_use(
    __name__,
    {
        "Languages": "ivr.dialogue.callers.languages",
        "Dialogue": "ivr.dialogue.dialogue",
        "Duty": "ivr.dialogue.hours.duty",
        "no_agent_text": "ivr.dialogue.prompts",
        "position_text": "ivr.dialogue.prompts",
        "prompts_needed": "ivr.dialogue.prompts",
        "slow_prompts_needed": "ivr.dialogue.prompts",
        "wait_text": "ivr.dialogue.prompts",
        "Judgement": "ivr.understanding.judgement",
        "Understanding": "ivr.understanding.understand",
    },
)
"""They bring numpy and pinyin, half a second."""
