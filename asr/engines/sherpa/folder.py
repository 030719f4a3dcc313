"""Looks at a model folder before sherpa-onnx does, because that ends the whole process on a wrong one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from asr.engines.onnx_file import read_metadata
from asr.engines.recogniser import ModelError
from asr.engines.sherpa.kinds import KIND_NAMES, KINDS, MODEL, THREE_PARTS, TWO_PARTS, Kind
from contracts.errors import text as _

KIND_FILE = "hotline-model.yaml"
"""May name the kind where the files do not tell: one line, `kind: zipformer-ctc`."""

_PRECISIONS = (".int8", "", ".fp16")
"""What follows a network's name, best first: 8-bit networks are fastest on a CPU."""
_DECODER_PRECISIONS = ("", ".int8", ".fp16")
"""A transducer's decoder is tiny; its publisher pairs the full one with an 8-bit encoder."""
_NO_RECOGNISER = ("with-state", "no-state", "silero", "vad", "punct", "lm")
"""Beginnings of other networks' names that come in the same archives: language models and the like."""
_BLANKS = frozenset({"<blk>", "<eps>", "<blank>"})
_PINYIN = frozenset({"zh", "ǐ"})
"""Tokens that only models of initials and finals with tones have."""


@dataclass(frozen=True, slots=True)
class SherpaModel:
    """A complete model of a known kind."""

    folder: Path
    kind: Kind
    files: Mapping[str, Path]
    """ONNX files by role."""
    tokens: Path
    symbols: frozenset[str]
    """The tokens themselves."""

    @property
    def spots_keywords(self) -> bool:
        """Whether it writes pinyin (initials and finals), so that it can only look for given words."""
        return self.kind.name == "transducer" and self.symbols >= _PINYIN


def find_model(folder: Path, *, streaming: bool) -> SherpaModel:
    """The model in `folder`, which reads speech as it comes (`streaming`) or utterance by utterance.

    Raises `ModelError` when there is none, one of the other sort, or one that is incomplete.
    """
    models = find_models(folder)
    for model in models:
        if model.kind.streaming == streaming:
            return model
    if streaming:
        raise ModelError(
            _(
                "{folder}: a {name} model reads whole utterances only: name it as "
                "asr.final_model, beside a streaming model in asr.model"
            ).format(folder=folder, name=models[0].kind.name)
        )
    raise ModelError(
        _(
            "{folder}: a {name} model reads speech as it comes: name it as asr.model "
            "(engine sherpa); asr.final_model is for models that read whole utterances"
        ).format(folder=folder, name=models[0].kind.name)
    )


def find_models(folder: Path) -> list[SherpaModel]:
    """Every model in `folder`, at least one. Raises `ModelError`."""
    if not folder.is_dir():
        raise ModelError(
            _("{folder}: there is no such folder; {remedy}").format(folder=folder, remedy=_remedy())
        )
    networks = [
        path for path in sorted(folder.glob("*.onnx")) if not path.name.lower().startswith(_NO_RECOGNISER)
    ]
    if not networks and any((folder / name).exists() for name in ("am/final.mdl", "final.mdl")):
        raise ModelError(
            _("{folder}: this is a model for Vosk, not for sherpa-onnx; {remedy}").format(
                folder=folder, remedy=_remedy()
            )
        )
    tokens = _tokens_file(folder)
    if not networks:
        raise ModelError(
            _("{folder}: no .onnx file in it; {half}, or {remedy}").format(
                folder=folder, half=_half(), remedy=_remedy()
            )
        )
    symbols = read_symbols(tokens)
    wanted = _wanted_kind(folder)
    models, problems = [], []
    for files in _groups(networks):
        try:
            kind = _identify(folder, files, wanted)
            if kind.blank and not symbols & _BLANKS:
                raise ModelError(
                    _("{tokens}: neither <blk>, <eps> nor <blank> is among the tokens; {half}").format(
                        tokens=tokens, half=_half()
                    )
                )
            models.append(SherpaModel(folder, kind, files, tokens, symbols))
        except ModelError as error:
            problems.append(error)
    if not models:
        raise problems[0]
    return models


