"""The fluent voices of the recipe: who says what, in shards, and how they become examples."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from models.training.language.phones import PHONE_ID, SILENCE
from models.training.speech import kokoro_voice
from models.training.speech.speech import speak_all
from models.training.speech.utterances import Utterance, read_utterances

UTTERANCES = [Utterance(number, [["ni3", "hao3"]]) for number in range(24)]
VOICE = """
import json, pathlib, sys
*_, listed, folder = sys.argv
part = sys.argv[sys.argv.index("--part") + 1] if "--part" in sys.argv else "0/1"
if sys.argv[1] == "fail":
    sys.exit(3)
pathlib.Path(folder, f"{part[0]}.said").write_text("".join(open(listed)))
"""


def voice(*words: str) -> list[str]:
    return [sys.executable, "-c", VOICE, *words]


def test_the_voice_says_all_on_all_cores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    lines: list[str] = []
    speak_all(tmp_path / "kokoro", UTTERANCES, voice("x"), lines.append)
    folder = tmp_path / "kokoro"
    assert [one.id for one in read_utterances(folder / "0.said")] == [one.id for one in UTTERANCES]
    assert sorted(path.name for path in folder.glob("*.said")) == ["0.said", "1.said", "2.said"]
    assert lines == ["speech: kokoro says 24 utterances"]


def test_a_voice_that_fails_is_named(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError, match="status 3"):
        speak_all(tmp_path / "kokoro", UTTERANCES, voice("fail"), print)


class FakeKokoro:
    """So many samples a symbol, 240 are ten milliseconds; notes speed and voice."""

    def __init__(self, samples: int = 240) -> None:
        self.samples = samples
        self.asked: list[tuple[float, float, float]] = []

    def speak(self, numbers: list[int], voice: NDArray[np.float32], speed: float) -> NDArray[np.float32]:
        self.asked.append((float(voice[0, 0]), float(voice[0, -1]), speed))
        return np.sin(np.arange(self.samples * len(numbers)) / 3).astype(np.float32) * np.float32(0.3)


VOICES = {
    name: np.full((510, 256), number, np.float32)
    for number, name in enumerate(["af_heart", "zf_xiaoxiao", "zm_yunxi", "zm_yunxia"])
}


def test_a_shard_holds_what_could_be_read_loud_and_in_many_voices(tmp_path: Path) -> None:
    kokoro: Any = FakeKokoro()
    items: list[dict[str, Any]] = [{"id": number, "words": [["ni3", "hao3"], [","]]} for number in range(60)]
    items += [{"id": 98, "words": [["xx9"]]}, {"id": 99, "words": [["zhuang4"]] * 200}]
    seconds = kokoro_voice.speak_shard(kokoro, VOICES, items, tmp_path / "0000.npz")
    with np.load(tmp_path / "0000.npz") as shard:
        assert shard["ids"].tolist() == list(range(60))
        assert shard["lengths"].tolist() == [240 * len("ni↓xau↓")] * 60
        assert shard["audio"].dtype == np.int16
        assert np.abs(shard["audio"]).max() == pytest.approx(0.95 * 32767, rel=0.01)
        assert seconds == pytest.approx(len(shard["audio"]) / 24000)
    assert len({(timbre, manner) for timbre, manner, _ in kokoro.asked}) > 10
    assert all(0.8 <= speed <= 1.4 for *_, speed in kokoro.asked)
    own = [timbre == manner for timbre, manner, _ in kokoro.asked]
    assert 20 <= sum(own) <= 45, "half of them sound like somebody else than they speak like"
    assert all(manner >= 1 for _, manner, _ in kokoro.asked), "who speaks Mandarin knows it"
    assert list(tmp_path.iterdir()) == [tmp_path / "0000.npz"]
    again: Any = FakeKokoro()
    kokoro_voice.speak_shard(again, VOICES, items, tmp_path / "0001.npz")
    assert again.asked == kokoro.asked, "the same voices and speeds each time"


def test_the_program_goes_on_after_the_last_shard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = tmp_path / "utterances.jsonl"
    listed.write_text("".join(json.dumps({"id": n, "words": [["hao3"]]}) + "\n" for n in range(250)), "utf-8")
    (tmp_path / "0000.npz").touch()
    monkeypatch.setattr(kokoro_voice, "Kokoro", lambda _folder: FakeKokoro())
    monkeypatch.setattr(kokoro_voice, "load_voices", lambda _folder: VOICES)
    monkeypatch.setattr(sys, "argv", ["kokoro_voice", str(listed), str(tmp_path), "--part", "0/2"])
    kokoro_voice.main()
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["0002.npz"]
    assert not (tmp_path / "0001.npz").exists(), "the other process speaks it"


@pytest.mark.skipif(
    importlib.util.find_spec("kaldi_native_fbank") is None, reason="kaldi-native-fbank is absent"
)
def test_each_utterance_of_a_shard_becomes_several_speakers(tmp_path: Path) -> None:
    from models.training.speech.voices import neural_shard

    items: list[dict[str, Any]] = [{"id": 3, "words": [["ni3", "hao3"]] * 10}]
    kokoro: Any = FakeKokoro(480)  # slower, so that no rendering is too short for what is said
    kokoro_voice.speak_shard(kokoro, VOICES, items, tmp_path / "0000.npz")
    said = Utterance(3, items[0]["words"])
    examples = neural_shard(tmp_path / "0000.npz", {3: said}, 4, seed=1)
    assert [list(labels) for labels in examples.labels] == [said.labels] * 4
    assert len({len(features) for features in examples.features}) > 1


@pytest.mark.skipif(
    importlib.util.find_spec("kaldi_native_fbank") is None, reason="kaldi-native-fbank is absent"
)
def test_sentences_of_many_people_become_several_speakers_each_and_only_with_their_texts(
    tmp_path: Path,
) -> None:
    from models.training.speech.voices import clip_examples

    (tmp_path / "many").mkdir()
    sound = np.sin(np.arange(3 * 16000) / 20).astype(np.float32) * 0.3
    texts = {"a": "我们都在这里。", "b": None, "c": "3号楼", "d": "停水了"}
    for name in texts:
        soundfile.write(tmp_path / "many" / f"{name}.flac", sound, 16000)
    lines = [{"file": f"many/{name}.flac", "text": text} for name, text in texts.items()]
    lines.append({"file": "others/e.flac", "text": "不在这个文件夹"})
    (tmp_path / "index.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    examples = clip_examples(tmp_path, "many", 2, seed=1)
    said = [
        Utterance(0, [[syllable] for syllable in text.split()]).labels
        for text in ("wo3 men5 dou1 zai4 zhe4 li3", "ting2 shui3 le5")
    ]
    assert [list(labels) for labels in examples.labels] == [said[0], said[0], said[1], said[1]]
    assert len({len(features) for features in examples.features}) > 2


@pytest.mark.skipif(
    importlib.util.find_spec("kaldi_native_fbank") is None, reason="kaldi-native-fbank is absent"
)
def test_lines_on_which_nobody_speaks_are_silence_and_some_are_without_any_noise() -> None:
    from models.training.speech.voices import silent_examples

    examples = silent_examples(40, seed=1)
    assert [list(labels) for labels in examples.labels] == [[PHONE_ID[SILENCE]]] * 40
    loudness = [float(features[:, 0].astype(np.float32).mean()) for features in examples.features]
    nothing = sum(level < min(loudness) + 3 for level in loudness)
    assert 10 <= nothing <= 30, "zeros, with the front end's own dither"
    assert max(loudness) > min(loudness) + 30, "noise as loud as a voice"
