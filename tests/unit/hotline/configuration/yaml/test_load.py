from __future__ import annotations

import re
from dataclasses import replace
from datetime import time
from io import StringIO
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, field_validator
from ruamel.yaml import YAML

from hotline.configuration.yaml.load import ConfigError, Problem, load, load_source
from hotline.configuration.yaml.sources import Sources
from hotline.configuration.yaml.sources import parse as parse_sources


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Intent(Strict):
    id: str = Field(min_length=1, pattern=r"^[a-z_]*$")
    queue: Literal["urban", "general"] = "general"
    sayings: list[str] = Field(default=["x"], min_length=1, max_length=2)
    weight: float = Field(default=1, ge=0, lt=2)


class Phone(Strict):
    kind: Literal["phone"]
    number: str


class Web(Strict):
    kind: Literal["web"]
    address: str


class Config(Strict):
    number: str
    port: int = 80
    opens: time = time(8)
    loud: bool = False
    intents: list[Intent] = []
    by_name: dict[str, Intent] = {}
    menu: dict[int, str] = {}
    place: Annotated[Phone | Web, Field(discriminator="kind")] | None = None
    from_: str = Field(default="", alias="from")

    @field_validator("port")
    @classmethod
    def free(cls, port: int) -> int:
        if port == 7:
            raise ValueError("port 7 is taken → take 8")
        return port


def parse(data: bytes, file: str, model: type[Config]) -> tuple[Config, Any]:
    return parse_sources(Sources.single(data, file), model)


def problems(text: str | bytes) -> list[Problem]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(ConfigError) as caught:
        parse(data, "c.yaml", Config)
    return caught.value.problems


def only(text: str | bytes) -> str:
    found = problems(text)
    assert len(found) == 1
    return str(found[0])


def test_a_good_file_becomes_the_model(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(
        "\ufeffnumber: '12345'   # the hotline\n"
        "opens: 08:30\n"
        "loud: yes\n"
        "from: 浙江\n"
        "menu: {1: 噪声, 2: 社保}\n"
        "intents:\n"
        "  - &noise {id: noise, queue: urban, sayings: [太吵, 是]}\n"
        "by_name:\n"
        "  noise: *noise\n",
        encoding="utf-8",
    )
    config = load(path, Config)
    assert config.number == "12345"
    assert config.opens == time(8, 30)
    assert config.loud
    assert config.menu == {1: "噪声", 2: "社保"}
    assert config.by_name["noise"] == config.intents[0]
    assert config.from_ == "浙江"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("number: 12345", "c.yaml:1:9: number: must be text, not the number 12345 → put it in quotes"),
        ("port: 8", "c.yaml:1:1: the key 'number' is missing → add 'number: …'"),
        ("number: '1'\nprot: 8", "c.yaml:2:1: prot: the key 'prot' is not known → did you mean 'port'?"),
        ("number: '1'\nform: x", "c.yaml:2:1: form: the key 'form' is not known → did you mean 'from'?"),
        ("number: '1'\nport: x", "c.yaml:2:7: port: must be a whole number, not 'x' → write a whole number"),
        ("number: '1'\nport: 7", "c.yaml:2:7: port: port 7 is taken → take 8"),
        (
            "number:\nport: 8",
            "c.yaml:1:1: number: the value is missing; it must be text → write the value after the colon",
        ),
        (
            "number: '1'\nopens: 25:99",
            "c.yaml:2:8: opens: must be a time such as 08:30, not '25:99' → write a time such as 08:30",
        ),
        (
            "number: '1'\nintents: {id: a}",
            "c.yaml:2:10: intents: must be a list, not a mapping of keys "
            "→ begin each entry on a line of its own with '- '",
        ),
        (
            "number: '1'\nintents:\n- id: a\n  queue: urbn",
            "c.yaml:4:10: intents[0].queue: 'urbn' is not one of the choices → did you mean 'urban'?",
        ),
        (
            "number: '1'\nintents:\n- id: a\n  weight: 2",
            "c.yaml:4:11: intents[0].weight: must be less than 2.0, not the number 2 → write less than 2.0",
        ),
        (
            "number: '1'\nby_name:\n  a:\n    id: ''",
            "c.yaml:4:9: by_name.a.id: must not be empty → write at least one character",
        ),
        (
            "number: '1'\nby_name:\n  a:\n    id: A",
            "c.yaml:4:9: by_name.a.id: 'A' does not have the right form → it must match ^[a-z_]*$",
        ),
        (
            "number: '1'\nby_name:\n  a: {id: a, sayings: [a, b, c]}",
            "c.yaml:3:23: by_name.a.sayings: is too long: at most 2 entries → write at most 2 entries",
        ),
        (
            "number: '1'\nby_name:\n  a: {id: a, saings: [a]}",
            "c.yaml:3:14: by_name.a.saings: the key 'saings' is not known → did you mean 'sayings'?",
        ),
        (
            "number: '1'\nplace: {kind: web, adress: x, address: y}",
            "c.yaml:2:20: place.adress: the key 'adress' is not known → did you mean 'address'?",
        ),
        (
            "number: '1'\nmenu:\n  x: a",
            "c.yaml:3:3: menu.x: must be a whole number, not 'x' → write a whole number",
        ),
    ],
)
def test_what_does_not_fit_the_model(text: str, expected: str) -> None:
    """Each is told in Chinese and in English; the English is compared here."""
    (problem,) = problems(text)
    message, hint = (said.rpartition(" / ")[2] for said in (problem.message, problem.hint))
    assert str(replace(problem, message=message, hint=hint)) == expected
    if "port 7" not in expected:  # a validator of the model speaks for itself
        assert re.search("[\u4e00-\u9fff].* / ", problem.message)
        assert re.search("[\u4e00-\u9fff].* / ", problem.hint)


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("", (1, 1), "the file is empty"),
        ("# nothing\n", (1, 1), "the file is empty"),
        ("- 1", (1, 1), "no keys"),
        ("just words", (1, 1), "write key: value"),
        ("number：1", (1, 1), "instead of '：'"),
        ("number: '1'\nport：8\n", (2, 1), "instead of '：'"),
        ("number: '1'\nnumber: '2'", (2, 1), "keep one of them; the first is in line 1"),
        ("number: '1'\n\tport: 8", (2, 1), "indent with spaces"),
        ("number: '1'\n port: 8", (2, 2), "check the indentation"),
        ("number: 'abc\nport: 8", (1, 9), "close the quotation mark"),
        ("number: [1\nport: 8", (1, 9), "close the bracket"),
        ("number: a: b", (1, 10), "put the text in quotes"),
        ("number: @x", (1, 9), "put the text in quotes"),
        ("number: *x", (1, 9), "anchor"),
        ("number: !!python/object x", (1, 9), "not known"),
        ("number: '1'\n---\nport: 8", (2, 1), "second document"),
        ("number: '1'\nmenu: &a [*a]", (2, 7), "contains itself"),
        ("number: '1'\n? [a]\n: b", (2, 3), "cannot be a key"),
        ("number: '1\x01'", (1, 11), "U+0001"),
        ("number: " + "[" * 100_000 + "]" * 100_000, (1, 58), "nested too deeply"),
        ("number: " + "[" * 5000, (1, 58), "nested too deeply"),
        ("number: '1'\n" + "- " * 5000, (2, 1), "fit"),
        ("number:\n " + " - " * 5000, (2, 150), "nested too deeply"),
        (
            "a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 2000)),
            (1, 5),
            "nested too deeply",
        ),
        ("%YAML 9.9\n---\nnumber: '1'", (1, 1), "version"),
    ],
)
def test_what_is_no_good_yaml(text: str, place: tuple[int, int], says: str) -> None:
    problem = problems(text)[0]
    assert (problem.line, problem.column) == place
    assert says in str(problem)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    found = problems("port: x\nnumber: 1\nloud: maybe\nextra: 1\n")
    assert [problem.line for problem in found] == [1, 2, 3, 4]
    assert str(ConfigError(found)).count("\n") == 3


