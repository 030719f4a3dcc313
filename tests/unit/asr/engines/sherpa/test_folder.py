"""Which kind of model lies in a folder, and what is said of one that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from asr import AsrSettings, ModelError, ScriptedRecogniser, load_final_model, load_recogniser, sherpa_sort
from asr.engines.sherpa.folder import find_model, find_models, read_symbols
from asr.engines.sherpa.hotwords import Hotwords
from asr.engines.sherpa.kinds import KINDS, Kind
from tests.unit.asr.engines.onnx_bytes import onnx_bytes
from tests.unit.asr.second_pass.reader import Reader

TOKENS = "<blk> 0\n一 1\n投 2\n诉 3\n"
T_ONE: dict[str, object] = {"frame_length_ms": 300, "state_dim": 1, "sample_rate": 8000}


def made(folder: Path, networks: Mapping[str, Mapping[str, object]], tokens: str | None = TOKENS) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, metadata in networks.items():
        (folder / name).write_bytes(onnx_bytes(metadata))
    if tokens is not None:
        (folder / "tokens.txt").write_text(tokens, "utf-8")
    return folder


def complete(kind: Kind) -> dict[str, dict[str, object]]:
    """Networks of a kind as its publisher's export writes them, as far as metadata goes."""
    metadata = {role: dict.fromkeys(kind.needs.get(role, ()), 1) for role in kind.roles}
    if kind.types:
        metadata[kind.roles[0]]["model_type"] = kind.types[0]
    return {f"{role}-epoch-99-avg-1.onnx": values for role, values in metadata.items()}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.name}-{'-'.join(kind.types)}")
def test_every_kind_is_known_by_its_files(kind: Kind, tmp_path: Path) -> None:
    model = find_models(made(tmp_path, complete(kind)))[0]
    assert model.kind is kind
    assert sherpa_sort(tmp_path) == ("streaming" if kind.streaming else "whole")


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["model.onnx", "model.int8.onnx"], {"model": "model.int8.onnx"}),
        (["model.fp16.onnx", "model.onnx"], {"model": "model.onnx"}),
        (
            ["ctc-epoch-20-avg-1-chunk-16-left-128.int8.onnx"],
            {"model": "ctc-epoch-20-avg-1-chunk-16-left-128.int8.onnx"},
        ),
        (["model.int8.onnx", "silero_vad.onnx"], {"model": "model.int8.onnx"}),
    ],
)
def test_the_8_bit_network_is_preferred(names: list[str], chosen: dict[str, str], tmp_path: Path) -> None:
    made(tmp_path, dict.fromkeys(names, T_ONE))
    model = find_model(tmp_path, streaming=True)
    assert {role: path.name for role, path in model.files.items()} == chosen


def test_a_transducer_takes_its_full_decoder_and_parts_of_one_training(tmp_path: Path) -> None:
    kind = KINDS[0]
    networks = {}
    for role, metadata in zip(kind.roles, complete(kind).values(), strict=True):
        for epoch in ("epoch-12-avg-2", "epoch-99-avg-1"):
            for precision in ("", ".int8"):
                networks[f"{role}-{epoch}-chunk-16-left-64{precision}.onnx"] = metadata
        networks[f"with-state-{role}.onnx"] = {}
    files = find_model(made(tmp_path, networks), streaming=True).files
    assert {role: path.name for role, path in files.items()} == {
        "encoder": "encoder-epoch-12-avg-2-chunk-16-left-64.int8.onnx",
        "decoder": "decoder-epoch-12-avg-2-chunk-16-left-64.onnx",
        "joiner": "joiner-epoch-12-avg-2-chunk-16-left-64.int8.onnx",
    }


def test_a_folder_may_hold_a_streaming_and_an_offline_model(tmp_path: Path) -> None:
    offline = {"model_type": "wenet_ctc", "vocab_size": 4, "subsampling_factor": 4}
    further = dict.fromkeys(("head", "num_blocks", "output_size", "cnn_module_kernel", "right_context"), 1)
    made(tmp_path, {"model.onnx": offline, "model-streaming.int8.onnx": offline | further})
    assert find_model(tmp_path, streaming=True).files["model"].name == "model-streaming.int8.onnx"
    assert find_model(tmp_path, streaming=False).files["model"].name == "model.onnx"
    assert sherpa_sort(tmp_path) == "streaming"


