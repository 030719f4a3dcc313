"""Who is asked how satisfied they are, by the configuration that is live."""

from __future__ import annotations

from datetime import datetime

from hotline.calls.call.parts import Questions
from hotline.calls.call.told import Told
from hotline.guidance.live import Live
from ivr.dialogue.after.survey import Survey
from ivr.dialogue.short.in_danger import UntilDanger


class Surveys:
    """Of one node. Implements hotline.calls.call.parts.Surveys."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def after(self, call: str, caller: str, queue: str, told: Told) -> Questions | None:
        guide = self._live.guide
        config, ivr = guide.config, guide.config.ivr
        settings = ivr.satisfaction
        if not settings.enabled or told.rated or (settings.queues and queue not in settings.queues):
            return None
        dangers = {one.id for one in ivr.emergencies}
        emergency = queue in config.desk.emergency_queues or bool(dangers & told.intents)
        if emergency and not settings.after_emergencies:
            return None
        survey = Survey(ivr, guide.understanding, queue)
        usual = guide.machine(call, caller, datetime.now())
        machine = UntilDanger(survey, usual, ivr, guide.understanding)
        return Questions(machine, lambda: survey.given, queue, settings.deadline_s)
