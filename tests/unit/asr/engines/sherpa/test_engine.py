"""What only sherpa-onnx has: kinds of models, hotwords, one loading for each."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from asr import ModelError
from asr.engines.offline import Utterance
from asr.engines.sherpa import loading as sherpa_loading
from asr.engines.sherpa.engine import SherpaRecogniser
from asr.engines.sherpa.folder import find_model, find_models
from asr.engines.sherpa.hotwords import Hotwords
from asr.engines.sherpa.kinds import KINDS, Kind
from asr.engines.sherpa.offline import SherpaOffline
from tests.unit.asr.engines.sherpa.test_folder import complete, made
from tests.unit.asr.sounds import pcm, silence

pytest.importorskip("onnx", reason="onnx is absent (extra: test)")
from tests import tone_models


def needs_sherpa() -> Any:
    return pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")


@pytest.mark.parametrize(
    "build", [tone_models.whole, tone_models.zipformer, tone_models.sense_voice, tone_models.paraformer]
)
@pytest.mark.parametrize("rate", [8000, 16000, 48000])
def test_offline_models_read_whole_utterances(
    build: Callable[[Path], Path], rate: int, tmp_path: Path
) -> None:
    needs_sherpa()
    model = SherpaOffline(build(tmp_path))
    sound = tone_models.whistle("一二三四一", rate)
    heard = model.read(Utterance(sound, rate)).hypothesis
    assert heard.text == "壹贰叁肆壹"
    assert [word.text for word in heard.words] == list(heard.text)
    starts = [word.start_ms for word in heard.words]
    assert starts == sorted(starts)
    if build is not tone_models.paraformer:  # gives no times
        assert starts == pytest.approx([200 + 390 * i for i in range(5)], abs=90)
    for nothing in (pcm(silence(1000, rate)), b"", sound[:100]):
        assert model.read(Utterance(nothing, rate)).hypothesis.text == ""
    model.close()


def test_hotwords_decide_where_the_sound_leaves_it_open(tmp_path: Path) -> None:
    needs_sherpa()
    engine = SherpaRecogniser(tone_models.transducer(tmp_path))
    one, two, three = (tone_models.TONES[character] for character in "一二三")
    sound = tone_models.mixed([(one, two), (three,)])
    heard = {}
    for phrase in ("一三", "二三"):
        stream = engine.stream(8000, alternatives=1, grammar=[phrase])
        stream.accept(sound)
        heard[phrase] = stream.final()
        assert heard[phrase].text == phrase
    free = [heard[phrase].alternatives[0].text for phrase in heard]
    assert free[0].endswith("一三")
    assert free[1].endswith("二三")


def test_a_model_without_hotwords_says_so_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    needs_sherpa()
    caplog.set_level("WARNING", logger="asr.engines.sherpa.engine")
    engine = SherpaRecogniser(tone_models.streaming(tmp_path))
    for _ in range(3):
        engine.stream(8000, alternatives=0, grammar=["一二"])
    assert caplog.text.count("takes no hotwords") == 1


def test_a_missing_library_is_named_with_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sherpa_onnx", None)
    with pytest.raises(ModelError, match=r"hotline-12345\[sherpa\]"):
        SherpaRecogniser(tone_models.streaming(tmp_path))


class Signatures:
    """The library, but it only looks whether it would take the arguments."""

    def __init__(self, real: Any) -> None:
        self._real = real

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        if inspect.isclass(found):
            return Signatures(found)
        signature = inspect.signature(found)
        return lambda **given: signature.bind(**given)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.name}-{'-'.join(kind.types)}")
def test_every_kind_is_loaded_with_arguments_the_library_takes(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = needs_sherpa()
    monkeypatch.setattr(sherpa_loading, "library", lambda: Signatures(real))
    model = find_models(made(tmp_path, complete(kind)))[0]
    bound = sherpa_loading.load(model, Hotwords(model))
    assert bound.arguments["tokens"] == str(tmp_path / "tokens.txt")
    assert bound.arguments["num_threads"] == 1
    assert set(map(str, model.files.values())) <= set(map(str, bound.arguments.values()))


def test_the_rate_is_the_models_own(tmp_path: Path) -> None:
    telephone = tone_models.streaming(tmp_path / "a")
    assert sherpa_loading.native_rate(find_model(telephone, streaming=True)) == 8000
    wide = tone_models.transducer(tmp_path / "b")
    assert sherpa_loading.native_rate(find_model(wide, streaming=True)) == 16000
