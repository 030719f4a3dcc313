"""`hotline models adapt`: the shipped model learns names as words, without training."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from asr.engines.vosk.folder import model_words
from hotline.cli.app import app
from hotline.machine.paths import CHECKOUT
from models.catalogue.receipt import RECEIPT
from models.training.adapt import AdaptError, adapt
from models.training.graph.graph import MissingFstTools, missing_fst_tools

MODEL = CHECKOUT / "models" / "zh-small"

needs_model = pytest.mark.skipif(
    not (MODEL / "graph" / "Gr.fst").is_file(), reason="no model in models/zh-small"
)
needs_openfst = pytest.mark.skipif(missing_fst_tools() is not None, reason="OpenFst is not installed")

CONFIG = """\
asr: {{model: {model}}}
agents:
  - {{id: wang, name: 王芳, extension: "1001", queues: ["*"]}}
queues:
  - {{id: general, name: 综合}}
intents:
  - {{id: noise, name: 噪声, queue: general, sayings: [楼上太吵了], keywords: [噪音, 水垢, 4S店]}}
  - {{id: school, name: 入学, queue: general, sayings: [孩子上小学怎么报名]}}
vocabulary:
  streets: [翠竹北街, 公积金, K歌房]
"""


def configured(folder: Path, model: Path = MODEL) -> Path:
    path = folder / "config.yaml"
    path.write_text(CONFIG.format(model=model), encoding="utf-8")
    return path


def adapted(config: Path, out: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["models", "adapt", "--out", str(out), "--config", str(config), *options])


@needs_model
@needs_openfst
def test_names_become_words_of_a_model_that_still_decodes(tmp_path: Path) -> None:
    model = shutil.copytree(MODEL, tmp_path / "model")
    (model / RECEIPT).write_text("{}")
    config, out = configured(tmp_path, model), tmp_path / "site"
    shown = adapted(config, out, "--json")
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    assert found["added"] == ["翠竹北街", "水垢"]
    assert found["known"] == ["公积金"]
    assert found["unreadable"] == ["K歌房"]
    assert model_words(out) - model_words(MODEL) == {"翠竹北街", "水垢"}
    assert (out / "am" / "final.mdl").read_bytes() == (MODEL / "am" / "final.mdl").read_bytes()
    assert not (out / RECEIPT).exists(), "it says what the files of the original are"
    again = adapted(config, out)
    assert again.exit_code == 2
    assert "exists already" in again.output


@needs_model
def test_half_a_model_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy is there when OpenFst is looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingFstTools):
        adapt(MODEL, tmp_path / "site", ["翠竹北街"])
    assert not (tmp_path / "site").exists()


@needs_model
@needs_openfst
def test_a_model_that_does_not_work_is_not_left_behind(tmp_path: Path) -> None:
    model, out = shutil.copytree(MODEL, tmp_path / "model"), tmp_path / "site"
    (model / "am" / "final.mdl").write_bytes(b"no network")
    shown = adapted(configured(tmp_path, model), out)
    assert shown.exit_code == 2
    assert "site: Vosk cannot load this model" in " ".join(shown.output.split())
    assert not out.exists()


@needs_model
def test_without_names_there_is_nothing_to_do(tmp_path: Path) -> None:
    config = configured(tmp_path)
    text = config.read_text(encoding="utf-8")
    text = text[: text.index("vocabulary:")].replace("水垢, ", "")
    config.write_text(text, encoding="utf-8")
    shown = adapted(config, tmp_path / "site")
    assert shown.exit_code == 2
    assert "vocabulary" in shown.output


def test_a_model_of_another_kind_is_refused(tmp_path: Path) -> None:
    graph = tmp_path / "model" / "graph"
    graph.mkdir(parents=True)
    with pytest.raises(AdaptError, match=r"words\.txt"):
        adapt(tmp_path / "model", tmp_path / "out", ["幸福路"])
    (graph / "words.txt").write_text("<eps> 0\nabc 1\n", encoding="utf-8")
    with pytest.raises(AdaptError, match="no pinyin"):
        adapt(tmp_path / "model", tmp_path / "out", ["幸福路"])
    (graph / "words.txt").write_text("<eps> 0\n幸福 1\n", encoding="utf-8")
    for content in (None, b"", b"not an FST" * 20):
        if content is not None:
            (graph / "Gr.fst").write_bytes(content)
        with pytest.raises(AdaptError, match=r"Gr\.fst"):
            adapt(tmp_path / "model", tmp_path / "out", ["幸福路"])
    assert not (tmp_path / "out").exists()
