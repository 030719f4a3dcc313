"""A configuration in several files: put together, each mistake in the file where it stands."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from hotline.cli.app import app
from hotline.configuration.edit import set_values
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load, load_source
from hotline.configuration.yaml.problem import ConfigError, Problem
from hotline.configuration.yaml.source import MAX_BYTES
from hotline.configuration.yaml.sources import MAX_FILES, Sources, parse, read_sources
from tests.unit.hotline.configuration.sources_parts import FILES, MAIN, URBAN, WORDS, main_with, sources


def problems(given: Sources) -> list[Problem]:
    with pytest.raises(ConfigError) as caught:
        parse(given, HotlineConfig)
    return caught.value.problems


def only(given: Sources) -> str:
    found = problems(given)
    assert len(found) == 1, found
    return str(found[0])


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The files on disk; the path of the main one."""
    for name, text in FILES.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "site" / "config.yaml"


# --- tests beside ---


def test_the_tests_beside_the_files_go_with_them_and_configure_nothing(site: Path) -> None:
    before, _ = parse(read_sources(site), HotlineConfig)
    site.with_name("config.tests.yaml").write_text("tolerance: {sayings: 5}\n", encoding="utf-8")
    (site.parent / "menus" / "urban.tests.yaml").write_text("sayings: []\n", encoding="utf-8")
    (site.parent / "menus" / "nothing.tests.yaml").write_text("sayings: []\n", encoding="utf-8")
    found = read_sources(site)
    assert list(found.tests) == ["config.tests.yaml", "menus/urban.tests.yaml"]
    assert set(found.configuration) == set(FILES)
    assert parse(found, HotlineConfig)[0] == before


def test_tests_of_a_file_that_is_not_there_are_named() -> None:
    given = sources()
    alone = {**given.files, "menus/gone.tests.yaml": b"sayings: []\n"}
    found = only(Sources(given.main, alone))
    assert found.startswith("menus/gone.tests.yaml:1:1")
    assert "remove it" in found


def test_tests_that_are_no_text_are_named() -> None:
    given = sources()
    found = only(Sources(given.main, {**given.files, "config.tests.yaml": "说法".encode("gbk")}))
    assert found.startswith("config.tests.yaml:1:")
    assert "GBK" in found


def test_tests_are_not_included() -> None:
    given = sources(main=main_with("[menus/*.yaml, words.yaml, menus/urban.tests.yaml]"))
    assert "has tests" in str(problems(given)[0])


# --- put together ---


def test_lists_follow_one_another_and_mappings_are_one(site: Path) -> None:
    config = load(site, HotlineConfig)
    assert [queue.id for queue in config.ivr.queues] == ["general", "urban"]
    assert [intent.id for intent in config.ivr.intents] == ["school", "noise"]
    assert config.ivr.lists == {"home": ("我家", "我们小区")}
    assert config.ivr.dialect == {"啥": "什么"}


def test_mappings_of_two_files_are_put_together() -> None:
    config, _ = parse(sources(urban=URBAN + "lists: {road: [路边]}\n"), HotlineConfig)
    assert set(config.ivr.lists) == {"home", "road"}


def test_files_come_in_the_order_of_include_and_groups_by_name(site: Path) -> None:
    for name in ("b", "a", "c"):
        queue = f"queues:\n  - {{id: {name}, name: {name}}}\n"
        (site.parent / "menus" / f"{name}.yaml").write_text(queue, encoding="utf-8")
    site.write_text(main_with("[menus/c.yaml, 'menus/*.yaml', words.yaml]"), encoding="utf-8")
    assert [queue.id for queue in load(site, HotlineConfig).ivr.queues] == ["general", "c", "a", "b", "urban"]


def test_what_is_on_disk_is_what_was_given_as_texts(site: Path) -> None:
    assert read_sources(site) == sources()


def test_a_group_means_no_tests_no_hidden_files_and_not_the_file_itself(site: Path) -> None:
    for name in ("config.tests.yaml", ".words.yaml", "notes.txt"):
        (site.parent / name).write_text("no: configuration\n", encoding="utf-8")
    site.write_text(main_with("['*.yaml', 'menus/*.yaml']"), encoding="utf-8")
    assert set(read_sources(site).configuration) == set(FILES)
    load(site, HotlineConfig)


# --- each mistake in its file ---


def test_a_mistake_is_named_in_the_file_where_it_stands(site: Path) -> None:
    urban = site.parent / "menus" / "urban.yaml"
    urban.write_text(URBAN.replace("queue: urban", "queue: urbn"), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(site, HotlineConfig)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.path) == (str(urban), 4, "intents[1].queue")
    assert "urbn" in problem.message


