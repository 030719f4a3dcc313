"""Verbs come when they are called: the table, its help lines, and what is imported for them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from hotline.cli.app import VERBS, app
from hotline.cli.bench.app import BENCHES
from hotline.cli.models.app import MODELS
from hotline.cli.verbs import LazyVerb, group_of

ALL = {
    **VERBS,
    **{f"models {name}": verb for name, verb in MODELS.items()},
    **{f"bench {name}": verb for name, verb in BENCHES.items()},
}
OF_THE_PRODUCT = {"pydantic", "ivr", "asr", "telephony"}
HEAVY = {
    *("numpy", "scipy", "soundfile", "soxr", "vosk", "ctranslate2", "onnxruntime", "sherpa_onnx"),
    *("pypinyin", "opencc", "jieba", "chinese_calendar", "borax", "matplotlib", "librosa"),
    *("aiohttp", "aiomqtt", "sqlalchemy", "aiosqlite", "cryptography", "jinja2", "prometheus_client"),
}
"""Of sound, speech, language, network, database: a tenth of a second each, and not for small commands."""
SMALL = {
    "stop": ("aiohttp",),
    "phones": (),
    "password wang": (),
    "history": (),
    "models list": (),
    "models recommended": (),
    "models show zh-small": (),
    "dialect list": (),
    "rollback": (),
}
"""Commands that only look something up or say something, and what they need of the heavy ones."""


def shown(*arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments, "--help"], env={"COLUMNS": "300"})
    assert result.exit_code == 0, result.output
    return result.output


def test_help_has_a_row_for_every_verb_in_the_order_of_the_table() -> None:
    rows = re.findall(r"^│ ([a-z][a-z-]*) ", shown(), flags=re.MULTILINE)
    assert rows == list(VERBS)


@pytest.mark.parametrize("name", ALL)
def test_the_line_in_the_table_is_what_the_verb_says_of_itself(name: str) -> None:
    command = ALL[name].load(name.split()[-1])
    first = (command.help or "").split("\n\n")[0]
    assert " ".join(first.split()) == ALL[name].help


@pytest.mark.parametrize("name", ALL)
def test_every_verb_teaches(name: str) -> None:
    assert re.search(rf"Usage: \S+ {name} ", shown(*name.split()))


def imported_for(*arguments: str) -> set[str]:
    """The packages that a fresh interpreter has imported when the command has ended."""
    code = "import sys; from hotline.cli.app import app\n"
    code += f"try: app({list(arguments)!r})\nexcept SystemExit: pass\n"
    code += "print('imported', *sorted({name.split('.')[0] for name in sys.modules}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.rsplit("imported", 1)[1].split())


def test_help_waits_for_nothing_that_a_verb_needs() -> None:
    imported = imported_for("--help")
    assert "typer" in imported
    assert not imported & (HEAVY | OF_THE_PRODUCT)


def test_no_verb_imports_what_it_works_with_before_it_works() -> None:
    code = "import sys; from importlib import import_module\n"
    code += f"for place in {[verb.place.split(':')[0] for verb in ALL.values()]!r}:\n"
    code += "    import_module(place)\n"
    code += "    packages = {name.split('.')[0] for name in sys.modules}\n"
    code += "    found = sorted((packages | {*sys.modules}) & set(sys.argv[1:]))\n"
    code += "    if found: sys.exit(f'{place} imports {found}')"
    whole = "hotline.configuration.schema"  # every section of every house
    done = subprocess.run([sys.executable, "-c", code, *HEAVY, whole], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", SMALL)
def test_a_small_command_imports_no_large_library(command: str, tmp_path: Path) -> None:
    own = () if command.split()[0] in ("models", "dialect") else ("--state", str(tmp_path / "state"))
    imported = imported_for(*command.split(), *own)
    assert imported & HEAVY <= {*SMALL[command]}


def test_the_service_does_not_load_what_shows_and_measures_it() -> None:
    code = "import sys, hotline.cli.service.starting, hotline.service\n"
    code += "print(*[name for name in sys.modules if name.startswith('hotline.bench')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_a_verb_that_is_not_there_is_refused() -> None:
    result = CliRunner().invoke(app, ["pubish"])
    assert result.exit_code == 2
    assert "pubish" in result.output


def test_exit_codes_and_arguments_pass_through() -> None:
    def refuse(what: str) -> None:
        """Refuses."""
        raise typer.Exit(len(what))

    globals()["refuse"] = refuse
    group = group_of({"refuse": LazyVerb(f"{__name__}:refuse", "Refuses.")}, "A group.")
    assert CliRunner().invoke(group, ["refuse", "seven77"]).exit_code == 7
