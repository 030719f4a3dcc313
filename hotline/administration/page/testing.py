"""The administrators' own tests against a configuration that is not live."""

from __future__ import annotations

import time
from pathlib import Path
from typing import get_args

from agent_assist.admin.port import AdministrationRefused, Invalid
from agent_assist.admin.wire.files import Files, FileText
from agent_assist.admin.wire.testing import Confusion, FailedTest, KindOfTests, TrialReport
from asr import RecogniserError
from hotline.administration.configuration_tests.outcome import Kind, Verdict
from hotline.administration.configuration_tests.runner import Runner
from hotline.administration.configuration_tests.suite import parse_suite
from hotline.administration.page.learned import Learned
from hotline.administration.page.texts import errors_of
from hotline.configuration.yaml.problem import ConfigError


class TrialJob(Files):
    """What the worker is told."""

    tests: tuple[FileText, ...]
    config: Path
    """The main file on the disk: recordings are named from the folders of the tests beside."""


def run_tests(job: TrialJob, learned: Learned) -> TrialReport:
    """Blocking: seconds. Mistakes in the files are in the answer."""
    begun = time.perf_counter()
    try:
        known = learned.of(job.files)
    except Invalid as invalid:
        return TrialReport(passed=False, problems=tuple(invalid.problems))
    try:
        suite = parse_suite({file.name: file.text for file in job.tests}, job.config, known.config.ivr)
    except ConfigError as error:
        return TrialReport(passed=False, problems=tuple(errors_of(error, job.tests)))
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
