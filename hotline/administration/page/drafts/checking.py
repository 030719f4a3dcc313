"""What is wrong with an unpublished configuration, or doubtful, and its picture."""

from __future__ import annotations

import time
from itertools import chain

from agent_assist.admin.port import Invalid
from agent_assist.admin.wire.checking import Checked, CheckRequest, Speaking
from hotline.administration.configuration_tests.suite import load_suite
from hotline.administration.page.drafts.graph import picture
from hotline.administration.page.drafts.learned import Learned
from hotline.administration.page.texts.texts import problem_views, sources_of, startable, valid
from hotline.configuration.checking.doubts import Doubt, doubts
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.machine.voices.plan import planned
from ivr import IvrSettings


def check(request: CheckRequest, learned: Learned) -> Checked:
    """Blocking: some 0.1 s for 50 intents, with `doubts` seconds."""
    begun = time.perf_counter()
    found: list[Doubt] = []
    try:
        if request.doubts:
            startable(request.files)
            known = learned.of(request.files)
            config, source = known.config, known.source
            found = doubts(config, source, known.guide.understanding)
        else:
            config, source = valid(request.files)
    except Invalid as invalid:
        return Checked(problems=invalid.problems, graph=None, took_ms=_since(begun))
    mistakes = [(problem, None) for problem in _in_tests(request, config.ivr)]
    said = chain(mistakes, ((doubt.problem, doubt.kind) for doubt in found))
    return Checked(
        problems=tuple(problem_views(said, request.files)),
        graph=picture(config, source),
        speaking=_speaking(config),
        intents=len(config.ivr.intents),
        queues=len(config.ivr.queues),
        took_ms=_since(begun),
    )


def _speaking(config: HotlineConfig) -> Speaking:
    plan = planned(config.telephony, config.ivr)
    return Speaking(
        voice=plan.voice.name, unrecorded=plan.unrecorded, speaks_all=plan.speaks_all, mixed=plan.mixed
    )


def _in_tests(request: CheckRequest, settings: IvrSettings) -> list[Problem]:
    """Mistakes in the files of tests."""
    try:
        load_suite(sources_of(request.files), settings)
    except ConfigError as error:
        return list(error.problems)
    return []


def _since(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 1)
