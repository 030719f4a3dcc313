"""How errors look at the command line: said once, for all that come from the one root."""

from __future__ import annotations

import pytest
import typer

from agent_assist.admin.port import EditConflict
from contracts.errors import HotlineError
from hotline.bench.rows import NoMaterial
from hotline.cli.terminal import do, explained, plain
from hotline.configuration.yaml.problem import ConfigError, Problem
from models.catalogue import InstallError
from telephony.ari.client import AriError


def raising(error: BaseException) -> None:
    raise error


class Tomorrow(HotlineError):
    """One that nobody has thought of yet."""


@pytest.mark.parametrize(
    "error",
    [
        Tomorrow("a thing is missing: do this"),
        NoMaterial("no recordings: give --data"),
        InstallError("the archive is damaged: fetch it again"),
        AriError(0, "Asterisk does not answer"),
        EditConflict(3, "admin", 1.0, "why"),
    ],
)
def test_an_error_is_one_sentence_and_the_exit_code_of_misuse(
    error: HotlineError, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended:
        plain(raising, error)
    assert ended.value.exit_code == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err) == ("", f"hotline: {error}\n")


def test_brackets_of_an_error_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit), explained():
        raise Tomorrow("pip install 'hotline-12345[train]' brings it: [/tmp/x]")
    assert capsys.readouterr().err == "hotline: pip install 'hotline-12345[train]' brings it: [/tmp/x]\n"


def test_a_mistake_in_a_file_is_shown_with_its_places_only(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [
        Problem(file="config.yaml", line=line, column=1, path="", message="no", hint="") for line in (3, 7)
    ]
    with pytest.raises(typer.Exit) as ended:
        plain(raising, ConfigError(problems))
    assert ended.value.exit_code == 2
    assert capsys.readouterr().err == "config.yaml:3:1: no\nconfig.yaml:7:1: no\n"


def test_a_coroutine_is_explained_too_and_an_interrupt_has_its_own_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async def fails() -> None:
        raise Tomorrow("later")

    with pytest.raises(typer.Exit):
        do(fails())
    assert capsys.readouterr().err == "hotline: later\n"
    with pytest.raises(typer.Exit) as ended:
        plain(raising, KeyboardInterrupt())
    assert ended.value.exit_code == 130


def test_a_bug_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError):
        plain(raising, ZeroDivisionError())
