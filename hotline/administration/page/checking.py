"""What is wrong with an unpublished configuration, or doubtful, and its picture."""

from __future__ import annotations

import time

from agent_assist.admin.port import Invalid
from agent_assist.admin.wire.checking import Checked, CheckRequest
from hotline.administration.page.graph import picture
from hotline.administration.page.learned import Learned
from hotline.administration.page.texts import problem_views, startable, valid
from hotline.configuration.checking.doubts import Doubt, doubts


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
    return Checked(
        problems=tuple(problem_views(((doubt.problem, doubt.kind) for doubt in found), request.files)),
        graph=picture(config, source),
        intents=len(config.ivr.intents),
        queues=len(config.ivr.queues),
        took_ms=_since(begun),
    )


def _since(begun: float) -> float:
    return round((time.perf_counter() - begun) * 1000, 1)