def test_a_whisper_folder_names_its_tokens_after_the_model(tmp_path: Path) -> None:
    kind = next(kind for kind in KINDS if kind.name == "whisper")
    metadata = dict(zip(kind.roles, complete(kind).values(), strict=True))
    made(tmp_path, {f"small-{role}.int8.onnx": values for role, values in metadata.items()}, None)
    (tmp_path / "small-tokens.txt").write_text(TOKENS, "utf-8")
    assert find_model(tmp_path, streaming=False).tokens.name == "small-tokens.txt"


@pytest.mark.parametrize(
    ("networks", "tokens", "said"),
    [
        ({}, None, "tokens.txt is missing"),
        ({}, TOKENS, "no .onnx file in it"),
        ({"model.onnx": T_ONE}, None, "tokens.txt is missing"),
        ({"model.onnx": T_ONE}, "", "the file is empty"),
        ({"model.onnx": T_ONE}, "no numbers here\n", "line 1: expected a token and its number"),
        ({"model.onnx": T_ONE}, "一 1\n", "neither <blk>, <eps> nor <blank>"),
        ({"encoder.onnx": {}}, TOKENS, "decoder*.onnx is missing beside encoder.onnx"),
        ({"decoder.onnx": {}, "joiner.onnx": {}}, TOKENS, "encoder*.onnx is missing"),
        (
            {"encoder.onnx": {"model_type": "zipformer2"}, "decoder.onnx": {}},
            TOKENS,
            "joiner*.onnx is missing",
        ),
        ({"model.onnx": {"model_type": "gtcrn"}}, TOKENS, "of the type 'gtcrn'"),
        ({"model.onnx": {}}, TOKENS, "does not say its type"),
    ],
)
def test_an_unusable_folder_is_explained(
    networks: dict[str, dict[str, object]], tokens: str | None, said: str, tmp_path: Path
) -> None:
    folder = made(tmp_path / "m", networks, tokens)
    with pytest.raises(ModelError) as caught:
        load_recogniser(AsrSettings(engine="sherpa", model=str(folder)), tmp_path)
    assert said in str(caught.value)
    assert str(folder) in str(caught.value)


def test_a_vosk_model_is_recognised_as_such(tmp_path: Path) -> None:
    (tmp_path / "am").mkdir()
    (tmp_path / "am" / "final.mdl").write_bytes(b"\0B")
    with pytest.raises(ModelError, match="for Vosk, not for sherpa-onnx"):
        find_models(tmp_path)


def test_the_wrong_sort_is_sent_to_its_place(tmp_path: Path) -> None:
    kinds = {kind.name: kind for kind in KINDS}
    whole = made(tmp_path / "whole", complete(kinds["sense-voice"]))
    with pytest.raises(ModelError, match=r"sense-voice .* name it as asr\.final_model"):
        find_model(whole, streaming=True)
    streaming = made(tmp_path / "streaming", complete(kinds["t-one-ctc"]))
    with pytest.raises(ModelError, match=r"t-one-ctc .* name it as asr\.model"):
        find_model(streaming, streaming=False)


def test_a_file_names_the_kind_where_the_networks_do_not(tmp_path: Path) -> None:
    made(tmp_path, {"model.int8.onnx": {}})
    with pytest.raises(ModelError, match=r"hotline-model\.yaml"):
        find_models(tmp_path)
    (tmp_path / "hotline-model.yaml").write_text("kind: zipformer-ctc\n", "utf-8")
    assert find_models(tmp_path)[0].kind.name == "zipformer-ctc"
    (tmp_path / "hotline-model.yaml").write_text("kind: dolphin-ctc\n", "utf-8")
    with pytest.raises(ModelError, match="must say vocab_size, mean, invstd"):
        find_models(tmp_path)
    for wrong in ("kind: paraphormer\n", "paraformer", "kind: [", ""):
        (tmp_path / "hotline-model.yaml").write_text(wrong, "utf-8")
        with pytest.raises(ModelError, match=r"hotline-model\.yaml"):
            find_models(tmp_path)


