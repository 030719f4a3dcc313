"""Every engine there is, for the conformance suite. A new one gets a factory in `FACTORIES` alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from asr import Recogniser, ScriptedRecogniser, read_recording
from tests.unit.asr.sounds import pcm, silence, voice

CHECKOUT = Path(__file__).resolve().parents[4]
BUNDLED = CHECKOUT / "models" / "zh-small"
REQUEST = CHECKOUT / "hotline" / "bench" / "demo" / "recordings" / "caller-1.wav"


@dataclass(frozen=True, slots=True)
class Case:
    """An engine and what it can be expected to understand."""

    recogniser: Recogniser
    sound: Callable[[int], bytes]
    """One utterance at a rate in Hz, with a little silence around it."""
    text: str
    """What is understood of it."""
    phrase: str
    """A phrase of the utterance, for a grammar."""
    exact: bool = True
    """Whether the text is exactly this: Kaldi adds a little noise to the sound (dither), models err."""
    obeys: bool = True
    """Whether it listens: silence is nothing, a grammar limits. The scripted one says what it was told to."""
    load: Callable[[Path], Recogniser] | None = None
    """Loads the engine from a model folder; None where there is no such thing."""


def scripted(folder: Path) -> Case:
    return Case(
        ScriptedRecogniser(["我要投诉"] * 20, character_ms=250),
        lambda rate: pcm(np.concatenate([voice(1200, rate), silence(200, rate)])),
        "我要投诉",
        "投诉",
        obeys=False,
    )


def vosk(folder: Path) -> Case:
    from asr.engines.vosk.engine import VoskRecogniser

    if not (BUNDLED / "am" / "final.mdl").is_file():
        pytest.skip("no Vosk model in models/zh-small")
    return Case(
        VoskRecogniser(BUNDLED),
        lambda rate: read_recording(REQUEST, rate),
        "我们家这一片从昨天晚上就没有自来水了也没人说一声什么时候能恢复",
        "自来水",
        exact=False,
        load=VoskRecogniser,
    )


def sherpa_streaming(folder: Path) -> Case:
    pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")
    from asr.engines.sherpa.engine import SherpaRecogniser
    from tests import tone_models

    model = tone_models.streaming(folder)
    return Case(
        SherpaRecogniser(model),
        lambda rate: tone_models.whistle("一二三四", rate),
        "一二三四",
        "二三",
        load=SherpaRecogniser,
    )


def sherpa_zipformer(folder: Path) -> Case:
    """A model for 16 kHz: telephone sound is resampled."""
    pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")
    from asr.engines.sherpa.engine import SherpaRecogniser
    from tests import tone_models

    return Case(
        SherpaRecogniser(tone_models.zipformer_streaming(folder)),
        lambda rate: tone_models.whistle("一二三四", rate),
        "一二三四",
        "二三",
        load=SherpaRecogniser,
    )


def sherpa_hotwords(folder: Path) -> Case:
    """A model that takes hotwords."""
    pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")
    from asr.engines.sherpa.engine import SherpaRecogniser
    from tests import tone_models

    return Case(
        SherpaRecogniser(tone_models.transducer(folder)),
        lambda rate: tone_models.whistle("一二三四", rate),
        "一二三四",
        "二三",
        load=SherpaRecogniser,
    )


def sherpa_own_training(folder: Path) -> Case:
    """The bundled model's own network, exported for sherpa-onnx: it writes toneless pinyin."""
    pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")
    if not (BUNDLED / "am" / "final.mdl").is_file():
        pytest.skip("no Vosk model in models/zh-small")
    from asr.engines.sherpa.engine import SherpaRecogniser
    from models.training.graph.kaldi_reading import read_affines
    from models.training.network.onnx_export import export_onnx

    export_onnx(read_affines(BUNDLED / "am" / "final.mdl"), folder)
    return Case(
        SherpaRecogniser(folder),
        lambda rate: read_recording(REQUEST, rate),
        "uo men jia zhe i pian cong zuo tian uan shang jiu mei iu zi lai shui le ie mei ren shuo i sheng "
        "shen me shi hou neng hui fu",
        "shi hou",  # without a language model the network does not hear every word of it
        exact=False,
        load=SherpaRecogniser,
    )


def two_passes(folder: Path) -> Case:
    pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")
    from asr.engines.sherpa.engine import SherpaRecogniser
    from asr.engines.sherpa.offline import SherpaOffline
    from asr.second_pass.passes import TwoPass
    from tests import tone_models

    first = SherpaRecogniser(tone_models.streaming(folder / "streaming"))
    second = tone_models.whole(folder / "whole")
    return Case(
        TwoPass(first, SherpaOffline(second)),
        lambda rate: tone_models.whistle("一二三四", rate),
        "壹贰叁肆",
        "壹贰",
        load=lambda folder: TwoPass(first, SherpaOffline(folder)),
    )


def remote(folder: Path) -> Case:
    """A real server process with the same model as `vosk`."""
    from asr.engines.remote.engine import TOKEN_VARIABLE, RemoteRecogniser
    from asr.engines.settings import RemoteSettings

    local = vosk(folder)
    local.recogniser.close()
    command = [sys.executable, "-m", "hotline", "recogniser", "--port", "0", "--model", str(BUNDLED)]
    environment = {**os.environ, TOKEN_VARIABLE: "a secret of this test".replace(" ", "-")}
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=CHECKOUT, env=environment)
    assert server.stderr is not None
    found = re.search(r"ws://127\.0\.0\.1:\d+", server.stderr.readline())
    assert found is not None
    settings = RemoteSettings(urls=(found[0],), answer_s=20)

    class OfProcess(RemoteRecogniser):
        def close(self) -> None:
            super().close()
            server.terminate()
            server.communicate(timeout=20)

    return replace(local, recogniser=OfProcess(settings, environment[TOKEN_VARIABLE]), load=None)


FACTORIES: list[Callable[[Path], Case]] = [
    scripted,
    vosk,
    sherpa_streaming,
    sherpa_zipformer,
    sherpa_hotwords,
    sherpa_own_training,
    two_passes,
    remote,
]
