"""The bench of the city's view: the same seed makes the same city; what is planted is judged rightly."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from hotline.bench.city.ears import C2
from hotline.bench.city.material import FEWEST, Material, read
from hotline.bench.city.planted import pairwise, surges
from hotline.bench.city.stream import Plan, stream
from hotline.bench.city.wordings import wording
from hotline.bench.rows import NoMaterial
from hotline.city.call import CityCall

PLAN = Plan(quiet_days=14, weeks_without=1, weeks_with=1, surges_a_week=3, calls_a_day=40.0)
CHARACTERS = [chr(0x4E00 + 7 * number) for number in range(2500)]


def made_up(number: int) -> Material:
    """A message of characters that no other has."""
    random = Random(number)
    clauses = tuple("".join(random.choices(CHARACTERS, k=9)) for _ in range(6))
    subject = "".join(random.choices(CHARACTERS, k=14))
    return Material(str(number), subject, clauses, f"A{number % 5}区", 8 + number % 12)


MATERIAL = [made_up(number) for number in range(FEWEST)]


def test_the_same_seed_makes_the_same_city() -> None:
    assert stream(MATERIAL, PLAN, 3) == stream(MATERIAL, PLAN, 3)
    told, planted = stream(MATERIAL, PLAN, 4)
    assert told != stream(MATERIAL, PLAN, 3)[0]
    assert [one.call.at for one in told] == sorted(one.call.at for one in told)
    assert sum(one.calls for one in planted) == sum(bool(one.surge) for one in told)


def test_planted_surges_are_found_and_told_apart_from_false_alarms() -> None:
    ours, theirs, planted = surges(MATERIAL, PLAN, 5, lambda done, of: None)
    assert ours.in_time == len(ours.found) == len(planted) == 3
    assert ours.false <= 1
    assert theirs.false + theirs.false_beside + len(theirs.found) > 0


def test_wordings_of_a_message_are_one_topic() -> None:
    assert pairwise(MATERIAL, 6)["pairwise_f1"] > 0.7


def test_no_two_callers_say_the_same() -> None:
    random = Random(1)
    said = {wording(MATERIAL[0], CHARACTERS, random) for _ in range(50)}
    assert len(said) > 45


def test_c2_tells_a_day_above_its_week_once() -> None:
    c2, day = C2(), 86_400
    quiet = [c2.take(CityCall(f"{d}", 1e9 + d * day, f"{d}", "x"), 1) for d in range(9)]
    assert quiet == [None] * 9
    busy = [c2.take(CityCall(f"b{n}", 1e9 + 9 * day + n, f"c{n}", "x"), 1) for n in range(6)]
    assert [one is not None for one in busy] == [False, False, False, True, False, False]


def test_material_is_read_and_what_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoMaterial, match="cannot be read"):
        read(tmp_path)
    path = tmp_path / "stream.jsonl"
    path.write_text('{"id": "1"}\n', encoding="utf-8")
    with pytest.raises(NoMaterial, match="no lines of JSON"):
        read(tmp_path)
    row = {"subject": "A3区停水", "time": "2019-08-01 09:30:00"}
    texts = (f"第{number}户从早上停水，到现在还没有来水" for number in range(FEWEST))
    rows = [row | {"id": str(number), "text": text} for number, text in enumerate(texts)]
    path.write_text("\n".join(map(json.dumps, rows[:-1])), encoding="utf-8")
    with pytest.raises(NoMaterial, match="the least"):
        read(tmp_path)
    path.write_text("\n".join(map(json.dumps, [*rows, rows[0]])), encoding="utf-8")
    found = read(tmp_path)
    assert len(found) == FEWEST
    assert (found[0].district, found[0].hour, len(found[0].clauses)) == ("A3区", 9, 2)