def test_later_checks_point_into_included_files(site: Path) -> None:
    _, source = load_source(site, HotlineConfig)
    words = str(site.parent / "words.yaml")
    for path, file, line in (
        (("queues", 0), str(site), 5),
        (("queues", 1, "name"), str(site.parent / "menus/urban.yaml"), 2),
        (("intents", 1, "sayings", 0), str(site.parent / "menus/urban.yaml"), 4),
        (("lists", "home", 1), words, 2),
        (("dialect", "啥"), words, 3),
    ):
        problem = source.problem(path, "x")
        assert (problem.file, problem.line) == (file, line)


def test_a_key_in_two_files_names_both_places() -> None:
    found = only(sources(urban=URBAN + "lists: {home: [咱家]}\n"))
    assert re.match(r"words.yaml:2:3: lists.home: .* / this stands in two files", found)
    assert "menus/urban.yaml:5:9" in found


def test_a_section_that_is_no_list_in_two_files() -> None:
    found = only(sources(urban=URBAN + "agents: {id: li}\n"))
    assert re.match(r"menus/urban.yaml:5:1: agents: .* / this stands in two files", found)
    assert "config.yaml:2:1" in found


def test_broken_yaml_is_named_in_its_file_and_all_files_are_told() -> None:
    found = problems(sources(urban="queues: [a", words="lists:\n\thome: [我家]\n"))
    assert [problem.file for problem in found] == ["menus/urban.yaml", "words.yaml"]
    assert found[1].line == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "empty"),
        (b"# nothing yet\n", "empty"),
        (b"lists: {home: [\xff]}\n", "not UTF-8"),
        ("lists: {家: [我家]}".encode("gbk"), "GBK"),
        (b"- a\n", "no keys"),
        (b"just words", "no keys"),
    ],
)
def test_an_included_file_that_is_no_configuration(text: bytes, words: str) -> None:
    found = only(sources(words=text))
    assert found.startswith("words.yaml:1:")
    assert words in found


@pytest.mark.parametrize(
    ("include", "words"),
    [
        ("[/etc/words.yaml, menus/*.yaml, words.yaml]", "folder of the main file"),
        ("[../words.yaml, menus/*.yaml, words.yaml]", "folder of the main file"),
        ("[menus/../../x.yaml, menus/*.yaml, words.yaml]", "folder of the main file"),
        ("[~/words.yaml, menus/*.yaml, words.yaml]", "folder of the main file"),
        ("['C:/words.yaml', menus/*.yaml, words.yaml]", "folder of the main file"),
        ("['menus\\urban.yaml', menus/*.yaml, words.yaml]", "write / instead"),
        ("['**/*.yaml', menus/*.yaml, words.yaml]", "name each folder"),
        ("[names.txt, menus/*.yaml, words.yaml]", "does not end in .yaml"),
        ("[gone.yaml, menus/*.yaml, words.yaml]", "there is no file 'gone.yaml'"),
        ("['night/*.yaml', menus/*.yaml, words.yaml]", "no file is called like"),
        ("[config.yaml, menus/*.yaml, words.yaml]", "includes itself"),
        ('["\\0.yaml", menus/*.yaml, words.yaml]', "cannot be the name"),
        ("[.yaml, menus/*.yaml, words.yaml]", "cannot be the name"),
    ],
)
def test_a_name_that_cannot_be_included(site: Path, include: str, words: str) -> None:
    site.write_text(main_with(include), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(site, HotlineConfig)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.path) == (str(site), 1, "include[0]")
    assert words in str(problem)


@pytest.mark.parametrize("include", ["words.yaml", "{a: b}", "[[words.yaml]]", "[1]"])
def test_include_is_a_list_of_names(include: str) -> None:
    text = main_with(include)
    found = str(problems(Sources("config.yaml", {"config.yaml": text.encode()}))[0])
    assert found.startswith("config.yaml:1:")
    assert "must be" in found


def test_included_files_include_nothing_and_a_loop_is_named() -> None:
    assert "includes nothing itself" in only(sources(words=WORDS + "include: [more.yaml]\n"))
    found = only(sources(words=WORDS + "include: [config.yaml]\n"))
    assert found.startswith("words.yaml:4:1: include:")
    assert "config.yaml includes words.yaml, which includes config.yaml" in found


def test_a_text_that_nothing_includes_is_not_passed_over() -> None:
    text = main_with("[words.yaml]").replace("queues:\n", "queues:\n  - {id: urban, name: 城市管理}\n")
    found = only(sources(main=text))
    assert found.startswith("menus/urban.yaml:1:1: ")
    assert "config.yaml does not include this file" in found


