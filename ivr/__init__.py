"""The house of decisions: text in, queue out. Pure: no sockets, no clock of its own, no audio."""

from ivr.dialogue import Dialogue
from ivr.duty import Duty
from ivr.language_settings import LanguageSettings
from ivr.languages import Languages
from ivr.prompts import position_text, prompts_needed, slow_prompts_needed
from ivr.settings import DialogueSettings, IntentSettings, IvrSettings, QueueSettings
from ivr.understand import Judgement, Understanding

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
