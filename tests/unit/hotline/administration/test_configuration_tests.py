"""`hotline test`: the administrators' own tests."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from rapidfuzz import fuzz
from ruamel.yaml import YAML
from typer.testing import CliRunner

from hotline.administration.configuration_tests.suite import load_suite
from hotline.cli.app import app
from hotline.configuration.yaml.sources import read_sources
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG
from ivr.settings.words.template import expand, parse
from tests.shipped import copied, sections, shipped_config

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")


def run(*arguments: str) -> tuple[int, str]:
    shown = CliRunner().invoke(app, ["test", *arguments])
    return shown.exit_code, shown.output


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "my.tests.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_shipped_tests_pass() -> None:
    code, shown = run()
    assert code == 0, shown


OTHER_WORDS = "换一种说法"


def test_the_shipped_conversations_do_not_mind_other_words(tmp_path: Path) -> None:
    """Prompts, questions and answers are what people change."""
    data = sections()
    prompts = data["dialogue"]["prompts"]
    for name, text in prompts.items():
        places = "".join(re.findall(r"\{\w+\}", str(text)))
        prompts[name] = (
            [OTHER_WORDS] * len(text) if isinstance(text, list) else f"{OTHER_WORDS}{name}{places}"
        )
    for question in data["questions"]:
        question |= {"prompt": f"{OTHER_WORDS}一", "retry": f"{OTHER_WORDS}二"}
    answering = [intent for intent in data["intents"] if "answer" in intent]
    assert answering
    for intent in answering:
        intent["answer"] = f"{OTHER_WORDS}三"
    main = tmp_path / "config.yaml"
    with main.open("w", encoding="utf-8") as file:
        YAML().dump(data, file)
    shipped = (DEFAULT_CONFIG.with_name("config.tests.yaml"), *CHECKOUT.glob("menus/*.tests.yaml"))
    code, shown = run(*(shutil.copy(tests, tmp_path) for tests in shipped), "--config", str(main))
    assert code == 0, shown


@pytest.mark.parametrize(
    ("turns", "right"),
    [
        ("[{caller: 喂喂}, {prompt: go_on}, {caller: 我家暖气不热}, {prompt: connecting}]", True),
        ("[{caller: 喂}, {prompt: human}, {caller: 我家停水了}]", False),
        ("[{caller: 喂}, {prompt: connecting}, {caller: 我家停水了}]", False),
        ("[{silence: true}, {prompt: no_input}, {caller: 我家停水了}]", True),
    ],
)
def test_what_was_said_may_be_named(tmp_path: Path, turns: str, right: bool) -> None:
    text = f"conversations:\n  - {{name: 一, turns: {turns}, end: utilities}}\n"
    code, shown = run(written(tmp_path, text), "--json")
    assert code == (0 if right else 1), shown


def test_the_example_of_the_readme_passes_all_tests(tmp_path: Path) -> None:
    """To the letter: another greeting, and the file with the pets."""
    greeting, pets, *_ = re.findall(
        r"```yaml\n(.*?)```", README.partition("## Change the menu")[2], re.DOTALL
    )
    main = copied(tmp_path)
    old = greeting.split("greeting: ")[1].strip()
    main.write_text(main.read_text("utf-8").replace(old, f"台风来了，请不要外出。{old}"), encoding="utf-8")
    (tmp_path / "menus" / "pets.yaml").write_text(pets, encoding="utf-8")
    code, shown = run("--config", str(main))
    assert code == 0, shown


def test_a_broken_intent_fails_with_a_confusion_table(tmp_path: Path) -> None:
    """Heating loses all its sayings but one that says nothing about heating."""
    document = YAML()
    data = sections()
    heating = next(intent for intent in data["intents"] if intent["id"] == "heating")
    heating["sayings"], heating["keywords"] = ["我想听一首歌"], []
    broken = tmp_path / "config.yaml"
    with broken.open("w", encoding="utf-8") as file:
        document.dump(data, file)
    tests = written(
        tmp_path, "sayings:\n  - intent: heating\n    texts: [暖气片摸着是凉的, 供暖还不如去年]\n"
    )
    code, shown = run(tests, "--config", str(broken))
    assert code == 1
    assert "confusions" in shown
    assert "heating" in shown
    code, shown = run(tests, "--config", str(broken), "--json")
    verdict = json.loads(shown)[tests]
    assert not verdict["passed"]
    assert {one["expected"] for one in verdict["confusions"]} == {"heating"}
    assert verdict["wrong"][0]["name"] == "暖气片摸着是凉的"


def test_tolerance_decides(tmp_path: Path) -> None:
    text = "sayings:\n  - {queue: urban, texts: [我家停水了, 工地半夜打桩吵死了]}\n"
    assert run(written(tmp_path, text))[0] == 1
    assert run(written(tmp_path, "tolerance: {sayings: 50}\n" + text))[0] == 0


def test_a_sentence_that_must_be_asked_again(tmp_path: Path) -> None:
    assert run(written(tmp_path, "sayings:\n  - {rejected: true, texts: [我家停水了]}\n"))[0] == 1
    assert run(written(tmp_path, "sayings:\n  - {rejected: true, texts: [今天中午吃的面条]}\n"))[0] == 0


@pytest.mark.parametrize(
    ("turns", "end", "right"),
    [
        ("[{caller: 我家停水了}]", "utilities", True),
        ("[{caller: 我家停水了}]", "urban", False),
        ("[{system: 请问您要反映}, {key: '1'}]", "utilities", True),
        ("[{system: 祝您生日快乐}, {key: '1'}]", "utilities", False),
        ("[{interrupts: 着火了}, {system: 请不要挂机}]", "emergency", True),
        ("[{silence: true}]", "hang_up", True),
        ("[{caller: 对不起我打错了}, {system: 再见}]", "hang_up", True),
        ("[{key: '0'}, {caller: 我家停水了}]", "general", False),  # the call was over already
    ],
)
def test_conversations(tmp_path: Path, turns: str, end: str, right: bool) -> None:
    code, shown = run(written(tmp_path, f"conversations:\n  - {{name: 一, turns: {turns}, end: {end}}}\n"))
    assert code == (0 if right else 1), shown


def test_a_recording_is_heard(tmp_path: Path) -> None:
    recording = CHECKOUT / "hotline" / "bench" / "demo" / "recordings" / "caller-1.wav"
    text = f"recordings:\n  - {{file: {recording}, queue: utilities}}\n"
    code, shown = run(written(tmp_path, text))
    assert code == 0, shown
    code, shown = run(written(tmp_path, text.replace("utilities", "legal")), "--json")
    assert code == 1
    assert "自来水" in shown


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("sayings:\n  - {queue: urbn, texts: [停水]}\n", ":2:", "urban"),
        ("sayings:\n  - {intent: nothing, texts: [停水]}\n", ":2:", "no intent 'nothing'"),
        ("sayings:\n  - {texts: [停水]}\n", ":2:", "give intent or queue"),
        ("sayings:\n  - {queue: urban, rejected: true, texts: [停水]}\n", ":2:", "give intent or queue"),
        ("sayings: []\n", ":1:", "no tests"),
        ("recordings:\n  - {file: no.wav, queue: urban}\n", ":2:", "no such file"),
        ("conversations:\n  - {name: a, end: urban, turns: [{}]}\n", ":2:", "give one of caller"),
        ("conversations:\n  - {name: a, end: x, turns: [{key: '1'}]}\n", ":2:", "no queue 'x'"),
        ("sayings:\n  - {queue: urban, texts: []}\n", ":2:", "texts"),
        ("conversations:\n  - {name: a, end: urban, turns: [{prompt: go}]}\n", ":2:44:", "no prompt 'go'"),
        ("conversations:\n  - {name: a, end: urban, turns: [{question: x}]}\n", ":2:46:", "it has address"),
        ("conversations:\n  - {name: a, end: urban, turns: [{answer: fire}]}\n", ":2:44:", "it has about"),
    ],
)
def test_mistakes_are_named_with_their_place(tmp_path: Path, text: str, place: str, words: str) -> None:
    path = written(tmp_path, text)
    code, shown = run(path)
    assert code == 2
    plain = shown.replace("\n", " ")
    assert f"{Path(path).name}{place}" in plain
    assert words in plain


def test_a_file_that_is_not_there_is_named() -> None:
    code, shown = run("nowhere.yaml")
    assert code == 2
    assert "nowhere.yaml" in shown


def test_the_shipped_tests_are_no_sayings() -> None:
    """They would prove nothing if the machine had learned them."""
    config = shipped_config()
    learned = [
        sentence
        for intent in config.ivr.intents
        for saying in intent.sayings
        for sentence in expand(parse(saying), config.ivr.lists, 200)
    ]
    suite = load_suite(read_sources(DEFAULT_CONFIG), config.ivr)
    assert suite is not None
    groups = [group for file in suite.files for group in file.tests.sayings]
    assert len(groups) > 50
    near = {
        (text, saying)
        for group in groups
        for text in group.texts
        for saying in learned
        if fuzz.ratio(text, saying) >= 80
    }
    assert not near


TIMED = """\
agents:
  - {id: wang, name: 王芳, extension: "1001"}
hours:
  never: {holidays: ["00:00-00:01"]}
queues:
  - {id: legal, name: 法律, key: "5", hours: never}
  - {id: general, name: 综合}
intents:
  - {id: law, name: 法律, queue: legal, confirm: never, sayings: [我想咨询劳动合同, 劳动合同怎么签]}
announcements:
  - {id: storm, text: 今天有台风。, intents: [law]}
"""


@pytest.mark.parametrize(
    ("at", "turns", "end"),
    [
        ("", "{caller: 我想咨询劳动合同}, {system: 转接}", "legal"),
        (
            "at: 2026-03-02 10:00",
            "{caller: 我想咨询劳动合同}, {system: 今天有台风}, {caller: 我想咨询劳动合同}",
            "general",
        ),
    ],
)
def test_hours_and_announcements_count_only_at_a_given_time(
    tmp_path: Path, at: str, turns: str, end: str
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(TIMED, encoding="utf-8")
    text = f"conversations:\n  - name: 劳动合同\n    end: {end}\n    turns: [{turns}]\n    {at}\n"
    code, shown = run(written(tmp_path, text), "--config", str(config))
    assert code == 0, shown