@pytest.mark.skipif(os.getuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named_where_it_is_included(site: Path) -> None:
    (site.parent / "words.yaml").chmod(0)
    with pytest.raises(ConfigError, match="may not be read") as caught:
        load(site, HotlineConfig)
    assert caught.value.problems[0].path == "include[1]"


@pytest.mark.parametrize("what", ["folder", "loop"])
def test_a_name_that_is_no_file(site: Path, what: str) -> None:
    words = site.parent / "words.yaml"
    words.unlink()
    words.mkdir() if what == "folder" else words.symlink_to(words)
    with pytest.raises(ConfigError, match=r"there is no file 'words.yaml'") as caught:
        load(site, HotlineConfig)
    assert caught.value.problems[0].path == "include[1]"


def test_a_link_does_not_lead_out_of_the_folder(site: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text(WORDS, encoding="utf-8")
    (site.parent / "words.yaml").unlink()
    (site.parent / "words.yaml").symlink_to(tmp_path / "secret.yaml")
    with pytest.raises(ConfigError, match="folder of the main file") as caught:
        load(site, HotlineConfig)
    assert caught.value.problems[0].path == "include[1]"


# --- limits ---


def test_too_many_files(site: Path) -> None:
    for number in range(MAX_FILES):
        (site.parent / "menus" / f"{number}.yaml").write_text("events: {}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=f"{MAX_FILES} are allowed"):
        read_sources(site)


def test_too_many_bytes_together(site: Path) -> None:
    for number in range(3):
        (site.parent / "menus" / f"{number}.yaml").write_bytes(b"#" * (MAX_BYTES // 2))
    with pytest.raises(ConfigError, match=f"{MAX_BYTES} are allowed"):
        read_sources(site)


def test_aliases_expand_no_further_over_several_files() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcde", "bcdef", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    text = "\n".join(lines)  # 600,000 values a file: one is allowed, two are not
    assert "aliases" in problems(sources(words=text, urban=text))[-1].message


@pytest.mark.parametrize("name", ["../x.yaml", "/x.yaml", "a/../../x.yaml", "x.txt", ".git/x.yaml", ""])
def test_no_name_of_a_text_leads_out_of_the_folder(name: str) -> None:
    with pytest.raises(ConfigError):
        Sources("config.yaml", {"config.yaml": b"", name: b""})


# --- the commands ---


def run(verb: str, path: Path, *arguments: str) -> tuple[int, str]:
    shown = CliRunner().invoke(app, [verb, *arguments, "--config", str(path)])
    return shown.exit_code, shown.output


def test_check_names_the_included_file(site: Path) -> None:
    urban = site.parent / "menus" / "urban.yaml"
    urban.write_text(URBAN + "  - {id: x, name: x, queue: urban, sayings: ['(a']}\n", encoding="utf-8")
    code, shown = run("check", site, "--json")
    assert code == 2
    (mistake,) = json.loads(shown)["mistakes"]
    assert (mistake["file"], mistake["line"]) == (str(urban), 5)
    urban.write_text(URBAN, encoding="utf-8")
    assert run("check", site)[0] == 0


def test_doubts_are_placed_in_included_files(site: Path) -> None:
    site.write_text(MAIN.replace('"1001"', '"1001", queues: [general]'), encoding="utf-8")
    found: dict[str, Any] = json.loads(run("check", site, "--json")[1])
    (doubt,) = (doubt for doubt in found["doubts"] if doubt["kind"] == "nobody")
    assert (doubt["file"], doubt["line"]) == (str(site.parent / "menus" / "urban.yaml"), 2)


def test_tests_and_calls_go_through_included_files(site: Path) -> None:
    site.with_name("config.tests.yaml").write_text(
        "sayings:\n  - {queue: urban, texts: [我们小区楼下太吵了]}\n", encoding="utf-8"
    )
    assert run("test", site)[0] == 0
    code, shown = run("simulate", site, "--text", "我家楼下太吵了", "--json")
    assert code == 0
    assert json.loads(shown)["queue"] == "urban"


def test_a_value_is_changed_in_the_file_where_its_section_stands(site: Path) -> None:
    words = site.parent / "words.yaml"
    words.write_text(WORDS + "asr:  # how callers are heard\n  endpoint_ms: 700\n", encoding="utf-8")
    assert set_values(site, "asr", {"model": "models/other"})
    assert site.read_text(encoding="utf-8") == MAIN
    assert "asr:  # how callers are heard\n  model: models/other\n" in words.read_text(encoding="utf-8")
    assert load(site, HotlineConfig).asr.model == "models/other"