def read_symbols(tokens: Path) -> frozenset[str]:
    """The tokens in a `tokens.txt`: one a line, followed by its number. Raises `ModelError`."""
    symbols = set()
    lines = tokens.read_text("utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        parts = line.split()
        if not 1 <= len(parts) <= 2 or not parts[-1].isdigit():
            raise ModelError(
                _("{tokens}, line {number}: expected a token and its number; {half}").format(
                    tokens=tokens, number=number, half=_half()
                )
            )
        symbols.add(parts[0] if len(parts) == 2 else " ")
    if not symbols:
        raise ModelError(_("{tokens}: the file is empty; {half}").format(tokens=tokens, half=_half()))
    return frozenset(symbols)


def _tokens_file(folder: Path) -> Path:
    """`tokens.txt`, or the `NAME-tokens.txt` of Whisper models."""
    plain = folder / "tokens.txt"
    named = sorted(folder.glob("*-tokens.txt"))
    if not plain.is_file() and not named:
        raise ModelError(
            _("{folder}: tokens.txt is missing; {half}, or {remedy}").format(
                folder=folder, half=_half(), remedy=_remedy()
            )
        )
    return plain if plain.is_file() else named[0]


def _wanted_kind(folder: Path) -> str | None:
    path = folder / KIND_FILE
    if not path.is_file():
        return None
    try:
        data = YAML(typ="safe", pure=True).load(path.read_text("utf-8", errors="replace"))
    except YAMLError as error:
        raise ModelError(
            _("{path}: not readable as YAML ({error})").format(path=path, error=error)
        ) from error
    kind = data.get("kind") if isinstance(data, dict) else None
    if kind not in KIND_NAMES:
        raise ModelError(
            _("{path}: kind is {kind!r}; write kind: and one of {kinds}").format(
                path=path, kind=kind, kinds=", ".join(KIND_NAMES)
            )
        )
    return str(kind)


def _groups(networks: Iterable[Path]) -> list[dict[str, Path]]:
    """Files that belong together, by what their names have in common besides role and precision."""
    found: dict[str, dict[str, dict[str, Path]]] = {}
    for path in networks:
        name = path.name.removesuffix(".onnx")
        precision = next((end for end in (".int8", ".fp16") if name.endswith(end)), "")
        name = name.removesuffix(precision)
        role = next((part for part in THREE_PARTS if part in name.lower()), "model")
        family = name.lower().replace(role, "") if role != "model" else f"model {name}"
        found.setdefault(family, {}).setdefault(role, {})[precision] = path
    return [_chosen(found[family]) for family in sorted(found)]


def _chosen(parts: Mapping[str, Mapping[str, Path]]) -> dict[str, Path]:
    chosen = {}
    for role, files in parts.items():
        full_first = role == "decoder" and "joiner" in parts
        order = _DECODER_PRECISIONS if full_first else _PRECISIONS
        chosen[role] = next(files[precision] for precision in order if precision in files)
    return chosen


def _identify(folder: Path, files: Mapping[str, Path], wanted: str | None) -> Kind:
    roles = tuple(role for role in (*THREE_PARTS, *MODEL) if role in files)
    if roles not in (MODEL, TWO_PARTS, THREE_PARTS):
        missing = next(role for role in THREE_PARTS if role not in files)
        raise ModelError(
            _("{folder}: {missing}*.onnx is missing beside {files}; {half}").format(
                folder=folder, missing=missing, files=_names(files), half=_half()
            )
        )
    metadata = {role: read_metadata(path) for role, path in files.items()}
    model_type = metadata[roles[0]].get("model_type", "")
    possible = [kind for kind in KINDS if kind.roles == roles and wanted in (None, kind.name)]
    for kind in possible:
        typed = wanted is not None or not kind.types or model_type.startswith(kind.types)
        if typed and not _missing(kind, metadata):
            return kind
    if wanted is not None and possible:
        role, *keys = _missing(possible[0], metadata)
        raise ModelError(
            _(
                "{file}: a {wanted} model must say {keys} in its metadata: it was exported "
                "without; take the published one, or correct {kind_file}"
            ).format(file=files[role], wanted=wanted, keys=", ".join(keys), kind_file=KIND_FILE)
        )
    if roles == TWO_PARTS and model_type.startswith(("zipformer", "conformer", "lstm")):
        raise ModelError(
            _("{folder}: joiner*.onnx is missing beside {files}; {half}").format(
                folder=folder, files=_names(files), half=_half()
            )
        )
    unsaid = _("that does not say its type")
    said = _("of the type {type!r}").format(type=model_type) if model_type else unsaid
    raise ModelError(
        _(
            "{folder}: a network {said} ({files}), which this service does not run; if it "
            "is one of {kinds}, say so in {kind_file}: kind: ..."
        ).format(
            folder=folder,
            said=said,
            files=_names(files),
            kinds=", ".join(KIND_NAMES),
            kind_file=folder / KIND_FILE,
        )
    )


def _missing(kind: Kind, metadata: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Role and fields that are not there; empty when nothing is missing."""
    for role, keys in kind.needs.items():
        missing = [key for key in keys if not metadata[role].get(key)]
        if missing:
            return [role, *missing]
    return []


def _names(files: Mapping[str, Path]) -> str:
    return ", ".join(path.name for path in files.values())


def _remedy() -> str:
    return _("install a sherpa-onnx model there, or name the folder of one")


def _half() -> str:
    return _("the model is incomplete: install it again")
