"""The house of decisions: text in, queue out. Pure: no sockets, no clock of its own, no audio."""

from ivr.dialogue.callers.languages import Languages
from ivr.dialogue.dialogue import Dialogue
from ivr.dialogue.hours.duty import Duty
from ivr.dialogue.prompts import position_text, prompts_needed, slow_prompts_needed
from ivr.settings.languages import LanguageSettings
from ivr.settings.settings import DialogueSettings, IntentSettings, IvrSettings, QueueSettings
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
    "position_text",
    "prompts_needed",
    "slow_prompts_needed",
]
