"""`hotline dialect` and the material of `hotline bench dialect`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies
from typer.testing import CliRunner

from hotline.bench.dialect.confusion import Confuser
from hotline.bench.dialect.dialect import FOLDER, INDEX, DialectBench
from hotline.bench.rows import NoMaterial
from hotline.cli.app import app
from hotline.machine.paths import DEFAULT_CONFIG
from tests.shipped import shipped_config

CONFUSER = Confuser(["自来水停了三天没有人来修", "四十树时是狮子早找造", "兰男蓝难刘牛流回飞会费"])


def test_a_sentence_is_taken_apart() -> None:
    done = CliRunner().invoke(
        app, ["dialect", "test", "他们屋头水都莫得", "--json", "--config", str(DEFAULT_CONFIG)]
    )
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["normalised"] == "他们家里水都没有"
    assert found["syllables"] == ["ta", "men", "jia", "li", "shui", "dou", "mei", "you"]
    assert {"said": "莫得", "means": "没有", "dialects": ["西南官话"]} in found["wordings"]
    assert found["queue"] == "utilities"
    assert found["candidates"][0]["intent"] == "water_outage"


def test_the_tables_are_listed() -> None:
    done = CliRunner().invoke(app, ["dialect", "list"])
    assert done.exit_code == 0
    assert "southwest" in done.output
    assert "西南官话" in done.output


@given(strategies.text("水停了三天，没人来修abc", max_size=20), strategies.integers(0, 99))
def test_swapped_syllables_keep_the_length_and_repeat(text: str, seed: int) -> None:
    assert CONFUSER.confuse(text, 0, np.random.default_rng(seed)) == text
    one, same = (CONFUSER.confuse(text, 1, np.random.default_rng(seed)) for _ in range(2))
    assert one == same
    assert len(one) == len(text)


def test_swapping_changes_characters() -> None:
    rng = np.random.default_rng(1)
    assert CONFUSER.confuse("自来水停了三天没有人来修", 1, rng) != "自来水停了三天没有人来修"


def test_recordings_without_their_index_are_refused(tmp_path: Path) -> None:

    bench = DialectBench(shipped_config(), tmp_path, tmp_path, seed=1)
    with pytest.raises(NoMaterial, match=INDEX):
        bench.run(lambda row: None)
    assert (FOLDER / "wordings.tsv").is_file()
