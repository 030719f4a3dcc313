"""Whatever stands in several files: a mistake has a place, and nothing else is raised."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.configuration.yaml.sources import Sources, parse, read_sources
from tests.unit.hotline.configuration.sources_parts import main_with, sources


def check_any(given: Sources) -> None:
    found: list[Problem] = []
    try:
        parse(given, HotlineConfig)
    except ConfigError as error:
        found = error.problems
    for problem in found:
        assert problem.file in given.files
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_any_bytes_in_included_files(urban: bytes, words: bytes) -> None:
    check_any(sources(urban=urban, words=words))


YAML_WORDS = (
    "queues: intents: lists: dialogue: hours: [ ] { } &a *a !!int null 1 噪声 id: \" ' # * \x00 \U0001f600"
)
PIECES = st.sampled_from(
    [
        *YAML_WORDS.split(" "),
        " ",
        "  ",
        "\n",
        "\n",
        "- ",
        ": ",
        "? ",
        "<<: ",
        "|\n",
        "---\n",
        "include: ",
        "words.yaml",
        "../",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join), st.lists(PIECES, max_size=25).map("".join))
def test_any_mix_of_yaml_in_several_files(first: str, second: str) -> None:
    check_any(sources(urban=first, words=second))


@given(st.text(max_size=60), st.sampled_from([".yaml", "/*.yaml", "", "*"]))
def test_any_name_to_include(name: str, ending: str) -> None:
    include = json.dumps([name + ending])
    check_any(sources(main=main_with(include)))


NAMES = st.text(st.sampled_from("ab*?[]!-./~\\\0 名\ud800"), max_size=12)


@given(st.lists(NAMES.map(lambda name: f"{name}.yaml"), max_size=4))
def test_any_name_on_disk(names: list[str]) -> None:
    with TemporaryDirectory() as folder:
        main = Path(folder) / "config.yaml"
        (Path(folder) / "a.yaml").write_text("lists: {x: [y]}\n", encoding="utf-8")
        main.write_text(main_with(json.dumps(names)), encoding="utf-8")
        try:
            assert set(read_sources(main).files) <= {"config.yaml", "a.yaml"}
        except ConfigError as error:
            assert all(problem.message for problem in error.problems)  # noqa: PT017