def test_a_network_that_was_cut_off_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path, {"model.onnx": T_ONE}) / "model.onnx"
    path.write_bytes(onnx_bytes(T_ONE, bytes(5000))[:2000])
    with pytest.raises(ModelError, match=r"model\.onnx: cut off, 2000 bytes of at least"):
        find_models(tmp_path)


def test_what_the_library_cannot_load_is_an_error_with_the_folders_name(tmp_path: Path) -> None:
    pytest.importorskip("sherpa_onnx", reason="the extra sherpa is not installed")
    made(tmp_path / "m", {"model.onnx": T_ONE})
    with pytest.raises(ModelError, match=r"m: sherpa-onnx cannot load this t-one-ctc model"):
        load_recogniser(AsrSettings(engine="sherpa", model=str(tmp_path / "m")), tmp_path)


def test_a_blank_is_a_token_too(tmp_path: Path) -> None:
    tokens = tmp_path / "tokens.txt"
    tokens.write_text("<blk> 0\n  1\n▁我 2\n", "utf-8")
    assert read_symbols(tokens) == {"<blk>", " ", "▁我"}


@pytest.mark.parametrize("name", ["model.onnx", "hotline-model.yaml", "tokens.txt"])
def test_files_that_cannot_be_read_are_named(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = made(tmp_path / "m", {"model.onnx": T_ONE})
    (folder / "hotline-model.yaml").write_text("kind: t-one-ctc\n")
    for method in ("open", "stat", "read_text"):
        monkeypatch.setattr(Path, method, refusing(folder / name, getattr(Path, method)))
    for load in (
        lambda: load_recogniser(AsrSettings(engine="sherpa", model="m"), tmp_path),
        lambda: load_final_model(folder),
        lambda: sherpa_sort(folder),
    ):
        with pytest.raises(ModelError, match=f"m/{name}: cannot be read .*the right to read it, or install"):
            load()


def refusing(path: Path, method: Callable[..., object]) -> Callable[..., object]:
    """The method of `Path`, for a user who may not read `path`."""

    def refuse(self: Path, *arguments: object, **options: object) -> object:
        if self == path:
            raise PermissionError(13, "Permission denied", str(path))
        return method(self, *arguments, **options)

    return refuse


def test_a_link_to_a_model_that_is_gone_is_named(tmp_path: Path) -> None:
    folder = made(tmp_path / "m", {})
    (folder / "model.onnx").symlink_to(tmp_path / "gone.onnx")
    with pytest.raises(ModelError, match=r"model\.onnx: cannot be read"):
        sherpa_sort(folder)


def test_a_final_model_that_does_not_load_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ScriptedRecogniser()
    monkeypatch.setattr("asr.loading._engine", lambda *_: first)
    with pytest.raises(ModelError, match="gone: there is no such folder"):
        load_recogniser(AsrSettings(final_model="gone"), tmp_path)
    assert first.closed


def test_a_final_model_is_measured_before_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second = Reader()
    monkeypatch.setattr("asr.loading._engine", lambda *_: ScriptedRecogniser())
    monkeypatch.setattr("asr.loading.load_final_model", lambda *_: second)
    load_recogniser(AsrSettings(final_model="m"), tmp_path).close()
    assert second.seconds == [1.0, 1.0]


def test_hotwords_are_spelled_in_the_models_units(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("WARNING", logger="asr.engines.sherpa.hotwords")
    kinds = {kind.name: kind for kind in KINDS}
    folder = made(tmp_path, complete(kinds["transducer"]))
    hotwords = Hotwords(find_model(folder, streaming=True))
    assert (hotwords.usable, hotwords.unit) == (True, "cjkchar")
    assert hotwords.spell(["投诉", "一诉/:", "公积金", "APP"]) == "投 诉/一 诉"
    assert "公 积 金" in caplog.text
    caplog.clear()
    assert hotwords.spell(["投诉", "一诉/:", "公积金", "APP"]) == "投 诉/一 诉"
    assert caplog.text == ""
    (folder / "bpe.vocab").write_text("▁A\t-1\n", "utf-8")
    hotwords = Hotwords(find_model(folder, streaming=True))
    assert hotwords.unit == "cjkchar+bpe"
    assert hotwords.spell(["APP投诉"]) == "APP 投 诉"
    assert not Hotwords(find_model(made(tmp_path / "c", complete(kinds["t-one-ctc"])), streaming=True)).usable
