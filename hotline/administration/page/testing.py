"""The administrators' own tests against a configuration that is not live."""

from __future__ import annotations

import time
from typing import get_args

from agent_assist.admin.port import AdministrationRefused, Invalid
from agent_assist.admin.wire.files import Files
from agent_assist.admin.wire.testing import Confusion, FailedTest, KindOfTests, TrialReport
from asr import RecogniserError
from hotline.administration.configuration_tests.outcome import Kind, Verdict
from hotline.administration.configuration_tests.runner import Runner
from hotline.administration.configuration_tests.suite import load_suite
from hotline.administration.page.learned import Learned
from hotline.administration.page.texts import errors_of, sources_of
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.tests_beside import tests_of


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
    return _tested(verdict, round((time.perf_counter() - begun) * 1000, 1))


def _tested(verdict: Verdict, took_ms: float) -> TrialReport:
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
        failed=tuple(FailedTest.model_validate(_without_right(one.as_json())) for one in verdict.wrong),
        confusion=_confusion(verdict.confusions()),
        took_ms=took_ms,
    )


def _without_right(outcome: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in outcome.items() if name != "right"}


def _confusion(found: list[tuple[str, str, int]]) -> Confusion:
    rows = tuple(dict.fromkeys(expected for expected, _, _ in found))
    columns = tuple(dict.fromkeys(got for _, got, _ in found))
    counts = {(expected, got): count for expected, got, count in found}
    cells = tuple(tuple(counts.get((row, column), 0) for column in columns) for row in rows)
    return Confusion(rows=rows, columns=columns, counts=cells)
