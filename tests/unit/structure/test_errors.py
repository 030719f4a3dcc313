"""Errors that a person can put right have one root; set-up can import its own before there are packages."""

from __future__ import annotations

import ast
import builtins
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.structure.statements import statements
from tests.unit.structure.test_structure import ROOT, SOURCES, short

ROOT_OF_ALL = "HotlineError"

WITHIN = {
    "agent_assist/access/accounts.py Busy": "the door answers it with a wait",
    "agent_assist/access/door.py TooManyAttempts": "the log-in answers it with 429",
    "asr/engines/remote/link.py LinkLost": "connects again",
    "asr/engines/remote/link.py _Refused": "connects again, later",
    "asr/engines/remote/protocol.py ProtocolError": "a message of the other side is refused",
    "hotline/administration/configuration_tests/expected.py NoSuchText": "becomes a mistake with its place",
    "hotline/calls/call/inbox.py CallEndedError": "leaves the phases of a call",
    "hotline/guidance/second_opinion/answer.py AnswerError": "becomes NoOpinion",
    "hotline/guidance/second_opinion/language_model.py Late": "as NoOpinion",
    "hotline/guidance/second_opinion/language_model.py NoOpinion": "the dialogue goes on without",
    "hotline/machine/line_process/child.py Refused": "becomes JobFailed",
    "hotline/machine/line_process/child.py Unable": "becomes NotStarted",
    "hotline/instance/alive/stopping.py Stopped": "ends a start in order",
    **{
        f"hotline/machine/line_process/errors.py {name}": "becomes AdministrationRefused or SynthesisError"
        for name in ("LineProcessError", "JobFailed", "NotStarted", "Died", "TookTooLong", "Ended")
    },
    "ivr/settings/words/template.py TemplateError": "a validator's ValueError: becomes a line of ConfigError",
    "ivr/virtual.py Stuck": "a bug of ours, seen in simulated calls",
    "models/training/language/text.py TemplateError": "a bug in a table of ours",
    "telephony/calls/media/socket.py MediaClosed": "leaves what waits for sound",
}
"""Errors that one part of ours says to another, and what becomes of them: no person ever reads them."""


def bases(path: Path) -> dict[str, list[str]]:
    """The classes of a file with the names of their bases."""
    classes = (one for one in statements(path) if isinstance(one, ast.ClassDef))
    return {one.name: [ast.unparse(base).rpartition(".")[2] for base in one.bases] for one in classes}


@pytest.fixture(scope="module")
def defined() -> dict[str, list[str]]:
    """Every class of the product, as `file name`, with the names of its bases."""
    return {f"{short(path)} {name}": of for path in SOURCES for name, of in bases(path).items()}


def names_below(defined: dict[str, list[str]], roots: set[str]) -> set[str]:
    """Names of classes that descend from one of those names."""
    found: set[str] = set()
    while more := {place.split()[1] for place, of in defined.items() if set(of) & (roots | found)} - found:
        found |= more
    return found


BUILT_IN = {
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
}


def test_every_error_is_under_the_root_or_stays_within_its_part(defined: dict[str, list[str]]) -> None:
    """Errors that a person can put right come under `HotlineError`; others say here why not."""
    every = BUILT_IN | names_below(defined, BUILT_IN)
    errors = {place: of for place, of in defined.items() if set(of) & every}
    ours = {ROOT_OF_ALL, *names_below(defined, {ROOT_OF_ALL})}
    within = {place for place, of in errors.items() if not ours & set(of) and place.split()[1] != ROOT_OF_ALL}
    assert within == WITHIN.keys()
    assert len(errors) > 50


@pytest.mark.parametrize("module", ["hotline.machine.setup.debian.pip_wheel", "hotline.machine.setup.errors"])
def test_set_up_begins_with_python_alone(module: str) -> None:
    """script/setup runs it before pip is there; -S leaves out all installed packages."""
    program = f"import sys, {module}; sys.exit('pydantic' in sys.modules)"
    bare = subprocess.run(
        [sys.executable, "-S", "-c", program], cwd=ROOT, env={}, capture_output=True, check=False
    )
    assert (bare.returncode, bare.stderr) == (0, b"")


def test_with_packages_errors_of_set_up_are_under_the_root() -> None:
    from contracts.errors import HotlineError
    from hotline.machine.setup.errors import MissingProgram

    assert issubclass(MissingProgram, HotlineError)
