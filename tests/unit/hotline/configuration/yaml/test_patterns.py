"""Whoever writes a text that must look a certain way wrong is told how, wherever the type is used."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Annotated, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from contracts.configuration.settings import Pattern, Section
from hotline.administration.configuration_tests import cases
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import Sources, parse

FILES = (HotlineConfig, cases.Tests)


def patterns_in(annotation: Any) -> Iterator[Pattern]:
    """Those of a type and of everything below it."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for field in annotation.model_fields.values():
            yield from (one for one in field.metadata if isinstance(one, Pattern))
            yield from patterns_in(field.annotation)
    for part in get_args(annotation):
        if isinstance(part, Pattern):
            yield part
        else:
            yield from patterns_in(part)


WRITTEN = st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"])
"""JSON writes what is beyond as two halves, which YAML reads as two characters."""
PATTERNS = sorted({one for file in FILES for one in patterns_in(file)}, key=lambda one: one.pattern)


def bare_patterns(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str):
            yield schema["pattern"]
        for below in schema.values():
            yield from bare_patterns(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from bare_patterns(below)


def test_no_text_has_a_pattern_without_advice() -> None:
    written = {text for file in FILES for text in bare_patterns(file.model_json_schema())}
    assert written == {one.pattern for one in PATTERNS}


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.pattern)
def test_the_advice_is_there_in_both_languages(pattern: Pattern) -> None:
    chinese, _, english = pattern.says.partition(" / ")
    assert re.search(r"[一-鿿]", chinese)
    assert english
    assert english.isascii()


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda one: one.pattern)
@given(text=st.text(WRITTEN, min_size=1, max_size=80), before=st.integers(0, 3))
def test_a_wrong_text_is_answered_with_the_advice_and_its_place(
    pattern: Pattern, text: str, before: int
) -> None:
    class File(Section):
        texts: tuple[Annotated[str, pattern], ...]  # type: ignore[valid-type]

    good = re.fullmatch(pattern.pattern, text) is not None
    lines = "".join(f"# {number}\n" for number in range(before))
    source = Sources.single(f"{lines}texts:\n  - {json.dumps(text)}\n".encode(), "c.yaml")
    if good:
        assert parse(source, File)[0].texts == (text,)
        return
    with pytest.raises(ConfigError) as caught:
        parse(source, File)
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"c.yaml:{before + 2}:5: texts[0]: ")
    assert "写法不对 / " in problem.message
    assert problem.hint == pattern.says