def test_bytes_of_another_encoding_are_named_with_their_place() -> None:
    assert re.match("c.yaml:2:7: .* / the byte 0xD4 is not UTF-8", only("a: b\nname: 噪声".encode("gb18030")))
    assert "GBK" in only("a: b\nname: 噪声".encode("gb18030"))
    assert "UTF-16" in only("number: 1".encode("utf-16"))


def test_a_few_lines_that_expand_to_billions_are_refused() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, name in zip("abcdefghi", "bcdefghij", strict=True):
        lines.append(f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]")
    assert "aliases" in only("\n".join(lines))


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_bytes(b"# comment\n" * 600_000)
    with pytest.raises(ConfigError, match="larger than"):
        load(path, Config)


@pytest.mark.parametrize(
    ("name", "says"), [("none.yaml", "no such file"), (".", "folder"), ("a\0b", "cannot be")]
)
def test_a_path_that_cannot_be_read(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load(tmp_path / name, Config)


def test_later_checks_point_at_any_value_or_key(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("number: '1'\nintents:\n  - id: a\n  - id: a\n")
    _, source = load_source(path, Config)
    assert str(source.problem(("intents", 1, "id"), "twice", "rename it")).endswith(
        "c.yaml:4:9: intents[1].id: twice → rename it"
    )
    assert source.problem(("intents",), "x", key=True).column == 1
    nowhere = source.problem(("intents", 1, "queue", "deeper"), "x")
    assert (nowhere.line, nowhere.path) == (4, "intents[1]")


def check_any(data: bytes) -> None:
    """Nothing but a model or problems that point into the file (or just behind its end)."""
    found: list[Problem] = []
    try:
        parse(data, "c.yaml", Config)
    except ConfigError as error:
        found = error.problems
    lines = len(re.split("\r\n|[\r\n\x85\u2028\u2029]", data.decode(errors="replace")))
    for problem in found:
        assert 1 <= problem.line <= lines + 1
        assert problem.column >= 1
        assert problem.message


@given(st.binary(max_size=300))
def test_any_bytes_give_a_model_or_problems(data: bytes) -> None:
    check_any(data)


YAML_PIECES = st.sampled_from(
    [
        *(
            "number: ",
            "port: ",
            "intents:",
            "- ",
            "id: ",
            "  ",
            "\n",
            "\n",
            "\t",
            "'",
            '"',
            "[",
            "]",
            "{",
            "}",
        ),
        *(
            ": ",
            "? ",
            "&a ",
            "*a",
            "!x ",
            "!!int ",
            "!!float ",
            "!!bool ",
            "<<: ",
            "|",
            ">-",
            "---",
            "...",
            "%YAML 1.1",
        ),
        *(
            "#",
            "1",
            "0x",
            "1e999",
            ".inf",
            "null",
            "噪声",
            "：",
            "\r",
            "\x85",
            "\u2028",
            "\x00",
            "\ufeff",
            "\U0001f600",
        ),
    ]
)


@given(st.lists(YAML_PIECES, max_size=30).map("".join))
def test_any_mix_of_yaml_gives_a_model_or_problems(text: str) -> None:
    check_any(text.encode())


json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(Config.model_fields)), inner)
    ),
    max_leaves=10,
)


@given(json)
def test_any_values_give_a_model_or_problems(values: Any) -> None:
    out = StringIO()
    YAML(typ="safe", pure=True).dump({"number": values, "intents": values, "place": values}, out)
    check_any(out.getvalue().encode())
