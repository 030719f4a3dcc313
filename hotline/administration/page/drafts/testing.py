"""The administrators' own tests against a configuration that is not live."""

from __future__ import annotations

import time
from collections import Counter
from typing import get_args

from agent_assist.admin.port import AdministrationRefused, Invalid
from agent_assist.admin.wire.files import Files
from agent_assist.admin.wire.testing import Confusion, FailedTest, KindOfTests, TrialReport
from asr import RecogniserError
from hotline.administration.configuration_tests.outcome import IN, Kind, Outcome, Verdict
from hotline.administration.configuration_tests.runner import Runner
from hotline.administration.configuration_tests.suite import load_suite
from hotline.administration.page.drafts.learned import Learned
from hotline.administration.page.texts.texts import errors_of, sources_of
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.tests_beside import tests_of
from ivr import IvrSettings


def run_tests(asked: Files, learned: Learned) -> TrialReport:
    """Blocking: seconds. Mistakes in the files are in the answer. Refuses when there are no tests."""
    begun = time.perf_counter()
    try:
        known = learned.of(asked.files)
        suite = load_suite(sources_of(asked.files), known.config.ivr)
    except Invalid as invalid:
        return TrialReport(passed=False, problems=tuple(invalid.problems))
    except ConfigError as error:
        return TrialReport(passed=False, problems=tuple(errors_of(error, asked.files)))
    if suite is None:
        name = tests_of(asked.files[0].name)
        message = f"没有测试，请写进 {name} / There are no tests: write them into {name}"
        raise AdministrationRefused("no_tests", message, 404)
    runner = Runner(known.guide, suite, lambda _one: None)
    try:
        verdict = runner.run()
    except RecogniserError as error:
        raise AdministrationRefused("no_recogniser", str(error), 503) from None
    return _tested(verdict, _Names(known.config.ivr), round((time.perf_counter() - begun) * 1000, 1))


class _Names:
    """What people call the intents and queues of a configuration."""

    def __init__(self, settings: IvrSettings) -> None:
        self._queues = {queue.id: queue.name for queue in settings.queues}
        self._intents = {intent.id: intent.name for intent in settings.intents}

    def of(self, id: str) -> str:
        """Of an intent, a queue, or an intent in a queue; what else a test may come to stays as it is."""
        intent, between, queue = id.partition(IN)
        if between:
            return f"{self._intents.get(intent, intent)}（{self._queues.get(queue, queue)}）"
        return self._intents.get(id) or self._queues.get(id) or id

    def failed(self, outcome: Outcome) -> FailedTest:
        """As the page is told."""
        told = {name: value for name, value in outcome.as_json().items() if name != "right"}
        names = {"expected_name": self.of(outcome.expected), "got_name": self.of(outcome.got)}
        return FailedTest.model_validate(told | names)


def _tested(verdict: Verdict, names: _Names, took_ms: float) -> TrialReport:
    counts = {kind: sum(one.kind == kind for one in verdict.outcomes) for kind in get_args(Kind)}
    return TrialReport(
        passed=verdict.passed,
        total=len(verdict.outcomes),
        kinds=tuple(
            KindOfTests(
                kind=kind,
                tests=count,
                wrong_percent=round(verdict.share_wrong(kind), 2),
                allowed_percent=verdict.allowed_percent.get(kind, 0.0),
            )
            for kind, count in counts.items()
            if count
        ),
        failed=tuple(map(names.failed, verdict.wrong)),
        confusion=_confusion(
            [(names.of(expected), names.of(got), count) for expected, got, count in verdict.confusions()]
        ),
        took_ms=took_ms,
    )


def _confusion(found: list[tuple[str, str, int]]) -> Confusion:
    rows = tuple(dict.fromkeys(expected for expected, _, _ in found))
    columns = tuple(dict.fromkeys(got for _, got, _ in found))
    counts: Counter[tuple[str, str]] = Counter()
    for expected, got, count in found:  # two intents may have one name
        counts[expected, got] += count
    cells = tuple(tuple(counts[row, column] for column in columns) for row in rows)
    return Confusion(rows=rows, columns=columns, counts=cells)
