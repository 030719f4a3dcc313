"""One rule for the language of the terminal, by locale; every text of the verbs is in the catalogue."""

from __future__ import annotations

import ast
import gettext
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import pytest
import typer
from typer.testing import CliRunner

from hotline.cli.app import VERBS, app
from hotline.cli.bench.app import BENCHES
from hotline.cli.models.app import MODELS
from hotline.machine.paths import CHECKOUT

CLI = CHECKOUT / "hotline" / "cli"
PO = CLI / "language" / "zh" / "LC_MESSAGES" / "messages.po"
NAMES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
CHINESE = re.compile("[\u4e00-\u9fff]")
WORDS = re.compile("[a-z]{3}")
ADAPTERS = "telephony", "asr", "models", "agent_assist"
WITHIN_A_SERVICE = {
    "agent_assist/admin/routes.py": "an answer to a browser that our page never gets",
    "asr/engines/scripted.py": "of tests",
    "telephony/calls/call.py": "ends a call's work with a leg",
    "telephony/calls/dialler.py": "a fault of a call, beside what is done about it in both languages",
    "telephony/calls/copies/recorder.py": "ends a recording",
    "telephony/calls/copies/taps.py": "a fault of a call, beside what is done about it in both languages",
}
"""Errors of adapters that no command meets, and what becomes of them."""


def in_chinese(text: str) -> str | None:
    """What the catalogue has for a text; None when it lacks it."""
    with PO.with_suffix(".mo").open("rb") as file:
        found = gettext.GNUTranslations(file).gettext(text)
    return None if found == text else found


