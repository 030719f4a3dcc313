"""`hotline models adapt`: the shipped model learns names as words, without training."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from asr import ModelError
from asr.engines.vosk.folder import model_words
from hotline.cli.app import app
from hotline.machine.paths import CHECKOUT
from models.catalogue.receipt import RECEIPT
from models.training.adapt import AdaptError, adapt
from models.training.graph.graph import FstToolFailed, missing_fst_tools

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


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG.format(model=MODEL), encoding="utf-8")
    return path


@needs_model
@needs_openfst
def test_names_become_words_of_a_model_that_still_decodes(config: Path, tmp_path: Path) -> None:
    out = tmp_path / "site"
    shown = CliRunner().invoke(app, ["models", "adapt", "--out", str(out), "--config", str(config), "--json"])
    assert shown.exit_code == 0, shown.output
    found = json.loads(shown.stdout)
    assert found["added"] == ["翠竹北街", "水垢"]
    assert found["known"] == ["公积金"]
    assert found["unreadable"] == ["K歌房"]
    assert model_words(out) - model_words(MODEL) == {"翠竹北街", "水垢"}
    assert (out / "am" / "final.mdl").read_bytes() == (MODEL / "am" / "final.mdl").read_bytes()
    again = CliRunner().invoke(app, ["models", "adapt", "--out", str(out), "--config", str(config)])
    assert again.exit_code == 2
    assert "exists already" in again.output


@needs_model
def test_the_originals_receipt_is_not_taken_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.training.adapt.build_graph", lambda *_: None)
    model = shutil.copytree(MODEL, tmp_path / "model")
    (model / RECEIPT).write_text("{}")
    adapt(model, tmp_path / "site", ["翠竹北街"])
    assert (tmp_path / "site" / "am").is_dir()
    assert not (tmp_path / "site" / RECEIPT).exists()


@needs_model
def test_half_a_model_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise FstToolFailed("no space left")

    monkeypatch.setattr("models.training.adapt.build_graph", fails)
    with pytest.raises(FstToolFailed):
        adapt(MODEL, tmp_path / "site", ["翠竹北街"])
    assert not (tmp_path / "site").exists()


@needs_model
@needs_openfst
def test_a_model_that_does_not_work_is_not_left_behind(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def teaches(_model: Path, out: Path, _words: object) -> None:
        out.mkdir()

    def fails(_folder: Path) -> None:
        raise ModelError("it crashed")

    monkeypatch.setattr("models.training.adapt.adapt", teaches)
    monkeypatch.setattr("hotline.administration.models.check.try_out", fails)
    out = tmp_path / "site"
    shown = CliRunner().invoke(app, ["models", "adapt", "--out", str(out), "--config", str(config)])
    assert shown.exit_code == 2
    assert "it crashed" in shown.output
    assert not out.exists()


@needs_model
def test_without_names_there_is_nothing_to_do(config: Path, tmp_path: Path) -> None:
    text = config.read_text(encoding="utf-8")
    text = text[: text.index("vocabulary:")].replace("水垢, ", "")
    config.write_text(text, encoding="utf-8")
    shown = CliRunner().invoke(
        app, ["models", "adapt", "--out", str(tmp_path / "site"), "--config", str(config)]
    )
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