def marked() -> Iterator[str]:
    """Every `_("…")` of the product."""
    for house in ("hotline", *ADAPTERS):
        for node in (node for _path, tree in trees(house) for node in ast.walk(tree)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                (text,) = node.args
                if isinstance(text, ast.Constant):
                    yield text.value


def trees(house: str) -> Iterator[tuple[str, ast.Module]]:
    """Its files, named from the checkout on."""
    for path in sorted((CHECKOUT / house).rglob("*.py")):
        yield path.relative_to(CHECKOUT).as_posix(), ast.parse(path.read_text("utf-8"))


def errors_of_people() -> set[str]:
    """Names of the classes under `HotlineError`."""
    of: dict[str, set[str]] = {}
    for house in ("contracts", "ivr", "hotline", *ADAPTERS):
        for _path, tree in trees(house):
            for node in ast.walk(tree):
                if isinstance(node, ast.ClassDef):
                    names = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
                    of.setdefault(node.name, set()).update(names)
    found = {"HotlineError"}
    while more := {name for name, bases in of.items() if bases & found} - found:
        found |= more
    return found


def untold(call: ast.Call) -> bool:
    """Whether it is given words that are neither of the catalogue nor said in Chinese beside the English."""
    parts = [node for argument in call.args for node in ast.walk(argument)]
    told = any(isinstance(one, ast.Call) and ast.unparse(one.func) == "_" for one in parts)
    texts = [one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return not told and any(WORDS.search(one) for one in texts) and not any(map(CHINESE.search, texts))


def helps(command: Any) -> Iterator[str]:
    """The paragraphs of a command's help, of its options and of the commands within it, in English."""
    for text in [command.help, *(getattr(one, "help", None) for one in command.params)]:
        yield from (
            " ".join(paragraph.split()) for paragraph in (text or "").split("\n\n") if paragraph.strip()
        )
    for other in getattr(command, "commands", {}).values():
        yield from helps(other)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w*)", text))


@pytest.mark.parametrize("text", sorted(set(marked())))
def test_what_verbs_say_is_in_the_catalogue_with_all_that_it_names(text: str) -> None:
    chinese = in_chinese(text)
    assert chinese is not None
    assert placeholders(chinese) == placeholders(text)


def test_errors_of_adapters_are_told_in_the_terminals_language() -> None:
    ours = errors_of_people()
    assert {"AsteriskError", "RecordingError", "ArchiveError", "MicrophoneError", "TranscriptError"} <= ours
    left = {
        f"{path}:{node.lineno}": ast.unparse(node)
        for house in ADAPTERS
        for path, tree in trees(house)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ours and untold(node)
    }
    assert {place: said for place, said in left.items() if place.split(":")[0] not in WITHIN_A_SERVICE} == {}
    assert {place.split(":")[0] for place in left} == WITHIN_A_SERVICE.keys()


def test_what_an_adapter_refuses_is_said_in_chinese_to_a_chinese_terminal(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    for locale, words in (({"LANG": "C.UTF-8"}, "record it again"), ({"LANG": "zh_CN.UTF-8"}, "请重新录音")):
        assert words in said("transcribe", str(tmp_path / "empty.wav"), **locale)


def test_every_help_is_in_the_catalogue() -> None:
    commands = [typer.main.get_command(app)]
    for table in (VERBS, MODELS, BENCHES):
        commands += [verb.load(name) for name, verb in table.items()]
    lacking = [text for command in commands for text in helps(command) if in_chinese(text) is None]
    assert [text for text in lacking if not text.startswith("- `")] == []  # an example without words


def test_the_catalogue_is_compiled() -> None:
    mofile = pytest.importorskip("babel.messages.mofile", reason="Babel compiles it: script/setup --test")
    pofile = pytest.importorskip("babel.messages.pofile")
    made = io.BytesIO()
    with PO.open("rb") as file:
        mofile.write_mo(made, pofile.read_po(file))
    made.seek(0)
    with PO.with_suffix(".mo").open("rb") as file:
        assert texts(file) == texts(made)


def texts(compiled: IO[bytes]) -> dict[str, str]:
    """All but the header, which has the time of its making."""
    found = vars(gettext.GNUTranslations(compiled))["_catalog"]
    return {english: chinese for english, chinese in found.items() if english}


def said(*arguments: str, **locale: str) -> str:
    """What a fresh process prints in that locale."""
    plain = {name: value for name, value in os.environ.items() if name not in NAMES}
    done = subprocess.run(
        [sys.executable, "-m", "hotline", *arguments],
        capture_output=True, text=True, env={**plain, "COLUMNS": "200", **locale}, cwd=CHECKOUT,
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("locale", "chinese"),
    [
        ({}, False),
        ({"LANG": "C.UTF-8"}, False),
        ({"LANG": "de_DE.UTF-8"}, False),
        ({"LANG": "zh_CN.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, True),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8", "LC_ALL": "C"}, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN"}, True),
    ],
)
def test_the_locale_chooses_and_the_rest_is_english(locale: dict[str, str], chinese: bool) -> None:
    told = said("models", "show", "no-such-model", **locale)
    assert "no-such-model" in told
    assert "zh-small" in told
    assert bool(CHINESE.search(told)) is chinese


@pytest.mark.parametrize(
    "verb", [(), ("stop",), ("corrections",), ("models",), ("models", "use"), ("bench", "understanding")]
)
def test_no_line_of_a_help_is_left_in_english(verb: tuple[str, ...]) -> None:
    shown = said(*verb, "--help", LC_ALL="zh_CN.UTF-8")
    lines = [line for line in shown.splitlines() if re.search("[A-Za-z]{4}", line) and "Usage" not in line]
    assert lines
    assert [line for line in lines if not CHINESE.search(line)] == []


def test_version() -> None:
    shown = CliRunner().invoke(app, ["--version"])
    assert shown.exit_code == 0
    assert re.fullmatch(r"hotline \d+\.\d+\.\d+\S*\n", shown.output)


def test_an_unknown_region_is_named_with_those_that_there_are() -> None:
    shown = CliRunner().invoke(app, ["models", "recommended", "--region", "火星"])
    assert shown.exit_code == 0
    assert "no model is known for 火星; regions that have one: 四川" in shown.stderr
    assert (
        "regions that have one"
        not in CliRunner().invoke(app, ["models", "recommended", "--region", "成都市"]).stderr
    )
